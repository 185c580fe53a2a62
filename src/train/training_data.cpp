#include "train/training_data.hpp"

#include "base/counted.hpp"
#include "base/number_text.hpp"
#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "train/terms.hpp"
#include "config/validate.hpp"
#include "profile/profile.hpp"
#include "profile/sentinel.hpp"
#include "table/equal_rows.hpp"
#include "table/group_columns.hpp"
#include "table/missing_rows.hpp"
#include "table/sequence_labels.hpp"
#include "train/sequence_rows.hpp"
#include "train/near_copies.hpp"
#include "train/outlier_notes.hpp"
#include "train/repeated_rows.hpp"
#include "train/row_copies.hpp"
#include "train/validity_notes.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace binet {

namespace {

double weight_at(const LabelledRows& rows, Index i) {
  return rows.weight.size() == 0 ? 1.0 : static_cast<double>(rows.weight[i]);
}

std::string line_of(const Table& table, Index row) {
  const std::string place = table.place(row);
  return place.substr(0, place.size() - 2);
}

/// The weights of these rows.
Vector weights_of(const LabelledRows& rows, const std::string& column) {
  Vector weight = read_weight(*rows.table, column);
  if (rows.size() == rows.table->rows) return weight;
  Vector some(rows.size());
  for (Index i = 0; i < rows.size(); ++i) some[i] = weight[rows.rows[static_cast<std::size_t>(i)]];
  return some;
}

/// Leaves out rows of weight 0 and, if the config says so, unlabelled rows; otherwise an unlabelled row is an error.
LabelledRows read_labelled_rows(const TrainingData& data, const Table& table) {
  const Config& config = data.config;
  const TargetSchema& schema = data.target;
  LabelledRows all = data.sequence.used()
                         ? read_sequences(table, schema, data.sequence)
                         : LabelledRows{&table, row_numbers(table.rows), read_target(table, schema), {}};
  if (!config.data.weight.empty()) all.weight = weights_of(all, config.data.weight);
  const Index left_out = all.target.array().isNaN().count() + (all.weight.array() == 0).count();
  if (left_out == 0) return all;
  std::vector<Index> labelled;
  for (Index place = 0; place < all.size(); ++place) {
    if (all.weight.size() > 0 && all.weight[place] == 0) continue;
    const Index row = all.rows[static_cast<std::size_t>(place)];
    if (!std::isnan(all.target[place])) {
      labelled.push_back(place);
    } else if (!config.data.drop_unlabelled) {
      throw missing_label(table, schema.name, data.sequence, row);
    }
  }
  return all.gather(labelled);
}

/// Leaves out rows with missing cells if the config says so; returns a sentence with their number.
std::string drop_missing(const Config& config, const std::vector<std::string>& not_features, LabelledRows& rows) {
  if (!config.data.drop_missing) return "";
  const std::vector<Index> complete = complete_rows(*rows.table, {rows.rows.data(), rows.rows.size()}, not_features);
  const Index before = rows.size();
  if (std::ssize(complete) == before) return "";
  std::vector<Index> places;
  for (std::size_t next = 0; next < complete.size(); ++next) {
    Index place = places.empty() ? 0 : places.back() + 1;
    while (rows.rows[static_cast<std::size_t>(place)] != complete[next]) ++place;
    places.push_back(place);
  }
  rows = rows.gather(places);
  return std::to_string(before - rows.size()) + " of " + counted(before, "row") + " of " + rows.table->source +
         " are left out: they have missing cells (data.drop_missing)";
}

/// Throws Error for a row without an offset, which has no logit.
void read_offsets(const std::string& name, LabelledRows& rows) {
  const Table& table = *rows.table;
  const Column& column = table.at(name);
  if (column.type != ColumnType::numeric) {
    throw Error(table.source + ": offset column \"" + name + "\" is of categories; expected numbers");
  }
  rows.offset.resize(rows.size());
  for (Index i = 0; i < rows.size(); ++i) {
    const Index row = rows.rows[static_cast<std::size_t>(i)];
    rows.offset[i] = table.number(column, row);
    if (std::isnan(rows.offset[i])) throw Error(table.place(row) + describe_missing_offset(name));
  }
}

void require_both_classes(const LabelledRows& rows, const TargetSchema& target) {
  if (rows.size() == 0) throw Error(rows.table->source + ": every row has weight 0");
  const auto is_positive = (rows.target.array() > Scalar{0.5}).cast<double>();
  const double positive =
      rows.weight.size() == 0 ? is_positive.sum() : (is_positive * rows.weight.array().cast<double>()).sum();
  const double negative = rows.weight_sum() - positive;
  if (positive > 0 && negative > 0) return;
  throw Error(rows.table->source + ": no row of class \"" + (positive == 0 ? target.positive : target.negative) +
              "\" has a weight above 0; expected rows of both classes");
}

/// "3 of 20 rows of valid.csv are rows of the training data too …"; empty if none are.
std::string note_on_shared_rows(const TrainingData& data) {
  std::vector<std::string> compared;
  for (const Column& column : data.training.table->columns) {
    const bool feature = std::ranges::find(data.not_features, column.name) == data.not_features.end();
    if (feature || column.name == data.target.name) compared.push_back(column.name);
  }
  const LabelledRows& validation = data.validation;
  const Index shared = count_rows_among(*validation.table, validation.rows, *data.training.table, data.training.rows,
                                        compared);
  if (shared == 0) return "";
  return std::to_string(shared) + " of " + counted(validation.size(), "row") + " of " + validation.table->source +
         (shared == 1 ? " is a row" : " are rows") +
         " of the training data too: the validation metrics may be too optimistic";
}

}  // namespace

double LabelledRows::weight_sum() const {
  return weight.size() == 0 ? static_cast<double>(size()) : weight.cast<double>().sum();
}

double LabelledRows::positive_share() const {
  double positive = 0;
  for (Index i = 0; i < size(); ++i) positive += weight_at(*this, i) * static_cast<double>(target[i]);
  return positive / weight_sum();
}

LabelledRows LabelledRows::gather(std::span<const Index> places) const {
  const auto count = static_cast<Index>(places.size());
  LabelledRows some{table, PagedVector<Index>(places.size()), Vector(count), Vector()};
  if (weight.size() > 0) some.weight.resize(count);
  for (Index i = 0; i < count; ++i) {
    const auto to = static_cast<std::size_t>(i), from = static_cast<std::size_t>(places[to]);
    some.rows[to] = rows[from];
    some.target[i] = target[places[to]];
    if (weight.size() > 0) some.weight[i] = weight[places[to]];
    if (!group.empty()) some.group.push_back(group[from]);
    if (!time.empty()) some.time.push_back(time[from]);
    if (!together.empty()) some.together.push_back(together[from]);
  }
  if (offset.size() > 0) some.offset = offset(places);
  return some;
}

TrainingData TrainingData::with_rows(LabelledRows rows) const {
  TrainingData data{config, observer, target, not_features, std::move(rows), {}};
  data.started = started;
  data.sequence = sequence;
  return data;
}

/// Products far from 1 could exceed the range of single precision in training.
void require_moderate_weights(const Config& config, const LabelledRows& rows) {
  constexpr double kLeast = 1e-30, kLargest = 1e30;
  const ClassFactors factors = class_factors(config.loss, rows);
  if (!factors.used()) return;
  for (Index i = 0; i < rows.size(); ++i) {
    const double factor = rows.target[i] > Scalar{0.5} ? factors.positive : factors.negative;
    const double product = factor * weight_at(rows, i);
    if (product >= kLeast && product <= kLargest) continue;
    const std::string where =
        rows.weight.size() == 0 ? "" : line_of(*rows.table, rows.rows[static_cast<std::size_t>(i)]) + ": ";
    throw Error(where + "weight " + shortest_digits(weight_at(rows, i)) + " times the factor " +
                shortest_digits(factor) + " of the row's class (" +
                (config.loss.positive_weight ? "loss.positive_weight" : "loss.class_weight") +
                "): expected a product from 1e-30 to 1e+30");
  }
}

TrainingData prepare_training_data(const Config& config, const Table& training, const Table* validation,
                                   const TrainingRun& run) {
  validate(config);
  TrainingData data{
      config, run.observer, infer_target(training, config.data.target, config.data.positive), {}, {}, {}};
  data.checkpoints = run.checkpoints;
  data.started = run.started;
  data.prior = run.prior;
  data.not_features = config.data.ignore;
  data.not_features.push_back(config.data.target);
  if (!config.data.weight.empty()) data.not_features.push_back(config.data.weight);
  for (const std::string& column : {config.data.group, config.data.time, config.data.sequence, config.data.order}) {
    if (!column.empty()) data.not_features.push_back(column);
  }
  require_terms(config, training);
  data.not_features.insert(data.not_features.end(), training.not_in_terms.begin(), training.not_in_terms.end());
  data.sequence = sequence_columns(config.data, training);
  data.training = read_labelled_rows(data, training);
  if (std::string dropped = drop_missing(config, data.not_features, data.training); !dropped.empty()) {
    data.notes.push_back(std::move(dropped));
  }
  if (!config.data.offset.empty()) read_offsets(config.data.offset, data.training);
  if (!config.data.group.empty()) data.training.group = read_groups(training, config.data.group, data.training.rows);
  if (!config.data.time.empty()) data.training.time = read_times(training, config.data.time, data.training.rows);
  if (data.sequence.each_row) keep_sequences_together(data.sequence, data.training);
  require_both_classes(data.training, data.target);
  data.rows_read = data.training.size();
  if (!data.sequence.used()) {  // rows that are alike may end sequences that are not
    data.counts_rows = data.training.weight.size() == 0 || weights_are_counts(data.training);
    const bool repeated = repeat_by_weight(data.training);
    const std::string note = repeated ? note_on_repeated(data.training) : "";
    RowCopies copies = merge_copies(data.training, data.not_features, data.sequence);
    if (repeated && copies.merged > 0) copies.merged = data.rows_read - count_different(data.training);
    const std::string described = copies.described(!config.data.time.empty());
    if (!described.empty()) data.notes.push_back(described);
    if (!note.empty()) data.notes.push_back(note);
  } else if (!data.sequence.each_row) {
    data.counts_rows = data.training.weight.size() == 0;
    const std::string described =
        merge_copies(data.training, data.not_features, data.sequence).described(!config.data.time.empty());
    if (!described.empty()) data.notes.push_back(described);
  }
  const ValidityFindings doubtful = examine_validity(data);
  if (!data.sequence.used()) {
    const std::string note = keep_copies_together(data.training, data.not_features, doubtful.row_identifiers);
    if (!note.empty()) data.notes.push_back(note);
    if (config.data.time.empty()) {
      std::vector<std::string> not_features = data.not_features;
      not_features.insert(not_features.end(), doubtful.row_identifiers.begin(), doubtful.row_identifiers.end());
      const std::string near = keep_near_copies_together(data.training, not_features);
      if (!near.empty()) data.notes.push_back(near);
    }
  }
  data.notes.insert(data.notes.end(), doubtful.notes.begin(), doubtful.notes.end());
  require_moderate_weights(config, data.training);
  if (validation != nullptr) {
    data.validation = read_labelled_rows(data, *validation);
    if (data.sequence.each_row) keep_sequences_together(data.sequence, data.validation);
    if (data.validation.size() == 0) throw Error(validation->source + ": no labelled rows to validate on");
    if (std::string dropped = drop_missing(config, data.not_features, data.validation); !dropped.empty()) {
      data.notes.push_back(std::move(dropped));
    }
    if (!config.data.offset.empty()) read_offsets(config.data.offset, data.validation);
    const std::string shared = data.sequence.used() ? note_on_shared_sequences(data) : note_on_shared_rows(data);
    if (!shared.empty()) data.notes.push_back(shared);
  }
  return data;
}

double ClassFactors::logit_shift() const {
  return std::log(positive / negative);
}

ClassFactors class_factors(const LossConfig& loss, const LabelledRows& rows) {
  if (loss.positive_weight) return {*loss.positive_weight, 1};
  if (loss.class_weight != "balanced") return {};
  const double share = rows.positive_share();
  return {0.5 / share, 0.5 / (1 - share)};
}

Examples make_examples(const Encoder& encoder, const LabelledRows& rows, const ClassFactors& factors,
                       Table* expendable) {
  Examples examples{expendable != nullptr ? encoder.encode(std::move(*expendable), rows.rows)
                                          : encoder.encode(*rows.table, rows.rows),
                    rows.target, rows.weight, rows.offset};
  if (!factors.used()) return examples;
  if (examples.weight.size() == 0) examples.weight = Vector::Ones(rows.size());
  for (Index i = 0; i < rows.size(); ++i) {
    examples.weight[i] *= static_cast<Scalar>(rows.target[i] > Scalar{0.5} ? factors.positive : factors.negative);
  }
  return examples;
}

EncoderSettings encoder_settings(const EncodingConfig& config, const std::string& automatic) {
  const bool given = config.numeric != "auto";
  return {.numeric = given ? config.numeric : automatic,
          .clip = config.clip.value_or(!given && automatic == "robust" ? kNetworkClip : 0),
          .missing_indicator = config.missing_indicator,
          .bins = config.bins,
          .max_levels = config.max_levels,
          .min_count = config.min_count,
          .references = config.reference};
}

namespace {

/// A note on each column and term that is not used; one note for all of them if no other is left.
std::vector<std::string> notes_on_unused(const Schema& schema) {
  std::vector<std::string> notes;
  std::map<std::string, std::vector<std::string>> columns_by_reason;
  const auto add = [&](const char* noun, const ColumnSchema& column) {
    if (column.dropped.empty()) return;
    notes.push_back(noun + (" \"" + column.name) + "\" is not used: " + column.dropped);
    columns_by_reason[column.dropped].push_back('"' + column.name + '"');
  };
  for (const ColumnSchema& column : schema.columns) add("column", column);
  for (const TermSchema& term : schema.terms) add("term", term.column);
  if (notes.size() < schema.columns.size() + schema.terms.size()) return notes;
  constexpr std::size_t kMostNames = 10;
  std::string unused;
  for (const auto& [reason, names_of_reason] : columns_by_reason) {
    unused += (unused.empty() ? ": " : "; ") + first_joined(names_of_reason, kMostNames) + " not used, " + reason;
  }
  return {"no column is left to learn from, so that every row gets the same probability" + unused};
}

}  // namespace

std::vector<std::string> notes_on_columns(const TrainingData& data, const Schema& schema) {
  std::vector<std::string> notes = notes_on_unused(schema);
  const Table& table = *data.training.table;
  notes.insert(notes.end(), table.remarks.begin(), table.remarks.end());
  if (const std::string note = note_on_spellings(table, schema.target); !note.empty()) notes.push_back(note);
  for (const Column& column : table.columns) {
    for (const std::string& remark : column.remarks) notes.push_back("column \"" + column.name + "\": " + remark);
  }
  for (const ColumnSchema& column : schema.columns) {
    if (column.type != ColumnType::numeric || !column.dropped.empty()) continue;
    const std::string remark = may_hold_sentinel(column) ? sentinel_among_numbers(table, table.at(column.name)) : "";
    if (!remark.empty()) notes.push_back("column \"" + column.name + "\": " + remark);
  }
  const std::vector<std::string>& categorical = data.config.data.categorical;
  for (const ColumnSchema& column : schema.columns) {
    if (column.type != ColumnType::category || std::ranges::count(categorical, column.name) > 0) continue;
    const std::string remark = text_among_numbers(table, table.at(column.name));
    if (!remark.empty()) {
      notes.push_back("column \"" + column.name + "\" is read as categories: " + remark +
                      ", --categorical \"" + column.name + "\" keeps the text");
    }
  }
  const std::vector<std::string> outliers = notes_on_outliers(data.training, schema);
  notes.insert(notes.end(), outliers.begin(), outliers.end());
  return notes;
}

Random random_stream(const Config& config, RandomStream stream) {
  return Random(config.training.seed).split(static_cast<std::uint64_t>(stream));
}

}  // namespace binet
