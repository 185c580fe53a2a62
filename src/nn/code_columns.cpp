#include "nn/code_columns.hpp"

#include "features/features.hpp"
#include "nn/unit_strip.hpp"

#include <utility>

namespace binet::detail {

CodeColumns::CodeColumns(const std::vector<Index>& levels, Index units) : units_(units) {
  for (const Index count : levels) offsets_.push_back(std::exchange(table_rows_, table_rows_ + count));
}

void CodeColumns::forward(const Scalar* table, const Scalar* scale, Rows<const std::int32_t> codes, Index count,
                          Rows<Scalar> z) const {
  for_strips(units_, [&]<int width>(std::integral_constant<int, width>, Index from, Index taken) {
    using Units = Strip<width>;
    for (Index i = 0; i < count; ++i) {
      const std::int32_t* code = codes.data + i * codes.stride;
      Scalar* to = z.data + i * z.stride + from;
      Units sum = Units::load(to, taken);
      for (std::size_t c = 0; c < offsets_.size(); ++c) {
        if (code[c] == kNoCode) continue;
        const Index row = offsets_[c] + code[c];
        sum.add(scale ? scale[row] : Scalar{1}, Units::load(table + row * units_ + from, taken));
      }
      sum.store(to, taken);
    }
  });
}

void CodeColumns::backward(const Scalar* table, const Scalar* scale, Rows<const std::int32_t> codes, Index count,
                           Rows<const Scalar> z_gradient, Scalar* table_gradient, Scalar* scale_gradient) const {
  for_strips(units_, [&]<int width>(std::integral_constant<int, width>, Index from, Index taken) {
    using Units = Strip<width>;
    for (Index i = 0; i < count; ++i) {
      const std::int32_t* code = codes.data + i * codes.stride;
      const Units slope = Units::load(z_gradient.data + i * z_gradient.stride + from, taken);
      for (std::size_t c = 0; c < offsets_.size(); ++c) {
        if (code[c] == kNoCode) continue;
        const Index row = offsets_[c] + code[c];
        Scalar* to = table_gradient + row * units_ + from;
        Units sum = Units::load(to, taken);
        sum.add(scale ? scale[row] : Scalar{1}, slope);
        sum.store(to, taken);
        if (scale) scale_gradient[row] += Units::dot(slope, Units::load(table + row * units_ + from, taken));
      }
    }
  });
}

}  // namespace binet::detail
