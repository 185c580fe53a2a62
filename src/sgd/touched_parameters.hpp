#pragma once

#include "features/features.hpp"
#include "nn/network.hpp"
#include "sgd/update_rule.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace binet::detail {

/// The parameters for which a batch has a gradient: all of them, except that of a category table far longer than the
/// batch only the rows of the batch's levels count.
/// Such rows have a rule of their own: a row whose level is not in the batch takes no step, and its momentum and
/// squares stay unchanged (as in PyTorch's SparseAdam). Penalty and decay of the skipped steps are applied with the
/// row's next step, so that they act equally on rare and frequent levels.
class TouchedParameters {
 public:
  /// Tables with more than kLongTable times `batch_rows` levels are long.
  TouchedParameters(const Network&, Index batch_rows);

  /// If false, find() reads no codes.
  bool any_long_table() const { return !tables_.empty(); }
  /// Prepares the next step, whose batch has these codes.
  void find(const Features& batch, Index rows);
  /// Ascending and disjoint; one range with all parameters if no table is long.
  std::span<const ParameterRange> ranges() const { return ranges_; }

 private:
  struct Table {
    Index column = 0;  ///< of the codes
    Index offset = 0;  ///< of the first level's parameters
    Index width = 0;   ///< parameters per level
    std::vector<std::int64_t> last_step;
  };

  void add_tables(const ParameterBlock&, const FeatureShape&, Index batch_rows);

  std::vector<Table> tables_;  ///< the long tables, by offset
  Index parameter_count_;
  std::int64_t step_ = 0;
  std::vector<std::int32_t> levels_;
  std::vector<ParameterRange> ranges_;
};

}  // namespace binet::detail
