#include "report/report_json.hpp"

#include "json/json_text.hpp"
#include "math/chi_squared.hpp"
#include "model/evidence.hpp"
#include "model/member.hpp"
#include "report/performance.hpp"
#include "table/date_parts.hpp"

#include <nlohmann/json.hpp>

namespace binet {
namespace {

Json column_json(const ReportData& report, const ColumnSchema& column) {
  Json item{{"name", column.name},
            {"numeric", column.type == ColumnType::numeric},
            {"typical", typical_cell(report.model(), column)},
            {"missing", column.missing}};
  const ColumnSource& source = column.source;
  if (detail::holds_days(source) || !source.part.empty()) {
    item["date"] = {{"field", source.field_of(column.name)}, {"part", source.part}, {"origin", source.origin}};
  }
  const ClassHistogram* const histogram = find_histogram(report.model(), column.name);
  if (column.type == ColumnType::numeric) {
    const bool binned = histogram != nullptr && !histogram->edges.empty();
    item["minimum"] = column.minimum;
    item["maximum"] = column.maximum;
    item["low"] = binned ? std::max(column.minimum, histogram->edges.front()) : column.minimum;
    item["high"] = binned ? std::min(column.maximum, histogram->edges.back()) : column.maximum;
  } else {
    item["levels"] = column.levels;
  }
  return item;
}

/// What the form computes the ends of intervals from, as model/prediction_interval does; null if the model has neither.
Json interval_json(const Classifier& model) {
  constexpr double kLevel = 0.95;
  constexpr Index kMostParameters = 150;  // of a covariance: 11,325 numbers
  if (model.schema.sequence.used()) return nullptr;
  const TrainingReport& training = model.report;
  const bool linear = model.members.size() == 1 && model.members[0].network.layer_count() == 1;
  Json interval{{"level", kLevel}, {"quantile", normal_quantile((1 + kLevel) / 2)}};
  if (linear && !training.covariance.empty()) {
    const Index parameters = model.members[0].network.parameter_count();
    if (parameters > kMostParameters || std::ssize(training.covariance) != parameters * (parameters + 1) / 2)
      return nullptr;
    interval["covariance"] = training.covariance;
    return interval;
  }
  if (!training.reliability_line) return nullptr;
  const ReliabilityLine& line = *training.reliability_line;
  interval["line"] = {{"intercept", line.intercept},
                      {"slope", line.slope},
                      {"intercept_variance", line.intercept_variance},
                      {"covariance", line.covariance},
                      {"slope_variance", line.slope_variance}};
  if (const auto& spread = training.logit_spread)
    interval["spread"] = {{"response", spread->response}, {"remainder", spread->remainder}};
  return interval;
}

}  // namespace

std::string report_json(const ReportData& report, const Schema& of_page) {
  const Classifier& model = report.model();
  const Performance& p = report.performance;
  Json document{{"target", model.schema.target.name},
                {"positive", model.schema.target.positive},
                {"negative", model.schema.target.negative},
                {"threshold", model.threshold},
                {"interval", interval_json(model)},
                {"bins", {{"lower", p.bins.lower}, {"positive", p.bins.positive}, {"negative", p.bins.negative}}},
                {"thresholds", p.thresholds}};
  document["sequences"] = model.schema.sequence.used();
  document["example"] = report.example_name();
  const auto [low, high] = shown_probabilities(p.bins);
  document["shown"] = {low, high};
  Json& columns = document["columns"] = Json::array();
  for (const ColumnSchema& column : of_page.columns) {
    if (column.dropped.empty()) columns.push_back(column_json(report, column));
  }
  Json& order = document["order"] = Json::array();  // columns with the largest effect first
  for (const PartialEffect& effect : report.effects) order.push_back(effect.column);
  Json& rows = document["starts"] = Json::array();
  for (const StartExample& start : report.starts) rows.push_back({{"name", start.name}, {"rows", start.rows}});
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace binet
