#include "nn/bin_columns.hpp"

#include "features/features.hpp"
#include "nn/unit_strip.hpp"

#include <algorithm>
#include <utility>

namespace binet::detail {
namespace {

constexpr std::int32_t kEnd = -1;

std::size_t place(Index i) {
  return static_cast<std::size_t>(i);
}

/// One column in the form that its kernels use.
struct Column {
  Index bins;
  const std::int32_t* first;
  const std::int32_t* next;
  const Scalar* positions;

  Column(const BinLists& lists, std::size_t column, Index bin_count, Index offset)
      : bins(bin_count),
        first(lists.first.data() + offset),
        next(lists.next.data() + static_cast<Index>(column) * lists.rows),
        positions(lists.positions.row(static_cast<Index>(column))) {}
};

template <int width>
void forward_column(const Column& column, const Scalar* weights, Index units, const Scalar* scale, Rows<Scalar> z,
                    Index count) {
  using Units = Strip<width>;
  Units before;
  for (Index b = 0; b < column.bins; ++b) {
    Units here = Units::load(weights + b * units, count);
    if (scale) here *= scale[b];
    for (std::int32_t i = column.first[b]; i != kEnd; i = column.next[i]) {
      Scalar* to = z.data + i * z.stride;
      Units sum = Units::load(to, count);
      sum += before;
      sum.add(column.positions[i], here);
      sum.store(to, count);
    }
    before += here;
  }
}

/// A row with bin b contributes its slope to every earlier bin: `later` accumulates them from the last bin to the
/// first.
template <int width>
void backward_column(const Column& column, const Scalar* weights, Index units, const Scalar* scale,
                     Rows<const Scalar> z_gradient, Scalar* weight_gradient, Scalar* scale_gradient, Index count) {
  using Units = Strip<width>;
  Units later;
  for (Index b = column.bins - 1; b >= 0; --b) {
    Units slope = later;
    for (std::int32_t i = column.first[b]; i != kEnd; i = column.next[i]) {
      const Units row = Units::load(z_gradient.data + i * z_gradient.stride, count);
      slope.add(column.positions[i], row);
      later += row;
    }
    Units sum = Units::load(weight_gradient + b * units, count);
    sum.add(scale ? scale[b] : Scalar{1}, slope);
    sum.store(weight_gradient + b * units, count);
    if (scale) scale_gradient[b] += Units::dot(slope, Units::load(weights + b * units, count));
  }
}

}  // namespace

BinColumns::BinColumns(const std::vector<Index>& bins, Index units) : bins_(bins), units_(units) {
  for (const Index count : bins) offsets_.push_back(std::exchange(bin_count_, bin_count_ + count));
}

void BinColumns::list_rows(const LayerInput& input, BinLists& lists) const {
  const auto columns = std::ssize(bins_);
  lists.rows = input.rows;
  lists.first.assign(place(bin_count_), kEnd);
  lists.next.resize(place(columns * input.rows));
  lists.positions.shape(columns, input.rows);
  for (Index i = input.rows; i-- > 0;) {  // the last row first, since lists are ascending
    const std::int32_t* bins = input.bins.data + i * input.bins.stride;
    const Scalar* positions = input.positions.data + i * input.positions.stride;
    for (Index c = 0; c < columns; ++c) {
      if (bins[c] == kNoCode) continue;
      std::int32_t& first = lists.first[place(offsets_[place(c)] + bins[c])];
      lists.next[place(c * input.rows + i)] = std::exchange(first, static_cast<std::int32_t>(i));
      lists.positions.row(c)[i] = positions[c];
    }
  }
}

void BinColumns::forward(const Scalar* weights, const Scalar* scale, const BinLists& lists, Rows<Scalar> z) const {
  for (std::size_t c = 0; c < bins_.size(); ++c) {
    const Column column(lists, c, bins_[c], offsets_[c]);
    const Scalar* own_scale = scale ? scale + offsets_[c] : nullptr;
    for_strips(units_, [&]<int width>(std::integral_constant<int, width>, Index from, Index count) {
      forward_column<width>(column, weights + offsets_[c] * units_ + from, units_, own_scale, {z.data + from, z.stride},
                            count);
    });
  }
}

void BinColumns::backward(const Scalar* weights, const Scalar* scale, const BinLists& lists,
                          Rows<const Scalar> z_gradient, Scalar* weight_gradient, Scalar* scale_gradient) const {
  for (std::size_t c = 0; c < bins_.size(); ++c) {
    const Column column(lists, c, bins_[c], offsets_[c]);
    const Scalar* own_scale = scale ? scale + offsets_[c] : nullptr;
    Scalar* own_scale_gradient = scale ? scale_gradient + offsets_[c] : nullptr;
    for_strips(units_, [&]<int width>(std::integral_constant<int, width>, Index from, Index count) {
      const Index place_of_units = offsets_[c] * units_ + from;
      backward_column<width>(column, weights + place_of_units, units_, own_scale,
                             {z_gradient.data + from, z_gradient.stride}, weight_gradient + place_of_units,
                             own_scale_gradient, count);
    });
  }
}

}  // namespace binet::detail
