#include "train/distillation.hpp"

#include "eval/log_loss.hpp"
#include "math/sigmoid.hpp"
#include "model/member.hpp"
#include "nn/data_driven_init.hpp"
#include "sgd/network_training.hpp"
#include "table/term_columns.hpp"
#include "train/candidate.hpp"
#include "train/held_out_correction.hpp"
#include "train/resampling.hpp"
#include "train/verdict.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <type_traits>
#include <utility>

namespace binet {

namespace {

constexpr double kSwapped = 0.25;  ///< share of a made row's cells that come from another row
constexpr Index kLeastMade = 10'000, kMostMade = 100'000;
constexpr Index kMadePerRow = 4;
constexpr Index kStopEvery = 8;  ///< every n-th training row stops the network and is not fitted
constexpr Index kMostSteps = 60'000;

/// Draws places of rows, each as often as its weight says.
class WeightedDraw {
 public:
  explicit WeightedDraw(const LabelledRows& rows) : size_(rows.size()) {
    double sum = 0;
    for (const Scalar weight : rows.weight) ends_.push_back(sum += weight);
  }
  Index operator()(Random& random) const {
    if (ends_.empty()) return random.below(size_);
    const auto found = std::ranges::upper_bound(ends_, random.uniform() * ends_.back());
    return std::min<Index>(found - ends_.begin(), size_ - 1);
  }

 private:
  Index size_;
  std::vector<double> ends_;  ///< sums of the weights up to each row; none without weights
};

/// Rows of the table in which random cells are replaced by those of other rows, column by column. The weight column is
/// passed over, so that weights and repeated rows draw the same.
Table make_rows(const LabelledRows& rows, std::span<const Index> places, const std::string& weight_column,
                Random& random) {
  const auto draw = [&](auto pick) {
    std::vector<Index> drawn;
    for (std::size_t i = 0; i < places.size(); ++i) drawn.push_back(rows.rows[static_cast<std::size_t>(pick(i))]);
    return rows.table->gather(drawn);
  };
  Table made = draw([&](std::size_t i) { return places[i]; });
  const WeightedDraw weighted(rows);
  const Table donors = draw([&](std::size_t) { return weighted(random); });
  TableBlock& block = made.blocks.front();
  const TableBlock& donor = donors.blocks.front();
  for (Index row = 0; row < made.rows; ++row) {
    for (const Column& column : made.columns) {
      if (column.name == weight_column || random.uniform() >= kSwapped) continue;
      if (column.type == ColumnType::numeric) {
        block.exact(row, column.slot) = donor.exact(row, column.slot);
      } else {
        block.codes(row, column.slot) = donor.codes(row, column.slot);
      }
    }
  }
  return made;
}

EncoderSettings student_encoding(const EnsembleConfig& config) {
  return {.numeric = "robust",
          .clip = config.clip,
          .missing_indicator = true,
          .bins = 0,
          .max_levels = config.max_levels,
          .min_count = config.min_count,
          .reference_level = false};
}

Vector soft_targets(const VectorD& logits) {
  return logits.unaryExpr([](double z) { return sigmoid(z); }).cast<Scalar>();
}

/// `more` rows below those of `examples`.
void append(Examples& examples, const Features& more, const Vector& target, const Vector& weight) {
  const auto stack = [](auto& above, const auto& below) {
    std::remove_cvref_t<decltype(above)> both(above.rows() + below.rows(), above.cols());
    both.topRows(above.rows()) = above;
    both.bottomRows(below.rows()) = below;
    above = std::move(both);
  };
  stack(examples.features.dense, more.dense);
  stack(examples.features.codes, more.codes);
  stack(examples.features.bins, more.bins);
  stack(examples.features.positions, more.positions);
  stack(examples.target, target);
  if (weight.size() > 0) stack(examples.weight, weight);
}

/// The data that the student is fitted to and stopped by.
struct Lessons {
  Examples training, stopping;
};

Lessons make_lessons(const Classifier& teacher, const Encoder& encoder, const TrainingData& data, Random& random) {
  const LabelledRows& rows = data.training;
  Examples seen{encoder.encode(*rows.table, rows.rows), soft_targets(teacher.logits(*rows.table, rows.rows)),
                rows.weight};
  std::vector<Index> fitted, kept_back;
  for (Index i = 0; i < rows.size(); ++i)
    (i % kStopEvery == 0 && rows.size() > kStopEvery ? kept_back : fitted).push_back(i);
  Lessons lessons{seen.gather(fitted), seen.gather(kept_back)};

  const Index made_count = std::clamp(kMadePerRow * rows.size(), kLeastMade, kMostMade);
  std::vector<Index> places;
  for (Index i = 0; i < made_count; ++i) places.push_back(random.below(rows.size()));
  Table made = make_rows(rows, places, data.config.data.weight, random);
  compute_terms_anew(teacher.schema, made);
  std::vector<Index> all(static_cast<std::size_t>(made.rows));
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Index>(i);
  const Vector weight = rows.weight.size() > 0 ? rows.gather(places).weight : Vector();
  append(lessons.training, encoder.encode(made, all), soft_targets(teacher.logits(made)), weight);
  return lessons;
}

NetworkTrainingSettings student_training(Index rows, std::uint64_t seed) {
  NetworkTrainingSettings settings;
  settings.optimizer = "adam";
  settings.update_rule.beta2 = 0.95;
  settings.learning_rate = 0.01;
  settings.schedule = "cosine";
  settings.batch_size = 128;
  settings.epochs = static_cast<int>(std::clamp<Index>(kMostSteps / (rows / settings.batch_size + 1), 10, 100));
  settings.patience = settings.epochs;  // the schedule ends it; the best epoch is kept
  settings.seed = seed;
  return settings;
}

}  // namespace

Classifier distil(const Classifier& teacher, const TrainingData& data, int units) {
  const LabelledRows& rows = data.training;
  Random random = random_stream(data.config, RandomStream::distillation);
  Classifier student;
  student.schema = teacher.schema;
  student.encoders = {Encoder::fit(student.schema, *rows.table, rows.rows, student_encoding(data.config.ensemble),
                                   rows.weights())};
  student.report = teacher.report;
  const Lessons lessons = make_lessons(teacher, student.encoders[0], data, random);

  Network network(student.encoders[0].shape(), {{.units = units, .activation = "silu"}});
  const double share = std::clamp(lessons.training.target.cast<double>().mean(), 1e-6, 1 - 1e-6);
  initialize_from_data(network, lessons.training.features, share, random);
  const NetworkTrainingSettings settings = student_training(lessons.training.rows(), random.next());
  const bool stops = lessons.stopping.rows() > 0;
  train_network(network, lessons.training, stops ? &lessons.stopping : nullptr, settings,
                [&](const EpochRecord& record) {
                  if (data.observer.epoch) data.observer.epoch(record, settings.epochs);
                  return !data.observer.should_stop();
                });
  student.members.push_back({0, 1.0, std::move(network)});
  return student;
}

Candidate train_distilled(const TrainingData& data, Candidate (*train_teacher)(const TrainingData&)) {
  const int units = data.config.ensemble.distilled_units;
  const Holdout holdout = hold_out(data);
  const bool judged = !holdout.described.empty();
  // Without checkpoints: the networks of two mixtures would have the same numbers.
  const TrainingData part = data.with_rows(holdout.fit);
  Candidate mixture = train_teacher(part);
  Candidate distilled{distil(mixture.model, part, units), {}};
  MeanSums cost;
  if (judged) {
    const LabelledRows& rows = holdout.held_out;
    const VectorD logit = distilled.model.logits(*rows.table, rows.rows);
    cost = log_loss_difference(logit, mixture.model.logits(*rows.table, rows.rows), rows.target, rows.weight);
    distilled.held_out = HeldOut::of_holdout(data, holdout, logit);
  }
  const bool again = part.training.size() < data.training.size() && data.config.training.time_budget.empty();
  if (again) {
    const TrainingData all = data.with_rows(data.training);
    mixture = train_teacher(all);
    distilled.model = distil(mixture.model, all, units);
    distilled.held_out.model_share_fitted = mixture.held_out.model_share_fitted;
    const bool independent = data.config.data.group.empty() && data.config.data.time.empty();
    if (independent && enough_to_correct(holdout.held_out))
      distilled.held_out.fitted_share =
          static_cast<double>(part.training.size()) / static_cast<double>(data.training.size());
  }
  TrainingReport& report = distilled.model.report;
  report.recipe = "distilled";
  report.verdict =
      verdict_on_distillation(units, cost, distilled.held_out.described, mixture.model.report.verdict);
  if (again)
    report.notes.push_back(
        "the metrics are from a trial run without the held-out rows; the saved network was trained on all rows");
  return distilled;
}

}  // namespace binet
