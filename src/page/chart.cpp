#include "page/chart.hpp"

#include "base/csv_field.hpp"
#include "base/number_text.hpp"
#include "page/chart_drawing.hpp"
#include "page/number_format.hpp"
#include "page/page.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>
#include <string_view>

namespace binet {
namespace drawing {
namespace {

constexpr double kRoomY = 0.06;  ///< below and above the values, as a share of their range

std::pair<double, double> range_of(const std::pair<double, double>& given, Extent found, double room) {
  if (given.first != given.second) return given;
  if (!(found.low <= found.high)) return {0, 1};
  if (found.low == found.high)
    return {found.low - std::max(0.5, 0.1 * std::abs(found.low)),
            found.high + std::max(0.5, 0.1 * std::abs(found.high))};
  const double more = room * (found.high - found.low);
  return {found.low - more, found.high + more};
}

std::pair<double, double> x_range(const Chart& chart) {
  if (!chart.x_names.empty()) return {-0.6, static_cast<double>(chart.x_names.size()) - 0.4};
  Extent found;
  for (const Series& series : chart.series) {
    found.add(series.x);
    if (series.mark != Mark::bars) continue;
    found.add(series.low);
    found.add(series.high);
  }
  return range_of(chart.x_range, found, 0);
}

/// Of a logarithmic axis: as much room in decades as range_of leaves, so that the lower end stays above 0.
std::pair<double, double> log_range(const Chart& chart) {
  Extent found;
  for (const Series& series : chart.series) {
    for (const double value : series.y) {
      if (value > 0) found.add(std::log10(value));
    }
  }
  constexpr double kLeast = -300, kMost = 300;
  const std::pair<double, double> range = range_of({}, found, kRoomY);
  return {std::pow(10.0, std::clamp(range.first, kLeast, kMost - 1)),
          std::pow(10.0, std::clamp(range.second, kLeast + 1, kMost))};
}

std::pair<double, double> y_range(const Chart& chart) {
  if (chart.y_is_log) return log_range(chart);
  Extent found;
  for (const Series& series : chart.series) {
    found.add(series.y);
    if (series.mark == Mark::bars) found.add(0);
    if (series.mark == Mark::band || series.mark == Mark::points) {
      found.add(series.low);
      found.add(series.high);
    }
  }
  const std::pair<double, double> range = range_of(chart.y_range, found, kRoomY);
  if (chart.y_range.first == chart.y_range.second && found.low >= 0 && range.first < 0) return {0, range.second};
  return range;
}

/// "2024", or "2024.5" where ticks are closer than a year: without a comma.
std::string year_text(double year) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", year);
  return text;
}

std::string tick_text(double value, double step, bool is_share) {
  if (!is_share) return number_text(value);
  char text[32];
  const int decimals = std::clamp(-2 - static_cast<int>(std::floor(std::log10(1.001 * step))), 0, 6);
  std::snprintf(text, sizeof text, "%.*f%%", decimals, 100 * value);
  return text;
}

std::string legend(const Chart& chart, double& top) {
  std::string text;
  double x = kLeft, y = kTop + 4;
  bool any = false;
  const auto named = [](const Series& series) { return !series.name.empty() && series.mark != Mark::rug; };
  const bool needed = std::ranges::count_if(chart.series, named) > 1;  // the title names a single series
  for (const Series& series : chart.series) {
    if (!needed || !named(series)) continue;
    const double width = 22 + kLargestText / 12 * drawn_width(series.name) + 10;
    if (any && x + width > kWidth) {
      x = kLeft;
      y += kLegendLine;
    }
    const std::string colour = "c" + std::to_string(series.colour);
    if (series.mark == Mark::bars || series.mark == Mark::band) {
      text += "<rect class=\"" + colour + (series.mark == Mark::bars ? " bar\"" : " area\"") + attribute("x", x) +
              attribute("y", y - 5) + " width=\"16\" height=\"10\" rx=\"2\"/>";
    } else if (series.mark == Mark::points) {
      text += "<circle class=\"point " + colour + "\"" + attribute("cx", x + 8) + attribute("cy", y) + " r=\"4\"/>";
    } else {
      text += line_element((std::string(series.mark == Mark::dashed ? "line dashed " : "line ") + colour).c_str(), x, y,
                           x + 16, y);
    }
    text += text_element(x + 21, y + 4, "start", series.name, "title");
    x += width;
    any = true;
  }
  top = any ? y + kLegendLine : kTop;
  return text;
}

/// Room for the ticks and the title left of the plot, where a page draws text at its largest.
double left_of_plot(const Chart& chart, const Axis& y) {
  const std::vector<double> ticks = y.is_log ? log_ticks(y.low, y.high) : axis_ticks(y.low, y.high, 5);
  const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : 1;
  double widest = 0;
  for (const double tick : ticks) widest = std::max(widest, drawn_width(tick_text(tick, step, chart.y_is_share)));
  return std::max(kLeft, 18 + kLargestText / 12 * widest + 6);
}

// Small charts have large text.
constexpr double kLargest = kLargestText / 12, kBetweenNames = 4;

double room_of_name(const Chart& chart, const Axis& x) {
  return (x.to - x.from) / static_cast<double>(chart.x_names.size()) - kBetweenNames;
}

/// The height that names below the axis take more than numbers do: narrow ones are slanted.
double height_of_slant(const Chart& chart, const Axis& x) {
  constexpr double kWideEnough = 56, kSlant = 36;
  const double room = room_of_name(chart, x);
  const bool slanted = room < kWideEnough && std::ranges::any_of(chart.x_names, [&](const std::string& name) {
                         return kLargest * drawn_width(name) > room;
                       });
  return slanted ? kSlant : 0;
}

/// About five ticks; where labels of large numbers would touch, only every second or third has one.
std::string x_ticks(const Chart& chart, const Axis& x, double y) {
  const std::vector<double> ticks = axis_ticks(x.low, x.high, 5);
  const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : 1;
  std::vector<std::string> labels;
  double widest = 0;
  for (const double tick : ticks) {
    labels.push_back(chart.x_is_year ? year_text(tick) : tick_text(tick, step, chart.x_is_share));
    widest = std::max(widest, kLargest * drawn_width(labels.back()));
  }
  const double between = ticks.size() > 1 ? x(ticks[1]) - x(ticks[0]) : widest + kBetweenNames;
  const auto stride = static_cast<std::size_t>(std::ceil((widest + kBetweenNames) / between));
  std::string text;
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    text += line_element("axis-line", x(ticks[i]), y, x(ticks[i]), y + 4);
    if (i % stride == 0) text += text_element(x(ticks[i]), y + 17, "middle", labels[i]);
  }
  return text;
}

std::string axes(const Chart& chart, const Axis& x, const Axis& y) {
  std::string text;
  const std::vector<double> y_ticks = y.is_log ? log_ticks(y.low, y.high) : axis_ticks(y.low, y.high, 5);
  const double y_step = y_ticks.size() > 1 ? y_ticks[1] - y_ticks[0] : 1;
  for (const double tick : y_ticks) {
    text += line_element("grid-line", x.from, y(tick), x.to, y(tick)) +
            text_element(x.from - 6, y(tick) + 4, "end", tick_text(tick, y_step, chart.y_is_share));
  }
  text += line_element("axis-line", x.from, y.from, x.to, y.from);
  if (chart.x_names.empty()) {
    text += x_ticks(chart, x, y.from);
  } else {
    const auto most = static_cast<std::size_t>(std::max(2.0, room_of_name(chart, x) / (kCharacter * kLargest)));
    const bool slanted = height_of_slant(chart, x) > 0;
    for (std::size_t i = 0; i < chart.x_names.size(); ++i) {
      const double at = x(static_cast<double>(i));
      if (slanted) {
        text += "<text transform=\"translate(" + px(at + 3) + " " + px(y.from + 10) +
                ") rotate(-40)\" text-anchor=\"end\">" + html_text(shortened(chart.x_names[i], 8)) + "</text>";
      } else {
        text += text_element(at, y.from + 17, "middle", shortened(chart.x_names[i], most));
      }
    }
  }
  const auto most_title = static_cast<std::size_t>((x.to - x.from) / kCharacter * 12 / kLargestText);
  text += text_element((x.from + x.to) / 2, kHeight + height_of_slant(chart, x) - 6, "middle",
                       shortened(chart.x_title, most_title), "title");
  text += "<text class=\"title y-title\" transform=\"translate(12 " + px((y.from + y.to) / 2) +
          ") rotate(-90)\" text-anchor=\"middle\">" + html_text(chart.y_title) + "</text>";
  return text;
}

/// The path of the points without NaN; a gap starts a new part.
std::string path_of(const Series& series, const std::vector<double>& values, const Axis& x, const Axis& y) {
  std::string path;
  bool open = false;
  for (std::size_t i = 0; i < series.x.size(); ++i) {
    if (std::isnan(series.x[i]) || std::isnan(values[i])) {
      open = false;
      continue;
    }
    const double value = std::clamp(values[i], std::min(y.low, y.high), std::max(y.low, y.high));
    path += (open ? "L" : "M") + px(x(series.x[i])) + " " + px(y(value));
    open = true;
  }
  return path;
}

std::string band_path(const Series& series, const Axis& x, const Axis& y) {
  std::string there, back;
  const auto inside = [&](double value) { return y(std::clamp(value, y.low, y.high)); };
  for (std::size_t i = 0; i < series.x.size(); ++i) {
    if (std::isnan(series.low[i]) || std::isnan(series.high[i])) continue;
    there += (there.empty() ? "M" : "L") + px(x(series.x[i])) + " " + px(inside(series.high[i]));
    back = "L" + px(x(series.x[i])) + " " + px(inside(series.low[i])) + back;
  }
  return there.empty() ? "" : there + back + "Z";
}

std::string tip_of(const Chart& chart, const Series& series, std::size_t i) {
  std::string tip = series.name.empty() ? "" : series.name + "\n";
  if (!chart.x_names.empty()) {
    tip += chart.x_names[static_cast<std::size_t>(series.x[i])];
  } else if (series.mark == Mark::bars) {
    tip += chart.x_title + " " + number_text(series.low[i]) + " to " + number_text(series.high[i]);
  } else {
    tip += chart.x_title + " " + (chart.x_is_share ? share_text(series.x[i]) : number_text(series.x[i]));
  }
  tip += ": " + (chart.y_is_share ? share_text(series.y[i]) : number_text(series.y[i]));
  if (series.mark == Mark::points && !series.low.empty() && !std::isnan(series.low[i])) {
    const auto text = [&](double value) { return chart.y_is_share ? share_text(value) : number_text(value); };
    tip += " (95% CI " + text(series.low[i]) + " to " + text(series.high[i]) + ")";
  }
  return " data-tip=\"" + html_text(tip) + "\"";
}

std::string draw_series(const Chart& chart, const Series& series, const Axis& x, const Axis& y) {
  const std::string colour = "c" + std::to_string(series.colour);
  std::string text;
  switch (series.mark) {
    case Mark::line:
    case Mark::dashed:
    case Mark::thin: {
      const std::string kind = series.mark == Mark::dashed ? " dashed" : series.mark == Mark::thin ? " thin" : "";
      const bool named = !series.name.empty() && series.mark != Mark::thin;
      return "<path class=\"line" + kind + " " + colour + "\"" +
             (named ? " data-name=\"" + html_text(series.name) + "\"" : "") + " d=\"" +
             path_of(series, series.y, x, y) + "\"/>";
    }
    case Mark::band:
      return "<path class=\"area " + colour + "\" d=\"" + band_path(series, x, y) + "\"/>";
    case Mark::bars:
      for (std::size_t i = 0; i < series.x.size(); ++i) {
        const double left = x(series.low[i]), width = std::max(x(series.high[i]) - left - 1, 0.5);
        const double top = y(std::max(series.y[i], 0.0)), bottom = y(std::min(series.y[i], 0.0));
        if (series.y[i] == 0) continue;
        text += "<rect class=\"bar " + colour + "\"" + attribute("x", left + 0.5) + attribute("y", top) +
                attribute("width", width) + attribute("height", std::max(bottom - top, 0.5)) +
                tip_of(chart, series, i) + "/>";
      }
      return text;
    case Mark::points:
      for (std::size_t i = 0; i < series.x.size(); ++i) {
        if (std::isnan(series.y[i])) continue;
        const double at = x(series.x[i]);
        if (!series.low.empty() && !std::isnan(series.low[i])) {
          text += line_element(("line thin " + colour).c_str(), at, y(std::clamp(series.low[i], y.low, y.high)), at,
                               y(std::clamp(series.high[i], y.low, y.high)));
        }
        text += "<circle class=\"point " + colour + "\"" + attribute("cx", at) +
                attribute("cy", y(std::clamp(series.y[i], y.low, y.high))) + " r=\"4.5\"" + tip_of(chart, series, i) +
                "/>";
      }
      return text;
    case Mark::rug:
      for (const double value : series.x) {
        if (value < x.low || value > x.high) continue;
        text += line_element(("rug " + colour).c_str(), x(value), y.from - 6, x(value), y.from);
      }
      return text;
  }
  return text;
}

}  // namespace
}  // namespace drawing

std::string chart_svg(const Chart& chart) {
  using namespace drawing;
  double top = kTop;
  const std::string named = legend(chart, top);
  const auto [x_low, x_high] = x_range(chart);
  const auto [y_low, y_high] = y_range(chart);
  const Axis y{y_low, y_high, kHeight - kBottom, top, chart.y_is_log};
  const Axis x{x_low, x_high, left_of_plot(chart, y), kWidth - kRight};
  const std::string kind = std::string(chart.x_is_share  ? " data-x-share=\"\""
                                       : chart.x_is_year ? " data-x-year=\"\""
                                                         : "") +
                           (chart.y_is_share ? " data-y-share=\"\"" : "");
  std::string text =
      svg_start(chart.id, chart.title, chart.note, kHeight + height_of_slant(chart, x),
                x.attributes("x") + y.attributes("y") + kind + " data-x-title=\"" + html_text(chart.x_title) + "\"");
  text += axes(chart, x, y) + named;
  for (const Series& series : chart.series) text += draw_series(chart, series, x, y);
  for (const ChartLine& line : chart.lines) {
    const bool at_right = x(line.x) > (x.from + x.to) / 2, inside = line.x >= x.low && line.x <= x.high;
    if (!inside && !std::isfinite(line.x)) continue;
    text += std::string("<g class=\"marked\"") + (inside ? "" : " visibility=\"hidden\"") + ">" +
            line_element("mark", x(line.x), y.from, x(line.x), y.to) +
            text_element(x(line.x) + (at_right ? -4 : 4), y.to + 12, at_right ? "end" : "start", line.label, "label") +
            "</g>";
  }
  return text + "</svg>";
}

std::string svg_file(const std::string& svg) {
  static constexpr std::string_view kStyle =
      "<style>text{font:11px "
      "sans-serif;fill:#56606f}.title{fill:#1b2330}.grid-line{stroke:#e8ebf0}.axis-line{stroke:#56606f}"
      ".line{fill:none!important;stroke-width:2;stroke-linejoin:round}.dashed{stroke-dasharray:5 4;stroke-width:1.5}"
      ".thin{stroke-width:1;opacity:.55}.area{stroke:none;opacity:.16}.bar{stroke:none;opacity:.75}.point{stroke:#fff}"
      ".rug{opacity:.5}.mark{stroke:#1b2330;stroke-dasharray:3 3}.label{font-weight:600}"
      ".c0{stroke:#0072b2;fill:#0072b2}.c1{stroke:#c25400;fill:#c25400}.c2{stroke:#00795a;fill:#00795a}"
      ".c3{stroke:#a8527f;fill:#a8527f}.c4{stroke:#a87300;fill:#a87300}.c5{stroke:#3a93c7;fill:#3a93c7}"
      ".c6{stroke:#56606f;fill:#56606f}</style><rect x=\"-12\" width=\"100%\" height=\"100%\" fill=\"#fff\"/>";
  static constexpr std::string_view kBox = "viewBox=\"0 0 400 ", kWiderBox = "viewBox=\"-12 0 424 ";  // for long labels
  static_assert(drawing::kWidth == 400);
  std::string text = svg;
  text.insert(text.find('>') + 1, kStyle);
  text.replace(text.find(kBox), kBox.size(), kWiderBox);
  text.insert(4, " xmlns=\"http://www.w3.org/2000/svg\" width=\"800\"");
  return text + "\n";
}

std::string chart_csv(const Chart& chart) {
  using namespace drawing;
  std::string text = "series,x,y,low,high\n";
  for (const Series& series : chart.series) {
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      const std::string x = chart.x_names.empty()
                                ? csv_number(series.x, i)
                                : detail::csv_field(chart.x_names[static_cast<std::size_t>(series.x[i])]);
      text += detail::csv_field(series.name) + "," + x + "," + csv_number(series.y, i) + "," +
              csv_number(series.low, i) + "," + csv_number(series.high, i) + "\n";
    }
  }
  return text;
}

std::string chart_figure(const Chart& chart) {
  using namespace drawing;
  constexpr std::size_t kMostRows = 21;
  std::string table = "<table><thead><tr><th>Series</th><th class=\"number\">" + html_text(chart.x_title) +
                      "</th><th class=\"number\">" + html_text(chart.y_title) + "</th></tr></thead><tbody>";
  for (const Series& series : chart.series) {
    if (series.mark == Mark::rug || series.mark == Mark::thin || series.mark == Mark::band || series.name.empty())
      continue;
    const std::size_t count = series.x.size(), shown = std::min(count, kMostRows);
    for (std::size_t r = 0; r < shown; ++r) {
      const std::size_t i = shown < 2 ? r : r * (count - 1) / (shown - 1);
      const std::string x = chart.x_names.empty() ? number_text(series.x[i])
                                                  : html_text(chart.x_names[static_cast<std::size_t>(series.x[i])]);
      table += "<tr><td>" + html_text(series.name) + "</td><td class=\"number\">" + x + "</td>" +
               number_cell(series.y[i]) + "</tr>";
    }
  }
  return figure(chart.id, chart.title, chart.note, chart_svg(chart), table + "</tbody></table>");
}

}  // namespace binet
