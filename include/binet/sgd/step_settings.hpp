#pragma once

namespace binet {

/// Settings of update rules, with the rules that read them.
struct UpdateRuleSettings {
  double momentum = 0.9;       ///< momentum, nesterov
  double decay = 0.9;          ///< rmsprop
  double beta1 = 0.9;          ///< adam, adamw
  double beta2 = 0.999;        ///< adam, adamw
  double epsilon = 1e-8;       ///< adagrad, rmsprop, adam, adamw
  double weight_decay = 0.01;  ///< adamw: decoupled
};

/// Settings of learning-rate schedules, with the schedules that read them.
struct ScheduleSettings {
  double step_every = 0.3;     ///< step: share of the run between two drops
  double step_factor = 0.1;    ///< step: factor at each drop
  double final_factor = 0.01;  ///< exponential, cosine: factor at the end of the run
  double warmup = 0;           ///< all: share of the run over which the rate rises linearly from 0
};

}  // namespace binet
