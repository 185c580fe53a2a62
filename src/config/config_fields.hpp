#pragma once

#include "base/byte_count.hpp"
#include "base/duration.hpp"
#include "binet/base/error.hpp"
#include "binet/config/config.hpp"
#include "eval/decision.hpp"
#include "linear/solvers.hpp"
#include "nn/activation.hpp"
#include "nn/initializer.hpp"
#include "nn/layer.hpp"
#include "nn/loss.hpp"
#include "sgd/schedule.hpp"
#include "sgd/update_rule.hpp"

#include <algorithm>
#include <concepts>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

// The only place that defines a setting's name, range, help and flag; its default is at the member in config.hpp.
// Reader, writer, --set, flags, JSON Schema, docs/config.md and `config explain` all visit describe().

namespace binet {

inline constexpr double kNoLimit = std::numeric_limits<double>::infinity();

/// The modes in which a model is trained, as bits. A setting lists those in which it has an effect; a setting that is
/// given without effect causes a note.
enum TrainingMode : unsigned {
  kMlp = 1,
  kMinibatchLogistic = 2,
  kSolvedLogistic = 4,
  kEnsemble = 8,
  kHoldsOut = 16,  ///< in addition to kEnsemble: rows are held out, by time or to evaluate a distilled network
  kRecurrent = 32,  ///< an lstm or gru with layers of its own
  kMinibatches = kMlp | kMinibatchLogistic | kRecurrent,
  kLogistic = kMinibatchLogistic | kSolvedLogistic,
  kEveryMode = ~0u
};

/// The modes of a run with this config.
unsigned training_modes(const Config&);

struct Field {
  const char* name;
  const char* help;
  double minimum = -kNoLimit;
  double maximum = kNoLimit;
  bool above_minimum = false;                       ///< the minimum itself is excluded
  bool below_maximum = false;                       ///< the maximum itself is excluded
  std::vector<std::string> (*choices)() = nullptr;  ///< text: the only values allowed
  void (*check)(const std::string&) = nullptr;      ///< text: throws UsageError for an invalid value
  const char* pattern = nullptr;                    ///< the same check as a regular expression, for the schema
  const char* absent = nullptr;                     ///< std::optional: the text for "not given"; otherwise null
  const char* flag = "";  ///< names on a command line, an upper-case name for a positional argument; a switch flips its
                           //< default
  const char* flag_help = nullptr;  ///< help of a flag that turns a switch off; null: the setting's help
  const char* implied = "";         ///< value of the flag when it is given without one; empty: it needs a value
  bool path = false;                ///< relative to the config file
  bool object = false;              ///< text: a config may have a JSON object instead, which the setting keeps as text
  unsigned modes = kEveryMode;      ///< modes in which it has an effect; for a section: of all its settings
  bool effective = true;            ///< false: has no effect given the settings before it, but is allowed
  bool counts = true;  ///< false: is meaningless given the settings before it: not written, and an error if given
};

/// The names in a family's table, e.g. names_of<activations>.
template <auto Table>
std::vector<std::string> names_of() {
  std::vector<std::string> names;
  for (const auto& row : Table()) names.emplace_back(row.name);
  return names;
}

/// True if the row of this name in a family's table reads a setting; false for unknown names.
template <auto Table>
bool row_reads(std::string_view name, std::string_view setting) {
  return std::ranges::any_of(Table(), [&](const auto& row) { return row.name == name && row.reads(setting); });
}

inline void check_decimal(const std::string& text) {
  if (text == "auto" || text == "." || text == ",") return;
  throw UsageError("expected auto, . or , for the decimal sign, found '" + text + "'");
}

inline void check_thousands(const std::string& text) {
  const bool sign = text.size() == 1 && std::string(",. '").find(text) != std::string::npos;
  if (sign || text == "auto" || text == "none") return;
  throw UsageError("expected auto, none or one of , . ' and blank for thousands, found '" + text + "'");
}

template <class Visit>
void describe(DataConfig& c, Visit&& field) {
  field(c.train, {.name = "train", .help = "CSV file to train on; - is standard input", .flag = "DATA", .path = true});
  field(c.more, {.name = "more",
                 .help = "more files with the same header, appended in this order",
                 .flag = "MORE",
                 .path = true});
  field(c.valid, {.name = "valid",
                  .help = "CSV file to validate on, instead of rows held out of the training file",
                  .flag = "--valid",
                  .path = true});
  field(c.target, {.name = "target", .help = "column to predict", .flag = "--target"});
  field(c.positive,
        {.name = "positive",
         .help = "class whose probability is predicted; absent: the one that means yes, otherwise the rarer one",
         .flag = "--positive"});
  field(c.weight,
        {.name = "weight", .help = "column of sample weights; empty: every row has weight 1", .flag = "--weight"});
  field(c.offset,
        {.name = "offset",
         .help = "numeric column that is added to the logit with coefficient 1, as in R's glm(offset =); logistic "
                 "regression only; empty: none",
         .flag = "--offset",
         .modes = kSolvedLogistic});
  field(c.group, {.name = "group",
                  .help = "keep rows with the same value (e.g. one patient) in the same fold; not used as a feature",
                  .flag = "--group"});
  field(c.time, {.name = "time",
                 .help = "column of numbers, ISO dates or date-times: validate on later rows than the training rows; "
                         "not used as a feature",
                 .flag = "--time"});
  field(c.ignore, {.name = "ignore", .help = "columns to leave out", .flag = "--ignore"});
  field(c.categorical, {.name = "categorical",
                        .help = "columns to read as categories even if every cell is a number",
                        .flag = "--categorical"});
  field(c.numeric,
        {.name = "numeric", .help = "columns that must be numeric: text in them is an error", .flag = "--numeric"});
  field(c.delimiter, {.name = "delimiter",
                      .help = "field separator; auto: detect comma, semicolon, tab or pipe",
                      .absent = "auto",
                      .flag = "--delimiter"});
  field(c.header, {.name = "header",
                   .help = "the first record holds the column names; otherwise they are c1, c2, …",
                   .flag = "--no-header",
                   .flag_help = "the file has no header: columns are named c1, c2, …"});
  field(c.quote, {.name = "quote", .help = "character around fields, instead of \"", .flag = "--quote"});
  field(c.escape, {.name = "escape",
                   .help = "character that makes the next one text, like the \\ in \\\"",
                   .flag = "--escape"});
  field(c.comment, {.name = "comment",
                    .help = "skip lines that begin with this text; empty: none",
                    .flag = "--comment"});
  field(c.encoding,
        {.name = "encoding",
         .help = "text encoding, such as latin1 or windows-1252; empty: UTF-8, or UTF-16 with a byte-order mark",
         .flag = "--encoding"});
  field(c.query, {.name = "query",
                  .help = "SELECT whose rows are the table, where the data file is an SQLite database",
                  .flag = "--query"});
  field(c.skip_lines, {.name = "skip_lines",
                       .help = "number of lines to skip at the start of a file",
                       .minimum = 0,
                       .maximum = 1e6,
                       .flag = "--skip-lines"});
  field(c.rename_duplicates, {.name = "rename_duplicates",
                              .help = "rename a second column x to x_2; otherwise duplicates are an error",
                              .flag = "--rename-duplicates"});
  field(c.fill_short_rows, {.name = "fill_short_rows",
                            .help = "fill rows with too few fields with missing cells; otherwise they are an error",
                            .flag = "--fill-short-rows"});
  field(c.missing, {.name = "missing",
                    .help = "more texts that mean a missing value, besides the usual ones; case is ignored",
                    .flag = "--missing"});
  field(c.missing_only,
        {.name = "missing_only",
         .help = "the only texts that mean a missing value, besides an empty cell; absent: the usual ones",
         .flag = "--missing-only"});
  field(c.decimal, {.name = "decimal",
                    .help = "decimal separator: a point or a comma; auto: detected per column",
                    .check = check_decimal,
                    .pattern = "^(auto|[.,])$",
                    .flag = "--decimal"});
  field(c.thousands, {.name = "thousands",
                      .help = "thousands separator: none, a comma, point, blank or apostrophe; auto: detected per "
                              "column",
                      .check = check_thousands,
                      .pattern = "^(auto|none|[,. '])$",
                      .flag = "--thousands"});
  field(c.date, {.name = "date",
                 .help = "columns that must be dates; also accepts 20240131 and seconds since 1970",
                 .flag = "--date"});
  field(c.dates, {.name = "dates",
                  .help = "convert date columns to days, weekday, time of year and time of day; otherwise they are "
                          "categories",
                  .flag = "--no-dates",
                  .flag_help = "read date columns as categories"});
  field(c.date_order, {.name = "date_order",
                       .help = "order of the parts of dates; auto: detected per column",
                       .choices = [] {
                         return std::vector<std::string>{"auto", "ymd", "dmy", "mdy"};
                       },
                       .flag = "--date-order"});
  field(c.drop_unlabelled, {.name = "drop_unlabelled",
                            .help = "leave out rows without a target value; otherwise they are an error",
                            .flag = "--drop-unlabelled"});
  field(c.max_record,
        {.name = "max_record",
         .help = "largest record, such as 64M or 1G; a longer one is an error, usually caused by a missing "
                 "quote",
         .check = [](const std::string& text) { parse_byte_count(text); },
         .pattern = "^0*[1-9][0-9]*[KMGTkmgt]?[Bb]?$",
         .flag = "--max-record"});
  field(c.max_input,
        {.name = "max_input",
         .help = "largest table after decompression, such as 20G; more is an error; empty: no limit",
         .check =
             [](const std::string& text) {
               if (!text.empty()) parse_byte_count(text);
             },
         .pattern = "^(0*[1-9][0-9]*[KMGTkmgt]?[Bb]?)?$",
         .flag = "--max-input"});
  field(c.drop_missing, {.name = "drop_missing",
                         .help = "leave out rows with a missing cell in any feature (complete cases in R); otherwise "
                                "missing cells are imputed and flagged",
                         .flag = "--drop-missing"});
  field(c.sequence, {.name = "sequence",
                     .help = "column that names the sequence of a row, such as the patient: all rows with the same "
                             "value are one sequence, which an lstm or gru reads; not used as a feature",
                     .flag = "--sequence"});
  field(c.order, {.name = "order",
                  .help = "column of numbers, dates or date-times that sorts the rows of a sequence; not used as a "
                          "feature",
                  .flag = "--order"});
  field(c.predict_each, {.name = "predict_each",
                         .help = "one label per row, predicted from the rows of its sequence so far; otherwise one "
                                 "label per sequence",
                         .flag = "--predict-each"});
}

template <class Visit>
void describe(EncodingConfig& c, Visit&& field) {
  field(c.numeric, {.name = "numeric",
                    .help = "scaling of numeric columns: standard is (x − mean)/deviation, robust is (x − median)/(q75 "
                            "− q25); auto: standard for logistic regression, robust for networks",
                    .choices = [] {
                      return std::vector<std::string>{"auto", "standard", "robust", "none"};
                    }});
  field(c.clip, {.name = "clip",
                 .help = "smooth clip x/√(1 + (x/clip)²) after scaling; 0: none; auto: 3 where auto scaling is robust, "
                         "otherwise none",
                 .minimum = 0,
                 .absent = "auto"});
  field(c.missing_indicator,
        {.name = "missing_indicator", .help = "add a column that flags the missing cells of a numeric column"});
  field(c.bins, {.name = "bins",
                 .help = "number of piecewise-linear bins per numeric column; 0: none",
                 .minimum = 0,
                 .maximum = 4096});
  field(c.max_levels, {.name = "max_levels",
                       .help = "number of most frequent levels per category column that keep their own code; 0: all",
                       .minimum = 0,
                       .maximum = 1e9});
  field(c.min_count, {.name = "min_count",
                      .help = "minimum number of rows per level; rarer levels are pooled",
                      .minimum = 1,
                      .maximum = 1e9});
  field(c.reference, {.name = "reference",
                      .help = "reference levels of odds ratios in logistic regression, such as smoker=never; "
                              "default: the first level in byte order",
                      .flag = "--reference"});
}

template <class Visit>
void describe(LayerSpec& c, Visit&& field) {
  const auto reads = [&c](std::string_view setting) { return row_reads<layer_types>(c.type, setting); };
  field(c.type, {.name = "type", .help = "type of layer", .choices = names_of<layer_types>});
  field(c.units, {.name = "units",
                  .help = "number of outputs of a dense, gated, lstm or gru layer",
                  .minimum = 0,
                  .maximum = 1e6,
                  .counts = reads("units")});
  field(c.activation, {.name = "activation",
                       .help = "activation function of a dense, gated or activation layer",
                       .choices = names_of<activations>,
                       .counts = reads("activation")});
  field(c.rate, {.name = "rate",
                 .help = "share of units that a dropout layer sets to 0 in training",
                 .minimum = 0,
                 .maximum = kMostDropoutRate,
                 .counts = reads("rate")});
  field(c.input_scale, {.name = "input_scale",
                        .help = "learn one factor per input, applied before the weights of a dense or gated layer",
                        .counts = reads("input_scale")});
}

inline std::vector<std::string> initializer_choices() {
  std::vector<std::string> names = names_of<initializers>();
  names.emplace_back(kInitializeFromData);
  return names;
}

template <class Visit>
void describe(ModelConfig& c, Visit&& field) {
  field(c.kind, {.name = "kind",
                 .help = "logistic: logistic regression; mlp: one multilayer perceptron; lstm, gru: one recurrent "
                         "network over sequences; auto: a mixture of networks and logistic regression",
                 .choices =
                     [] {
                       return std::vector<std::string>{"auto", "logistic", "mlp", "lstm", "gru"};
                     },
                 .flag = "--model"});
  field(c.layers,
        {.name = "layers",
         .help = "hidden layers of an mlp; the sigmoid output layer is implied",
         .flag = "--layers",
         .flag_help = "hidden layers of a network, as 8:sigmoid,4:relu (units and activation), with dropout:0.1, "
                      "gated:8:tanh or layer_norm between them; lstm:16 or gru:16 first over sequences; none: no "
                      "hidden layer; implies --model mlp",
         .modes = kMlp});
  field(c.initializer, {.name = "initializer",
                        .help = "how weights are initialised; data: scaled layer by layer on training rows; the others "
                                "depend only on the layer's size",
                        .choices = initializer_choices,
                        .flag = "--initializer",
                        .modes = kMinibatches});
  field(c.weights,
        {.name = "weights",
         .help = "JSON file of initial weights, {\"layers\": [{\"weights\": [[…]], \"bias\": […]}, …]} with one "
                 "row per input, or a model file; a config may hold the object itself; empty: the "
                 "initializer decides",
         .flag = "--weights",
         .path = true,
         .object = true,
         .modes = kMinibatches});
  field(c.terms,
        {.name = "terms",
         .help = "terms of the model as an R formula: age*sex + poly(bmi, 2) + ns(dose, 4) + log(income) "
                 "+ I(x^2); . stands for all columns; empty: every column by itself",
         .flag = "--terms"});
  field(c.intercept,
        {.name = "intercept",
         .help = "logistic regression has an intercept; false: the logit is 0 where every column is 0, as with - 1 "
                 "in R's formulas",
         .flag = "--no-intercept",
         .flag_help = "no intercept, as with - 1 in R's formulas; with --model logistic --l2 0 or --penalty firth",
         .modes = kSolvedLogistic});
  field(c.increasing,
        {.name = "increasing",
         .help = "numeric columns with which the probability may not fall: their coefficients are 0 or more; "
                 "logistic regression only",
         .flag = "--increasing"});
  field(c.decreasing,
        {.name = "decreasing",
         .help = "numeric columns with which the probability may not rise: their coefficients are 0 or less; "
                 "logistic regression only",
         .flag = "--decreasing"});
}

template <class Visit>
void describe(LossConfig& c, Visit&& field) {
  field(c.name, {.name = "name",
                 .help = "loss function that training minimises",
                 .choices = names_of<losses>,
                 .flag = "--loss",
                 .modes = kMinibatches | kSolvedLogistic});
  field(c.gamma, {.name = "gamma",
                  .help = "focal: the higher, the less weight well-classified rows have",
                  .minimum = 0,
                  .maximum = 100,
                  .modes = kMinibatches,
                  .effective = row_reads<losses>(c.name, "gamma")});
  field(c.label_smoothing, {.name = "label_smoothing",
                            .help = "s: the target y becomes y(1 − s) + s/2",
                            .minimum = 0,
                            .maximum = 1,
                            .below_maximum = true,
                            .modes = kMinibatches});
  field(c.class_weight, {.name = "class_weight",
                         .help = "balanced: both classes have the same total weight",
                         .choices =
                             [] {
                               return std::vector<std::string>{"none", "balanced"};
                             },
                         .flag = "--class-weight"});
  field(c.positive_weight, {.name = "positive_weight",
                            .help = "weight of each row of the positive class",
                            .minimum = 0,
                            .above_minimum = true,
                            .flag = "--positive-weight"});
}

inline std::vector<std::string> penalty_names() {
  return {"elastic_net", "firth"};
}

inline std::vector<std::string> l1_rules() {
  return {"lowest", "one_standard_error"};
}

template <class Visit>
void describe(PenaltyConfig& c, Visit&& field) {
  field(c.name,
        {.name = "name",
         .help = "elastic_net: λ₁Σ|w| + λ₂/2 Σw² with l1 and l2; firth: Jeffreys' prior for logistic "
                 "regression, with finite estimates even if classes are separated; cannot be combined with l1 and l2",
         .choices = penalty_names,
         .flag = "--penalty",
         .modes = kSolvedLogistic});
  field(c.l1, {.name = "l1",
               .help = "λ₁ of the penalty λ₁Σ|w| added to the mean loss; biases are not penalised; auto: chosen by "
                       "cross-validation (logistic)",
               .minimum = 0,
               .absent = "auto",
               .flag = "--l1",
               .modes = kMinibatches | kSolvedLogistic});
  field(c.l2, {.name = "l2",
               .help = "λ₂ of the penalty λ₂/2 Σw² added to the mean loss; 0: none; auto: chosen from the data",
               .minimum = 0,
               .absent = "auto",
               .flag = "--l2",
               .modes = kMinibatches | kSolvedLogistic});
  field(
      c.l1_share,
      {.name = "l1_share",
       .help =
           "with l1 auto and no l2: share of l1 in the chosen penalty; the rest is l2; below 1 this is an elastic net",
       .minimum = 0,
       .maximum = 1,
       .above_minimum = true,
       .flag = "--l1-share",
       .modes = kSolvedLogistic});
  field(c.l1_rule,
        {.name = "l1_rule",
         .help = "with l1 auto: lowest chooses the penalty with the lowest loss, one_standard_error the largest "
                 "one within one standard error, which keeps fewer columns",
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
                          .help = "step size",
                          .minimum = 0,
                          .maximum = 1000,
                          .above_minimum = true,
                          .flag = "--learning-rate",
                          .modes = kMinibatches});
  field(c.momentum, {.name = "momentum",
                     .help = "momentum, nesterov: share of the previous step that is kept",
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
                         .help = "adamw: share of each weight removed per step, times the learning rate",
                         .minimum = 0,
                         .modes = kMinibatches,
                         .effective = is("adamw")});
  field(c.clip_norm, {.name = "clip_norm",
                      .help = "maximum gradient norm per step; 0: no limit, or 1 with data.sequence",
                      .minimum = 0,
                      .modes = kMinibatches});
  field(c.solver, {.name = "solver",
                   .help = "solver of logistic regression",
                   .choices =
                       [] {
                         std::vector<std::string> names = names_of<solvers>();
                         names.insert(names.begin(), std::string(kAutoSolver));
                         names.emplace_back("minibatch");
                         return names;
                       },
                   .flag = "--solver",
                   .modes = kLogistic});
  field(c.tolerance, {.name = "tolerance",
                      .help = "logistic: stop at this gradient norm, relative to the initial one",
                      .minimum = 0,
                      .maximum = 1,
                      .above_minimum = true,
                      .flag = "--tolerance",
                      .modes = kSolvedLogistic | kEnsemble});
  field(c.max_iterations, {.name = "max_iterations",
                           .help = "logistic: maximum number of solver iterations",
                           .minimum = 1,
                           .maximum = 1e9,
                           .flag = "--max-iterations",
                           .modes = kSolvedLogistic | kEnsemble});
}

template <class Visit>
void describe(ScheduleConfig& c, Visit&& field) {
  field(c.name, {.name = "name",
                 .help = "how the learning rate changes during training",
                 .choices = names_of<schedules>,
                 .flag = "--schedule"});
  field(c.step_every, {.name = "step_every",
                       .help = "step: share of the run between two drops",
                       .minimum = 0,
                       .maximum = 1,
                       .above_minimum = true,
                       .effective = c.name == "step"});
  field(c.step_factor, {.name = "step_factor",
                        .help = "step: factor per drop",
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
  field(c.warmup, {.name = "warmup",
                   .help = "share of the run in which the learning rate rises from 0",
                   .minimum = 0,
                   .maximum = 1});
}

template <class Visit>
void describe(TrainingConfig& c, Visit&& field) {
  field(c.epochs, {.name = "epochs",
                   .help = "maximum number of epochs",
                   .minimum = 1,
                   .maximum = 1e6,
                   .flag = "--epochs",
                   .modes = kMinibatches});
  field(c.batch_size, {.name = "batch_size",
                       .help = "rows per step; auto: 64, 128 or 256 by the number of rows, at most an eighth of them",
                       .minimum = 1,
                       .maximum = 1e9,
                       .absent = "auto",
                       .flag = "--batch-size",
                       .modes = kMinibatches});
  field(c.folds,
        {.name = "folds",
         .help = "train one network per fold first: their median best epoch is used for the network trained "
                 "on all rows, and their held-out rows calibrate and evaluate it; 0: hold out one part instead; "
                 "auto: 5 below 10,000 rows, 0 if validation_fraction is given",
         .minimum = 0,
         .maximum = 1000,
         .absent = "auto",
         .modes = kMinibatches});
  field(c.validation_fraction,
        {.name = "validation_fraction",
         .help = "share of rows held out for validation when there is neither a validation file nor folds; 0: none",
         .minimum = 0,
         .maximum = 0.9,
         .flag = "--validation-fraction",
         .modes = kMinibatches | kSolvedLogistic | kHoldsOut});
  field(c.refit, {.name = "refit",
                  .help = "refit on all rows for the best number of epochs; not done within a time budget",
                  .flag = "--no-refit",
                  .flag_help = "do not refit on all rows",
                  .modes = kMinibatches});
  field(c.early_stopping, {.name = "early_stopping",
                           .help = "stop when the validation loss stops falling, and keep the best weights",
                           .flag = "--no-early-stopping",
                           .flag_help = "train for all epochs",
                           .modes = kMinibatches});
  field(c.patience, {.name = "patience",
                     .help = "epochs without improvement before training stops early",
                     .minimum = 1,
                     .maximum = 1e6,
                     .flag = "--patience",
                     .modes = kMinibatches,
                     .effective = c.early_stopping});
  field(c.min_delta, {.name = "min_delta",
                      .help = "smallest decrease in validation loss that counts as an improvement",
                      .minimum = 0,
                      .modes = kMinibatches});
  field(
      c.time_budget,
      {.name = "time_budget",
       .help = "time limit of the run, including reading, such as 10s, 2m or 1h: epochs are cut first, then networks, "
               "then rows; the model depends on the machine's speed; empty: no limit",
       .check =
           [](const std::string& text) {
             if (!text.empty()) parse_duration(text);
           },
       .pattern = "^((?=[0-9.]*[1-9])([0-9]+[.]?[0-9]*|[.][0-9]+)(s|ms|m|min|h)?)?$",
       .flag = "--time-budget",
       .modes = kMinibatches | kEnsemble});
  // A seed above 2⁵³ would change in readers that store JSON numbers as doubles.
  field(c.seed, {.name = "seed", .help = "random seed", .minimum = 0, .maximum = 9007199254740991.0, .flag = "--seed"});
  field(c.threads, {.name = "threads",
                    .help = "number of threads; 0: one per processor; the model does not depend on it",
                    .minimum = 0,
                    .maximum = 4096,
                    .flag = "--threads"});
  field(c.memory,
        {.name = "memory",
         .help =
             "approximate memory limit, such as 512M or 2G; the rest goes to unnamed files in TMPDIR; empty: no limit. "
             "Solvers of logistic regression give the same model; mini-batches are drawn from a moving window of rows",
         .check =
             [](const std::string& text) {
               if (!text.empty()) parse_byte_count(text);
             },
         .pattern = "^(0*[1-9][0-9]*[KMGTkmgt]?[Bb]?)?$",
         .flag = "--memory"});
}

template <class Visit>
void describe(EnsembleConfig& c, Visit&& field) {
  field(c.folds,
        {.name = "folds",
         .help =
             "number of folds; each network leaves out two, or one if there are fewer than five; auto: depends on the "
             "number of rows, like every auto in this section",
         .minimum = 2,
         .maximum = 1000,
         .absent = "auto"});
  field(c.scaled_networks, {.name = "scaled_networks",
                  .help = "number of networks on scaled numeric columns",
                  .minimum = 0,
                  .maximum = 1000,
                  .absent = "auto"});
  field(c.binned_networks, {.name = "binned_networks",
                      .help = "number of networks on binned (piecewise-linear) numeric columns",
                      .minimum = 0,
                      .maximum = 1000,
                      .absent = "auto"});
  field(c.logistic, {.name = "logistic", .help = "include logistic regression with a penalty chosen from the data"});
  field(c.additive_bins, {.name = "additive_bins",
                          .help = "include an additive model: logistic regression on this many piecewise-linear bins "
                                  "per numeric column; 0: none",
                          .minimum = 0,
                          .maximum = 4096,
                          .absent = "auto"});
  field(c.random_features, {.name = "random_features",
                            .help = "include logistic regression on this many random units (a kernel method); 0: none",
                            .minimum = 0,
                            .maximum = 4096,
                            .absent = "auto"});
  field(c.bins, {.name = "bins",
                 .help = "number of piecewise-linear bins per numeric column",
                 .minimum = 2,
                 .maximum = 4096,
                 .absent = "auto"});
  field(c.clip, {.name = "clip", .help = "smooth clip x/√(1 + (x/clip)²) after scaling; 0: none", .minimum = 0});
  field(c.max_levels,
        {.name = "max_levels",
         .help = "number of most frequent levels per category column that have their own code in networks; 0: all",
         .minimum = 0,
         .maximum = 1e9});
  field(c.min_count, {.name = "min_count",
                      .help = "minimum number of rows per level; rarer levels are pooled",
                      .minimum = 1,
                      .maximum = 1e9});
  field(c.network_rows, {.name = "network_rows",
                         .help = "maximum number of rows per network, drawn at random for each; 0: all",
                         .minimum = 0,
                         .maximum = 1e9});
  field(c.layers, {.name = "layers", .help = "hidden layers of each network"});
  field(c.initializer, {.name = "initializer",
                        .help = "how network weights are initialised, as model.initializer",
                        .choices = initializer_choices});
  field(c.epochs, {.name = "epochs",
                   .help = "maximum number of epochs per network",
                   .minimum = 1,
                   .maximum = 1e6,
                   .absent = "auto"});
  field(c.batch_size, {.name = "batch_size", .help = "rows per step", .minimum = 1, .maximum = 1e9, .absent = "auto"});
  field(c.learning_rate, {.name = "learning_rate",
                          .help = "learning rate of Adam; for weights it is divided by √inputs",
                          .minimum = 0,
                          .maximum = 1000,
                          .above_minimum = true});
  field(c.schedule,
        {.name = "schedule", .help = "how the learning rate changes during training", .choices = names_of<schedules>});
  field(c.bias_rate, {.name = "bias_rate", .help = "learning-rate factor of biases", .minimum = 0});
  field(c.scale_rate, {.name = "scale_rate", .help = "learning-rate factor of input scales", .minimum = 0});
  field(
      c.weight_decay,
      {.name = "weight_decay", .help = "share of each weight removed per step, times the learning rate", .minimum = 0});
  field(
      c.weight_decay_schedule,
      {.name = "weight_decay_schedule",
       .help = "how weight decay changes during training; half_cosine: constant for half of the run, then falling to 0",
       .choices = names_of<schedules>});
  field(
      c.dropout_schedule,
      {.name = "dropout_schedule", .help = "how dropout rates change during training", .choices = names_of<schedules>});
  field(c.patience, {.name = "patience",
                     .help = "epochs without improvement, beyond the best epoch's number, before a network stops",
                     .minimum = 1,
                     .maximum = 1e6});
  field(c.mixture,
        {.name = "mixture",
         .help = "weights of the parts of the mixture; em: maximum likelihood on held-out rows; equal: equal weights",
         .choices = [] {
           return std::vector<std::string>{"em", "equal"};
         }});
  field(c.calibration, {.name = "calibration",
                        .help = "calibration of the mixture; platt: a straight line on its held-out logits, shrunk "
                                "towards the identity; none",
                        .choices = [] {
                          return std::vector<std::string>{"platt", "none"};
                        }});
  field(c.distilled_units, {.name = "distilled_units",
                 .help = "distil the mixture into one small network with this many units; 0: keep the mixture",
                 .minimum = 0,
                 .maximum = 1000,
                 .flag = "--distill",
                 .implied = "16"});
}

template <class Visit>
void describe(DecisionConfig& c, Visit&& field) {
  field(
      c.rule,
      {.name = "rule",
       .help = "threshold for the label: a number, or a rule: f1, youden, mcc, accuracy, balanced_accuracy, "
               "precision>=0.9, recall>=0.95, cost:fp=1,fn=20",
       .check = [](const std::string& text) { parse_decision_rule(text); },
       .pattern =
           "^(0+[.]?|0*[.][0-9]+|0*1([.]0*)?|f1|youden|mcc|accuracy|balanced_accuracy"
           "|(precision|recall)>=(0+[.]?|0*[.][0-9]+|0*1([.]0*)?)"
           "|cost:(?=.*[1-9]) *(fp= *([0-9]+[.]?[0-9]*|[.][0-9]+) *, *fn=|fn= *([0-9]+[.]?[0-9]*|[.][0-9]+) *, *fp=) *"
           "([0-9]+[.]?[0-9]*|[.][0-9]+) *)$",
       .flag = "--decide"});
}

template <class Visit>
void describe(DriftLimits& c, Visit&& field) {
  field(c.unseen, {.name = "unseen",
                   .help = "warn about a column if a larger share of cells has levels unknown to the model",
                   .minimum = 0,
                   .maximum = 1});
  field(c.missing, {.name = "missing",
                    .help = "warn about a column if the share of missing cells exceeds that in training by more",
                    .minimum = 0,
                    .maximum = 1});
  field(c.range, {.name = "range",
                  .help = "warn about a column if a larger share of numbers is outside the training range",
                  .minimum = 0,
                  .maximum = 1});
}

template <class Visit>
void describe(OutputConfig& c, Visit&& field) {
  field(c.model, {.name = "model",
                  .help = "file to save the model to; - is standard output",
                  .flag = "-o,--output",
                  .path = true});
  field(c.out_of_fold,
        {.name = "out_of_fold",
         .help = "CSV file of the held-out prediction of each judged training row: row, fold, probability, "
                 "target; - is standard output; empty: none",
         .flag = "--out-of-fold",
         .path = true});
  field(c.checkpoint, {.name = "checkpoint",
                       .help = "file for `train --resume`, written during training and removed at the end; empty: only "
                               "an interrupted run writes one, beside the model",
                       .flag = "--checkpoint",
                       .path = true});
  field(c.checkpoint_seconds, {.name = "checkpoint_seconds",
                               .help = "training time per network between two checkpoints, in seconds",
                               .minimum = 0,
                               .effective = !c.checkpoint.empty()});
  field(
      c.evidence,
      {.name = "evidence",
       .help = "size limit in kilobytes of the data of `binet report` in the model file: binned held-out predictions, "
               "learning curves and column histograms; 0: none",
       .minimum = 0,
       .maximum = 1000});
  field(
      c.log,
      {.name = "log", .help = "JSON lines file with one object per epoch; empty: none", .flag = "--log", .path = true});
}

template <class Visit>
void describe(Config& c, Visit&& field) {
  field(c.data, {.name = "data", .help = "input file and its columns"});
  field(c.encoding, {.name = "encoding", .help = "how columns become features"});
  field(c.model, {.name = "model", .help = "what is trained"});
  field(c.loss, {.name = "loss", .help = "loss function and class weights"});
  field(c.penalty, {.name = "penalty", .help = "L1 and L2 penalties"});
  field(c.optimizer, {.name = "optimizer", .help = "update rule and solver"});
  field(c.schedule, {.name = "schedule", .help = "learning-rate schedule", .modes = kMinibatches});
  field(c.training, {.name = "training", .help = "epochs, validation, seed, threads and limits"});
  field(c.ensemble, {.name = "ensemble", .help = "the mixture that auto trains", .modes = kEnsemble});
  field(c.decision, {.name = "decision", .help = "how a probability becomes a label"});
  field(c.drift,
        {.name = "drift", .help = "when predict and evaluate warn about rows that differ from the training rows"});
  field(c.output, {.name = "output", .help = "output files"});
}

namespace detail {
struct Ignore {
  template <class T>
  void operator()(T&, const Field&) const {}
};
}  // namespace detail

/// A settings struct.
template <class T>
concept Section = requires(T& section) {
  describe(section, detail::Ignore{});
};

}  // namespace binet
