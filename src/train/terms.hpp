#pragma once

#include "binet/config/config.hpp"
#include "binet/model/classifier.hpp"
#include "binet/table/table.hpp"

#include <string>
#include <vector>

namespace binet {

/// Computes the columns of model.terms and adds them to a training table; nothing without terms. Throws UsageError for
/// a formula that cannot be read, and Error for a number outside a function's domain, with its line.
void prepare_terms(const Config&, Table& training);

/// The names of the terms of a formula, "age" or "age:sex", in R's order: main effects first. None without a formula,
/// or if the table lacks a column that it names.
std::vector<std::string> term_names(const Config&, const Table&);

/// The same columns, with what was learned of the training table, for a validation table.
void prepare_terms_like(const Table& training, Table& validation);

/// Those of a model, for a table to update it with.
void prepare_terms_of(const Classifier&, Table&);

/// Throws UsageError if the config has terms that prepare_terms has not been asked for.
void require_terms(const Config&, const Table& training);

}  // namespace binet
