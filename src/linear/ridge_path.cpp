#include "linear/ridge_path.hpp"

#include "binet/base/parallel.hpp"
#include "eval/log_loss.hpp"
#include "linear/example_folds.hpp"
#include "linear/kernel_newton.hpp"
#include "linear/leave_one_out.hpp"
#include "linear/linear_objective.hpp"
#include "linear/logistic.hpp"
#include "linear/penalty_search.hpp"
#include "linear/sample_rows.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>

namespace binet {
namespace {

constexpr Index kSampleRows = 8192;  ///< decide the penalty, or 16 a column if that is more
constexpr std::size_t kFolds = 5;
constexpr Index kManyRows = 100'000;  ///< held out in one fold, they tell penalties apart: no need of the others
constexpr double kPathGap = 1e-6;     ///< the objective of a fit on its way need not be exact
constexpr double kKernelTolerance = 1e-6;
constexpr double kQuick = 1.5e11;  ///< operations: a second or two

VectorD relative_weights(const Examples& examples) {
  if (examples.weight.size() == 0) return VectorD::Ones(examples.rows());
  const VectorD weight = examples.weight.cast<double>();
  return weight / weight.mean();
}

double mean_log_loss(const VectorD& logits, const Examples& examples) {
  const VectorD weight = relative_weights(examples);
  double total = 0;
  for (Index i = 0; i < logits.size(); ++i) {
    total += weight[i] * log_loss_of_logit(logits[i], static_cast<double>(examples.target[i]));
  }
  return total / weight.sum();
}

/// Fits one penalty after another, each from the one before, and says what they predict for examples left out.
class RidgeFits {
 public:
  virtual ~RidgeFits() = default;
  /// Fits at λ; the mean log loss on examples left out.
  virtual double loss_at(double lambda) = 0;
  /// Remembers the last fit as the best.
  virtual void keep() = 0;
  /// From the best fit: parameters for `all` examples (those searched on, or the whole they are a sample of).
  virtual LogisticFit finish(LinearObjective& all, const RidgeSettings&) = 0;
  /// Logits of all examples, each by a fit without it.
  virtual VectorD held_out_logits(LinearObjective& all, const VectorD& parameters, double lambda) = 0;
};

class KernelFits : public RidgeFits {
 public:
  KernelFits(LinearObjective& objective, SolverProgress progress)
      : model_(objective), examples_(objective.examples()), progress_(std::move(progress)) {}

  double loss_at(double lambda) override {
    model_.fit(lambda / static_cast<double>(examples_.rows()), kKernelTolerance, kMostIterations, progress_);
    logits_ = model_.leave_one_out_logits();
    return mean_log_loss(logits_, examples_);
  }
  void keep() override { best_logits_ = logits_; }
  LogisticFit finish(LinearObjective& all, const RidgeSettings& settings) override {
    LogisticFit fit{{}, {}, "kernel"};
    fit.convergence = model_.fit(all.l2(), settings.tolerance, settings.max_iterations, progress_);
    fit.parameters = model_.parameters();
    return fit;
  }
  VectorD held_out_logits(LinearObjective&, const VectorD&, double) override { return best_logits_; }

 private:
  static constexpr int kMostIterations = 100;
  detail::KernelModel model_;
  const Examples& examples_;
  SolverProgress progress_;
  VectorD logits_, best_logits_;
};

class LeaveOneOutFits : public RidgeFits {
 public:
  LeaveOneOutFits(LinearObjective& objective, SolverProgress progress)
      : model_(objective), objective_(objective), progress_(std::move(progress)) {}

  double loss_at(double lambda) override {
    model_.fit(lambda / static_cast<double>(objective_.examples().rows()), kPathGap, progress_);
    logits_ = model_.logits();
    return mean_log_loss(logits_, objective_.examples());
  }
  void keep() override {
    best_parameters_ = model_.parameters();
    best_hessian_ = model_.hessian();
    best_logits_ = logits_;
  }
  LogisticFit finish(LinearObjective& all, const RidgeSettings& settings) override {
    LogisticFit fit{best_parameters_, {}, "lbfgs"};
    VectorD gradient;
    all.value_and_gradient(VectorD::Zero(all.size()), gradient);
    fit.convergence = detail::minimize_by_factor(all, fit.parameters, detail::ridge_factor(best_hessian_, all.l2()),
                                                 {.tolerance = settings.tolerance,
                                                  .max_iterations = settings.max_iterations,
                                                  .gradient_scale = gradient.lpNorm<Eigen::Infinity>(),
                                                  .progress = progress_});
    return fit;
  }
  VectorD held_out_logits(LinearObjective& all, const VectorD& parameters, double) override {
    if (all.examples().rows() == best_logits_.size()) return best_logits_;
    // The Hessian of the sample stands in for that of all: the mean loss's is nearly the same.
    return detail::leave_one_out_logits(all, parameters, detail::ridge_factor(best_hessian_, all.l2()));
  }

 private:
  detail::LeaveOneOut model_;
  LinearObjective& objective_;
  SolverProgress progress_;
  VectorD logits_, best_logits_, best_parameters_;
  MatrixD best_hessian_;
};

/// Cross-validation with one warm start a fold. Each fit starts from none of the rows it is to predict.
class FoldFits : public RidgeFits {
 public:
  /// Folds at random, or all of those given.
  FoldFits(const LinearObjective& objective, std::uint64_t seed, const std::vector<Split>& given,
           std::function<bool()> stop_requested)
      : examples_(objective.examples()),
        levels_(objective.layout().levels),
        folds_(given.empty() ? detail::deal_folds(examples_.target, kFolds, seed) : given),
        seed_(seed),
        start_(folds_.size()),
        searched_(given.empty() && examples_.rows() > kManyRows ? 1 : folds_.size()),
        stop_requested_(std::move(stop_requested)) {
    for (std::size_t f = 0; f < searched_; ++f) {
      training_.push_back(examples_.gather(folds_[f].training));
      held_out_.push_back(examples_.gather(folds_[f].validation));
    }
  }

  double loss_at(double lambda) override {
    std::vector<double> losses(searched_);
    parallel_for(static_cast<Index>(searched_), [&](Index index) {
      const auto f = static_cast<std::size_t>(index);
      losses[f] = mean_log_loss(predict(f, lambda, training_[f], held_out_[f]), held_out_[f]);
    });
    double total = 0;
    for (const double loss : losses) total += loss;
    return total / static_cast<double>(searched_);
  }
  void keep() override { best_start_ = start_; }
  LogisticFit finish(LinearObjective& all, const RidgeSettings& settings) override {
    LogisticSettings final_fit;
    final_fit.l2 = all.l2();
    final_fit.tolerance = settings.tolerance;
    final_fit.max_iterations = settings.max_iterations;
    final_fit.levels = levels_;
    final_fit.start = best_start_.front();
    final_fit.progress = progress_until(stop_requested_);
    return solve_logistic(all.examples(), final_fit);
  }
  VectorD held_out_logits(LinearObjective& all, const VectorD&, double lambda) override {
    const Examples& examples = all.examples();
    const bool same = examples.rows() == examples_.rows();
    if (!same && stop_requested_ && stop_requested_()) return logits_beyond_sample(all);
    start_ = same ? best_start_ : std::vector<VectorD>(folds_.size());
    const auto folds = same ? folds_ : detail::deal_folds(examples.target, kFolds, seed_);
    VectorD logits = VectorD::Constant(examples.rows(), std::numeric_limits<double>::quiet_NaN());
    const auto predict_fold = [&](Index index) {
      const auto f = static_cast<std::size_t>(index);
      const std::vector<Index>& rows = folds[f].validation;
      const VectorD part = same && f < searched_
                               ? predict(f, lambda, training_[f], held_out_[f])
                               : predict(f, lambda, examples.gather(folds[f].training), examples.gather(rows));
      for (std::size_t i = 0; i < rows.size(); ++i) logits[rows[i]] = part[static_cast<Index>(i)];
    };
    // Many rows: one fold after another, each on all threads, so that one copy is made at a time.
    if (examples.rows() <= kManyRows) {
      parallel_for(static_cast<Index>(folds.size()), predict_fold);
    } else {
      for (Index f = 0; f < static_cast<Index>(folds.size()); ++f) predict_fold(f);
    }
    return logits;
  }

 private:
  /// By a fit to the sample that was searched on, as there is no time for fits to folds of all examples.
  VectorD logits_beyond_sample(const LinearObjective& all) const {
    VectorD logits;
    all.logits(best_start_.front(), logits);
    const auto sample = detail::sample_rows(all.examples().rows(), examples_.rows());
    for (const Index row : sample) logits[row] = std::numeric_limits<double>::quiet_NaN();
    return logits;
  }

  VectorD predict(std::size_t fold, double lambda, const Examples& training, const Examples& held_out) {
    LogisticSettings settings;
    settings.solver = "lbfgs";
    settings.l2 = lambda / static_cast<double>(training.rows());
    settings.tolerance = 1e-12;
    settings.gap = kPathGap;
    settings.levels = levels_;
    settings.start = start_[fold];
    settings.progress = progress_until(stop_requested_);
    start_[fold] = solve_logistic(training, settings).parameters;
    VectorD logits;
    LinearObjective(held_out, 0, levels_).logits(start_[fold], logits);
    return logits;
  }

  const Examples& examples_;
  std::vector<Index> levels_;
  std::vector<Split> folds_;
  std::uint64_t seed_;
  std::vector<Examples> training_, held_out_;  ///< of the folds searched on
  std::vector<VectorD> start_, best_start_;
  std::size_t searched_;
  std::function<bool()> stop_requested_;
};

enum class Method { kernel, leave_one_out, folds };

/// By the number of operations that half a dozen penalties would take.
Method choose_method(Index rows, const LinearLayout& layout) {
  if (detail::kernel_is_cheap(rows, layout.size)) return Method::kernel;
  const auto n = static_cast<double>(rows), d = static_cast<double>(layout.dense), p = static_cast<double>(layout.size),
             c = static_cast<double>(layout.levels.size());
  const double leave_one_out = 6 * (n * (d * d + p * p) + p * p * p);
  const double folds = 6 * kFolds * 60 * 4 * n * (d + 4 * c);  // of 60 sweeps a fit
  return leave_one_out < std::max(kQuick, folds) ? Method::leave_one_out : Method::folds;
}

std::unique_ptr<RidgeFits> make_fits(Method method, LinearObjective& objective, const RidgeSettings& settings) {
  SolverProgress progress = progress_until(settings.stop_requested);
  if (method == Method::kernel) return std::make_unique<KernelFits>(objective, std::move(progress));
  if (method == Method::leave_one_out) return std::make_unique<LeaveOneOutFits>(objective, std::move(progress));
  return std::make_unique<FoldFits>(objective, settings.seed, settings.folds, settings.stop_requested);
}

}  // namespace

RidgeChoice choose_ridge(const Examples& examples, const RidgeSettings& settings) {
  LinearObjective all(examples, 0, settings.levels);
  const Index n = examples.rows(), sample_rows = std::max(kSampleRows, 16 * all.size());
  const bool given = !settings.folds.empty(), sampled = !given && n > 2 * sample_rows;
  const Examples sample = sampled ? examples.gather(detail::sample_rows(n, sample_rows)) : Examples{};
  std::optional<LinearObjective> of_sample;
  if (sampled) of_sample.emplace(sample, 0, all.layout().levels);
  LinearObjective& searched = sampled ? *of_sample : all;
  const Method method = given ? Method::folds : choose_method(searched.examples().rows(), all.layout());
  const std::unique_ptr<RidgeFits> fits = make_fits(method, searched, settings);

  RidgeChoice choice;
  choice.curve = detail::search_penalty([&](double lambda) { return fits->loss_at(lambda); }, [&] { fits->keep(); },
                                        settings.stop_requested);
  choice.lambda = std::ranges::min_element(choice.curve, {}, &RidgePoint::loss)->lambda;
  choice.l2 = choice.lambda / static_cast<double>(n);
  choice.method = given                     ? "the folds given"
                  : method == Method::folds ? "5-fold cross-validation"
                                            : "approximate leave-one-out";
  choice.rows_used = searched.examples().rows();
  all.set_l2(choice.l2);
  LogisticFit fit = fits->finish(all, settings);
  if (!fit.convergence.converged && !fit.convergence.interrupted) {
    LogisticSettings again;
    again.l2 = choice.l2;
    again.tolerance = settings.tolerance;
    again.max_iterations = settings.max_iterations;
    again.levels = all.layout().levels;
    again.start = fit.parameters;
    again.progress = progress_until(settings.stop_requested);
    fit = solve_logistic(examples, again);
  }
  choice.parameters = std::move(fit.parameters);
  choice.convergence = fit.convergence;
  choice.solver = std::move(fit.solver);
  if (settings.held_out_logits) choice.held_out_logits = fits->held_out_logits(all, choice.parameters, choice.lambda);
  return choice;
}

}  // namespace binet
