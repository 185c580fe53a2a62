#include "explain/importance.hpp"

#include "base/every_index.hpp"
#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "eval/log_loss.hpp"
#include "explain/encoded_columns.hpp"
#include "explain/sequence_shuffling.hpp"
#include "math/random.hpp"
#include "model/member.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace binet {
namespace {

constexpr Index kBatchRows = 2048;

std::vector<Index> shuffled(Index rows, Random random) {
  std::vector<Index> order = every_index(rows);
  random.shuffle(std::span<Index>(order));
  return order;
}

/// Logits where row i has the cells of row order[i] in the columns given, whose cells these are.
VectorD shuffled_logits(const Classifier& model, const EncodedColumns& encoded, const EncodedRows& rows,
                        std::span<const std::size_t> columns, std::span<const ColumnCells> cells,
                        std::span<const Index> order) {
  VectorD logits(std::ssize(order));
  const Shards shards{logits.size(), kBatchRows};
  parallel_for(shards.count(), [&](Index shard) {
    const RowRange range = shards[shard];
    EncodedRows changed = sized_like(rows, range.size());
    for (Index row = range.begin; row < range.end; ++row) {
      copy_row(rows, row, changed, row - range.begin);
      for (std::size_t c = 0; c < columns.size(); ++c) {
        encoded.copy_cell(columns[c], cells[c], order[static_cast<std::size_t>(row)], changed, row - range.begin);
      }
    }
    encoded.compute_terms(changed, range.size());
    logits.segment(range.begin, range.size()) = model.encoded_logits(changed.features, range.size());
  });
  return logits;
}

VectorD losses(const VectorD& logits, const Vector& target) {
  return VectorD::NullaryExpr(logits.size(), [&](Index i) {
    return log_loss_of_logit(logits[i], static_cast<double>(target[i]));
  });
}

/// What importance is measured on: one entry per row; weight may be empty.
struct MeasuredRows {
  const VectorD& usual;  ///< log losses
  const Vector &target, &weight;

  double weight_of(Index row) const { return weight.size() > 0 ? static_cast<double>(weight[row]) : 1.0; }
};

/// Each column alone, then the groups, as places among the names.
std::vector<std::vector<std::size_t>> sets_of(const std::vector<std::string>& names,
                                              const std::vector<std::vector<std::string>>& groups) {
  std::vector<std::vector<std::size_t>> sets;
  for (std::size_t c = 0; c < names.size(); ++c) sets.push_back({c});
  for (const std::vector<std::string>& group : groups) {
    std::vector<std::size_t>& set = sets.emplace_back();
    for (const std::string& name : group) {
      const auto found = std::ranges::find(names, name);
      if (found == names.end()) throw UsageError("--group-columns: the model uses no column \"" + name + "\"");
      set.push_back(static_cast<std::size_t>(found - names.begin()));
    }
  }
  return sets;
}

/// `shuffle(set)` returns a function from a random stream to the logits where the columns of the set are shuffled.
template <class Shuffle>
std::vector<ColumnImportance> importance_of(const std::vector<std::string>& names, const Shuffle& shuffle,
                                            const MeasuredRows& rows, const ImportanceSettings& settings) {
  const std::vector<std::vector<std::size_t>> sets = sets_of(names, settings.groups);
  const VectorD& usual = rows.usual;
  std::vector<ColumnImportance> found;
  for (std::size_t s = 0; s < sets.size(); ++s) {
    ColumnImportance& item = found.emplace_back();
    for (const std::size_t column : sets[s]) item.columns.push_back(names[column]);
    const auto logits = shuffle(sets[s]);
    VectorD rise = VectorD::Zero(usual.size());
    for (int repeat = 0; repeat < settings.repeats; ++repeat) {
      const Random random = Random(settings.seed).split(s).split(static_cast<std::uint64_t>(repeat));
      const VectorD difference = losses(logits(random), rows.target) - usual;
      MeanSums sums;
      for (Index row = 0; row < usual.size(); ++row) sums.add(difference[row], rows.weight_of(row));
      item.repeats.push_back(sums.mean());
      rise += difference / settings.repeats;
    }
    MeanSums over_rows, over_repeats;
    for (Index row = 0; row < usual.size(); ++row) over_rows.add(rise[row], rows.weight_of(row));
    for (const double value : item.repeats) over_repeats.add(value, 1);
    item.mean = over_repeats.mean();
    item.standard_error = over_rows.standard_error();
    item.repeat_error = over_repeats.standard_error();
  }
  std::ranges::stable_sort(found, std::ranges::greater(), &ColumnImportance::mean);
  return found;
}

/// A column as one number per row: a category by the mean of the logits of its level, a missing cell by the mean of
/// all.
VectorD scores_of(const Column& column, const Table& table, std::span<const Index> rows, const VectorD& logits) {
  VectorD scores(std::ssize(rows));
  std::vector<double> sums(column.levels.size()), counts(column.levels.size());
  const bool numeric = column.type == ColumnType::numeric;
  for (std::size_t i = 0; !numeric && i < rows.size(); ++i) {
    const std::int32_t code = table.code(column, rows[i]);
    if (code < 0) continue;
    sums[static_cast<std::size_t>(code)] += logits[static_cast<Index>(i)];
    counts[static_cast<std::size_t>(code)] += 1;
  }
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    double score = std::numeric_limits<double>::quiet_NaN();
    if (numeric) {
      score = table.number(column, rows[i]);
    } else if (const std::int32_t code = table.code(column, rows[i]); code >= 0) {
      score = sums[static_cast<std::size_t>(code)] / counts[static_cast<std::size_t>(code)];
    }
    scores[static_cast<Index>(i)] = score;
    if (std::isnan(score)) continue;
    sum += score;
    count += 1;
  }
  const double mean = count > 0 ? sum / count : 0;
  for (double& score : scores) score = std::isnan(score) ? 0 : score - mean;
  const double norm = scores.norm();
  if (norm > 0) scores /= norm;
  return scores;
}

}  // namespace

std::vector<ColumnImportance> column_importance(const Classifier& model, const Table& table,
                                                std::span<const Index> rows, const Vector& target,
                                                const Vector& weight, const ImportanceSettings& settings) {
  const VectorD usual = losses(model.logits(table, rows), target);
  if (model.schema.sequence.used()) {
    SequenceShuffling sequences(model, table, rows);
    const auto shuffle = [&](std::span<const std::size_t> set) {
      return [&sequences, set](const Random& random) {
        return sequences.logits(set, shuffled(sequences.held(), random));
      };
    };
    return importance_of(sequences.names(), shuffle, {usual, target, weight}, settings);
  }
  const EncodedColumns encoded(model);
  const EncodedRows encoded_rows = encoded.encode(table, rows);
  const auto shuffle = [&](std::span<const std::size_t> set) {
    std::vector<ColumnCells> cells;
    for (const std::size_t column : set) cells.push_back(encoded.cells_of(column, encoded_rows));
    return [&, set, cells = std::move(cells)](const Random& random) {
      return shuffled_logits(model, encoded, encoded_rows, set, cells, shuffled(usual.size(), random));
    };
  };
  return importance_of(encoded.names(), shuffle, {usual, target, weight}, settings);
}

std::vector<std::vector<std::string>> correlated_columns(const Classifier& model, const Table& table,
                                                         std::span<const Index> rows, double least) {
  const VectorD logits = model.logits(table, rows);
  std::vector<std::string> names;
  std::vector<VectorD> scores;
  for (const ColumnSchema& schema : model.schema.columns) {
    const Column* const column = schema.dropped.empty() ? table.find(schema.name) : nullptr;
    if (column == nullptr) continue;
    names.push_back(schema.name);
    scores.push_back(scores_of(*column, table, rows, logits));
  }
  std::vector<std::size_t> root(names.size());
  std::iota(root.begin(), root.end(), std::size_t{0});
  const auto find = [&](std::size_t c) {
    while (root[c] != c) c = root[c];
    return c;
  };
  for (std::size_t a = 0; a < names.size(); ++a) {
    for (std::size_t b = a + 1; b < names.size(); ++b) {
      if (std::abs(scores[a].dot(scores[b])) < least) continue;
      const std::size_t first = std::min(find(a), find(b)), second = std::max(find(a), find(b));
      root[second] = first;
    }
  }
  std::vector<std::vector<std::string>> sets(names.size());
  for (std::size_t c = 0; c < names.size(); ++c) sets[find(c)].push_back(names[c]);
  std::erase_if(sets, [](const auto& set) { return set.size() < 2; });
  return sets;
}

}  // namespace binet
