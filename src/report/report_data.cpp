#include "binet/base/error.hpp"
#include "model/evidence.hpp"
#include "report/column_findings.hpp"
#include "report/drift_rows.hpp"
#include "report/group_rows.hpp"
#include "report/performance.hpp"
#include "report/report.hpp"
#include "report/start_examples.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace binet {

namespace {

void say_what_is_missing(ReportData& report) {
  const Evidence& evidence = evidence_of(report.model().report);
  const bool has_data = report.source.data != nullptr;
  if (evidence.empty()) {
    report.missing.push_back(
        "The model file holds no evidence of its training (it was written by an older version, or output.evidence was "
        "0): "
        "no curves on held-out rows, no learning curves and no column histograms. Train again to have them.");
  }
  if (report.model().schema.sequence.used()) {
    report.missing.push_back(
        std::string(
            "This model reads sequences: importance and partial effects are of models that read one row at a time, "
            "and are left out.") +
        (has_data ? "" : " binet report MODEL DATA shows the gates over a sequence."));
  }
  if (!has_data) {
    report.missing.push_back(
        "No data file was given: importance by permutation, drift, groups and rows to try the model on are left out. "
        "binet report MODEL DATA adds them.");
  }
}

}  // namespace

const char* ReportData::example_name() const {
  const SequenceColumns& sequence = model().schema.sequence;
  return sequence.used() && !sequence.each_row ? "sequence" : "row";
}

ReportData performance_report(const ReportSource& source, const ScoredRows& scores) {
  ReportData report{source, {}, {}, {}, {}, {}, {}, {}, {}};
  report.performance = measure(scores, source.model, source.data_name, source.trained_on_data);
  return report;
}

ReportData make_report(const ReportSource& source) {
  constexpr Index kEffectRows = 100;
  ReportData report{source, {}, {}, {}, {}, {}, {}, {}, {}};
  const Classifier& model = source.model;
  if (source.data == nullptr) {
    if (!source.groups.empty()) throw UsageError("--by: needs a data file");
    report.performance = held_out_performance(model);
    const Table typical = model.schema.sequence.used() ? Table() : typical_row(model);
    if (typical.rows > 0) report.effects = find_effects(model, typical);
    report.effects_described = "one row with the median of every numeric column and the commonest level of every other";
  } else {
    const Table& table = *source.data;
    for (const std::string& group : source.groups) table.at(group);
    const ScoredData data = score_data(source);
    Performance on_data = measure(data.scores, model, source.data_name, source.trained_on_data);
    const bool held_out_is_better = source.trained_on_data && evidence_of(model.report).held_out.size() > 0;
    report.performance = held_out_is_better ? held_out_performance(model) : on_data;
    if (held_out_is_better) report.on_data = std::move(on_data);
    if (!source.trained_on_data) report.drift = find_drift(model, table);
    report.groups = judge_groups(source, data);
    if (model.schema.sequence.used()) {
      report.gates = find_gates(model, table, data);
      report.starts = start_examples(model, table, data.rows);
      say_what_is_missing(report);
      return report;
    }
    report.importance = find_importance(model, table, data);
    report.effects = find_effects(model, table.gather(evenly_spaced(data.rows, kEffectRows)));
    report.interactions = find_interactions(model, table, data.rows, report.effects);
    report.layers = find_layers(model, table, data);
    report.effects_described =
        std::to_string(std::min<Index>(kEffectRows, std::ssize(data.rows))) + " rows of " + source.data_name;
    report.starts = start_examples(model, table, data.rows);
  }
  say_what_is_missing(report);
  return report;
}

}  // namespace binet
