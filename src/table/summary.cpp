#include "table/summary.hpp"

#include "math/pack.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace binet::detail {
namespace {

constexpr Index kAtOnce = kLanes<double>;

template <class T>
Pack<double> load_cells(const T* from) {
  typedef T Cells __attribute__((vector_size(kLanes<double> * sizeof(T))));
  Cells x;
  std::memcpy(&x, from, sizeof x);
  return __builtin_convertvector(x, Pack<double>);
}

/// Sums over a rows × width array, kAtOnce columns at a time in registers; width ≥ kAtOnce.
template <class T>
struct ColumnSums {
  const T* cells;
  Index rows, width;
  std::vector<double> count, sum, squares, minimum, maximum;

  ColumnSums(const T* from, Index row_count, Index column_count)
      : cells(from), rows(row_count), width(column_count), count(at(width)), sum(at(width)), squares(at(width)) {
    minimum.assign(at(width), std::numeric_limits<double>::infinity());
    maximum.assign(at(width), -std::numeric_limits<double>::infinity());
  }

  void add_cells() {
    each_group([this](Index c) {
      Pack<double> present{}, total{}, least = load<double>(&minimum[at(c)]), most = load<double>(&maximum[at(c)]);
      for (Index r = 0; r < rows; ++r) {
        const Pack<double> x = load_cells(cells + r * width + c);
        present += x == x ? broadcast(1.0) : Pack<double>{};
        total += x == x ? x : Pack<double>{};
        least = x < least ? x : least;
        most = x > most ? x : most;
      }
      store<double>(&count[at(c)], present);
      store<double>(&sum[at(c)], total);
      store<double>(&minimum[at(c)], least);
      store<double>(&maximum[at(c)], most);
    });
  }

  /// Adds squared distances from `mean`, which has one entry per column.
  void add_squares(const std::vector<double>& mean) {
    each_group([&](Index c) {
      Pack<double> total{};
      const Pack<double> middle = load<double>(&mean[at(c)]);
      for (Index r = 0; r < rows; ++r) {
        const Pack<double> distance = load_cells(cells + r * width + c) - middle;
        total += distance == distance ? distance * distance : Pack<double>{};
      }
      store<double>(&squares[at(c)], total);
    });
  }

 private:
  static std::size_t at(Index c) { return static_cast<std::size_t>(c); }

  /// Processes the last kAtOnce columns, overlapping the previous ones if fewer are left.
  template <class Body>
  void each_group(const Body& body) const {
    for (Index c = 0; c < width; c += kAtOnce) body(std::min(c, width - kAtOnce));
  }
};

/// Narrow arrays are folded: kAtOnce adjacent rows count as one. The last rows are padded with NaN, which have no
/// effect.
template <class T>
class FoldedColumns {
 public:
  FoldedColumns(const PageArray<T>& cells, Index rows)
      : columns_(cells.columns()), fold_(columns_ < kAtOnce ? kAtOnce : 1) {
    const Index whole = rows / fold_, left = rows % fold_, width = columns_ * fold_;
    parts_.emplace_back(cells.row(0), whole, width);
    if (left == 0) return;
    last_.assign(static_cast<std::size_t>(width), std::numeric_limits<T>::quiet_NaN());
    std::copy_n(cells.row(whole * fold_), left * columns_, last_.begin());
    parts_.emplace_back(last_.data(), 1, width);
  }

  /// Two passes over cached cells; the second is about the mean from the first.
  std::vector<NumericSummary> summaries() {
    std::vector<NumericSummary> columns(static_cast<std::size_t>(columns_));
    for (ColumnSums<T>& part : parts_) {
      part.add_cells();
      for (std::size_t place = 0; place < part.count.size(); ++place) {
        NumericSummary& column = columns[place % columns.size()];
        column.count += part.count[place];
        column.mean += part.sum[place];
        column.minimum = std::min(column.minimum, part.minimum[place]);
        column.maximum = std::max(column.maximum, part.maximum[place]);
      }
    }
    std::vector<double> means;
    for (NumericSummary& column : columns) column.mean = column.count > 0 ? column.mean / column.count : 0;
    for (Index i = 0; i < fold_; ++i) {
      for (const NumericSummary& column : columns) means.push_back(column.mean);
    }
    for (ColumnSums<T>& part : parts_) {
      part.add_squares(means);
      for (std::size_t place = 0; place < means.size(); ++place) {
        columns[place % columns.size()].squares += part.squares[place];
      }
    }
    return columns;
  }

  std::vector<double> counts() {
    std::vector<double> columns(static_cast<std::size_t>(columns_));
    for (ColumnSums<T>& part : parts_) {
      part.add_cells();
      for (std::size_t place = 0; place < part.count.size(); ++place)
        columns[place % columns.size()] += part.count[place];
    }
    return columns;
  }

 private:
  Index columns_, fold_;
  std::vector<ColumnSums<T>> parts_;
  std::vector<T> last_;
};

template <class T>
void add_columns(const PageArray<T>& cells, Index rows, const double* offsets, std::vector<NumericSummary>& out) {
  if (cells.columns() == 0) return;
  std::vector<NumericSummary> summaries = FoldedColumns(cells, rows).summaries();
  for (std::size_t c = 0; offsets != nullptr && c < summaries.size(); ++c) {
    summaries[c].minimum += offsets[c];
    summaries[c].maximum += offsets[c];
    summaries[c].mean += offsets[c];
  }
  out.insert(out.end(), summaries.begin(), summaries.end());
}

template <class T>
void add_counts(const PageArray<T>& cells, Index rows, std::vector<double>& out) {
  if (cells.columns() == 0) return;
  const std::vector<double> counts = FoldedColumns(cells, rows).counts();
  out.insert(out.end(), counts.begin(), counts.end());
}

}  // namespace

std::vector<NumericSummary> summarise(const TableBlock& block, const std::vector<double>& offsets) {
  std::vector<NumericSummary> summaries;
  add_columns(block.exact, block.rows, nullptr, summaries);
  add_columns(block.wide, block.rows, nullptr, summaries);
  add_columns(block.narrow, block.rows, offsets.data(), summaries);
  return summaries;
}

std::vector<double> count_numbers(const TableBlock& block) {
  std::vector<double> counts;
  add_counts(block.exact, block.rows, counts);
  add_counts(block.wide, block.rows, counts);
  add_counts(block.narrow, block.rows, counts);
  return counts;
}

}  // namespace binet::detail
