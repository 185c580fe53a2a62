#include "sgd/update_rule.hpp"

#include "base/find_named.hpp"
#include "binet/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace binet {
namespace {

// A rule holds the constants of one step and `update`, the step of one parameter; `memories` is the number of values it
// keeps per parameter. Constants are computed in double and rounded once.

struct Sgd {
  static constexpr int memories = 0;
  Sgd(const UpdateRuleSettings&, double /*step*/) {}
  void update(Scalar& parameter, Scalar gradient, Scalar rate) const { parameter -= rate * gradient; }
};

struct Momentum {
  static constexpr int memories = 1;
  Scalar momentum;
  Momentum(const UpdateRuleSettings& s, double) : momentum(static_cast<Scalar>(s.momentum)) {}
  void update(Scalar& parameter, Scalar gradient, Scalar rate, Scalar& velocity) const {
    velocity = momentum * velocity + gradient;
    parameter -= rate * velocity;
  }
};

struct Nesterov {
  static constexpr int memories = 1;
  Scalar momentum;
  Nesterov(const UpdateRuleSettings& s, double) : momentum(static_cast<Scalar>(s.momentum)) {}
  void update(Scalar& parameter, Scalar gradient, Scalar rate, Scalar& velocity) const {
    velocity = momentum * velocity + gradient;
    parameter -= rate * (gradient + momentum * velocity);
  }
};

struct AdaGrad {
  static constexpr int memories = 1;
  Scalar epsilon;
  AdaGrad(const UpdateRuleSettings& s, double) : epsilon(static_cast<Scalar>(s.epsilon)) {}
  void update(Scalar& parameter, Scalar gradient, Scalar rate, Scalar& squares) const {
    squares += gradient * gradient;
    parameter -= rate * gradient / (std::sqrt(squares) + epsilon);
  }
};

struct RmsProp {
  static constexpr int memories = 1;
  Scalar decay, fresh, epsilon;
  RmsProp(const UpdateRuleSettings& s, double)
      : decay(static_cast<Scalar>(s.decay)),
        fresh(static_cast<Scalar>(1 - s.decay)),
        epsilon(static_cast<Scalar>(s.epsilon)) {}
  void update(Scalar& parameter, Scalar gradient, Scalar rate, Scalar& squares) const {
    squares = decay * squares + fresh * gradient * gradient;
    parameter -= rate * gradient / (std::sqrt(squares) + epsilon);
  }
};

struct Adam {
  static constexpr int memories = 2;
  Scalar beta1, fresh1, beta2, fresh2, scale1, scale2, epsilon;
  Adam(const UpdateRuleSettings& s, double step)
      : beta1(static_cast<Scalar>(s.beta1)),
        fresh1(static_cast<Scalar>(1 - s.beta1)),
        beta2(static_cast<Scalar>(s.beta2)),
        fresh2(static_cast<Scalar>(1 - s.beta2)),
        scale1(static_cast<Scalar>(1 / (1 - std::pow(s.beta1, step)))),
        scale2(static_cast<Scalar>(1 / (1 - std::pow(s.beta2, step)))),
        epsilon(static_cast<Scalar>(s.epsilon)) {}
  void update(Scalar& parameter, Scalar gradient, Scalar rate, Scalar& mean, Scalar& square) const {
    mean = beta1 * mean + fresh1 * gradient;
    square = beta2 * square + fresh2 * gradient * gradient;
    parameter -= rate * (scale1 * mean) / (std::sqrt(scale2 * square) + epsilon);
  }
};

struct AdamW : Adam {
  Scalar weight_decay;
  AdamW(const UpdateRuleSettings& s, double step) : Adam(s, step), weight_decay(static_cast<Scalar>(s.weight_decay)) {}
  void update(Scalar& parameter, Scalar gradient, Scalar rate, Scalar& mean, Scalar& square) const {
    parameter -= rate * weight_decay * parameter;
    Adam::update(parameter, gradient, rate, mean, square);
  }
};

/// Applies a rule to ranges of the flat parameter vector in vectorised loops.
template <class Rule>
class UpdateRuleOf final : public UpdateRule {
 public:
  UpdateRuleOf(Index size, const UpdateRuleSettings& settings)
      : size_(size), settings_(settings), memory_(static_cast<std::size_t>(size * Rule::memories), Scalar{0}) {}

  void begin_step(double learning_rate) override {
    rule_ = Rule(settings_, ++steps_);
    rate_ = static_cast<Scalar>(learning_rate);
  }

  void step_range(ParameterRange range, Span parameters, ConstSpan gradient, ConstSpan rates) override {
    if (rates.empty()) {
      run(range, parameters.data(), gradient.data(), [rate = rate_](Index) { return rate; });
    } else {
      const Scalar* factors = rates.data();
      run(range, parameters.data(), gradient.data(), [rate = rate_, factors](Index i) { return rate * factors[i]; });
    }
  }

  std::vector<double> state() const override {
    std::vector<double> state = {steps_};
    state.insert(state.end(), memory_.begin(), memory_.end());
    return state;
  }

  void restore(std::span<const double> state) override {
    if (state.size() != memory_.size() + 1) {
      throw Error("update rule state: found " + std::to_string(state.size()) + " numbers, expected " +
                  std::to_string(memory_.size() + 1));
    }
    steps_ = state[0];
    std::transform(state.begin() + 1, state.end(), memory_.begin(), [](double x) { return static_cast<Scalar>(x); });
  }

 private:
  template <class Rate>
  void run(ParameterRange range, Scalar* __restrict parameters, const Scalar* __restrict gradient, Rate rate) {
    const Rule rule = rule_;
    Scalar* __restrict first = memory_.data();
    if constexpr (Rule::memories == 0) {
      for (Index i = range.begin; i < range.end; ++i) rule.update(parameters[i], gradient[i], rate(i));
    } else if constexpr (Rule::memories == 1) {
      for (Index i = range.begin; i < range.end; ++i) rule.update(parameters[i], gradient[i], rate(i), first[i]);
    } else {
      Scalar* __restrict second = memory_.data() + size_;
      for (Index i = range.begin; i < range.end; ++i) {
        rule.update(parameters[i], gradient[i], rate(i), first[i], second[i]);
      }
    }
  }

  Index size_;
  UpdateRuleSettings settings_;
  std::vector<Scalar> memory_;
  double steps_ = 0;
  Rule rule_{settings_, 1};  ///< of the current step
  Scalar rate_ = 0;
};

template <class Rule>
std::unique_ptr<UpdateRule> make(Index parameter_count, const UpdateRuleSettings& settings) {
  return std::make_unique<UpdateRuleOf<Rule>>(parameter_count, settings);
}

constexpr std::string_view kOfMomentum[] = {"momentum"};
constexpr std::string_view kOfAdaGrad[] = {"epsilon"};
constexpr std::string_view kOfRmsProp[] = {"decay", "epsilon"};
constexpr std::string_view kOfAdam[] = {"beta1", "beta2", "epsilon"};
constexpr std::string_view kOfAdamW[] = {"beta1", "beta2", "epsilon", "weight_decay"};

constexpr UpdateRuleType kUpdateRules[] = {
    {"sgd", "p -= r g", make<Sgd>},
    {"momentum", "v = m v + g; p -= r v", make<Momentum>, kOfMomentum},
    {"nesterov", "v = m v + g; p -= r (g + m v)", make<Nesterov>, kOfMomentum},
    {"adagrad", "s += g^2; p -= r g / (sqrt(s) + e)", make<AdaGrad>, kOfAdaGrad},
    {"rmsprop", "s = d s + (1-d) g^2; p -= r g / (sqrt(s) + e)", make<RmsProp>, kOfRmsProp},
    {"adam", "m = b1 m + (1-b1) g; s = b2 s + (1-b2) g^2; p -= r m/(1-b1^t) / (sqrt(s/(1-b2^t)) + e)", make<Adam>,
     kOfAdam},
    {"adamw", "p -= r w p, then adam", make<AdamW>, kOfAdamW},
};

}  // namespace

bool UpdateRuleType::reads(std::string_view setting) const {
  return std::ranges::find(settings, setting) != settings.end();
}

std::span<const UpdateRuleType> update_rules() {
  return kUpdateRules;
}

std::unique_ptr<UpdateRule> make_update_rule(std::string_view name, Index parameter_count,
                                             const UpdateRuleSettings& settings) {
  return find_named(update_rules(), "optimizer", name).make(parameter_count, settings);
}

}  // namespace binet
