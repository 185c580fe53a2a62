#include "linear/penalty_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace binet::detail {
namespace {

// Exponents k of λ = 10^(k/2).
constexpr int kFirst = 4, kLeast = -6, kMost = 8, kDecade = 2;
constexpr double kClearly = 1.002;  ///< a loss above the best by this factor is past the minimum

class PenaltySearch {
 public:
  PenaltySearch(const std::function<double(double)>& loss_at, const std::function<void()>& found_better,
                const std::function<bool()>& stop_requested, double weight_per_row)
      : loss_at_(loss_at),
        found_better_(found_better),
        stop_requested_(stop_requested),
        most_(kMost + static_cast<int>(std::floor(kDecade * std::log10(std::max(1.0, weight_per_row))))) {}

  void run() {
    try_at(kFirst);
    walk(-kDecade);
    if (best_ == kFirst) walk(kDecade);
    const int by_decades = best_;
    try_at(by_decades + 1);
    try_at(by_decades - 1);
  }

  void run_near(double start) {
    const int first = std::clamp(static_cast<int>(std::lround(2 * std::log10(start))), kLeast, most_);
    try_at(first);
    for (const int step : {-1, 1}) {
      int k = first + step;
      while (best_ == k - step && try_at(k)) k += step;
    }
  }

  std::vector<RidgePoint> curve() const {
    std::vector<RidgePoint> curve;
    for (auto tried = losses_.rbegin(); tried != losses_.rend(); ++tried) {
      curve.push_back({lambda(tried->first), tried->second});
    }
    return curve;
  }

 private:
  static double lambda(int k) { return std::pow(10, 0.5 * k); }

  bool stopped() const { return !losses_.empty() && stop_requested_ && stop_requested_(); }

  /// Returns false outside the range, and after a stop, since an interrupted fit says nothing about its penalty.
  bool try_at(int k) {
    if (k < kLeast || k > most_ || stopped()) return false;
    const double tried = loss_at_(lambda(k));
    if (stopped()) return false;
    const double loss = losses_[k] = std::isnan(tried) ? std::numeric_limits<double>::infinity() : tried;
    if (losses_.size() == 1 || loss < losses_[best_]) {
      best_ = k;
      found_better_();
    }
    return true;
  }

  /// Continues until a loss is clearly above the best, or two in a row are not below it.
  void walk(int step) {
    int above = 0;
    for (int k = kFirst + step; above < 2 && try_at(k); k += step) {
      above = k == best_ ? 0 : losses_[k] > kClearly * losses_[best_] ? 2 : above + 1;
    }
  }

  const std::function<double(double)>& loss_at_;
  const std::function<void()>& found_better_;
  const std::function<bool()>& stop_requested_;
  int most_;
  std::map<int, double> losses_;
  int best_ = kFirst;
};

}  // namespace

std::vector<RidgePoint> search_penalty(const std::function<double(double)>& loss_at,
                                       const std::function<void()>& found_better,
                                       const std::function<bool()>& stop_requested, std::optional<double> near,
                                       double weight_per_row) {
  PenaltySearch search(loss_at, found_better, stop_requested, weight_per_row);
  if (near) {
    search.run_near(*near);
  } else {
    search.run();
  }
  return search.curve();
}

}  // namespace binet::detail
