#pragma once

#include <span>
#include <string_view>

namespace binet {

struct ScheduleSettings {
  double step_every = 0.3;     ///< step: share of the run between two drops
  double step_factor = 0.1;    ///< step: factor at each drop
  double final_factor = 0.01;  ///< exponential, cosine: factor at the end of the run
  double warmup = 0;           ///< all: share of the run over which the rate rises linearly from 0
};

/// A learning-rate factor as a function of progress t in [0, 1] through the run.
struct Schedule {
  std::string_view name;
  std::string_view formula;
  double (*factor)(double t, const ScheduleSettings&);
};

std::span<const Schedule> schedules();

/// Throws UsageError listing the known names.
const Schedule& schedule(std::string_view name);

/// The schedule's factor, including warm-up.
double learning_rate_factor(const Schedule&, double t, const ScheduleSettings&);

}  // namespace binet
