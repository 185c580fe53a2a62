#include "binet/base/error.hpp"
#include "linear/example_sample.hpp"
#include "math/sigmoid.hpp"
#include "train/base_learner.hpp"
#include "train/distillation.hpp"
#include "train/evidence.hpp"
#include "train/fold_ensemble.hpp"
#include "train/held_out_correction.hpp"
#include "train/mixture_choice.hpp"
#include "train/mixture_gain.hpp"
#include "train/mixture_scale.hpp"
#include "train/network_recipe.hpp"
#include "train/recipes.hpp"
#include "train/resampling.hpp"
#include "train/time_budget.hpp"
#include "train/training_data.hpp"
#include "train/verdict.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

namespace binet {

namespace {

constexpr const char* kScaledName = "networks";
constexpr const char* kBinnedName = "piecewise-linear networks";
constexpr std::uint64_t kRandomFeatureStream = 1'000'003;  // behind those of the networks
constexpr Index kMorePartsOfRows = 5;
constexpr Index kMostComparedRows = 10'000;  ///< beyond, what training adds to the error of a gain is small
constexpr Index kManyRows = 10'000;  ///< from here on, networks leave out only some of the rows
constexpr Index kLeastRows = 3;  // per class; with fewer, a fold would leave almost none to a network

/// A part of the mixture: networks of equal weight with one encoding.
struct Part {
  std::string name;
  std::size_t encoder = 0;
  std::vector<Network> networks;
  VectorD held_out, judged;  ///< as in FoldEnsemble, but first of all rows; no `judged`: the same
  std::vector<VectorD> judged_by_one = {};
  double judging = 0;
};

std::string describe_weights(std::span<const Part> parts, std::span<const double> weights) {
  std::vector<std::pair<std::string, double>> named;
  for (std::size_t part = 0; part < parts.size(); ++part) {
    const std::size_t count = parts[part].networks.size();
    named.emplace_back((count > 1 ? std::to_string(count) + " " : "") + parts[part].name, weights[part]);
  }
  return verdict_on_mixture(named);
}

/// The training rows in every encoding, and the parts trained so far.
class EnsembleTraining {
 public:
  explicit EnsembleTraining(const TrainingData& data)
      : data_(data),
        config_(data.config.ensemble),
        budget_(data),
        factors_(class_factors(data.config.loss, data.training)) {
    const LabelledRows& rows = data.training;
    model_.schema = infer_schema(*rows.table, data.target, data.not_features, rows.rows, rows.weights());
    numeric_ = std::ranges::count_if(model_.schema.columns, [](const ColumnSchema& column) {
      return column.dropped.empty() && column.type == ColumnType::numeric && !column.only_in_terms;
    });
    numeric_ += std::ranges::count_if(model_.schema.terms,
                                      [](const TermSchema& term) { return term.column.dropped.empty(); });
    const MixtureScale by_rows =
        scale_by_rows(rows.size(), detail::rarer_class_size(rows.target), numeric_, encoded_levels());
    scale_ = scale_of_networks(config_, by_rows);
    scaled_networks_ = config_.scaled_networks.value_or(by_rows.networks);
    // Without numbers there is nothing to cut into bins; with very many, the tables of the bins are all there is to
    // fit.
    binned_networks_ = config_.binned_networks.value_or(numeric_ <= kMostBinnedColumns ? by_rows.networks : 0);
    if (numeric_ == 0) binned_networks_ = 0;
    additive_bins_ = numeric_ > 0 ? config_.additive_bins.value_or(by_rows.additive_bins) : 0;
    sparse_bins_ = config_.sparse_bins.value_or(by_rows.sparse_bins);
    // Random features catch smooth surfaces, which categories have none of.
    random_features_ = config_.random_features.value_or(numeric_ > 0 ? by_rows.random_features : 0);
    const int others = scaled_networks_ + binned_networks_ + additive_bins_ + sparse_bins_ + random_features_;
    if (!config_.logistic && others == 0) {
      throw UsageError("ensemble: nothing to train: logistic is false, and the numbers of all other parts are 0");
    }
  }

  Candidate run() {
    model_.report.recipe = "auto";
    model_.report.notes = notes_on_columns(data_, model_.schema);
    const int networks = std::max(scaled_networks_, binned_networks_);
    parts_of_rows_ = ensemble_parts(data_, scale_.folds, networks);
    folds_ = parts_of_rows_.leave_out(networks, false);
    train_base_learners();
    if (!enough()) train_networks();
    if (many_rows()) encodings_.clear();
    folds_.clear();
    return mix_parts();
  }

 private:
  /// True if the run was asked to stop and there is at least one part.
  bool enough() const { return !parts_.empty() && data_.observer.should_stop(); }

  /// Then no part is asked about the rows that it was fitted to, and what is done with is freed.
  bool many_rows() const { return data_.training.size() > kMostComparedRows; }

  std::size_t add_encoding(const EncoderSettings& settings) {
    const LabelledRows& rows = data_.training;
    model_.encoders.push_back(Encoder::fit(model_.schema, *rows.table, rows.rows, settings, rows.weights()));
    encodings_.push_back({model_.encoders.back().shape(), make_examples(model_.encoders.back(), rows, factors_)});
    return encodings_.size() - 1;
  }

  /// With groups, times or many copies, all parts are judged on the same rows.
  std::vector<Split> penalty_folds() const {
    const bool given = !data_.training.group.empty() || !data_.training.time.empty() || many_together(data_.training);
    return given ? parts_of_rows_.splits() : std::vector<Split>();
  }

  /// The levels that have inputs of their own.
  Index encoded_levels() const {
    const Index most = config_.max_levels > 0 ? config_.max_levels : std::numeric_limits<Index>::max();
    Index count = 0;
    for (const ColumnSchema& column : model_.schema.columns)
      count += column.dropped.empty() ? std::min<Index>(std::ssize(column.levels), most) : 0;
    return count;
  }

  /// The encoding with this number of bins; parts share it.
  std::size_t encoding_for_networks(int bins) {
    const auto [found, is_new] = network_encodings_.try_emplace(bins, 0);
    if (is_new) found->second = add_encoding(network_encoding(config_, bins));
    return found->second;
  }

  /// Trains the parts with linear weights only.
  void train_base_learners() {
    const RidgeSettings settings{.tolerance = data_.config.optimizer.tolerance,
                                 .max_iterations = data_.config.optimizer.max_iterations,
                                 .seed = data_.config.training.seed,
                                 .folds = penalty_folds(),
                                 .stop_requested = data_.observer.stop_requested};
    if (config_.logistic) {
      const std::size_t encoder = add_encoding(encoder_settings(data_.config.encoding, "standard"));
      BaseLearnerFit fit = fit_linear_part(encodings_[encoder], settings);
      model_.report.l2 = fit.l2;
      model_.report.convergence = fit.convergence;
      if (fit.judged_folds > 0) logistic_share_ = 1 - 1 / static_cast<double>(fit.judged_folds);
      add_base_learner("logistic regression", encoder, std::move(fit));
      if (many_rows()) encodings_[encoder].examples = {};
    }
    if (additive_bins_ > 0 && !enough()) {
      const std::size_t encoder = encoding_for_networks(additive_bins_);
      add_base_learner("additive model", encoder, fit_linear_part(encodings_[encoder], settings));
    }
    if (sparse_bins_ > 0 && !enough()) {
      const std::size_t encoder = encoding_for_networks(numeric_ > 0 ? sparse_bins_ : 0);
      add_base_learner("sparse additive model", encoder,
                       fit_sparse_part(encodings_[encoder], {.seed = settings.seed,
                                                             .folds = settings.folds,
                                                             .stop_requested = settings.stop_requested}));
    }
    if (random_features_ > 0 && !enough()) {
      const std::size_t encoder = encoding_for_networks(0);
      Random random = random_stream(data_.config, RandomStream::initialization).split(kRandomFeatureStream);
      add_base_learner("random-feature model", encoder,
                      fit_random_features(encodings_[encoder], {{.units = random_features_}}, settings, random));
    }
  }

  void add_base_learner(std::string name, std::size_t encoder, BaseLearnerFit fit) {
    parts_.push_back(
        {std::move(name), encoder, {std::move(fit.network)}, std::move(fit.held_out), std::move(fit.judged)});
  }

  void train_networks() {
    std::vector<FoldEnsemblePlan> plans;
    if (scaled_networks_ > 0) plans.push_back(plan(kScaledName, encoding_for_networks(0), scaled_networks_));
    if (binned_networks_ > 0) {
      plans.push_back(plan(kBinnedName, encoding_for_networks(scale_.bins), binned_networks_));
    }
    const double prior = data_.training.positive_share();
    cut_plans(plans, prior);
    if (plans.empty()) return;
    judge_left_out_rows_alone();
    TrainingObserver observer = data_.observer;
    observer.stop_requested = [this] { return budget_.stop_requested(); };
    std::vector<FoldEnsemble> ensembles =
        train_fold_ensembles(plans, encodings_, folds_, parts_of_rows_.of_row, prior,
                             random_stream(data_.config, RandomStream::initialization), observer, data_.checkpoints);
    for (std::size_t b = 0; b < ensembles.size(); ++b) {
      std::vector<LearningCurve> curves = detail::learning_curves(ensembles[b].summaries, plans[b].name);
      if (!curves.empty()) curves_.push_back(std::move(curves.front()));
      for (const TrainingSummary& summary : ensembles[b].summaries) {
        model_.report.epochs += summary.epochs.back().epoch;
      }
      parts_.push_back({plans[b].name, plans[b].encoder, std::move(ensembles[b].networks),
                        std::move(ensembles[b].held_out), std::move(ensembles[b].judged),
                        std::move(ensembles[b].judged_by_one), ensembles[b].judging});
    }
  }

  /// With very many rows, those that no network predicts would take more memory than the networks.
  void judge_left_out_rows_alone() {
    left_out_ = left_out_rows(folds_);
    for (Part& part : parts_) {
      part.held_out = pick(part.held_out, left_out_);
      if (part.judged.size() > 0) part.judged = pick(part.judged, left_out_);
    }
  }

  /// Reports what was cut, as settings that train the same model without a budget.
  void cut_plans(std::vector<FoldEnsemblePlan>& plans, double prior) {
    if (!budget_.limited()) return;
    const std::string cut = cut_to_budget(plans, budget_, encodings_, folds_, prior);
    if (cut.empty()) return;
    const auto copies = [&](const char* name) {
      const auto found = std::ranges::find(plans, name, &FoldEnsemblePlan::name);
      return std::to_string(found == plans.end() ? 0 : found->copies);
    };
    model_.report.notes.push_back(
        cut + "; without a budget, ensemble.scaled_networks " + copies(kScaledName) + ", ensemble.binned_networks " +
        copies(kBinnedName) +
        (plans.empty() ? "" : ", ensemble.epochs " + std::to_string(plans.front().training.epochs)) +
        (plans.empty() || plans.front().most_rows == 0
             ? ""
             : ", ensemble.network_rows " + std::to_string(plans.front().most_rows)) +
        " trains the same model");
  }

  FoldEnsemblePlan plan(std::string name, std::size_t encoder, int networks) const {
    return {std::move(name),    encoder,
            config_.layers,     network_training(config_, scale_),
            config_.bias_rate,  config_.scale_rate,
            networks,           config_.network_rows,
            config_.initializer};
  }

  /// Fits the weights of the parts on rows that all of them have predicted without having seen them, and calibrates the
  /// mixture.
  Candidate mix_parts() {
    std::vector<const VectorD*> left_out;
    for (const Part& part : parts_) left_out.push_back(&part.held_out);
    const std::vector<Index> places = judged_places(left_out);
    const std::vector<Index> some = pick(left_out_, left_out_.empty() ? std::vector<Index>() : places);
    const std::vector<Index>& judged = left_out_.empty() ? places : some;
    JudgedParts by_part{{}, {}, data_.training.gather(judged), parts_of(judged), config_.logistic};
    by_part.folds_of_groups = !parts_of_rows_.together && !data_.training.group.empty();
    for (Part& part : parts_) {
      for (Network& network : part.networks) shift_output_bias(network, -factors_.logit_shift());
      by_part.logits.push_back(unshifted(part.held_out, places));
      by_part.judged.push_back(part.judged.size() > 0 ? unshifted(part.judged, places) : VectorD());
      part.held_out.resize(0);  // large for many rows
      part.judged.resize(0);
    }
    const NetworkAverage average = network_average();
    for (std::size_t k = 0; average.known() && k < std::size(parts_.back().judged_by_one); ++k)
      by_part.judged_by_one.push_back(judged_by_one(k, places, by_part));
    MixtureChoice choice = choose_mixture(by_part, config_);
    const std::vector<double>& weights = choice.mixture.weights;
    model_.calibration = choice.mixture.calibration;
    model_.report.verdict = describe_weights(parts_, weights);
    const bool compared = config_.logistic && parts_.size() > 1;
    const bool shares_known = !parts_of_rows_.together;
    const bool corrected = shares_known && !many_rows() && std::ssize(judged) == data_.training.size() &&
                           enough_to_correct(data_.training);
    const bool all_fitted = compared && corrected;
    HeldOutAndFitted first{compared ? by_part.judged_logits(0) : VectorD(),
                           all_fitted ? fitted_logits(parts_.front()) : VectorD()};
    by_part.logits.clear();
    by_part.judged.clear();
    if (all_fitted) first.fitted_share = logistic_share_;
    add_members(weights);
    const LabelledRows& labels = by_part.rows;
    std::optional<MeanDifference> difference;
    if (compared && weights.front() == 1) {
      model_.report.verdict += ". " + verdict_without_gain();
    } else if (compared) {
      const LabelledRows& all = data_.training;
      HeldOutAndFitted mixture{choice.logit, all_fitted ? model_.logits(*all.table, all.rows) : VectorD()};
      if (all_fitted) mixture.fitted_share = parts_of_rows_.share_known_without_part(false);
      mixture.averaging = gain_of_averaging(choice.logit, choice.logit_by_one, average, labels);
      const MeanDifference gain = gain_of_mixture(first, mixture, labels);
      model_.report.verdict += ". " + verdict_on_gain(gain.mean, gain.standard_error);
      difference = {-gain.mean, gain.standard_error};
    }
    HeldOut evidence = HeldOut::of_some(data_.training, judged, std::move(choice.logit),
                                        parts_of_rows_.describe(by_part.part_of));
    evidence.logistic_logit = std::move(first.held_out);
    evidence.logit_by_one = std::move(choice.logit_by_one);
    evidence.average = average;
    if (corrected && !(compared && weights.front() == 1)) {
      evidence.fitted_share = parts_of_rows_.share_known_without_part(false);
      evidence.logistic_fitted = std::move(first.fitted);
      evidence.logistic_fitted_share = first.fitted_share;
    }
    for (std::size_t k = 0; k < parts_.size(); ++k)
      evidence.model_share_fitted -= weights[k] * parts_[k].judging / static_cast<double>(parts_[k].networks.size());
    for (const int part : by_part.part_of) evidence.fold.push_back(part < parts_of_rows_.count ? part + 1 : 0);
    evidence.shares_known = shares_known;
    evidence.logistic_difference = difference;
    Candidate candidate{std::move(model_), std::move(evidence), std::move(curves_)};
    if (const LabelledRows& file = data_.validation; file.table != nullptr)
      candidate.judge_by(HeldOut::of_file(file, candidate.model.logits(*file.table, file.rows)));
    return candidate;
  }

  /// Unknown unless as many networks of each kind judge a row, and are in the model.
  NetworkAverage network_average() const {
    NetworkAverage found;
    for (const Part& part : parts_) {
      if (part.networks.size() < 2 && part.judged_by_one.empty()) continue;
      const NetworkAverage of_part{part.judging, static_cast<double>(part.networks.size())};
      if (part.judged_by_one.empty() || !of_part.known() || (found.known() && found != of_part)) return {};
      found = of_part;
    }
    return found;
  }

  /// The logits at these places without the shift that class weights cause.
  VectorD unshifted(const VectorD& logits, std::span<const Index> places) const {
    return (pick(logits, places).array() - factors_.logit_shift()).matrix();
  }

  /// The parts' logits at these places where the k-th network of each kind judges alone; `by_all`: by all of its kind.
  std::vector<VectorD> judged_by_one(std::size_t k, std::span<const Index> places,
                                     const JudgedParts& by_all) const {
    std::vector<VectorD> logits;
    for (std::size_t part = 0; part < parts_.size(); ++part) {
      const std::vector<VectorD>& by_one = parts_[part].judged_by_one;
      logits.push_back(by_one.empty() ? by_all.judged_logits(part) : unshifted(by_one[k], places));
    }
    return logits;
  }

  /// Logits of a part of one network for the rows it was fitted to.
  VectorD fitted_logits(const Part& part) const {
    return compute_logits(part.networks.front(), encodings_[part.encoder].examples.features).cast<double>();
  }

  /// Rows that no network has to leave out are distributed over the parts, too.
  std::vector<int> parts_of(std::span<const Index> rows) const {
    Random random = random_stream(data_.config, RandomStream::folds);
    std::vector<int> part_of;
    for (const Index row : rows) {
      const int part = parts_of_rows_.of_row[static_cast<std::size_t>(row)];
      part_of.push_back(part >= 0 ? part : parts_of_rows_.count + static_cast<int>(random.below(kMorePartsOfRows)));
    }
    return part_of;
  }

  /// Parts of weight 0 are left out, and so are encodings that only they use.
  void add_members(const std::vector<double>& weights) {
    for (std::size_t part = 0; part < parts_.size(); ++part) {
      if (weights[part] == 0) continue;
      const auto share = weights[part] / static_cast<double>(parts_[part].networks.size());
      for (Network& network : parts_[part].networks)
        model_.members.push_back({parts_[part].encoder, share, std::move(network)});
    }
    std::size_t used = 0;
    for (const Member& member : model_.members) used = std::max(used, member.encoder + 1);
    model_.encoders.resize(used);
  }

  const TrainingData& data_;
  const EnsembleConfig& config_;
  TimeBudget budget_;
  ClassFactors factors_;
  MixtureScale scale_{};
  JudgingParts parts_of_rows_;
  std::vector<Split> folds_;     ///< what the networks leave out
  std::vector<Index> left_out_;  ///< the rows of these that the parts' logits are of; empty: all rows
  Index numeric_ = 0;  ///< columns and terms
  int scaled_networks_ = 0, binned_networks_ = 0;
  int additive_bins_ = 0, sparse_bins_ = 0, random_features_ = 0;
  double logistic_share_ = 1;  ///< of the rows, in the fits that judge logistic regression
  Classifier model_;
  std::vector<LearningCurve> curves_;
  std::vector<EncodedRows> encodings_;
  std::map<int, std::size_t> network_encodings_;
  std::vector<Part> parts_;
};

Candidate train_logistic_alone(const TrainingData& data, const std::string& reason) {
  Candidate candidate = train_logistic(data);
  candidate.model.report.notes.push_back(reason + ": the model is logistic regression alone");
  return candidate;
}

/// The rows of the rarer class that networks would be judged by, unless the config says how many networks there are: of
/// many rows, they leave out a few percent.
double judged_by_default(const EnsembleConfig& config, Index rows, Index rarer_class) {
  const bool given = config.folds || config.scaled_networks || config.binned_networks;
  const MixtureScale scale = scale_by_rows(rows, rarer_class, 1);
  const double share = given || scale.networks > scale.folds ? 1 : static_cast<double>(scale.networks) / scale.folds;
  return share * static_cast<double>(rarer_class);
}

Candidate train_mixture(const TrainingData& data) {
  constexpr Index kFewToJudge = 10;
  const Index rows = data.training.size();
  const Index rarer = detail::rarer_class_size(data.training.target);
  if (rarer < kLeastRows)
    return train_logistic_alone(data, "fewer than " + std::to_string(kLeastRows) + " rows of one class");
  if (rows >= kManyRows && judged_by_default(data.config.ensemble, rows, rarer) < kFewToJudge) {
    return train_logistic_alone(data, "networks would be judged by fewer than " + std::to_string(kFewToJudge) +
                                          " rows of one class");
  }
  return EnsembleTraining(data).run();
}

}  // namespace

Candidate train_ensemble(const TrainingData& data) {
  return data.config.ensemble.distilled_units > 0 ? train_distilled(data, train_mixture) : train_mixture(data);
}

}  // namespace binet
