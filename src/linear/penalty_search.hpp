#pragma once

#include "linear/ridge_path.hpp"

#include <functional>
#include <vector>

namespace binet::detail {

/// Looks for the λ of least loss among the half decades from 10⁴ to 10⁻³: by decades from 100 downhill until the loss
/// has turned, then the half decades beside the best. `loss_at(λ)` is called once a λ, `found_better` after each that
/// is the best so far. Returns what was tried, from the largest λ down.
/// Ends early once `stop_requested` says yes, but tries one λ at least.
std::vector<RidgePoint> search_penalty(const std::function<double(double)>& loss_at,
                                       const std::function<void()>& found_better,
                                       const std::function<bool()>& stop_requested = {});

}  // namespace binet::detail
