#include "linear/ridge_path.hpp"

#include "binet/base/parallel.hpp"
#include "eval/log_loss.hpp"
#include "linear/example_folds.hpp"
#include "linear/example_sample.hpp"
#include "linear/fold_fits.hpp"
#include "linear/kernel_newton.hpp"
#include "linear/leave_one_out.hpp"
#include "linear/linear_objective.hpp"
#include "linear/logistic.hpp"
#include "linear/penalty_search.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>

namespace binet {
namespace {

constexpr Index kSampleRows = 8192;  ///< rows that decide the penalty, or 16 per column if that is more
constexpr std::size_t kFolds = 5;
constexpr Index kManyRows = 100'000;  ///< a single held-out fold of this many rows is enough to compare penalties
constexpr double kPathGap = 1e-6;     ///< the objective of an intermediate fit need not be exact
constexpr double kKernelTolerance = 1e-6;
constexpr double kQuick = 1.5e11;  ///< operations: one or two seconds
constexpr double kUndecided = std::numeric_limits<double>::infinity();  ///< the loss of a fit that did not converge

VectorD relative_weights(const Examples& examples) {
  if (examples.weight.size() == 0) return VectorD::Ones(examples.rows());
  const VectorD weight = examples.weight.cast<double>();
  return weight / weight.mean();
}

/// How many rows weights stand for, if they are whole: as many as if each row stood there so often. Other weights are
/// relative, and stand for the rows there are.
double rows_stood_for(const Examples& examples) {
  const auto rows = static_cast<double>(examples.rows());
  if (examples.weight.size() == 0) return rows;
  const bool whole = (examples.weight.array() == examples.weight.array().round()).all();
  return whole ? std::max(1.0, examples.weight.cast<double>().sum()) : rows;
}

double mean_log_loss(const VectorD& logits, const Examples& examples) {
  const VectorD weight = relative_weights(examples);
  double total = 0;
  for (Index i = 0; i < logits.size(); ++i) {
    total += weight[i] * log_loss_of_logit(logits[i], static_cast<double>(examples.target[i]));
  }
  return total / weight.sum();
}

/// Hessian of the mean loss, without the penalty.
MatrixD mean_loss_hessian(LinearObjective& objective, const VectorD& parameters) {
  VectorD gradient, curvature;
  MatrixD hessian;
  objective.value_gradient_curvature(parameters, gradient, curvature);
  std::vector<std::size_t> columns(objective.layout().levels.size());
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  objective.hessian(curvature, columns, hessian);
  return hessian;
}

/// Fits one penalty after another, each from the previous fit, and predicts left-out examples.
class RidgeFits {
 public:
  virtual ~RidgeFits() = default;
  /// Fits at λ; returns the mean log loss on left-out examples.
  virtual double loss_at(double lambda) = 0;
  /// Keeps the last fit as the best.
  virtual void keep() = 0;
  /// Parameters for `all` examples (those of the search, or all from which they are a sample), from the best fit.
  virtual LogisticFit finish(LinearObjective& all, const RidgeSettings&) = 0;
  /// Logits of all examples, each by a fit without it, from the fit to all at its penalty.
  virtual detail::LeftOutLogits left_out(LinearObjective& all, const VectorD& parameters) = 0;
};

class KernelFits : public RidgeFits {
 public:
  KernelFits(LinearObjective& objective, const RidgeSettings& settings)
      : model_(objective, settings.start ? settings.start->gram : nullptr),
        examples_(objective.examples()),
        seed_(settings.seed),
        progress_(progress_until(settings.stop_requested)) {}

  double loss_at(double lambda) override {
    model_.fit(lambda / rows_stood_for(examples_), kKernelTolerance, kMostIterations, progress_);
    return mean_log_loss(model_.leave_one_out_logits(), examples_);
  }
  void keep() override {}
  LogisticFit finish(LinearObjective& all, const RidgeSettings& settings) override {
    LogisticFit fit{{}, {}, "kernel"};
    fit.convergence = model_.fit(all.l2(), settings.tolerance, settings.max_iterations, progress_);
    fit.parameters = model_.parameters();
    return fit;
  }
  detail::LeftOutLogits left_out(LinearObjective& all, const VectorD&) override {
    model_.fit(all.l2(), kKernelTolerance, kMostIterations);
    return detail::left_out_logits(model_, seed_);
  }

 private:
  static constexpr int kMostIterations = 100;
  detail::KernelModel model_;
  const Examples& examples_;
  std::uint64_t seed_;
  SolverProgress progress_;
};

class LeaveOneOutFits : public RidgeFits {
 public:
  LeaveOneOutFits(LinearObjective& objective, double effective_rows, const RidgeSettings& settings)
      : model_(objective, settings.start ? settings.start->parameters : VectorD()),
        objective_(objective),
        effective_rows_(effective_rows),
        seed_(settings.seed),
        progress_(progress_until(settings.stop_requested)) {}

  double loss_at(double lambda) override {
    if (!model_.fit(lambda / effective_rows_, kPathGap, progress_).converged) return kUndecided;
    return mean_log_loss(model_.logits(), objective_.examples());
  }
  void keep() override {
    best_parameters_ = model_.parameters();
    best_hessian_ = model_.hessian();
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
  /// The Hessian of a sample replaces that of all: the Hessian of the mean loss is nearly the same.
  detail::LeftOutLogits left_out(LinearObjective& all, const VectorD& parameters) override {
    if (best_hessian_.size() == 0) best_hessian_ = mean_loss_hessian(objective_, parameters);
    return detail::left_out_logits(all, parameters, detail::ridge_factor(best_hessian_, all.l2()), seed_);
  }

 private:
  detail::LeaveOneOut model_;
  LinearObjective& objective_;
  double effective_rows_;
  std::uint64_t seed_;
  SolverProgress progress_;
  VectorD best_parameters_;
  MatrixD best_hessian_;
};

/// Cross-validation with one warm start per fold. No fit starts from the rows it has to predict.
class FoldFits : public RidgeFits {
 public:
  /// Random folds, or all given ones.
  FoldFits(const LinearObjective& objective, double effective_rows, std::vector<Index> sampled_rows,
           const RidgeSettings& settings)
      : objective_(objective),
        effective_rows_(effective_rows),
        sampled_rows_(std::move(sampled_rows)),
        given_(!settings.folds.empty()),
        folds_(given_ ? settings.folds : deal(objective.examples().target, settings.seed)),
        seed_(settings.seed),
        start_(folds_.size()),
        best_start_(folds_.size()),
        searched_(!given_ && objective.examples().rows() > kManyRows ? 1 : folds_.size()),
        stop_requested_(settings.stop_requested) {}

  double loss_at(double lambda) override {
    gather_searched();
    std::vector<double> losses(searched_);
    parallel_for(static_cast<Index>(searched_), [&](Index index) {
      const auto f = static_cast<std::size_t>(index);
      losses[f] = mean_log_loss(predict(f, lambda / effective_rows_, objective_, training_[f], held_out_[f]),
                                held_out_[f]);
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
    final_fit.levels = all.layout().levels;
    final_fit.start = best_start_.front();
    final_fit.progress = progress_until(stop_requested_);
    return solve_logistic(all.examples(), final_fit);
  }
  detail::LeftOutLogits left_out(LinearObjective& all, const VectorD&) override {
    const Examples& examples = all.examples();
    const bool same = &examples == &objective_.examples();
    if (!same && stop_requested_ && stop_requested_()) return {logits_beyond_sample(all), "rows outside a sample"};
    start_ = same ? best_start_ : std::vector<VectorD>(folds_.size());
    const auto folds = same ? folds_ : deal(examples.target, seed_);
    VectorD logits = VectorD::Constant(examples.rows(), std::numeric_limits<double>::quiet_NaN());
    const auto predict_fold = [&](Index index) {
      const auto f = static_cast<std::size_t>(index);
      const std::vector<Index>& rows = folds[f].validation;
      const VectorD part =
          same && f < training_.size()
              ? predict(f, all.l2(), all, training_[f], held_out_[f])
              : predict(f, all.l2(), all, training_part(examples, folds[f]), examples.gather(rows));
      for (std::size_t i = 0; i < rows.size(); ++i) logits[rows[i]] = part[static_cast<Index>(i)];
    };
    // Many rows: one fold after another, each on all threads, so that there is only one copy at a time.
    if (examples.rows() <= kManyRows) {
      parallel_for(static_cast<Index>(folds.size()), predict_fold);
    } else {
      for (Index f = 0; f < static_cast<Index>(folds.size()); ++f) predict_fold(f);
    }
    return {std::move(logits), given_ ? "the folds given" : std::to_string(folds.size()) + "-fold cross-validation",
            detail::fold_numbers(folds, examples.rows())};
  }

 private:
  /// Predictions of a fit to the sample of the search, if there is no time to fit folds of all examples.
  VectorD logits_beyond_sample(const LinearObjective& all) const {
    VectorD logits;
    all.logits(best_start_.front(), logits);
    for (const Index row : sampled_rows_) logits[row] = std::numeric_limits<double>::quiet_NaN();
    return logits;
  }

  static std::vector<Split> deal(const Vector& target, std::uint64_t seed) {
    const auto rarer = static_cast<std::size_t>(detail::rarer_class_size(target));
    return detail::deal_folds(target, std::clamp<std::size_t>(rarer, 2, kFolds), seed);
  }

  Examples training_part(const Examples& examples, const Split& fold) const {
    return given_ ? examples.gather(fold.training) : detail::gather_at_shares(examples, fold.training);
  }

  void gather_searched() {
    for (std::size_t f = training_.size(); f < searched_; ++f) {
      training_.push_back(training_part(objective_.examples(), folds_[f]));
      held_out_.push_back(objective_.examples().gather(folds_[f].validation));
    }
  }

  /// l2 is relative to the sum of weights; the penalty on the sum of losses stays the same without the fold.
  VectorD predict(std::size_t fold, double l2, const LinearObjective& whole, const Examples& training,
                  const Examples& held_out) {
    const std::vector<Index>& levels = whole.layout().levels;
    LogisticSettings settings;
    settings.solver = "lbfgs";
    settings.l2 = l2 * whole.weight_sum() / LinearObjective(training, 0, levels).weight_sum();
    settings.tolerance = 1e-12;
    settings.gap = kPathGap;
    settings.levels = levels;
    settings.start = start_[fold];
    settings.progress = progress_until(stop_requested_);
    start_[fold] = solve_logistic(training, settings).parameters;
    VectorD logits;
    LinearObjective(held_out, 0, levels).logits(start_[fold], logits);
    return logits;
  }

  const LinearObjective& objective_;
  double effective_rows_;
  std::vector<Index> sampled_rows_;
  bool given_;
  std::vector<Split> folds_;
  std::uint64_t seed_;
  std::vector<Examples> training_, held_out_;  ///< of the folds searched on
  std::vector<VectorD> start_, best_start_;    ///< each computed without the rows its fold has to predict
  std::size_t searched_;
  std::function<bool()> stop_requested_;
};

enum class Method { kernel, leave_one_out, folds };

/// Chooses by the number of operations for half a dozen penalties.
Method choose_method(Index rows, const LinearLayout& layout) {
  if (detail::kernel_is_cheap(rows, layout.size)) return Method::kernel;
  const auto n = static_cast<double>(rows), d = static_cast<double>(layout.dense), p = static_cast<double>(layout.size),
             c = static_cast<double>(layout.levels.size());
  const double leave_one_out = 6 * (n * (d * d + p * p) + p * p * p);
  const double folds = 6 * kFolds * 60 * 4 * n * (d + 4 * c);  // 60 sweeps per fit
  return leave_one_out < std::max(kQuick, folds) ? Method::leave_one_out : Method::folds;
}

/// All examples, or a sample that is as informative about the penalty.
class SearchedExamples {
 public:
  SearchedExamples(LinearObjective& all, const RidgeSettings& settings)
      : all_(all), effective_rows_(rows_stood_for(all.examples())) {
    const Index sample_rows = std::max(kSampleRows, 16 * all.size());
    if (!settings.folds.empty() || all.examples().rows() <= 2 * sample_rows) return;
    detail::ExampleSample sample = detail::sample_examples(all.examples(), sample_rows);
    effective_rows_ *= sample.effective_rows / static_cast<double>(all.examples().rows());
    rows_ = std::move(sample.rows);
    examples_ = std::move(sample.examples);
    objective_.emplace(examples_, all.l2(), all.layout().levels);
  }

  LinearObjective& objective() { return objective_ ? *objective_ : all_; }
  double effective_rows() const { return effective_rows_; }
  /// Rows of the sample; empty if all are used.
  const std::vector<Index>& sampled_rows() const { return rows_; }
  Method method(const RidgeSettings& settings) {
    return settings.folds.empty() ? choose_method(objective().examples().rows(), all_.layout()) : Method::folds;
  }

 private:
  LinearObjective& all_;
  double effective_rows_;
  std::vector<Index> rows_;
  Examples examples_;
  std::optional<LinearObjective> objective_;
};

std::unique_ptr<RidgeFits> make_fits(Method method, LinearObjective& objective, const SearchedExamples& searched,
                                     const RidgeSettings& settings) {
  if (method == Method::kernel) return std::make_unique<KernelFits>(objective, settings);
  if (method == Method::leave_one_out) {
    return std::make_unique<LeaveOneOutFits>(objective, searched.effective_rows(), settings);
  }
  return std::make_unique<FoldFits>(objective, searched.effective_rows(), searched.sampled_rows(), settings);
}

/// Restarts if the search has found nothing that converged.
void converge(const Examples& examples, const LinearObjective& all, const RidgeSettings& settings, LogisticFit& fit) {
  for (const bool from_fit : {true, false}) {
    if (fit.convergence.converged || fit.convergence.interrupted) return;
    LogisticSettings again;
    again.l2 = all.l2();
    again.tolerance = settings.tolerance;
    again.max_iterations = settings.max_iterations;
    again.levels = all.layout().levels;
    again.progress = progress_until(settings.stop_requested);
    if (from_fit && fit.parameters.allFinite()) again.start = fit.parameters;
    fit = solve_logistic(examples, again);
  }
}

}  // namespace

RidgeChoice choose_ridge(const Examples& examples, const RidgeSettings& settings) {
  LinearObjective all(examples, 0, settings.levels);
  SearchedExamples searched(all, settings);
  const Method method = searched.method(settings);
  const std::unique_ptr<RidgeFits> fits = make_fits(method, searched.objective(), searched, settings);

  RidgeChoice choice;
  const std::optional<double> near = settings.start ? std::optional(settings.start->lambda) : std::nullopt;
  choice.curve = detail::search_penalty([&](double lambda) { return fits->loss_at(lambda); }, [&] { fits->keep(); },
                                        settings.stop_requested, near,
                                        rows_stood_for(examples) / static_cast<double>(examples.rows()));
  choice.lambda = std::ranges::min_element(choice.curve, {}, &RidgePoint::loss)->lambda;
  choice.l2 = choice.lambda / rows_stood_for(examples);
  choice.method = !settings.folds.empty()   ? "the folds given"
                  : method == Method::folds ? "5-fold cross-validation"
                                            : "approximate leave-one-out";
  choice.rows_used = searched.objective().examples().rows();
  all.set_l2(choice.l2);
  LogisticFit fit = fits->finish(all, settings);
  converge(examples, all, settings, fit);
  choice.parameters = std::move(fit.parameters);
  choice.convergence = fit.convergence;
  choice.solver = std::move(fit.solver);
  if (settings.held_out_logits) {
    detail::LeftOutLogits left_out = fits->left_out(all, choice.parameters);
    choice.held_out_logits = std::move(left_out.logits);
    choice.judged_by = std::move(left_out.method);
    choice.held_out_folds = std::move(left_out.fold);
  }
  return choice;
}

detail::LeftOutLogits judge_ridge(const Examples& examples, const VectorD& parameters, double l2,
                                  const RidgeSettings& settings) {
  LinearObjective all(examples, l2, settings.levels);
  SearchedExamples searched(all, settings);
  const Method method = searched.method(settings);
  if (method == Method::leave_one_out || (method == Method::kernel && l2 == 0)) {
    const MatrixD hessian = mean_loss_hessian(searched.objective(), parameters);
    return detail::left_out_logits(all, parameters, detail::ridge_factor(hessian, l2), settings.seed);
  }
  return make_fits(method, all, searched, settings)->left_out(all, parameters);
}

}  // namespace binet
