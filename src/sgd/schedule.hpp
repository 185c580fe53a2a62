#pragma once

#include "binet/sgd/step_settings.hpp"

#include <span>
#include <string_view>

namespace binet {

/// A learning-rate factor as a function of progress t in [0, 1] through the run.
struct Schedule {
  std::string_view name;
  std::string_view formula;
  double (*factor)(double t, const ScheduleSettings&);
  std::span<const std::string_view> settings{};  ///< members of ScheduleSettings that it reads, besides the warm-up

  bool reads(std::string_view setting) const;
};

std::span<const Schedule> schedules();

/// Throws UsageError listing the known names.
const Schedule& schedule(std::string_view name);

/// The schedule's factor, including warm-up.
double learning_rate_factor(const Schedule&, double t, const ScheduleSettings&);

}  // namespace binet
