#include "cli/metric_gates.hpp"

#include "base/number_text.hpp"
#include "binet/base/error.hpp"
#include "csv/csv.hpp"
#include "eval/prediction_summary.hpp"
#include "json/json_layout.hpp"

#include <cmath>

namespace binet {
namespace {

MetricGate parse_gate(const std::string& text, bool under) {
  const std::string flag = under ? "--fail-under: " : "--fail-over: ";
  const std::size_t equals = text.find('=');
  double bound = 0;
  if (equals == std::string::npos || !parse_number(text.substr(equals + 1), bound)) {
    throw UsageError(flag + "expected METRIC=VALUE, as in roc_auc=0.9, found " + text);
  }
  try {
    return {&metric(text.substr(0, equals)), bound, under};
  } catch (const UsageError& error) {
    throw UsageError(flag + error.what());
  }
}

}  // namespace

std::vector<MetricGate> parse_gates(const std::vector<std::string>& fail_under,
                                    const std::vector<std::string>& fail_over) {
  std::vector<MetricGate> gates;
  for (const std::string& text : fail_under) gates.push_back(parse_gate(text, true));
  for (const std::string& text : fail_over) gates.push_back(parse_gate(text, false));
  return gates;
}

std::string check_gate(const MetricGate& gate, const PredictionSummary& predictions) {
  const double value = gate.metric->evaluate(predictions);
  if (gate.under ? value >= gate.bound : value <= gate.bound) return "";
  const std::string name(gate.metric->name);
  if (std::isnan(value)) return "gate not met: " + name + " is undefined on these rows";
  return "gate not met: " + name + " is " + shortest_digits(value) + (gate.under ? ", under " : ", over ") +
         shortest_digits(gate.bound);
}

}  // namespace binet
