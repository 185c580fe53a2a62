#include "features/features.hpp"

#include "binet/base/parallel.hpp"

#include <numeric>
#include <utility>

namespace binet {
namespace {

template <class Table>
Table gather_rows(const Table& table, std::span<const Index> rows) {
  Table gathered(static_cast<Index>(rows.size()), table.cols());
  if (table.cols() == 0) return gathered;
  const Shards shards{gathered.rows(), 8192};
  parallel_for(shards.count(), [&](Index shard) {
    const RowRange range = shards[shard];
    for (Index i = range.begin; i < range.end; ++i) gathered.row(i) = table.row(rows[static_cast<std::size_t>(i)]);
  });
  return gathered;
}

}  // namespace

Index FeatureShape::one_hot_size() const {
  return std::accumulate(bins.begin(), bins.end(), std::accumulate(levels.begin(), levels.end(), dense));
}

Features Features::of_sequences(std::shared_ptr<const Features> steps, std::vector<RowRange> sequences) {
  const auto n = static_cast<Index>(sequences.size());
  Features features{PagedMatrix<Scalar>(n, 0), PagedMatrix<std::int32_t>(n, 0), PagedMatrix<std::int32_t>(n, 0),
                    PagedMatrix<Scalar>(n, 0), std::move(steps)};
  features.sequences = std::move(sequences);
  return features;
}

Features Features::gather(std::span<const Index> rows) const {
  Features some{gather_rows(dense, rows), gather_rows(codes, rows), gather_rows(bins, rows),
                gather_rows(positions, rows), steps};
  if (steps == nullptr) return some;
  some.sequences.reserve(rows.size());
  for (const Index row : rows) some.sequences.push_back(sequences[static_cast<std::size_t>(row)]);
  return some;
}

void Features::release(RowRange rows) const {
  dense.release(rows);
  codes.release(rows);
  bins.release(rows);
  positions.release(rows);
}

bool Features::in_file() const {
  return dense.in_file() || codes.in_file() || bins.in_file() || positions.in_file();
}

Index Features::row_bytes() const {
  return (dense.cols() + positions.cols()) * static_cast<Index>(sizeof(Scalar)) +
         (codes.cols() + bins.cols()) * static_cast<Index>(sizeof(std::int32_t));
}

Features Features::write_out_bins(std::span<const Index> widths) const {
  const Index first = dense.cols();
  Features wide;
  wide.dense.resize(rows(), std::accumulate(widths.begin(), widths.end(), first));
  wide.dense.setZero();
  wide.dense.leftCols(first) = dense;
  wide.codes = codes;
  wide.bins.resize(rows(), 0);
  wide.positions.resize(rows(), 0);
  const Shards shards{rows(), 8192};
  parallel_for(shards.count(), [&](Index shard) {
    const RowRange range = shards[shard];
    for (Index i = range.begin; i < range.end; ++i) {
      Index block = first;
      for (std::size_t f = 0; f < widths.size(); ++f) {
        const auto column = static_cast<Index>(f);
        if (const std::int32_t bin = bins(i, column); bin != kNoCode) {
          wide.dense.row(i).segment(block, bin).setOnes();
          wide.dense(i, block + bin) = positions(i, column);
        }
        block += widths[f];
      }
    }
  });
  return wide;
}

Examples Examples::gather(std::span<const Index> rows) const {
  Examples gathered{features.gather(rows), gather_rows(target, rows), {}};
  if (weight.size() > 0) gathered.weight = gather_rows(weight, rows);
  if (offset.size() > 0) gathered.offset = offset(rows);
  return gathered;
}

}  // namespace binet
