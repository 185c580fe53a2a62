#pragma once

#include "binet/base/types.hpp"
#include "binet/nn/loss_settings.hpp"

#include <span>
#include <string_view>

namespace binet {

/// A loss as a function of the logit z of the positive class, not of the probability: no overflow, no log of 0. To add
/// one, add a row to the table of loss.cpp; a parameter of its own also needs a member of LossSettings and its line in
/// src/config/config_fields.hpp.
struct Loss {
  std::string_view name;
  std::string_view formula;
  /// value[i] = ℓ(z_i, y_i) and slope[i] = ∂ℓ/∂z_i for targets in [0, 1] (labels may be smoothed). All four have the
  /// same size.
  void (*evaluate)(ConstSpan logit, ConstSpan target, const LossSettings&, Span value, Span slope);
  std::string_view slope_formula;  ///< ∂ℓ/∂z, with p = σ(z)
  /// ℓ and ∂ℓ/∂z of one example in double, for `binet trace`; the tests compare them with `evaluate`.
  double (*value)(double z, double y, const LossSettings&);
  double (*slope)(double z, double y, const LossSettings&);
  std::span<const std::string_view> settings{};  ///< members of LossSettings that it reads

  bool reads(std::string_view setting) const;
};

std::span<const Loss> losses();

/// Throws UsageError listing the known names.
const Loss& loss(std::string_view name);

}  // namespace binet
