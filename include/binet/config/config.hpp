#pragma once

#include "binet/csv/csv_options.hpp"
#include "binet/linear/convergence.hpp"
#include "binet/nn/layer_spec.hpp"
#include "binet/nn/loss_settings.hpp"
#include "binet/sgd/step_settings.hpp"
#include "binet/table/schema.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace binet {

// The settings of a run, one struct per section. config_fields.hpp describes each: name, default, range and help.

struct DataConfig : CsvFormat, NotationOptions {
  std::string train, valid;
  std::string target;
  std::optional<std::string> positive;
  std::string weight, offset, group, time;
  std::vector<std::string> ignore, categorical, numeric;
  std::vector<std::string> more;                         ///< files with the same columns, appended to train
  std::vector<std::string> missing;                      ///< added to the usual words
  std::optional<std::vector<std::string>> missing_only;  ///< replaces the usual words
  bool keep_empty = false;  ///< an empty cell of a column of text is a level or class of its own
  std::vector<std::string> date;
  bool drop_unlabelled = false;
  std::string max_record = "64M", max_input;
  bool drop_missing = false;
  std::string sequence, order;
  bool predict_each = false;
};

inline constexpr double kNetworkClip = 3;

struct EncodingConfig {
  std::string numeric = "auto";  ///< auto: standard for logistic regression, robust for networks
  std::optional<double> clip;    ///< absent: kNetworkClip if auto means robust, otherwise none
  bool missing_indicator = true;
  int bins = 0;
  int max_levels = 0;
  int min_count = 1;
  std::vector<std::string> reference;  ///< "column=level"
};

/// The initializer that is not a distribution: initialize_from_data.
inline constexpr const char* kInitializeFromData = "data";

struct ModelConfig {
  std::string kind = "auto";  ///< auto, logistic, mlp, lstm, gru
  std::vector<LayerSpec> layers = {
      {.units = 64, .input_scale = true}, {.type = "dropout", .rate = 0.1}, {.units = 32}};
  std::string initializer = kInitializeFromData;
  std::string weights;  ///< file with initial weights; empty: use the initializer
  std::string terms;    ///< a formula in R's language; empty: every column by itself
  bool intercept = true;
  std::vector<std::string> increasing, decreasing;  ///< numeric columns whose coefficient is not below 0, or not above
};

struct LossConfig : LossSettings {
  std::string name = "log_loss";
  double label_smoothing = 0;
  std::string class_weight = "none";      ///< none, balanced
  std::optional<double> positive_weight;  ///< weight factor of the positive class
};

struct PenaltyConfig {
  std::string name = "elastic_net";  ///< elastic_net, firth
  std::optional<double> l1 = 0;  ///< absent: chosen by cross-validation
  std::optional<double> l2;      ///< absent: chosen by the recipe
  double l1_share = 1;  ///< if l1 is chosen and l2 is absent: a penalty λ means l1 = share·λ and l2 = (1 − share)·λ
  std::string l1_rule = "lowest";  ///< how l1 is chosen: lowest, one_standard_error
};

struct OptimizerConfig : UpdateRuleSettings, SolverSettings {
  std::string name = "adam";
  double learning_rate = 1e-3;
  double clip_norm = 0;
};

struct ScheduleConfig : ScheduleSettings {
  std::string name = "constant";
};

struct TrainingConfig {
  int epochs = 300;
  std::optional<int> batch_size;  ///< absent: depends on the number of rows
  std::optional<int> folds;  ///< that choose the number of epochs; 0: one holdout; absent: depends on the rows
  double validation_fraction = 0.2;
  bool refit = true;  ///< train on all rows once the held-out rows have determined the number of epochs
  bool early_stopping = true;
  int patience = 20;
  double min_delta = 0;
  std::string time_budget;  ///< in the format of parse_duration; empty: none
  std::uint64_t seed = 1;
  int threads = 0;
  std::string memory;  ///< in the format of parse_byte_count; empty: no limit
};

/// Settings of `auto`: ensembles of networks, each trained without one fold, mixed with ridge logistic regression.
struct EnsembleConfig {
  std::optional<int> folds;      ///< absent (also below): depends on the number of rows
  std::optional<int> scaled_networks;  ///< networks on scaled numbers
  std::optional<int> binned_networks;  ///< networks on numbers encoded as piecewise-linear bins
  bool logistic = true;
  std::optional<int> additive_bins;    ///< bins of the additive model; 0: no such model
  std::optional<int> sparse_bins;      ///< bins of the sparse additive model; 0: no such model
  std::optional<int> random_features;  ///< units of the random-feature model; 0: no such model
  std::optional<int> bins;             ///< bins of piecewise-linear numbers
  double clip = 3;                     ///< clip limit of robustly scaled numbers
  int max_levels = 128;                ///< most levels per column with a code of their own
  int min_count = 3;                   ///< least rows per level with a code of its own
  Index network_rows = 0;              ///< most training rows per network; 0: all
  std::vector<LayerSpec> layers = {{.units = 128, .input_scale = true},
                                   {.type = "dropout", .rate = 0.15},
                                   {.units = 128},
                                   {.type = "dropout", .rate = 0.15}};
  std::string initializer = kInitializeFromData;
  std::optional<int> epochs, batch_size;
  double learning_rate = 0.04;
  std::string schedule = "coslog4";
  double bias_rate = 0.1, scale_rate = 6;  ///< learning-rate factors
  double weight_decay = 0.02;
  std::string weight_decay_schedule = "half_cosine", dropout_schedule = "half_cosine";
  int patience = 6;
  int distilled_units = 0;  ///< units of the network distilled from the mixture; 0: no distillation
  std::string mixture = "em";         ///< how the weights of the base learners are chosen: em, equal
  std::string calibration = "platt";  ///< calibration of the mixture: platt, none
};

struct DecisionConfig {
  std::string rule = "0.5";
};

struct OutputConfig {
  std::string model = "model.json";
  std::string log;
  std::string out_of_fold;  ///< CSV file of held-out predictions of training rows; empty: none
  std::string checkpoint;
  double checkpoint_seconds = 10;
  int evidence = 60;  ///< approximate limit in kilobytes
};

struct Config {
  DataConfig data;
  EncodingConfig encoding;
  ModelConfig model;
  LossConfig loss;
  PenaltyConfig penalty;
  OptimizerConfig optimizer;
  ScheduleConfig schedule;
  TrainingConfig training;
  EnsembleConfig ensemble;
  DecisionConfig decision;
  DriftLimits drift;
  OutputConfig output;
};

}  // namespace binet
