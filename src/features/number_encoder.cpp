#include "features/number_encoder.hpp"

#include "binet/base/parallel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace binet::detail {

namespace {

constexpr Index kMostRows = 256, kStripCells = 4096;  ///< per step, so that they stay in the L1 cache
constexpr std::size_t kTileCells = 256;               ///< short rows are processed together, which gives longer loops

/// A missing cell becomes 0, that is, it is imputed by the center.
double imputed(double scaled) {
  return scaled == scaled ? scaled : 0;
}

/// The cells of adjacent columns in some rows, row by row, if the table stores them that way.
template <class Cell>
class RowCells {
 public:
  RowCells(const PageArray<Cell>& cells, std::span<const Index> rows, Index slot, Index columns)
      : cells_(cells.row(rows[0]) + slot, rows.size() * static_cast<std::size_t>(columns)) {
    Index in_place = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) in_place += rows[i] == rows[0] + static_cast<Index>(i);
    if (in_place == std::ssize(rows) && cells.columns() == columns) return;
    copy_.reserve(cells_.size());
    for (const Index row : rows) copy_.insert(copy_.end(), cells.row(row) + slot, cells.row(row) + slot + columns);
    cells_ = copy_;
  }
  std::span<const Cell> cells() const { return cells_; }

 private:
  std::span<const Cell> cells_;
  std::vector<Cell> copy_;
};

}  // namespace

NumberEncoder::NumberEncoder(const Table& table, std::span<const Column* const> columns,
                             const std::vector<NumericEncoding>& encodings) {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const NumericEncoding& encoding = encodings[c];
    sources_.push_back({&encoding, NumberColumn(table, *columns[c]), {}});
    if (!encoding.edges.empty()) sources_.back().bins.emplace(encoding.edges);
    side_by_side_ &= columns[c]->type == ColumnType::numeric && !columns[c]->exact &&
                     columns[c]->slot == columns[0]->slot + static_cast<Index>(c);
    plain_ &= encoding.edges.empty() && !encoding.missing_indicator;
    clipped_ |= encoding.clip > 0;
  }
  if (columns.empty()) return;
  strip_rows_ = std::clamp<Index>(kStripCells / std::ssize(columns), BinFinder::kStep, kMostRows);
  while (centers_.size() < kTileCells) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      offsets_.push_back(columns[c]->offset);
      centers_.push_back(encodings[c].center);
      scales_.push_back(encodings[c].scale);
      limits_.push_back(encodings[c].clip > 0 ? encodings[c].clip : std::numeric_limits<double>::infinity());
    }
  }
}

void NumberEncoder::encode(const TableBlock& block, std::span<const Index> rows, Index first_out, Features& out) const {
  if (sources_.empty()) return;
  const Shards strips{std::ssize(rows), strip_rows_};
  for (Index s = 0; s < strips.count(); ++s) {
    const auto [begin, end] = strips[s];
    encode_strip(block, rows.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)),
                 first_out + begin, out);
  }
}

void NumberEncoder::encode_strip(const TableBlock& block, std::span<const Index> rows, Index first_out,
                                 Features& out) const {
  const Index columns = std::ssize(sources_), slot = sources_[0].cells.column().slot;
  const auto as_it_is = [](double x, double) { return x; };
  VectorD scratch(std::ssize(rows) * columns);
  if (!side_by_side_) {
    for (Index c = 0; c < columns; ++c) {
      sources_[static_cast<std::size_t>(c)].cells.read(block, rows, scratch.data() + c, columns);
    }
    encode_cells<double>({scratch.data(), rows.size() * sources_.size()}, as_it_is, first_out, scratch, out);
  } else if (block.wide.columns() > 0) {
    encode_cells(RowCells(block.wide, rows, slot, columns).cells(), as_it_is, first_out, scratch, out);
  } else {
    const auto with_offset = [](Scalar x, double offset) { return offset + static_cast<double>(x); };
    encode_cells(RowCells(block.narrow, rows, slot, columns).cells(), with_offset, first_out, scratch, out);
  }
}

/// `cells` and `scratch` are rows × columns.
template <class Cell, class Number>
void NumberEncoder::encode_cells(std::span<const Cell> cells, const Number& number, Index first_out,
                                 VectorD& scratch, Features& out) const {
  const auto scale = [&](auto* to, const auto& value) {
    for (std::size_t begin = 0; begin < cells.size(); begin += centers_.size()) {
      const double *const offsets = offsets_.data(), *const centers = centers_.data(), *const scales = scales_.data();
      const Cell* const x = cells.data() + begin;
      const std::size_t count = std::min(centers_.size(), cells.size() - begin);
      for (std::size_t i = 0; i < count; ++i) {
        to[begin + i] = value(bounded((number(x[i], offsets[i]) - centers[i]) / scales[i]), x[i]);
      }
    }
  };
  if (plain_ && !clipped_) {
    scale(out.dense.row(first_out).data(),
          [](double scaled, Cell cell) { return cell == cell ? static_cast<Scalar>(scaled) : Scalar(0); });
    return;
  }
  scale(scratch.data(), [](double scaled, Cell) { return scaled; });
  const std::span<double> x(scratch.data(), cells.size());
  if (clipped_) clip(x);
  if (!plain_) return write_columns(x, first_out, out);
  std::transform(x.begin(), x.end(), out.dense.row(first_out).data(),
                 [](double scaled) { return static_cast<Scalar>(imputed(scaled)); });
}

void NumberEncoder::clip(std::span<double> x) const {
  const double* const limits = limits_.data();
  for (std::size_t begin = 0; begin < x.size(); begin += limits_.size()) {
    double* const tile = x.data() + begin;
    const std::size_t count = std::min(limits_.size(), x.size() - begin);
    for (std::size_t i = 0; i < count; ++i) tile[i] = smoothly_clipped(tile[i], limits[i]);
  }
}

/// `x` is rows × columns.
void NumberEncoder::write_columns(std::span<const double> x, Index first_out, Features& out) const {
  const Index columns = std::ssize(sources_), rows = std::ssize(x) / columns;
  Scalar* dense = out.dense.row(first_out).data();
  const auto write = [&](const double* from, const auto& value) {
    for (Index i = 0; i < rows; ++i) dense[i * out.dense.cols()] = static_cast<Scalar>(value(from[i * columns]));
    ++dense;
  };
  Index binned = 0;
  for (Index c = 0; c < columns; ++c) {
    const Source& source = sources_[static_cast<std::size_t>(c)];
    if (source.bins) {
      std::array<double, kMostRows> numbers{};
      for (Index i = 0; i < rows; ++i)
        numbers[static_cast<std::size_t>(i)] = imputed(x[static_cast<std::size_t>(c + i * columns)]);
      write_bins(*source.bins, {numbers.data(), static_cast<std::size_t>(rows)}, first_out, binned++, out);
    } else {
      write(x.data() + c, imputed);
    }
    if (source.encoding->missing_indicator) write(x.data() + c, [](double scaled) { return scaled == scaled ? 0 : 1; });
  }
}

/// `x` is readable up to a multiple of BinFinder::kStep.
void NumberEncoder::write_bins(const BinFinder& finder, std::span<const double> x, Index first_out,
                               Index column, Features& out) const {
  std::array<std::int32_t, kMostRows> found;
  finder.find({x.data(), (x.size() + BinFinder::kStep - 1) / BinFinder::kStep * BinFinder::kStep}, found.data());
  const Index stride = out.bins.cols();
  std::int32_t* bin = out.bins.row(first_out).data() + column;
  Scalar* position = out.positions.row(first_out).data() + column;
  for (std::size_t i = 0; i < x.size(); ++i, bin += stride, position += stride) {
    *bin = found[i];
    *position = static_cast<Scalar>(finder.position(x[i], found[i]));
  }
}

}  // namespace binet::detail
