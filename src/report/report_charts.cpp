#include "report/chart_parts.hpp"
#include "report/gate_charts.hpp"

namespace binet {

ReportCharts report_charts(const ReportData& report) {
  ReportCharts charts;
  charts.performance = performance_charts(report);
  charts.columns = column_charts(report);
  charts.training = training_charts(report);
  charts.gates = gate_charts(report);
  return charts;
}

}  // namespace binet
