#include "sgd/schedule.hpp"

#include "base/find_named.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

namespace binet {
namespace {

using std::numbers::pi;

constexpr std::string_view kOfStep[] = {"step_every", "step_factor"};
constexpr std::string_view kOfFinalFactor[] = {"final_factor"};

constexpr Schedule kSchedules[] = {
    {"constant", "1", [](double, const ScheduleSettings&) { return 1.0; }},
    {"step", "step_factor^floor(t / step_every)",
     [](double t, const ScheduleSettings& s) { return std::pow(s.step_factor, std::floor(t / s.step_every)); },
     kOfStep},
    {"exponential", "final_factor^t", [](double t, const ScheduleSettings& s) { return std::pow(s.final_factor, t); },
     kOfFinalFactor},
    {"cosine", "final_factor + (1 - final_factor) (1 + cos(pi t)) / 2",
     [](double t, const ScheduleSettings& s) {
       return s.final_factor + (1 - s.final_factor) * 0.5 * (1 + std::cos(pi * t));
     },
     kOfFinalFactor},
    {"coslog4", "(1 - cos(2 pi log2(1 + 15 t))) / 2",
     [](double t, const ScheduleSettings&) { return 0.5 * (1 - std::cos(2 * pi * std::log2(1 + 15 * t))); }},
    {"half_cosine", "1 to half time, then (1 + cos(pi (2t - 1))) / 2",
     [](double t, const ScheduleSettings&) { return t < 0.5 ? 1.0 : 0.5 * (1 + std::cos(pi * (2 * t - 1))); }},
};

}  // namespace

bool Schedule::reads(std::string_view setting) const {
  return std::ranges::find(settings, setting) != settings.end();
}

std::span<const Schedule> schedules() {
  return kSchedules;
}

const Schedule& schedule(std::string_view name) {
  return find_named(schedules(), "schedule", name);
}

double learning_rate_factor(const Schedule& schedule, double t, const ScheduleSettings& settings) {
  const double rise = settings.warmup > 0 ? std::min(1.0, t / settings.warmup) : 1.0;
  return rise * schedule.factor(t, settings);
}

}  // namespace binet
