#include "page/chart.hpp"

#include "base/number_text.hpp"
#include "page/number_format.hpp"
#include "page/page.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>
#include <string_view>

namespace binet {
namespace {

constexpr double kWidth = 400, kHeight = 270, kLeft = 50, kRight = 12, kBottom = 44, kTop = 10, kLegendLine = 18;
constexpr double kCharacter = 6.6;  ///< mean width of a character of 12 pixels

std::string px(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  std::string_view shown(text);
  if (shown.ends_with(".0")) shown.remove_suffix(2);
  return std::string(shown == "-0" ? "0" : shown);
}

std::string attribute(const char* name, double value) {
  return std::string(" ") + name + "=\"" + px(value) + "\"";
}

std::string line_element(const char* kind, double x1, double y1, double x2, double y2) {
  return std::string("<line class=\"") + kind + "\"" + attribute("x1", x1) + attribute("y1", y1) + attribute("x2", x2) +
         attribute("y2", y2) + "/>";
}

std::string text_element(double x, double y, const char* anchor, const std::string& text, const std::string& kind = "") {
  return "<text" + attribute("x", x) + attribute("y", y) + " text-anchor=\"" + anchor + "\"" +
         (kind.empty() ? "" : " class=\"" + kind + "\"") + ">" + html_text(text) + "</text>";
}

double drawn_width(std::string_view text) {
  const auto characters = std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  return kCharacter * static_cast<double>(characters);
}

/// Cut at whole characters of UTF-8, with an ellipsis.
std::string shortened(const std::string& text, std::size_t most) {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) continue;
    if (++characters == most && drawn_width(text.substr(at)) > kCharacter) return text.substr(0, at) + "…";
  }
  return text;
}

/// Values to pixels.
struct Axis {
  double low = 0, high = 1, from = 0, to = 1;
  bool is_log = false;

  double operator()(double value) const {
    if (is_log) return from + (std::log(value) - std::log(low)) / (std::log(high) - std::log(low)) * (to - from);
    return from + (value - low) / (high - low) * (to - from);
  }
  std::string attributes(const char* name) const {
    return std::string(" data-") + name + "=\"" + shortest_digits(low) + " " + shortest_digits(high) + " " + px(from) +
           " " + px(to) + (is_log ? " log" : "") + "\"";
  }
};

struct Extent {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  void add(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  void add(const std::vector<double>& values) {
    for (const double value : values) add(value);
  }
};

std::pair<double, double> range_of(const std::pair<double, double>& given, Extent found, double room) {
  if (given.first != given.second) return given;
  if (!(found.low <= found.high)) return {0, 1};
  if (found.low == found.high) return {found.low - std::max(0.5, 0.1 * std::abs(found.low)), found.high + std::max(0.5, 0.1 * std::abs(found.high))};
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

std::pair<double, double> y_range(const Chart& chart) {
  Extent found;
  for (const Series& series : chart.series) {
    found.add(series.y);
    if (series.mark == Mark::bars) found.add(0);
    if (series.mark == Mark::band || series.mark == Mark::points) {
      found.add(series.low);
      found.add(series.high);
    }
  }
  const std::pair<double, double> range = range_of(chart.y_range, found, 0.06);
  if (chart.y_range.first == chart.y_range.second && found.low >= 0 && range.first < 0) return {0, range.second};
  return range;
}

std::string tick_text(double value, double step, bool is_share) {
  if (!is_share) return number_text(value);
  char text[32];
  const int decimals = step >= 0.00999 ? 0 : step >= 0.000999 ? 1 : 2;
  std::snprintf(text, sizeof text, "%.*f%%", decimals, 100 * value);
  return text;
}

std::string legend(const Chart& chart, double& top) {
  std::string text;
  double x = kLeft, y = kTop + 4;
  bool any = false;
  for (const Series& series : chart.series) {
    if (series.name.empty() || series.mark == Mark::rug) continue;
    const double width = 22 + drawn_width(series.name) + 12;
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
      text += line_element((std::string(series.mark == Mark::dashed ? "line dashed " : "line ") + colour).c_str(), x, y, x + 16, y);
    }
    text += text_element(x + 21, y + 4, "start", series.name, "title");
    x += width;
    any = true;
  }
  top = any ? y + kLegendLine : kTop;
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
    const std::vector<double> ticks = axis_ticks(x.low, x.high, 5);
    const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : 1;
    for (const double tick : ticks) {
      text += line_element("axis-line", x(tick), y.from, x(tick), y.from + 4) +
              text_element(x(tick), y.from + 17, "middle", tick_text(tick, step, chart.x_is_share));
    }
  } else {
    const double room = (x.to - x.from) / static_cast<double>(chart.x_names.size());
    const auto most = static_cast<std::size_t>(std::max(2.0, room / kCharacter));
    const bool slanted = std::ranges::any_of(chart.x_names, [&](const std::string& name) { return drawn_width(name) > room; }) && room < 40;
    for (std::size_t i = 0; i < chart.x_names.size(); ++i) {
      const double at = x(static_cast<double>(i));
      if (slanted) {
        text += "<text transform=\"translate(" + px(at + 3) + " " + px(y.from + 10) + ") rotate(-40)\" text-anchor=\"end\">" +
                html_text(shortened(chart.x_names[i], 8)) + "</text>";
      } else {
        text += text_element(at, y.from + 17, "middle", shortened(chart.x_names[i], most));
      }
    }
  }
  text += text_element((x.from + x.to) / 2, kHeight - 6, "middle", chart.x_title, "title");
  text += "<text class=\"title\" transform=\"translate(12 " + px((y.from + y.to) / 2) + ") rotate(-90)\" text-anchor=\"middle\">" +
          html_text(chart.y_title) + "</text>";
  return text;
}

/// The path of points whose values are all numbers; a gap starts a new part.
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
                attribute("cy", y(std::clamp(series.y[i], y.low, y.high))) + " r=\"4.5\"" + tip_of(chart, series, i) + "/>";
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

std::string svg_start(const std::string& id, const std::string& title, const std::string& note, double height,
                      const std::string& more) {
  return "<svg class=\"chart\" role=\"img\" aria-labelledby=\"" + id + "-title " + id + "-note\" viewBox=\"0 0 " + px(kWidth) +
         " " + px(height) + "\" id=\"" + id + "\"" + more + "><title id=\"" + id + "-title\">" + html_text(title) +
         "</title><desc id=\"" + id + "-note\">" + html_text(note) + "</desc>";
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string csv_number(const std::vector<double>& values, std::size_t i) {
  return i < values.size() && !std::isnan(values[i]) ? shortest_digits(values[i]) : "";
}

std::string figure(const std::string& id, const std::string& title, const std::string& note, const std::string& svg,
                   const std::string& table) {
  return "<figure class=\"card\" aria-labelledby=\"" + id + "-heading\"><h3 id=\"" + id + "-heading\">" + html_text(title) +
         "</h3>\n" + svg + "\n<figcaption class=\"note\">" + html_text(note) +
         "</figcaption>\n<details class=\"screen-only\"><summary>Numbers</summary><div class=\"scroll\" tabindex=\"0\">" +
         table + "</div></details></figure>\n";
}

std::string number_cell(double value) {
  return "<td class=\"number\">" + number_text(value) + "</td>";
}

}  // namespace

std::string chart_svg(const Chart& chart) {
  double top = kTop;
  const std::string named = legend(chart, top);
  const auto [x_low, x_high] = x_range(chart);
  const auto [y_low, y_high] = y_range(chart);
  const Axis x{x_low, x_high, kLeft, kWidth - kRight}, y{y_low, y_high, kHeight - kBottom, top, chart.y_is_log};
  std::string text =
      svg_start(chart.id, chart.title, chart.note, kHeight,
                x.attributes("x") + y.attributes("y") + (chart.x_is_share ? " data-x-share" : "") +
                    (chart.y_is_share ? " data-y-share" : "") + " data-x-title=\"" + html_text(chart.x_title) + "\"");
  text += axes(chart, x, y) + named;
  for (const Series& series : chart.series) text += draw_series(chart, series, x, y);
  for (const ChartLine& line : chart.lines) {
    if (!(line.x >= x.low && line.x <= x.high)) continue;
    const bool at_right = x(line.x) > (x.from + x.to) / 2;
    text += line_element("mark", x(line.x), y.from, x(line.x), y.to) +
            text_element(x(line.x) + (at_right ? -4 : 4), y.to + 12, at_right ? "end" : "start", line.label, "label");
  }
  return text + "</svg>";
}

std::string chart_svg(const RowChart& chart) {
  constexpr double kRow = 24, kBelow = 42;
  double label_width = 60, text_width = 30;
  for (const RowChart::Row& row : chart.rows) {
    label_width = std::max(label_width, std::min(150.0, drawn_width(row.label) + 8));
    text_width = std::max(text_width, std::min(150.0, drawn_width(row.text.empty() ? number_text(row.value) : row.text) + 10));
  }
  const auto most = static_cast<std::size_t>((label_width - 6) / kCharacter);
  Extent found;
  found.add(chart.reference);
  for (const RowChart::Row& row : chart.rows) {
    if (row.muted) continue;
    found.add(row.value);
    if (!chart.log_scale || row.low > 0) found.add(row.low);
    found.add(row.high);
  }
  Axis x{found.low, found.high, label_width + 4, kWidth - text_width - 4, chart.log_scale};
  if (x.low == x.high) x.high = chart.log_scale ? 2 * x.low : x.low + 1;
  if (chart.log_scale) {
    const double room = std::pow(x.high / x.low, 0.05);
    x.low /= room;
    x.high *= room;
  } else {
    const double room = 0.05 * (x.high - x.low);
    if (!chart.bars || x.low < 0) x.low -= room;
    x.high += room;
  }
  const double height = kTop + kRow * static_cast<double>(chart.rows.size()) + kBelow, bottom = height - kBelow;
  std::string text = svg_start(chart.id, chart.title, chart.note, height, "");
  for (const double tick : chart.log_scale ? log_ticks(x.low, x.high) : axis_ticks(x.low, x.high, 3)) {
    text += line_element("grid-line", x(tick), kTop, x(tick), bottom) +
            text_element(x(tick), bottom + 16, "middle", number_text(tick));
  }
  text += line_element("axis-line", x(chart.reference), kTop, x(chart.reference), bottom);
  for (std::size_t i = 0; i < chart.rows.size(); ++i) {
    const RowChart::Row& row = chart.rows[i];
    const double y = kTop + kRow * (static_cast<double>(i) + 0.5);
    const std::string shown = row.text.empty() ? number_text(row.value) : row.text;
    text += "<g data-tip=\"" + html_text(row.label + ": " + shown) + "\">" +
            text_element(label_width - 2, y + 4, "end", shortened(row.label, most), row.muted ? "" : "title") +
            text_element(kWidth, y + 4, "end", shown);
    const bool above = row.value >= chart.reference;
    const std::string colour = chart.bars ? "c0" : above ? "c1" : "c0";
    const auto inside = [&](double value) { return std::clamp(x(std::clamp(value, x.low, x.high)), x.from, x.to); };
    if (!row.muted && std::isfinite(row.value)) {
      if (chart.bars) {
        const double from = std::min(inside(chart.reference), inside(row.value));
        text += "<rect class=\"bar " + colour + "\"" + attribute("x", from) + attribute("y", y - 7) +
                attribute("width", std::max(0.5, std::abs(inside(row.value) - inside(chart.reference)))) +
                " height=\"14\" rx=\"2\"/>";
      }
      if (std::isfinite(row.low) && std::isfinite(row.high)) {
        text += line_element(chart.bars ? "axis-line" : ("line " + colour).c_str(), inside(row.low), y, inside(row.high), y);
      }
      if (!chart.bars) {
        text += "<circle class=\"point " + colour + "\"" + attribute("cx", inside(row.value)) + attribute("cy", y) + " r=\"5\"/>";
      }
    }
    text += "</g>";
  }
  return text + text_element((x.from + x.to) / 2, height - 8, "middle", chart.x_title, "title") + "</svg>";
}

std::string svg_file(const std::string& svg) {
  static constexpr std::string_view kStyle =
      "<style>text{font:12px sans-serif;fill:#56606f}.title{fill:#1b2330}.grid-line{stroke:#e8ebf0}.axis-line{stroke:#56606f}"
      ".line{fill:none!important;stroke-width:2;stroke-linejoin:round}.dashed{stroke-dasharray:5 4;stroke-width:1.5}"
      ".thin{stroke-width:1;opacity:.55}.area{stroke:none;opacity:.16}.bar{stroke:none;opacity:.75}.point{stroke:#fff}"
      ".rug{opacity:.5}.mark{stroke:#1b2330;stroke-dasharray:3 3}.label{font-weight:600}"
      ".c0{stroke:#0072b2;fill:#0072b2}.c1{stroke:#c25400;fill:#c25400}.c2{stroke:#00795a;fill:#00795a}"
      ".c3{stroke:#a8527f;fill:#a8527f}.c4{stroke:#a87300;fill:#a87300}.c5{stroke:#3a93c7;fill:#3a93c7}"
      ".c6{stroke:#56606f;fill:#56606f}</style><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>";
  std::string text = svg;
  text.insert(text.find('>') + 1, kStyle);
  text.insert(4, " xmlns=\"http://www.w3.org/2000/svg\" width=\"800\"");
  return text + "\n";
}

std::string chart_csv(const Chart& chart) {
  std::string text = "series,x,y,low,high\n";
  for (const Series& series : chart.series) {
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      const std::string x = chart.x_names.empty() ? csv_number(series.x, i) : csv_cell(chart.x_names[static_cast<std::size_t>(series.x[i])]);
      text += csv_cell(series.name) + "," + x + "," + csv_number(series.y, i) + "," + csv_number(series.low, i) + "," +
              csv_number(series.high, i) + "\n";
    }
  }
  return text;
}

std::string chart_csv(const RowChart& chart) {
  std::string text = "label,value,low,high\n";
  for (const RowChart::Row& row : chart.rows) {
    text += csv_cell(row.label) + "," + csv_number({row.value}, 0) + "," + csv_number({row.low}, 0) + "," +
            csv_number({row.high}, 0) + "\n";
  }
  return text;
}

std::string chart_figure(const Chart& chart) {
  constexpr std::size_t kMostRows = 21;
  std::string table = "<table><thead><tr><th>Series</th><th class=\"number\">" + html_text(chart.x_title) +
                      "</th><th class=\"number\">" + html_text(chart.y_title) + "</th></tr></thead><tbody>";
  for (const Series& series : chart.series) {
    if (series.mark == Mark::rug || series.mark == Mark::thin || series.mark == Mark::band || series.name.empty()) continue;
    const std::size_t count = series.x.size(), shown = std::min(count, kMostRows);
    for (std::size_t r = 0; r < shown; ++r) {
      const std::size_t i = shown < 2 ? r : r * (count - 1) / (shown - 1);
      const std::string x = chart.x_names.empty() ? number_text(series.x[i]) : html_text(chart.x_names[static_cast<std::size_t>(series.x[i])]);
      table += "<tr><td>" + html_text(series.name) + "</td><td class=\"number\">" + x + "</td>" + number_cell(series.y[i]) + "</tr>";
    }
  }
  return figure(chart.id, chart.title, chart.note, chart_svg(chart), table + "</tbody></table>");
}

std::string chart_figure(const RowChart& chart) {
  std::string table = "<table><thead><tr><th>Row</th><th class=\"number\">" + html_text(chart.x_title) +
                      "</th><th class=\"number\">Low</th><th class=\"number\">High</th></tr></thead><tbody>";
  for (const RowChart::Row& row : chart.rows) {
    table += "<tr><td>" + html_text(row.label) + "</td>" + number_cell(row.value) + number_cell(row.low) + number_cell(row.high) + "</tr>";
  }
  return figure(chart.id, chart.title, chart.note, chart_svg(chart), table + "</tbody></table>");
}

}  // namespace binet
