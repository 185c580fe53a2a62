#pragma once

#include "binet/features/features.hpp"
#include "binet/nn/network.hpp"
#include "binet/sgd/update_rule.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace binet::detail {

/// The parameters a batch has a gradient for: all, but of a table of categories far longer than the batch only the rows
/// of the levels that the batch holds.
///
/// The rule for those tables, in place of steps with a gradient of 0: a row whose level the batch lacks takes no step,
/// and its momentum and squares stay as they are (as in PyTorch's SparseAdam). Penalty and decay are owed, and paid
/// with the row's next step for all steps since its last, so that their pull is the same on rare levels as on others.
class TouchedParameters {
 public:
  /// Tables of more levels than kLongTable times `batch_rows` are long.
  TouchedParameters(const Network&, Index batch_rows);

  /// If not, find() reads no codes.
  bool any_long_table() const { return !tables_.empty(); }
  /// For the next step, whose batch has these codes.
  void find(const Features& batch, Index rows);
  /// Ascending, without overlap; all of them are one range where no table is long.
  std::span<const ParameterRange> ranges() const { return ranges_; }

 private:
  struct Table {
    Index column = 0;  ///< of codes
    Index offset = 0;  ///< of the first level's parameters
    Index width = 0;   ///< parameters a level
    std::vector<std::int64_t> last_step;
  };

  void add_tables(const ParameterBlock&, const FeatureShape&, Index batch_rows);

  std::vector<Table> tables_;  ///< the long ones, by offset
  Index parameter_count_;
  std::int64_t step_ = 0;
  std::vector<std::int32_t> levels_;
  std::vector<ParameterRange> ranges_;
};

}  // namespace binet::detail
