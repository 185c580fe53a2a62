#pragma once

#include "binet/table/table.hpp"
#include "explain/contributions.hpp"
#include "table/level_matcher.hpp"

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

constexpr int kMostReasons = 10000;

/// What one column adds to a row's logit.
struct Reason {
  std::string_view column;
  enum class Cell { known, missing, unseen } cell = Cell::known;  ///< unseen: a level that training did not have
  double number = 0;        ///< of a numeric column
  std::string_view level;  ///< of a category column; lives as long as the table
  bool numeric = false;
  double contribution = 0;
};

/// Views of names and levels live as long as the finder and the table. A row's logit is base + Σ contributions + rest.
struct RowReasons {
  std::vector<Reason> reasons;  ///< those other than 0, by falling size
  double base = 0, rest = 0;    ///< rest: of the columns that are not listed
};

/// Finds the reasons of a block of rows. May be asked by several threads at a time.
class ReasonFinder {
 public:
  /// The model must outlive the object.
  ReasonFinder(const Classifier&, std::size_t most);

  std::size_t columns() const { return explainer_.columns().size(); }
  /// The logits of the table's rows, and the reasons of each; `shift` is added to every logit later and belongs to the
  /// base.
  VectorD find(const Table&, double shift, std::vector<RowReasons>&) const;

 private:
  /// A column of a table, and which of its levels training had.
  struct Cells {
    const Column* column;
    std::vector<bool> unseen;
  };
  std::vector<Cells> cells_of(const Table&) const;

  const Classifier& model_;
  std::size_t most_;
  RowExplainer explainer_;
  std::deque<detail::LevelMatcher> levels_;  ///< by column; of numbers without a level
};

/// "reason_1" of 0.
std::string reason_name(std::size_t place);

/// "age +0.42", "bmi missing -0.4", "city unseen +0.1".
std::string reason_text(const Reason&);

/// "base_logit": …, "reasons": […], "other_columns": …, without braces, every digit given.
std::string reasons_as_json(const RowReasons&);

}  // namespace binet
