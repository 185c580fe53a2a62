#include "cli/gate_trace.hpp"

#include "binet/base/error.hpp"
#include "cli/format_text.hpp"
#include "cli/text_layout.hpp"
#include "model/gate_steps.hpp"
#include "table/joined_blocks.hpp"
#include "table/sequence_labels.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace binet {
namespace {

constexpr std::size_t kGateNameWidth = 13;
constexpr Index kMostBars = 48;  ///< characters over time
constexpr std::size_t kUnitsDrawn = 3;
constexpr const char* kHeights[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

/// One character per step, or per several steps their mean; `low` is the lowest bar, `high` the highest.
std::string strip(const VectorD& values, double low, double high) {
  constexpr int kLevels = std::size(kHeights);
  const Index columns = std::min(values.size(), kMostBars);
  std::string text;
  for (Index c = 0; c < columns; ++c) {
    const Index begin = c * values.size() / columns, end = (c + 1) * values.size() / columns;
    const double share = (values.segment(begin, end - begin).mean() - low) / (high - low);
    text += kHeights[std::clamp(static_cast<int>(share * kLevels), 0, kLevels - 1)];
  }
  return text + std::string(static_cast<std::size_t>(kMostBars - columns), ' ');
}

std::string strip_line(const std::string& name, const VectorD& values, double low, double high) {
  return "  " + padded(name.c_str(), kGateNameWidth) + strip(values, low, high) +
         format_text(" %6.2f to %5.2f\n", values.minCoeff(), values.maxCoeff());
}

/// Memory grows beyond 1; gates and states do not.
double highest_bar(const detail::StepValues& values) {
  return values.gate ? 1 : std::max(1.0, values.values.cwiseAbs().maxCoeff());
}

std::string lines_of(const GateTrace& trace, Index unit) {
  std::string text;
  for (const detail::StepValues& values : trace.values) {
    const double high = highest_bar(values);
    text += strip_line(std::string(values.name), values.values.col(unit), values.gate ? 0 : -high, high);
  }
  return text;
}

std::vector<std::vector<double>> rows_of(const MatrixD& matrix) {
  std::vector<std::vector<double>> rows;
  for (Index t = 0; t < matrix.rows(); ++t) {
    rows.emplace_back();
    for (Index u = 0; u < matrix.cols(); ++u) rows.back().push_back(matrix(t, u));
  }
  return rows;
}

}  // namespace

GateTrace trace_gates(const Classifier& model, const std::string& data, const CsvOptions& csv, Index row) {
  const SequenceColumns& columns = model.schema.sequence;
  BlockOptions options;
  options.csv = csv;
  options.keep = {columns.sequence};
  if (!columns.order.empty()) options.keep.push_back(columns.order);
  BlockReader reader(data, with_sequence_columns(model.schema), options);
  const RowBlock all = read_all_blocks(reader);
  if (row >= all.table.rows) {
    throw UsageError("--row " + std::to_string(row + 1) + ": the file has " + counted(all.table.rows, "row"));
  }
  GateSteps steps = gate_steps(model, all.table, row);
  GateTrace trace{
      columns.sequence, std::string(all.kept[0][static_cast<std::size_t>(row)]), columns.order, {}, {}, "", {}};
  for (const Index step : steps.rows) {
    trace.order.push_back(columns.order.empty() ? std::to_string(all.table.line(step))
                                                : std::string(all.kept[1][static_cast<std::size_t>(step)]));
  }
  trace.probability = std::move(steps.probability);
  trace.layer = std::move(steps.layer);
  trace.values = std::move(steps.values);
  return trace;
}

std::string print_gates(const GateTrace& trace, bool all) {
  const auto steps = static_cast<Index>(trace.probability.size());
  std::string text = trace.column + " " + trace.sequence + ": " + counted(steps, "row") + ", " +
                     (trace.order_column.empty() ? "line" : trace.order_column) + " " + trace.order.front() + " to " +
                     trace.order.back() + format_text("; probability %.4f at the end\n", trace.probability.back());
  text += steps > kMostBars
              ? format_text("One character per %.1f rows; a gate is open where its bar is high.\n",
                            static_cast<double>(steps) / static_cast<double>(kMostBars))
              : "One character per row; a gate is open where its bar is high.\n";
  const VectorD probability = VectorD::Map(trace.probability.data(), steps);
  text += "\n" + strip_line("probability", probability, 0, 1);
  const Index units = trace.values.front().values.cols();
  text += format_text("\nMean of the %td units of the %s\n", units, trace.layer.c_str());
  for (const detail::StepValues& values : trace.values) {
    const double high = highest_bar(values);
    text += strip_line(std::string(values.name), values.values.rowwise().mean(), values.gate ? 0 : -high, high);
  }
  std::vector<Index> shown = units_by_movement(trace.values.back().values);
  if (!all) shown.resize(std::min(shown.size(), kUnitsDrawn));
  for (const Index unit : shown) text += format_text("\nUnit %td\n", unit + 1) + lines_of(trace, unit);
  if (std::ssize(shown) < units) text += "\nThe units whose state moves most; --all prints every unit.\n";
  return text;
}

Json gates_to_json(const GateTrace& trace) {
  Json document{{"sequence_column", trace.column},
                {"sequence", trace.sequence},
                {"order_column", trace.order_column},
                {"order", trace.order},
                {"probability", trace.probability},
                {"layer", trace.layer}};
  for (const detail::StepValues& values : trace.values) {
    document[values.gate ? "gates" : "values"][std::string(values.name)] = rows_of(values.values);
  }
  return document;
}

}  // namespace binet
