#include "sgd/touched_parameters.hpp"

#include <algorithm>
#include <utility>

namespace binet::detail {
namespace {

constexpr Index kLongTable = 4;  // then at least three of four rows have no gradient

}  // namespace

TouchedParameters::TouchedParameters(const Network& network, Index batch_rows)
    : parameter_count_(network.parameter_count()), ranges_{{0, network.parameter_count()}} {
  if (network.input_shape().levels.empty() || network.input_shape().sequences) return;
  for (const ParameterBlock& block : network.parameter_blocks(0)) {
    // Weights have one row per input and input scales one number per input: both are tables by level.
    if (block.kind != ParameterKind::bias) add_tables(block, network.input_shape(), batch_rows);
  }
}

void TouchedParameters::add_tables(const ParameterBlock& block, const FeatureShape& shape, Index batch_rows) {
  const Index width = block.size() / shape.one_hot_size();
  Index first = shape.dense;
  for (std::size_t c = 0; c < shape.levels.size(); ++c) {
    const Index levels = shape.levels[c];
    if (levels > kLongTable * batch_rows) {
      tables_.push_back({static_cast<Index>(c), block.offset + first * width, width,
                         std::vector<std::int64_t>(static_cast<std::size_t>(levels), 0)});
    }
    first += levels;
  }
}

void TouchedParameters::find(const Features& batch, Index rows) {
  ++step_;
  if (tables_.empty()) return;
  ranges_.clear();
  Index begin = 0;
  for (Table& table : tables_) {
    if (table.offset > begin) ranges_.push_back({begin, table.offset});
    begin = table.offset + table.width * std::ssize(table.last_step);
    levels_.clear();
    for (Index i = 0; i < rows; ++i) {
      if (const std::int32_t code = batch.codes(i, table.column); code != kNoCode) levels_.push_back(code);
    }
    std::ranges::sort(levels_);
    levels_.erase(std::unique(levels_.begin(), levels_.end()), levels_.end());
    for (const std::int32_t level : levels_) {
      std::int64_t& last = table.last_step[static_cast<std::size_t>(level)];
      const Index at = table.offset + level * table.width;
      ranges_.push_back({at, at + table.width, static_cast<double>(step_ - std::exchange(last, step_))});
    }
  }
  if (begin < parameter_count_) ranges_.push_back({begin, parameter_count_});
}

}  // namespace binet::detail
