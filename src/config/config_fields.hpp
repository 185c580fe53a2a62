#pragma once

#include "base/duration.hpp"
#include "binet/config/config.hpp"
#include "eval/decision.hpp"
#include "binet/nn/activation.hpp"
#include "binet/nn/initializer.hpp"
#include "binet/nn/layer.hpp"
#include "binet/nn/loss.hpp"
#include "binet/sgd/schedule.hpp"
#include "binet/sgd/update_rule.hpp"

#include <concepts>
#include <limits>
#include <string>
#include <vector>

// The one place where a setting has its name, range, help and flag; its default stands at the member in config.hpp.
// Reader, writer, --set, flags, JSON Schema, docs/config.md and `config explain` are all visitors of describe().

namespace binet {

inline constexpr double kNoLimit = std::numeric_limits<double>::infinity();

/// The modes a model may be trained, as bits: a setting names those in which it has an effect, and where one is given
/// without effect the user is told.
enum TrainingMode : unsigned {
  kMlp = 1,
  kMinibatchLogistic = 2,
  kSolvedLogistic = 4,
  kEnsemble = 8,
  kHoldsOut = 16,  ///< beside kEnsemble: rows are held out, as by time, or to judge a tiny network
  kMinibatches = kMlp | kMinibatchLogistic,
  kLogistic = kMinibatchLogistic | kSolvedLogistic,
  kEveryMode = ~0u
};

/// The modes of a run.
unsigned ways_of(const Config&);

struct Field {
  const char* name;
  const char* help;
  double minimum = -kNoLimit;
  double maximum = kNoLimit;
  bool above_minimum = false;                       ///< the minimum itself is not allowed
  bool below_maximum = false;                       ///< nor is the maximum
  std::vector<std::string> (*choices)() = nullptr;  ///< text: the only values allowed
  void (*check)(const std::string&) = nullptr;      ///< text: throws UsageError for what it cannot be
  const char* absent = nullptr;                     ///< std::optional: how "not given" is written; otherwise null
  const char* flag = "";      ///< names on a command line, DATA without dashes a place; a switch flips its default
  const char* implied = "";   ///< what the flag means without a value; empty: it needs one
  bool path = false;          ///< relative to the config file
  unsigned modes = kEveryMode;  ///< of training in which it has an effect; of a section: for all its settings
  bool effective = true;      ///< false: has no effect beside the settings before it, yet may be given
  bool counts = true;  ///< false: means nothing beside the settings before it; then not written, and an error if given
};

/// The names in a family's table, as in names_of<activations>.
template <auto Table>
std::vector<std::string> names_of() {
  std::vector<std::string> names;
  for (const auto& row : Table()) names.emplace_back(row.name);
  return names;
}

template <class Visit>
void describe(DataConfig& c, Visit&& field) {
  field(c.train, {.name = "train", .help = "CSV file to train on; - is standard input", .flag = "DATA", .path = true});
  field(c.valid, {.name = "valid",
                  .help = "CSV file to validate on, instead of a part held out of the training file",
                  .flag = "--valid",
                  .path = true});
  field(c.target, {.name = "target", .help = "column to predict", .flag = "--target"});
  field(c.positive, {.name = "positive",
                     .help = "the class whose probability is predicted; absent: the one that reads as yes, else the "
                             "rarer one",
                     .flag = "--positive"});
  field(c.weight, {.name = "weight", .help = "column of row weights; empty: every row counts 1", .flag = "--weight"});
  field(c.group, {.name = "group",
                  .help = "column whose rows of one value, as of one patient, stay together: all to fit on or all to "
                          "validate on; no feature",
                  .flag = "--group"});
  field(c.time,
        {.name = "time",
         .help = "column of numbers, ISO dates or date-times: models are validated on later rows than they were "
                 "fitted to; no feature",
         .flag = "--time"});
  field(c.ignore, {.name = "ignore", .help = "columns not to use", .flag = "--ignore"});
  field(c.categorical, {.name = "categorical",
                        .help = "columns of categories although every cell is a number",
                        .flag = "--categorical"});
  field(c.numeric,
        {.name = "numeric", .help = "columns that must be numbers: text in them is an error", .flag = "--numeric"});
  field(c.delimiter, {.name = "delimiter",
                      .help = "what separates fields; auto: comma, semicolon, tab or pipe, as found",
                      .absent = "auto",
                      .flag = "--delimiter"});
  field(c.header, {.name = "header",
                   .help = "the first record names the columns; otherwise they are c1, c2, …",
                   .flag = "--no-header"});
  field(c.missing, {.name = "missing", .help = "texts that mean a missing value, in any case", .flag = "--missing"});
  field(c.drop_unlabelled, {.name = "drop_unlabelled",
                            .help = "leave out rows without a target; otherwise an error",
                            .flag = "--drop-unlabelled"});
}

template <class Visit>
void describe(EncodingConfig& c, Visit&& field) {
  field(c.numeric, {.name = "numeric",
                    .help = "scaling of numbers: standard is (x − mean)/deviation, robust (x − median)/(q75 − q25); "
                            "auto: standard for logistic regression, robust for networks",
                    .choices = [] {
                      return std::vector<std::string>{"auto", "standard", "robust", "none"};
                    }});
  field(c.clip, {.name = "clip",
                 .help = "smooth clip x/√(1 + (x/clip)²) of scaled numbers; 0: none; auto: 3 where auto scaling is "
                         "robust, else none",
                 .minimum = 0,
                 .absent = "auto"});
  field(c.missing_indicator,
        {.name = "missing_indicator", .help = "one more column that flags the missing cells of a numeric column"});
  field(c.bins, {.name = "bins",
                 .help = "piecewise-linear bins a numeric column is cut into; 0: none",
                 .minimum = 0,
                 .maximum = 4096});
  field(c.max_levels, {.name = "max_levels",
                       .help = "most frequent categories of a column kept apart; 0: all",
                       .minimum = 0,
                       .maximum = 1e9});
  field(c.min_count, {.name = "min_count",
                      .help = "rows a category needs; rarer ones are pooled into one",
                      .minimum = 1,
                      .maximum = 1e9});
}

template <class Visit>
void describe(LayerSpec& c, Visit&& field) {
  const auto is = [&c](auto... types) { return ((c.type == types) || ...); };
  field(c.type, {.name = "type", .help = "what the layer computes", .choices = names_of<layer_types>});
  field(c.units, {.name = "units",
                  .help = "outputs of a dense or gated layer",
                  .minimum = 0,
                  .maximum = 1e6,
                  .counts = is("dense", "gated")});
  field(c.activation, {.name = "activation",
                       .help = "nonlinearity of a dense, gated or activation layer",
                       .choices = names_of<activations>,
                       .counts = is("dense", "gated", "activation")});
  field(c.rate, {.name = "rate",
                 .help = "share of units a dropout layer sets to 0",
                 .minimum = 0,
                 .maximum = 1,
                 .below_maximum = true,
                 .counts = is("dropout")});
  field(c.input_scale, {.name = "input_scale",
                        .help = "a learnable factor an input, before a dense layer's weights",
                        .counts = is("dense")});
}

inline std::vector<std::string> starts() {
  std::vector<std::string> names = names_of<initializers>();
  names.emplace_back(kStartFromData);
  return names;
}

template <class Visit>
void describe(ModelConfig& c, Visit&& field) {
  field(c.kind,
        {.name = "kind",
         .help = "logistic regression, one multilayer perceptron, or a mixture of many with logistic regression",
         .choices =
             [] {
               return std::vector<std::string>{"auto", "logistic", "mlp"};
             },
         .flag = "--model"});
  field(c.layers, {.name = "layers", .help = "hidden layers of an mlp; the sigmoid output is implied", .modes = kMlp});
  field(c.initializer, {.name = "initializer",
                        .help = "how weights start; data: scaled layer by layer on training rows, so that every unit "
                                "bends among them; others: by the layer's size alone",
                        .choices = starts,
                        .flag = "--initializer",
                        .modes = kMinibatches});
}

template <class Visit>
void describe(LossConfig& c, Visit&& field) {
  field(c.name, {.name = "name",
                 .help = "what training minimises",
                 .choices = names_of<losses>,
                 .flag = "--loss",
                 .modes = kMinibatches | kSolvedLogistic});
  field(c.gamma, {.name = "gamma",
                  .help = "focal: how much less well-classified rows count",
                  .minimum = 0,
                  .maximum = 100,
                  .modes = kMinibatches,
                  .effective = c.name == "focal"});
  field(c.label_smoothing, {.name = "label_smoothing",
                            .help = "s: target y becomes y(1 − s) + s/2",
                            .minimum = 0,
                            .maximum = 1,
                            .below_maximum = true,
                            .modes = kMinibatches});
  field(c.class_weight, {.name = "class_weight",
                         .help = "balanced: both classes weigh the same in total",
                         .choices =
                             [] {
                               return std::vector<std::string>{"none", "balanced"};
                             },
                         .flag = "--class-weight"});
  field(c.positive_weight, {.name = "positive_weight",
                            .help = "weight of a row of the positive class",
                            .minimum = 0,
                            .above_minimum = true,
                            .flag = "--positive-weight"});
}

inline std::vector<std::string> l1_rules() {
  return {"lowest", "one_standard_error"};
}

template <class Visit>
void describe(PenaltyConfig& c, Visit&& field) {
  field(c.l1, {.name = "l1",
               .help = "λ₁ of the penalty λ₁Σ|w| added to the mean loss; biases are free; auto: chosen by "
                       "cross-validation (logistic)",
               .minimum = 0,
               .absent = "auto",
               .flag = "--l1",
               .modes = kMinibatches | kSolvedLogistic});
  field(c.l2, {.name = "l2",
               .help = "λ₂ of the penalty λ₂/2 Σw² added to the mean loss; 0: none; auto: chosen from the "
                       "data",
               .minimum = 0,
               .absent = "auto",
               .flag = "--l2",
               .modes = kMinibatches | kSolvedLogistic});
  field(c.l1_share, {.name = "l1_share",
                     .help = "l1 auto without l2: share of l1 in the penalty chosen, l2 being the rest; below 1, an "
                             "elastic net",
                     .minimum = 0,
                     .maximum = 1,
                     .above_minimum = true,
                     .flag = "--l1-share",
                     .modes = kSolvedLogistic});
  field(c.l1_rule, {.name = "l1_rule",
                    .help = "l1 auto: the penalty of lowest loss, or the largest whose loss is within one standard "
                            "error of it, which chooses fewer columns",
                    .choices = l1_rules,
                    .flag = "--l1-rule",
                    .modes = kSolvedLogistic});
}

template <class Visit>
void describe(OptimizerConfig& c, Visit&& field) {
  const auto is = [&c](auto... names) { return ((c.name == names) || ...); };
  field(c.name, {.name = "name",
                 .help = "update rule of mini-batch training",
                 .choices = names_of<update_rules>,
                 .flag = "--optimizer",
                 .modes = kMinibatches});
  field(c.learning_rate, {.name = "learning_rate",
                          .help = "length of a step",
                          .minimum = 0,
                          .maximum = 1000,
                          .above_minimum = true,
                          .flag = "--learning-rate",
                          .modes = kMinibatches});
  field(c.momentum, {.name = "momentum",
                     .help = "momentum, nesterov: share of the last step kept",
                     .minimum = 0,
                     .maximum = 1,
                     .below_maximum = true,
                     .modes = kMinibatches,
                     .effective = is("momentum", "nesterov")});
  field(c.decay, {.name = "decay",
                  .help = "rmsprop: decay of the mean squared gradient",
                  .minimum = 0,
                  .maximum = 1,
                  .below_maximum = true,
                  .modes = kMinibatches,
                  .effective = is("rmsprop")});
  field(c.beta1, {.name = "beta1",
                  .help = "adam, adamw: decay of the mean gradient",
                  .minimum = 0,
                  .maximum = 1,
                  .below_maximum = true,
                  .modes = kMinibatches,
                  .effective = is("adam", "adamw")});
  field(c.beta2, {.name = "beta2",
                  .help = "adam, adamw: decay of the mean squared gradient",
                  .minimum = 0,
                  .maximum = 1,
                  .below_maximum = true,
                  .modes = kMinibatches,
                  .effective = is("adam", "adamw")});
  field(c.epsilon, {.name = "epsilon",
                    .help = "adagrad, rmsprop, adam, adamw: added to the divisor",
                    .minimum = 0,
                    .maximum = 1,
                    .above_minimum = true,
                    .modes = kMinibatches,
                    .effective = is("adagrad", "rmsprop", "adam", "adamw")});
  field(c.weight_decay, {.name = "weight_decay",
                         .help = "adamw: share of a weight lost a step, times the learning rate",
                         .minimum = 0,
                         .modes = kMinibatches,
                         .effective = is("adamw")});
  field(c.clip_norm, {.name = "clip_norm",
                      .help = "longest gradient a step may use; 0: no limit",
                      .minimum = 0,
                      .modes = kMinibatches});
  field(c.solver, {.name = "solver",
                   .help = "how logistic regression is solved",
                   .choices =
                       [] {
                         return std::vector<std::string>{"auto", "newton", "lbfgs", "coordinate_descent", "minibatch"};
                       },
                   .flag = "--solver",
                   .modes = kLogistic});
  field(c.tolerance, {.name = "tolerance",
                      .help = "logistic: gradient norm, relative to the start, to stop at",
                      .minimum = 0,
                      .maximum = 1,
                      .above_minimum = true,
                      .flag = "--tolerance",
                      .modes = kSolvedLogistic | kEnsemble});
  field(c.max_iterations, {.name = "max_iterations",
                           .help = "logistic: most iterations of the solver",
                           .minimum = 1,
                           .maximum = 1e9,
                           .flag = "--max-iterations",
                           .modes = kSolvedLogistic | kEnsemble});
}

template <class Visit>
void describe(ScheduleConfig& c, Visit&& field) {
  field(c.name, {.name = "name",
                 .help = "how the learning rate changes over the run",
                 .choices = names_of<schedules>,
                 .flag = "--schedule"});
  field(c.step_every, {.name = "step_every",
                       .help = "step: share of the run between two drops",
                       .minimum = 0,
                       .maximum = 1,
                       .above_minimum = true,
                       .effective = c.name == "step"});
  field(c.step_factor, {.name = "step_factor",
                        .help = "step: factor at each drop",
                        .minimum = 0,
                        .maximum = 1,
                        .above_minimum = true,
                        .effective = c.name == "step"});
  field(c.final_factor, {.name = "final_factor",
                         .help = "exponential, cosine: factor at the end of the run",
                         .minimum = 0,
                         .maximum = 1,
                         .above_minimum = true,
                         .effective = c.name == "exponential" || c.name == "cosine"});
  field(c.warmup,
        {.name = "warmup", .help = "share of the run over which the rate rises from 0", .minimum = 0, .maximum = 1});
}

template <class Visit>
void describe(TrainingConfig& c, Visit&& field) {
  field(c.epochs, {.name = "epochs",
                   .help = "most passes over the training rows",
                   .minimum = 1,
                   .maximum = 1e6,
                   .flag = "--epochs",
                   .modes = kMinibatches});
  field(c.batch_size, {.name = "batch_size",
                       .help = "rows a step; auto: 64, 128 or 256 by rows, and an eighth of them at most",
                       .minimum = 1,
                       .maximum = 1e9,
                       .absent = "auto",
                       .flag = "--batch-size",
                       .modes = kMinibatches});
  field(c.folds,
        {.name = "folds",
         .help = "networks trained first, each without one of so many folds: their best epochs, in the median, "
                 "are those of the network trained on all rows, and the folds calibrate and judge it; 0: one "
                 "part is held out instead; auto: 5 below 10,000 rows, 0 if validation_fraction is given",
         .minimum = 0,
         .maximum = 1000,
         .absent = "auto",
         .modes = kMinibatches});
  field(c.validation_fraction,
        {.name = "validation_fraction",
         .help = "share of the rows held out for validation where there is neither a file nor folds; 0: "
                 "none",
         .minimum = 0,
         .maximum = 0.9,
         .flag = "--validation-fraction",
         .modes = kMinibatches | kSolvedLogistic | kHoldsOut});
  field(c.refit, {.name = "refit",
                  .help = "train once more, on all rows, for as many epochs as were best for the rows held out; not "
                          "within a time budget",
                  .flag = "--no-refit",
                  .modes = kMinibatches});
  field(c.early_stopping, {.name = "early_stopping",
                           .help = "stop when validation loss no longer falls; the best weights are kept",
                           .flag = "--no-early-stopping",
                           .modes = kMinibatches});
  field(c.patience, {.name = "patience",
                     .help = "epochs without a gain before stopping early",
                     .minimum = 1,
                     .maximum = 1e6,
                     .flag = "--patience",
                     .modes = kMinibatches,
                     .effective = c.early_stopping});
  field(c.min_delta, {.name = "min_delta",
                      .help = "least fall in validation loss that counts as a gain",
                      .minimum = 0,
                      .modes = kMinibatches});
  field(c.time_budget, {.name = "time_budget",
                        .help = "how long the run may take, reading included, as 10s, 2m or 1h: epochs are cut, then "
                                "networks, then rows; the model then depends on the machine's speed; empty: no limit",
                        .check =
                            [](const std::string& text) {
                              if (!text.empty()) parse_duration(text);
                            },
                        .flag = "--time-budget",
                        .modes = kMinibatches | kEnsemble});
  // Above 2⁵³ a seed would not survive readers that hold JSON numbers as doubles.
  field(c.seed, {.name = "seed",
                 .help = "of all randomness: the same seed gives the same model",
                 .minimum = 0,
                 .maximum = 9007199254740991.0,
                 .flag = "--seed"});
  field(c.threads, {.name = "threads",
                    .help = "0: as many as the machine has; the model does not depend on it",
                    .minimum = 0,
                    .maximum = 4096,
                    .flag = "--threads"});
  field(c.memory, {.name = "memory",
                   .help = "what to take of memory, about, as 512M or 2G; the rest goes to nameless files in TMPDIR; "
                           "empty: no limit. Solvers of logistic regression give the same model; mini-batches are "
                           "then drawn from a moving window of the rows",
                   .flag = "--memory"});
}

template <class Visit>
void describe(EnsembleConfig& c, Visit&& field) {
  field(c.folds,
        {.name = "folds",
         .help = "parts the rows are cut into; each network leaves one out, which stops and judges it; auto: by "
                 "rows, as everything auto in this section",
         .minimum = 2,
         .maximum = 1000,
         .absent = "auto"});
  field(c.plain,
        {.name = "plain", .help = "networks on scaled numbers", .minimum = 0, .maximum = 1000, .absent = "auto"});
  field(c.piecewise, {.name = "piecewise",
                      .help = "networks on numbers cut into piecewise-linear bins",
                      .minimum = 0,
                      .maximum = 1000,
                      .absent = "auto"});
  field(c.logistic,
        {.name = "logistic", .help = "logistic regression, its penalty chosen by the data, is in the mixture"});
  field(c.additive_bins, {.name = "additive_bins",
                          .help = "logistic regression on numbers cut into this many piecewise-linear bins, a "
                                  "generalised additive model, is in the mixture; 0: it is not",
                          .minimum = 0,
                          .maximum = 4096,
                          .absent = "auto"});
  field(c.random_features, {.name = "random_features",
                            .help = "logistic regression on this many random units is in the mixture, a kernel "
                                    "method; 0: it is not",
                            .minimum = 0,
                            .maximum = 4096,
                            .absent = "auto"});
  field(c.bins, {.name = "bins",
                 .help = "piecewise-linear bins a numeric column is cut into",
                 .minimum = 2,
                 .maximum = 4096,
                 .absent = "auto"});
  field(c.clip, {.name = "clip", .help = "smooth clip x/√(1 + (x/clip)²) of scaled numbers; 0: none", .minimum = 0});
  field(c.max_levels, {.name = "max_levels",
                       .help = "most frequent categories of a column that networks keep apart; 0: all",
                       .minimum = 0,
                       .maximum = 1e9});
  field(c.min_count, {.name = "min_count",
                      .help = "rows a category needs; rarer ones are pooled into one",
                      .minimum = 1,
                      .maximum = 1e9});
  field(c.network_rows, {.name = "network_rows",
                         .help = "most rows that a network learns from, drawn for each; 0: all",
                         .minimum = 0,
                         .maximum = 1e9});
  field(c.layers, {.name = "layers", .help = "hidden layers of each network"});
  field(c.initializer,
        {.name = "initializer", .help = "how weights of networks start, as model.initializer", .choices = starts});
  field(c.epochs, {.name = "epochs",
                   .help = "most passes over the rows a network is trained on",
                   .minimum = 1,
                   .maximum = 1e6,
                   .absent = "auto"});
  field(c.batch_size, {.name = "batch_size", .help = "rows a step", .minimum = 1, .maximum = 1e9, .absent = "auto"});
  field(c.learning_rate, {.name = "learning_rate",
                          .help = "of Adam, for weights times 1/√inputs",
                          .minimum = 0,
                          .maximum = 1000,
                          .above_minimum = true});
  field(c.schedule,
        {.name = "schedule", .help = "how the learning rate changes over the run", .choices = names_of<schedules>});
  field(c.bias_rate, {.name = "bias_rate", .help = "learning-rate factor of biases", .minimum = 0});
  field(c.scale_rate, {.name = "scale_rate", .help = "learning-rate factor of input scales", .minimum = 0});
  field(c.weight_decay,
        {.name = "weight_decay", .help = "share of a weight lost a step, times the learning rate", .minimum = 0});
  field(c.weight_decay_schedule,
        {.name = "weight_decay_schedule",
         .help = "how weight decay changes over the run; half_cosine: to half time as it is, then to 0",
         .choices = names_of<schedules>});
  field(c.dropout_schedule, {.name = "dropout_schedule",
                             .help = "how the rates of dropout layers change over the run",
                             .choices = names_of<schedules>});
  field(c.patience, {.name = "patience",
                     .help = "epochs without a gain, beyond as many as the best took, before a network stops",
                     .minimum = 1,
                     .maximum = 1e6});
  field(c.mixture, {.name = "mixture",
                    .help = "weights of the parts: em, those that best explain rows that no part has seen; equal",
                    .choices = [] {
                      return std::vector<std::string>{"em", "equal"};
                    }});
  field(c.calibration, {.name = "calibration",
                        .help = "of the mixture: platt, a line on its logits of rows that no part has seen, shrunk to "
                                "the identity; none",
                        .choices = [] {
                          return std::vector<std::string>{"platt", "none"};
                        }});
  field(c.tiny, {.name = "tiny",
                 .help = "units of one small network that the mixture is distilled into; 0: the mixture itself",
                 .minimum = 0,
                 .maximum = 10000,
                 .flag = "--tiny",
                 .implied = "16"});
}

template <class Visit>
void describe(DecisionConfig& c, Visit&& field) {
  field(c.rule, {.name = "rule",
                 .help = "threshold for the label: a number, or what it is chosen by: f1, youden, mcc, accuracy, "
                         "balanced_accuracy, precision>=0.9, recall>=0.95, cost:fp=1,fn=20",
                 .check = [](const std::string& text) { parse_decision_rule(text); },
                 .flag = "--decide"});
}

template <class Visit>
void describe(OutputConfig& c, Visit&& field) {
  field(c.model, {.name = "model",
                  .help = "file the model is saved to; - is standard output",
                  .flag = "-o,--output",
                  .path = true});
  field(c.checkpoint,
        {.name = "checkpoint",
         .help = "file from which `train --resume` goes on, written while networks train and removed at the "
                 "end; empty: only an interrupted run leaves one, beside the model",
         .flag = "--checkpoint",
         .path = true});
  field(c.checkpoint_seconds, {.name = "checkpoint_seconds",
                               .help = "training time of a network between two writings of the checkpoint",
                               .minimum = 0,
                               .effective = !c.checkpoint.empty()});
  field(c.log,
        {.name = "log", .help = "JSON lines file, one object an epoch; empty: none", .flag = "--log", .path = true});
}

template <class Visit>
void describe(Config& c, Visit&& field) {
  field(c.data, {.name = "data", .help = "what is read"});
  field(c.encoding, {.name = "encoding", .help = "how columns become features"});
  field(c.model, {.name = "model", .help = "what is trained"});
  field(c.loss, {.name = "loss", .help = "what training minimises, and how rows count in it"});
  field(c.penalty, {.name = "penalty", .help = "what keeps weights small"});
  field(c.optimizer, {.name = "optimizer", .help = "how steps are made"});
  field(c.schedule, {.name = "schedule", .help = "how the learning rate changes", .modes = kMinibatches});
  field(c.training, {.name = "training", .help = "how long and on what training runs"});
  field(c.ensemble, {.name = "ensemble",
                     .help = "what auto trains: many networks and logistic regression, mixed",
                     .modes = kEnsemble});
  field(c.decision, {.name = "decision", .help = "how a probability becomes a label"});
  field(c.output, {.name = "output", .help = "what is written"});
}

namespace detail {
struct Ignore {
  template <class T>
  void operator()(T&, const Field&) const {}
};
}  // namespace detail

/// A struct of settings.
template <class T>
concept Section = requires(T& section) {
  describe(section, detail::Ignore{});
};

}  // namespace binet
