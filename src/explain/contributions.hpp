#pragma once

#include "binet/base/types.hpp"
#include "binet/table/table.hpp"
#include "explain/encoded_columns.hpp"
#include "model/member.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace binet {

/// What each column of a row adds to the calibrated logit: Shapley values against the typical row, the row with the
/// median of each number and the most common level of each category (Sundararajan, Najmi 2020, "The many Shapley values
/// for model explanation", baseline Shapley). The contributions of a row sum to its logit minus the logit of the
/// typical row. A column whose cell equals the typical one contributes 0.
///
/// Logistic regression and an additive model alone: exact; with terms (model.terms) a term of several columns is shared
/// among them by the definition, over all sets of these columns. Any other model, and one with a term of more than
/// eight columns: the mean over pairs of an order of the columns and its reverse (Mitchell et al. 2022, "Sampling
/// permutations for Shapley value estimation"), exact where at most two columns interact at a time. The orders depend
/// on the number of columns alone, so that equal rows have equal contributions; the report's what-if form uses the same
/// ones.
///
/// Columns are those of the file. Where cells of both rows together give a term no finite value, it counts as missing.
class RowExplainer {
 public:
  /// The model must outlive the object. `pairs` of orders; 0: as many as fit the number of columns.
  explicit RowExplainer(const Classifier&, int pairs = 0);

  /// Names of the columns in use, in the order of the schema.
  const std::vector<std::string>& columns() const { return encoded_.names(); }
  /// Logit of the typical row.
  double base() const { return base_; }
  bool additive() const { return additive_; }

  struct Explained {
    VectorD logit;          ///< n, as Classifier::logits has them
    MatrixD contributions;  ///< n × columns
  };
  /// Contributions to all rows of a table that has the model's columns. May be called by several threads at a time.
  Explained explain(const Table&) const;

 private:
  void find_additive_effects();
  double additive_effect(const Features&, Index row, const EncodedColumns::Places&) const;
  void explain_additive(const EncodedRows&, Explained&) const;
  void share_joint_terms(const EncodedRows&, RowRange rows, Explained&) const;
  void explain_by_orders(const EncodedRows&, RowRange rows, Explained&) const;

  const Classifier& model_;
  EncodedColumns encoded_;
  EncodedRows typical_;  ///< one row
  double base_ = 0;
  bool additive_ = false;
  std::vector<double> weights_;                    ///< additive: of dense columns
  std::vector<std::vector<double>> code_effects_;  ///< by code column, by code
  std::vector<std::vector<double>> bin_weights_;   ///< by piecewise-linear column, by bin
  std::vector<std::vector<double>> bin_starts_;    ///< sums of the weights of the bins before
  std::vector<std::vector<std::size_t>> orders_;   ///< each followed by its reverse
};

/// How many pairs of orders a model of so many columns gets. The what-if form has the same rule.
int order_pairs(std::size_t columns);

}  // namespace binet
