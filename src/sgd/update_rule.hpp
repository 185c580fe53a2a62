#pragma once

#include "binet/base/types.hpp"
#include "binet/sgd/step_settings.hpp"

#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace binet {

/// A range of the flat parameter vector, [begin, end).
struct ParameterRange {
  Index begin = 0;
  Index end = 0;
  double steps = 1;  ///< steps since its last update, including this one
  Index size() const { return end - begin; }
};

/// Turns a gradient into a step. It sees parameters, gradient and learning rate, but neither data nor network.
class UpdateRule {
 public:
  virtual ~UpdateRule() = default;
  /// `rates` holds a learning-rate factor per parameter; empty: 1 everywhere.
  void step(Span parameters, ConstSpan gradient, double learning_rate, ConstSpan rates) {
    begin_step(learning_rate);
    step_range({0, static_cast<Index>(parameters.size())}, parameters, gradient, rates);
  }
  /// The same in parts: call begin_step once, then step_range for each range of parameters to update. Disjoint ranges
  /// may be updated on several threads. The spans are those of all parameters.
  virtual void begin_step(double learning_rate) = 0;
  virtual void step_range(ParameterRange, Span parameters, ConstSpan gradient, ConstSpan rates) = 0;
  /// The complete state, so that a resumed run equals an uninterrupted one. The first number is the number of steps
  /// taken.
  virtual std::vector<double> state() const = 0;
  virtual void restore(std::span<const double> state) = 0;
};

/// One row of the table of update rules.
struct UpdateRuleType {
  std::string_view name;
  std::string_view formula;
  std::unique_ptr<UpdateRule> (*make)(Index parameter_count, const UpdateRuleSettings&);
  std::span<const std::string_view> settings{};  ///< members of UpdateRuleSettings that it reads

  bool reads(std::string_view setting) const;
};

std::span<const UpdateRuleType> update_rules();

/// Throws UsageError listing the known names.
std::unique_ptr<UpdateRule> make_update_rule(std::string_view name, Index parameter_count, const UpdateRuleSettings&);

}  // namespace binet
