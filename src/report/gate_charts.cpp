#include "report/gate_charts.hpp"

#include "base/counted.hpp"
#include "page/number_format.hpp"
#include "table/date_parts.hpp"

#include <cmath>
#include <numeric>

namespace binet {
namespace {

/// 1, 2, …: the steps of a sequence.
std::vector<double> step_numbers(std::size_t steps) {
  std::vector<double> numbers(steps);
  std::iota(numbers.begin(), numbers.end(), 1.0);
  return numbers;
}

std::vector<double> values_of(const VectorD& values) {
  return {values.begin(), values.end()};
}

Chart probability_chart(const ReportData& report, const GateExample& example, const std::string& id) {
  const SequenceColumns& columns = report.model().schema.sequence;
  const std::vector<double> steps = step_numbers(example.steps.rows.size());
  const double last = example.steps.probability.back(), threshold = report.model().threshold;
  return {id + "-probability",
          "Probability so far",
          "Over " + columns.sequence + " " + example.sequence + ", probability of " +
              report.model().schema.target.positive + " from the rows so far; " + share_text(last) +
              " after the last of " + counted(std::ssize(steps), "row") + ". In the data it is " + example.label + ".",
          columns.order.empty() ? "row of the sequence" : "row of the sequence, by " + columns.order,
          "probability",
          {{"probability", Mark::line, 1, steps, example.steps.probability},
           {"threshold", Mark::dashed, 6, {1, steps.back()}, {threshold, threshold}}},
          {},
          {},
          {0, 1},
          false,
          true};
}

/// Lines of the gates, or of memory and state, over the steps; `pick` gives what a line shows of a matrix of steps ×
/// units.
template <class Pick>
Chart lines_chart(const GateExample& example, bool gates, Pick pick, std::string id, std::string title,
                  std::string note) {
  Chart chart{std::move(id), std::move(title), std::move(note), "row of the sequence", gates ? "opening" : "value", {}};
  const std::vector<double> steps = step_numbers(example.steps.rows.size());
  constexpr int kColours[] = {0, 2, 4};
  std::size_t drawn = 0;
  for (const detail::StepValues& values : example.steps.values) {
    if (values.gate != gates) continue;
    chart.series.push_back({std::string(values.name), Mark::line, kColours[drawn++ % 3], steps,
                            values_of(pick(values.values))});
  }
  if (gates) chart.y_range = {0, 1};
  return chart;
}

std::string cell_text(const ReportData& report, const std::string& name, Index row) {
  const Table& table = *report.source.data;
  const Column& column = table.at(name);
  if (column.type == ColumnType::category) {
    const std::int32_t code = table.code(column, row);
    return code < 0 ? "" : column.levels[static_cast<std::size_t>(code)];
  }
  const double value = table.number(column, row);
  if (std::isnan(value)) return "";
  return detail::holds_days(column.source) ? detail::date_text(value + column.source.origin) : number_text(value);
}

}  // namespace

std::vector<AnyChart> gate_charts(const ReportData& report) {
  std::vector<AnyChart> charts;
  for (std::size_t i = 0; i < report.gates.size(); ++i) {
    const GateExample& example = report.gates[i];
    const std::string id = "gates-" + std::to_string(i + 1);
    const std::string name = report.model().schema.sequence.sequence + " " + example.sequence;
    const Index units = example.steps.values.front().values.cols();
    const Index unit = units_by_movement(example.steps.values.back().values).front();
    const auto mean = [](const MatrixD& values) { return VectorD(values.rowwise().mean()); };
    const auto of_unit = [unit](const MatrixD& values) { return VectorD(values.col(unit)); };
    charts.push_back(probability_chart(report, example, id));
    charts.push_back(lines_chart(example, true, mean, id + "-mean", "Gates, mean of all units",
                                 "How far each gate is open, from 0 (closed) to 1 (open): the mean of the " +
                                     counted(units, "unit") + " of the " + example.steps.layer + " over " + name +
                                     "."));
    charts.push_back(lines_chart(example, true, of_unit, id + "-unit", "Gates of unit " + std::to_string(unit + 1),
                                 "The unit whose state moves most over this sequence. An open gate lets its input "
                                 "through; a closed gate blocks it."));
    charts.push_back(lines_chart(example, false, of_unit, id + "-state",
                                 "What unit " + std::to_string(unit + 1) + " remembers",
                                 "The state is what the next layer reads."));
  }
  return charts;
}

std::vector<TextTable> gate_tables(const ReportData& report) {
  constexpr std::size_t kMostRows = 40, kMostColumns = 8;
  std::vector<TextTable> tables;
  const SequenceColumns& sequence = report.model().schema.sequence;
  std::vector<std::string> columns;
  if (!sequence.order.empty()) columns.push_back(sequence.order);
  for (const ColumnSchema& column : report.model().schema.columns) {
    if (columns.size() < kMostColumns && column.dropped.empty() && column.name != sequence.order) {
      columns.push_back(column.name);
    }
  }
  for (const GateExample& example : report.gates) {
    const std::size_t steps = example.steps.rows.size();
    TextTable table{"Rows of " + sequence.sequence + " " + example.sequence +
                        (steps > kMostRows ? ", the last " + std::to_string(kMostRows) : ""),
                    {"Row"},
                    {},
                    columns.size() + 1};
    table.head.insert(table.head.end(), columns.begin(), columns.end());
    table.head.emplace_back("Probability");
    for (std::size_t t = steps > kMostRows ? steps - kMostRows : 0; t < steps; ++t) {
      std::vector<std::string>& row = table.rows.emplace_back();
      row.push_back(std::to_string(t + 1));
      for (const std::string& column : columns) row.push_back(cell_text(report, column, example.steps.rows[t]));
      row.push_back(share_text(example.steps.probability[t]));
    }
    tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace binet
