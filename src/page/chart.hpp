#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace binet {

/// How a series is drawn.
enum class Mark {
  line,
  dashed,  ///< a reference line
  thin,    ///< one of many lines
  band,    ///< the area between low and high at each x
  bars,    ///< bars from 0 to y, each from low to high on the x axis
  points,  ///< at x, y; with whiskers from low to high if these are given
  rug,     ///< short strokes at x below the plot
};

/// Values drawn in the same way. Points with x or y NaN are left out.
struct Series {
  std::string name;  ///< name in the legend; empty: not listed
  Mark mark = Mark::line;
  int colour = 0;  ///< class c0 to c6 of page.css
  std::vector<double> x, y = {};
  std::vector<double> low = {}, high = {};
};

/// A vertical line across the plot.
struct ChartLine {
  double x = 0;
  std::string label;
};

/// A chart as data, to draw as SVG or to write as CSV.
struct Chart {
  std::string id;  ///< id of its element and files: lower-case letters, digits and hyphens
  std::string title;
  std::string note;  ///< one or two sentences on what it shows, for screen readers too
  std::string x_title, y_title;
  std::vector<Series> series;
  std::vector<ChartLine> lines = {};
  std::pair<double, double> x_range = {0, 0}, y_range = {0, 0};  ///< equal ends: computed from the series
  bool x_is_share = false, y_is_share = false;                   ///< axes in percent
  std::vector<std::string> x_names = {};                         ///< x is an index into these names, which the axis
                                                                 ///< shows
  bool y_is_log = false;
  bool x_is_year = false;  ///< 2024.5 is the middle of 2024
};

/// A chart with one row per item: an estimate with its interval, or a bar.
struct RowChart {
  struct Row {
    std::string label;
    double value = 0, low = 0, high = 0;  ///< low and high NaN: no interval
    std::string text;                     ///< beside the row; empty: the value
    bool muted = false;                   ///< a reference row, drawn without an estimate
  };
  std::string id, title, note, x_title;
  std::vector<Row> rows;
  bool bars = false;  ///< bars from the reference to the value; otherwise points
  bool log_scale = false;
  double reference = 0;  ///< position of a vertical line
};

/// The drawing as an SVG element of class "chart", coloured by page.css. Data attributes hold its coordinates, from
/// which report.js shows the values under the pointer.
std::string chart_svg(const Chart&);
std::string chart_svg(const RowChart&);

/// A complete SVG file around such an element, with the colours it needs.
std::string svg_file(const std::string& svg);

/// The points as CSV, one line each: series, x, y, low, high.
std::string chart_csv(const Chart&);
std::string chart_csv(const RowChart&);

/// A figure element: title, drawing, note, and a table of the numbers that can be opened.
std::string chart_figure(const Chart&);
std::string chart_figure(const RowChart&);

}  // namespace binet
