#pragma once

#include "linear/ridge_path.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace binet::detail {

/// Searches for the λ with the lowest loss among half decades from 10⁴ to 10⁻³: first downhill by decades from 100
/// until the loss increases, then the half decades next to the best. Calls `loss_at(λ)` once per λ, and `found_better`
/// after each that is the best so far. Returns the points tried, from the largest λ down. Ends early once
/// `stop_requested` returns true, but tries at least one λ. With `near`, starts there instead of at 100 and goes
/// downhill by half decades. `weight_per_row` above 1 raises the largest λ by as many half decades as it has: weights
/// that count rows need a penalty larger by as much.
std::vector<RidgePoint> search_penalty(const std::function<double(double)>& loss_at,
                                       const std::function<void()>& found_better,
                                       const std::function<bool()>& stop_requested = {},
                                       std::optional<double> near = {}, double weight_per_row = 1);

}  // namespace binet::detail
