#pragma once

#include "binet/nn/layer.hpp"
#include "binet/nn/loss.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace binet {

// The settings of a run, one struct a section. Names, defaults, ranges and help stand in config_fields.hpp, once.

struct DataConfig {
  std::string train, valid;
  std::string target;
  std::optional<std::string> positive;
  std::string weight, group, time;
  std::vector<std::string> ignore, categorical, numeric;
  std::optional<char> delimiter;
  bool header = true;
  std::vector<std::string> more;  ///< files with the same columns, read behind train
  std::optional<char> quote, escape;
  std::string comment;
  std::string encoding;
  std::string query;
  std::size_t skip_lines = 0;
  bool rename_duplicates = false, fill_short_rows = false;
  std::vector<std::string> missing;                      ///< besides the usual words
  std::optional<std::vector<std::string>> missing_only;  ///< instead of them
  std::string decimal = "auto", thousands = "auto";      ///< as NotationOptions
  std::vector<std::string> date;
  bool dates = true;
  std::string date_order = "auto";
  bool drop_unlabelled = false;
  std::string max_record = "64M", max_input;
  bool drop_missing = false;
  std::string sequence, order;
  bool predict_each = false;
};

inline constexpr double kNetworkClip = 3;

struct EncodingConfig {
  std::string numeric = "auto";  ///< auto: standard for logistic regression, robust for networks
  std::optional<double> clip;    ///< absent: kNetworkClip where auto means robust, else none
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
  std::string weights;  ///< file of initial weights; empty: the initializer's
  std::string terms;    ///< a formula in R's language; empty: every column by itself
  std::vector<std::string> increasing, decreasing;  ///< numeric columns whose coefficient is not below 0, or not above
};

struct LossConfig : LossSettings {
  std::string name = "log_loss";
  double label_smoothing = 0;
  std::string class_weight = "none";      ///< none, balanced
  std::optional<double> positive_weight;  ///< a factor for the positive class
};

struct PenaltyConfig {
  std::string name = "elastic_net";  ///< elastic_net, firth
  std::optional<double> l1 = 0;  ///< absent: chosen by cross-validation
  std::optional<double> l2;      ///< absent: chosen by the recipe
  double l1_share = 1;  ///< where l1 is chosen and l2 not given: of a penalty λ, l1 = share·λ, l2 = the rest
  std::string l1_rule = "lowest";  ///< where l1 is chosen: lowest, one_standard_error
};

struct OptimizerConfig {
  std::string name = "adam";
  double learning_rate = 1e-3;
  double momentum = 0.9;
  double decay = 0.9;
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  double weight_decay = 0.01;
  double clip_norm = 0;
  std::string solver = "auto";  ///< logistic: auto, newton, lbfgs, coordinate_descent, or minibatch
  double tolerance = 1e-8;      ///< logistic: relative gradient norm
  int max_iterations = 1000;    ///< logistic
};

struct ScheduleConfig {
  std::string name = "constant";
  double step_every = 0.3, step_factor = 0.1, final_factor = 0.01, warmup = 0;
};

struct TrainingConfig {
  int epochs = 300;
  std::optional<int> batch_size;  ///< absent: by rows
  std::optional<int> folds;       ///< whose networks choose the epochs; 0: one part is held out; absent: by rows
  double validation_fraction = 0.2;
  bool refit = true;  ///< on all rows, once the held-out ones have told for how many epochs
  bool early_stopping = true;
  int patience = 20;
  double min_delta = 0;
  std::string time_budget;  ///< as parse_duration reads it; empty: none
  std::uint64_t seed = 1;
  int threads = 0;
  std::string memory;  ///< as parse_byte_count reads it; empty: no limit
};

/// What `auto` trains: ensembles of networks, each network without one fold, mixed with ridge logistic regression.
struct EnsembleConfig {
  std::optional<int> folds;      ///< absent: by rows, as everything absent here
  std::optional<int> scaled_networks;  ///< on scaled numbers
  std::optional<int> binned_networks;  ///< on numbers cut into piecewise-linear bins
  bool logistic = true;
  std::optional<int> additive_bins;    ///< of the additive model; 0: none
  std::optional<int> random_features;  ///< units of the random-feature model; 0: none
  std::optional<int> bins;             ///< of piecewise-linear numbers
  double clip = 3;                     ///< of robustly scaled numbers
  int max_levels = 128;                ///< categories of a column that networks tell apart
  int min_count = 3;                   ///< rows a category needs
  Index network_rows = 0;              ///< most rows a network learns from; 0: all
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
  int distilled_units = 0;  ///< of one network that the mixture is distilled into; 0: the mixture is the model
  std::string mixture = "em";         ///< how the parts are weighed: em, equal
  std::string calibration = "platt";  ///< of the mixture: platt, none
};

struct DecisionConfig {
  std::string rule = "0.5";
};

struct OutputConfig {
  std::string model = "model.json";
  std::string log;
  std::string checkpoint;
  double checkpoint_seconds = 10;
  int evidence = 60;  ///< kilobytes, about
};

/// Shares of a column's cells above which data unlike the training rows are remarked on.
struct DriftConfig {
  double unseen = 0.05;  ///< levels unknown to the model
  double missing = 0.1;  ///< missing cells, above the share in training
  double range = 0.01;   ///< numbers outside the training range
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
  DriftConfig drift;
  OutputConfig output;
};

}  // namespace binet
