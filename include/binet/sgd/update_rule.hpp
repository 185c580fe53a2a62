#pragma once

#include "binet/base/types.hpp"

#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace binet {

struct UpdateRuleSettings {
  double momentum = 0.9;       ///< momentum, nesterov
  double decay = 0.9;          ///< rmsprop
  double beta1 = 0.9;          ///< adam, adamw
  double beta2 = 0.999;        ///< adam, adamw
  double epsilon = 1e-8;       ///< adagrad, rmsprop, adam, adamw
  double weight_decay = 0.01;  ///< adamw: decoupled
};

/// Neighbours in the flat parameter vector, [begin, end).
struct ParameterRange {
  Index begin = 0;
  Index end = 0;
  double steps = 1;  ///< since their last step, this one included
  Index size() const { return end - begin; }
};

/// Turns a gradient into a step. It sees parameters, gradient and learning rate, nothing of data or network.
class UpdateRule {
 public:
  virtual ~UpdateRule() = default;
  /// `rates` multiplies the learning rate parameter by parameter; empty: 1 everywhere.
  void step(Span parameters, ConstSpan gradient, double learning_rate, ConstSpan rates) {
    begin_step(learning_rate);
    step_range({0, static_cast<Index>(parameters.size())}, parameters, gradient, rates);
  }
  /// The same in parts: begin_step once, then step_range for each range of parameters that is to move. Ranges without
  /// overlap may run on several threads. The spans are those of all parameters.
  virtual void begin_step(double learning_rate) = 0;
  virtual void step_range(ParameterRange, Span parameters, ConstSpan gradient, ConstSpan rates) = 0;
  /// All state, so that a resumed run equals an uninterrupted one. The first number is that of steps taken.
  virtual std::vector<double> state() const = 0;
  virtual void restore(std::span<const double> state) = 0;
};

/// One row an update rule.
struct UpdateRuleType {
  std::string_view name;
  std::string_view formula;
  std::unique_ptr<UpdateRule> (*make)(Index parameter_count, const UpdateRuleSettings&);
};

std::span<const UpdateRuleType> update_rules();

/// Throws UsageError that lists the known names.
std::unique_ptr<UpdateRule> make_update_rule(std::string_view name, Index parameter_count, const UpdateRuleSettings&);

}  // namespace binet
