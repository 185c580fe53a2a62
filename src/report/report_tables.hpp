#pragma once

#include "report/report.hpp"

#include <string>
#include <vector>

namespace binet {

/// A table as texts, for the page and for Markdown.
struct TextTable {
  std::string caption;
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
  std::size_t text_columns = 1;  ///< number of leading text columns; the others are numbers, right-aligned

  bool is_number(std::size_t column) const { return column >= text_columns; }
};

/// The value of a metric, or an end of its interval, with the decimals that its error shows.
std::string metric_text(const MetricInterval&, double value);

/// Every metric with its interval; if the data are the training file, also the metrics on it.
std::vector<TextTable> metric_tables(const ReportData&);
/// Odds ratios in original units; empty unless the model is logistic regression.
std::vector<TextTable> coefficient_tables(const ReportData&);
/// Saturation, dead units, mean outputs and gradients per layer; empty without data or for a mixture.
std::vector<TextTable> layer_tables(const ReportData&);
TextTable drift_table(const ReportData&);
std::vector<TextTable> group_tables(const ReportData&);
/// The columns of the model: type, range or levels, missing cells.
TextTable column_table(const ReportData&);

}  // namespace binet
