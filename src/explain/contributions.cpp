#include "explain/contributions.hpp"

#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "explain/typical_row.hpp"
#include "model/member.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>

namespace binet {
namespace {

constexpr Index kBatchRows = 1024;         ///< rows of one pass through the networks
constexpr std::size_t kMostJointly = 8;    ///< columns of a term that is shared out by the definition of Shapley values

/// The generator of the what-if form: Fisher–Yates by a linear congruential generator (Numerical Recipes).
std::vector<std::vector<std::size_t>> make_orders(std::size_t columns, int pairs) {
  std::uint32_t state = 12345;
  std::vector<std::vector<std::size_t>> orders;
  for (int pair = 0; pair < pairs; ++pair) {
    std::vector<std::size_t> order(columns);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = columns; i-- > 1;) {
      state = state * 1664525U + 1013904223U;
      std::swap(order[i], order[static_cast<std::size_t>(state / 4294967296.0 * static_cast<double>(i + 1))]);
    }
    orders.push_back(order);
    orders.emplace_back(order.rbegin(), order.rend());
  }
  return orders;
}

/// |S|!(k − |S| − 1)!/k!, by the size of S (Shapley 1953).
std::vector<double> shapley_weights(std::size_t columns) {
  std::vector<double> weights{1.0 / static_cast<double>(columns)};
  for (std::size_t size = 1; size < columns; ++size) {
    weights.push_back(weights.back() * static_cast<double>(size) / static_cast<double>(columns - size));
  }
  return weights;
}

void require_probabilities(const VectorD& logits, const Table& table) {
  for (Index row = 0; row < logits.size(); ++row) {
    if (!std::isnan(logits[row])) continue;
    throw Error(table.place(row) +
                "the model makes no probability of this row: its weights are so large that a sum overflows");
  }
}

/// The encoded logit is in the precision of the networks, so that sums of contributions miss it by rounding. That is
/// shared out by size.
void share_rounding(double total, Eigen::Ref<Eigen::RowVectorXd> contributions) {
  double size = 0, sum = 0;  // summed in the columns' order: the same bits wherever the row stands in memory
  for (const double contribution : contributions) {
    size += std::abs(contribution);
    sum += contribution;
  }
  if (!(size > 0)) return;
  for (double& contribution : contributions) contribution += std::abs(contribution) * ((total - sum) / size);
}

}  // namespace

int order_pairs(std::size_t columns) {
  return std::clamp(static_cast<int>(30 / std::max<std::size_t>(columns, 1)), 1, 4);
}

RowExplainer::RowExplainer(const Classifier& model, int pairs) : model_(model), encoded_(model) {
  if (columns().empty()) {
    Table none;
    none.rows = 1;
    none.blocks.emplace_back().rows = 1;
    base_ = model.logits(none)[0];
    return;
  }
  const Table typical = typical_row(model);
  const Index only_row = 0;
  typical_ = encoded_.encode(typical, {&only_row, 1}, true);
  base_ = model.encoded_logits(typical_.features, 1)[0];
  additive_ = model.members.size() == 1 && model.members[0].network.hidden().empty() &&
              std::ranges::all_of(encoded_.joint(), [](const EncodedColumns::Joint& joint) {
                return joint.columns.size() <= kMostJointly;
              });
  if (additive_) {
    find_additive_effects();
  } else {
    orders_ = make_orders(columns().size(), pairs > 0 ? pairs : order_pairs(columns().size()));
  }
}

void RowExplainer::find_additive_effects() {
  const Network& network = model_.members[0].network;
  const FeatureShape& shape = network.input_shape();
  for (const ParameterBlock& block : network.parameter_blocks(0)) {
    if (block.kind != ParameterKind::weight) continue;
    const ConstSpan weights = network.block(block);
    auto next = weights.begin();
    const auto take = [&](Index count) {
      const auto first = next;
      next += count;
      return std::vector<double>(first, next);
    };
    weights_ = take(shape.dense);
    for (const Index levels : shape.levels) code_effects_.push_back(take(levels));
    for (const Index bins : shape.bins) bin_weights_.push_back(take(bins));
  }
  for (const std::vector<double>& bins : bin_weights_) {
    std::vector<double>& starts = bin_starts_.emplace_back(bins.size(), 0.0);
    for (std::size_t b = 1; b < bins.size(); ++b) starts[b] = starts[b - 1] + bins[b - 1];
  }
}

double RowExplainer::additive_effect(const Features& features, Index row, const EncodedColumns::Places& places) const {
  double sum = 0;
  for (const Index i : places.dense) {
    sum += weights_[static_cast<std::size_t>(i)] * static_cast<double>(features.dense(row, i));
  }
  for (const Index i : places.codes) {
    const std::int32_t code = features.codes(row, i);
    if (code != kNoCode) sum += code_effects_[static_cast<std::size_t>(i)][static_cast<std::size_t>(code)];
  }
  for (const Index i : places.bins) {
    const std::int32_t bin = features.bins(row, i);
    if (bin == kNoCode) continue;
    const auto f = static_cast<std::size_t>(i), b = static_cast<std::size_t>(bin);
    sum += bin_starts_[f][b] + bin_weights_[f][b] * static_cast<double>(features.positions(row, i));
  }
  return sum;
}

void RowExplainer::explain_additive(const EncodedRows& rows, Explained& found) const {
  const std::size_t e = model_.members[0].encoder;
  const double slope = model_.calibration.slope;
  std::vector<double> usual;
  for (std::size_t c = 0; c < columns().size(); ++c) {
    usual.push_back(additive_effect(typical_.features[e], 0, encoded_.places(e, c)));
  }
  for (Index row = 0; row < found.logit.size(); ++row) {
    for (std::size_t c = 0; c < columns().size(); ++c) {
      found.contributions(row, static_cast<Index>(c)) =
          slope * (additive_effect(rows.features[e], row, encoded_.places(e, c)) - usual[c]);
    }
  }
  if (encoded_.joint().empty()) return;
  const Shards shards{found.logit.size(), kBatchRows};
  parallel_for(shards.count(), [&](Index s) { share_joint_terms(rows, shards[s], found); });
}

/// Shapley values of the terms that read the same columns: the weighted mean, over the sets of their other columns that
/// have the row's cells, of what the cell of this column changes.
void RowExplainer::share_joint_terms(const EncodedRows& all, RowRange range, Explained& found) const {
  const std::size_t e = model_.members[0].encoder;
  const double slope = model_.calibration.slope;
  std::map<std::vector<std::size_t>, EncodedRows> mixed;  // by the columns that have the row's cells
  const auto rows_with = [&](const std::vector<std::size_t>& columns) -> const EncodedRows& {
    const auto known = mixed.find(columns);
    if (known != mixed.end()) return known->second;
    EncodedRows& rows = mixed[columns] = sized_like(all, range.size());
    for (Index i = 0; i < range.size(); ++i) {
      copy_row(typical_, 0, rows, i);
      for (const std::size_t column : columns) encoded_.copy_cell(column, all, range.begin + i, rows, i);
    }
    encoded_.compute_terms(rows, range.size());
    return rows;
  };
  for (const EncodedColumns::Joint& joint : encoded_.joint()) {
    const std::size_t size = joint.columns.size(), sets = std::size_t{1} << size;
    const EncodedColumns::Places& places = joint.places[e];
    MatrixD value(range.size(),
                  static_cast<Index>(sets));  // of these terms, by the set of columns with the row's cells
    for (std::size_t set = 0; set < sets; ++set) {
      std::vector<std::size_t> columns;
      for (std::size_t c = 0; c < size; ++c) {
        if ((set >> c & 1U) != 0) columns.push_back(joint.columns[c]);
      }
      const bool none = set == 0, every = set + 1 == sets;
      const EncodedRows& rows = none ? typical_ : every ? all : rows_with(columns);
      for (Index i = 0; i < range.size(); ++i) {
        const Index row = none ? 0 : every ? range.begin + i : i;
        value(i, static_cast<Index>(set)) = additive_effect(rows.features[e], row, places);
      }
    }
    const std::vector<double> shares = shapley_weights(size);
    for (std::size_t set = 0; set + 1 < sets; ++set) {  // the whole set has no column to add
      const double share = slope * shares[static_cast<std::size_t>(std::popcount(set))];
      for (std::size_t c = 0; c < size; ++c) {
        if ((set >> c & 1U) != 0) continue;
        const auto with = static_cast<Index>(set | std::size_t{1} << c), column = static_cast<Index>(joint.columns[c]);
        for (Index i = 0; i < range.size(); ++i) {
          found.contributions(range.begin + i, column) += share * (value(i, with) - value(i, static_cast<Index>(set)));
        }
      }
    }
  }
}

void RowExplainer::explain_by_orders(const EncodedRows& all, RowRange rows, Explained& found) const {
  struct Step {
    Index row;
    std::size_t column;
    Index place;  ///< of the features with this column changed; −1: the row itself
    bool first;   ///< the step before is the typical row
  };
  std::vector<Step> steps;
  EncodedRows changed = sized_like(all, kBatchRows);
  Index used = 0;
  const auto evaluate = [&] {
    encoded_.compute_terms(changed, used);
    const VectorD logits = used > 0 ? model_.encoded_logits(changed.features, used) : VectorD();
    double before = base_;
    for (const Step& step : steps) {
      if (step.first) before = base_;
      const double after = step.place < 0 ? found.logit[step.row] : logits[step.place];
      found.contributions(step.row, static_cast<Index>(step.column)) +=
          (after - before) / static_cast<double>(orders_.size());
      before = after;
    }
    steps.clear();
    used = 0;
  };
  std::vector<bool> differs(columns().size());
  for (Index row = rows.begin; row < rows.end; ++row) {
    std::size_t count = 0;
    for (std::size_t c = 0; c < columns().size(); ++c) {
      differs[c] = !encoded_.same_cell(c, all, row, typical_, 0);
      count += differs[c] ? 1 : 0;
    }
    if (count == 0) continue;
    for (const std::vector<std::size_t>& order : orders_) {
      // One order's steps stay in one batch, unless it alone is longer; then the batch grows.
      const auto needed = static_cast<Index>(count) - 1;
      if (used + needed > changed.size()) evaluate();
      if (needed > changed.size()) changed = sized_like(all, needed);
      std::size_t done = 0;
      for (const std::size_t column : order) {
        if (!differs[column]) continue;
        const bool last = ++done == count, first = done == 1;
        steps.push_back({row, column, last ? Index{-1} : used, first});
        if (last) break;
        copy_row(first ? typical_ : changed, first ? 0 : used - 1, changed, used);
        encoded_.copy_cell(column, all, row, changed, used);
        ++used;
      }
    }
  }
  evaluate();
}

RowExplainer::Explained RowExplainer::explain(const Table& table) const {
  if (columns().empty() || table.rows == 0) return {model_.logits(table), MatrixD::Zero(table.rows, 0)};
  const EncodedRows rows = encoded_.encode(table);
  Explained found{model_.encoded_logits(rows.features, table.rows),
                  MatrixD::Zero(table.rows, static_cast<Index>(columns().size()))};
  require_probabilities(found.logit, table);
  if (additive_) {
    explain_additive(rows, found);
  } else {
    const Shards shards{table.rows, 64};
    parallel_for(shards.count(), [&](Index s) { explain_by_orders(rows, shards[s], found); });
  }
  for (Index row = 0; row < table.rows; ++row) {
    share_rounding(found.logit[row] - base_, found.contributions.row(row));
  }
  return found;
}

}  // namespace binet
