#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace binet {

/// How a series is drawn.
enum class Mark {
  line,
  dashed,  ///< a line to compare with
  thin,    ///< one of many lines
  band,    ///< between low and high, at x
  bars,    ///< from 0 to y over x from low to high
  points,  ///< at x, y; with whiskers from low to high where these are given
  rug,     ///< short strokes at x below the plot
};

/// Values drawn alike. Places where x or y is NaN are left out.
struct Series {
  std::string name;  ///< in the legend; empty: not named there
  Mark mark = Mark::line;
  int colour = 0;  ///< c0 to c6 of page.css
  std::vector<double> x, y = {};
  std::vector<double> low = {}, high = {};
};

/// A vertical line across the plot.
struct ChartLine {
  double x = 0;
  std::string label;
};

/// A chart as data: drawn as SVG, or written down as CSV.
struct Chart {
  std::string id;  ///< of its element and its files: lower-case letters, digits and hyphens
  std::string title;
  std::string note;  ///< one or two sentences: what it shows, for all readers
  std::string x_title, y_title;
  std::vector<Series> series;
  std::vector<ChartLine> lines = {};
  std::pair<double, double> x_range = {0, 0}, y_range = {0, 0};  ///< equal: found from the series
  bool x_is_share = false, y_is_share = false;                   ///< axes in per cent
  std::vector<std::string> x_names = {};                         ///< x counts these from 0; the axis shows them
  bool y_is_log = false;
};

/// A chart of one row per item: an estimate with its interval, or a bar.
struct RowChart {
  struct Row {
    std::string label;
    double value = 0, low = 0, high = 0;  ///< low and high NaN: no interval
    std::string text;                     ///< beside the row; empty: the value
    bool muted = false;                   ///< a reference, drawn without an estimate
  };
  std::string id, title, note, x_title;
  std::vector<Row> rows;
  bool bars = false;  ///< from the reference to the value; else a point
  bool log_scale = false;
  double reference = 0;  ///< where a vertical line stands
};

/// The drawing as an SVG element of class "chart", coloured by page.css. Where it lies is in data attributes, which
/// report.js reads the values under the pointer off.
std::string chart_svg(const Chart&);
std::string chart_svg(const RowChart&);

/// A file of its own around such an element, with the colours it needs.
std::string svg_file(const std::string& svg);

/// The points, one line each: series, x, y, low, high.
std::string chart_csv(const Chart&);
std::string chart_csv(const RowChart&);

/// A figure element: title, drawing, note, and the numbers in a table that can be opened.
std::string chart_figure(const Chart&);
std::string chart_figure(const RowChart&);

}  // namespace binet
