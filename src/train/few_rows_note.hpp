#pragma once

#include "binet/model/classifier.hpp"
#include "binet/model/evaluation.hpp"
#include "train/training_data.hpp"

#include <string>
#include <vector>

namespace binet {

/// A sentence if one class has fewer than ten held-out rows, or its weights are so unequal that they count like fewer
/// than ten, (Σw)²/Σw² (Kish 1965): metrics and their standard errors then rest on these few. Empty with enough rows,
/// and if there is only one class.
std::string note_on_few_rows(const ScoredRows&, const TargetSchema&);

/// A sentence if the rows are of so few groups of `column`, or of such unequal ones, that they count like fewer than
/// five, (Σw)²/Σw² over the weights of groups; otherwise empty, as without groups. `group` is equal for rows of a
/// group.
std::string note_on_few_groups(const ScoredRows&, const std::vector<Index>& group, const std::string& column);

/// A sentence if one class has a single training row, so that no held-out rows could tell the classes apart; otherwise
/// empty.
std::string note_on_single_row(const LabelledRows&, const TargetSchema&);

}  // namespace binet
