#include "cli/labelled_file.hpp"

#include "binet/base/error.hpp"
#include "cli/format_text.hpp"
#include "model/scored_logits.hpp"
#include "table/missing_rows.hpp"
#include "table/sequence_labels.hpp"

#include <cmath>
#include <limits>
#include <optional>

namespace binet {

ScoredRows LabelledFile::score(const Classifier& model) const {
  ScoredRows scored = score_logits(model.logits(table, rows), target, weight);
  scored.threshold = model.threshold;
  return scored;
}

LabelledFile LabelledFile::some(std::span<const Index> places) && {
  LabelledFile found{std::move(table), {}, target(places), Vector(), trained_on};
  for (const Index place : places) found.rows.push_back(rows[static_cast<std::size_t>(place)]);
  if (weight.size() > 0) found.weight = weight(places);
  return found;
}

namespace {

/// The rows that examples end with, and their targets; NaN without a target column.
SequenceLabels read_examples(const Table& table, const Schema& schema, bool has_target) {
  if (has_target) return read_labels(table, schema);
  SequenceLabels examples{sequence_ends(table, schema.sequence), {}};
  examples.target.setConstant(std::ssize(examples.rows), std::numeric_limits<Scalar>::quiet_NaN());
  return examples;
}

}  // namespace

LabelledFile read_labelled_file(const LabelledReading& flags, const Classifier& model) {
  check_drop_missing(flags.drop_missing, model);
  limit_memory(flags.memory);
  TableOptions options;
  options.csv = csv_options(model.csv, flags.reading);
  options.all_exact = true;
  LabelledFile found;
  found.table = read_table(flags.data, read_as(with_sequence_columns(model.schema), options));
  const Table& table = found.table;
  const TargetSchema& schema = model.schema.target;
  const bool has_target = table.find(schema.name) != nullptr;
  if (!has_target && flags.needs_target) {
    throw Error(shown_name(flags.data) + ": target column \"" + schema.name + "\" is missing");
  }
  const SequenceLabels examples = read_examples(table, model.schema, has_target);
  const bool weighted = !model.weight_column.empty() && table.find(model.weight_column) != nullptr;
  const Vector weight = weighted ? read_weight(table, model.weight_column) : Vector();
  std::optional<MissingCells> missing;
  if (flags.drop_missing) missing.emplace(table, model.schema);
  std::vector<Scalar> targets, weights;
  for (std::size_t i = 0; i < examples.rows.size(); ++i) {
    const Index row = examples.rows[i];
    const Scalar own = examples.target[static_cast<Index>(i)];
    if (std::isnan(own) && flags.needs_target) {
      if (flags.drop_unlabelled) continue;
      throw missing_label(table, schema.name, model.schema.sequence, row);
    }
    if ((missing && missing->in(row)) || (weighted && weight[row] == 0)) continue;
    found.rows.push_back(row);
    targets.push_back(own);
    if (weighted) weights.push_back(weight[row]);
  }
  if (found.rows.empty())
    throw Error(shown_name(flags.data) + ": no rows with a target" +
                (weighted ? " and a weight above 0" : "") + remark_on_dropped(flags.drop_missing));
  found.target = Eigen::Map<const Vector>(targets.data(), std::ssize(targets));
  found.weight = Eigen::Map<const Vector>(weights.data(), std::ssize(weights));
  found.trained_on = format_text("%016llx", static_cast<unsigned long long>(table.hash)) == model.report.data_hash;
  return found;
}

void add_labelled_flags(CommandParser app, LabelledReading& flags) {
  app.add_flag("--drop-unlabelled", flags.drop_unlabelled,
               "leave out rows without a target value; otherwise they are an error");
  add_drop_missing_flag(app, flags.drop_missing);
  add_memory_flag(app, flags.memory);
  add_reading_flags(app, flags.reading);
}

void add_drop_missing_flag(CommandParser app, bool& drop_missing) {
  app.add_flag("--drop-missing", drop_missing,
               "leave out rows with missing cells in columns of the model, as train --drop-missing does");
}

void check_drop_missing(bool drop_missing, const Classifier& model) {
  if (drop_missing && model.schema.sequence.used())
    throw UsageError("--drop-missing does not apply to models of sequences: a missing cell is part of its sequence");
}

std::string remark_on_dropped(bool drop_missing) {
  return drop_missing ? "; with --drop-missing, rows that lack a cell of the model's columns are left out" : "";
}

}  // namespace binet
