#include "report/figures.hpp"

#include "binet/base/error.hpp"
#include "io/output_file.hpp"

#include <filesystem>
#include <system_error>

namespace binet {
namespace {

void make_folder(const std::string& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) throw Error(folder + ": cannot make the folder: " + failure.message());
}

}  // namespace

void write_curves(const ReportData& report, const std::string& folder) {
  const ReportCharts charts = report_charts(report);
  if (charts.performance.empty()) throw Error(report.source.data_name + ": rows of one class have no curves");
  make_folder(folder);
  for (const AnyChart& any : charts.performance) {
    std::visit([&](const auto& chart) { write_file(folder + "/" + chart.id + ".csv", chart_csv(chart)); }, any);
  }
}

void write_figures(const ReportData& report, const std::string& folder) {
  make_folder(folder);
  const ReportCharts charts = report_charts(report);
  for (const auto* group : {&charts.performance, &charts.columns, &charts.training, &charts.gates}) {
    for (const AnyChart& any : *group) {
      std::visit(
          [&](const auto& chart) {
            write_file(folder + "/" + chart.id + ".svg", svg_file(chart_svg(chart)));
            write_file(folder + "/" + chart.id + ".csv", chart_csv(chart));
          },
          any);
    }
  }
}

}  // namespace binet
