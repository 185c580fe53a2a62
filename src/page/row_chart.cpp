#include "base/csv_field.hpp"
#include "page/chart.hpp"
#include "page/chart_drawing.hpp"
#include "page/number_format.hpp"
#include "page/page.hpp"

#include <algorithm>
#include <cmath>

namespace binet {

std::string chart_svg(const RowChart& chart) {
  using namespace drawing;
  constexpr double kRow = 24, kBelow = 42;
  constexpr double kLeastPlot = 120;
  double label_width = 60, value_width = 30;
  for (const RowChart::Row& row : chart.rows) {
    label_width = std::max(label_width, std::min(200.0, drawn_width(row.label) + 8));
    value_width =
        std::max(value_width, std::min(180.0, drawn_width(row.text.empty() ? number_text(row.value) : row.text) + 10));
  }
  label_width = std::min(label_width, kWidth - value_width - kLeastPlot);
  const auto most = static_cast<std::size_t>((label_width - 6) / kCharacter);
  Extent found;
  found.add(chart.reference);
  for (const RowChart::Row& row : chart.rows) {
    if (row.muted) continue;
    found.add(row.value);
    if (!chart.log_scale || row.low > 0) found.add(row.low);
    found.add(row.high);
  }
  Axis x{found.low, found.high, label_width + 4, kWidth - value_width - 4, chart.log_scale};
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
  double end_of_last = -kWidth;
  for (const double tick : chart.log_scale ? log_ticks(x.low, x.high) : axis_ticks(x.low, x.high, 3)) {
    const double half = drawn_width(number_text(tick)) / 2 + 4;
    if (x(tick) - half < end_of_last) continue;
    end_of_last = x(tick) + half;
    text += line_element("grid-line", x(tick), kTop, x(tick), bottom) +
            text_element(x(tick), bottom + 16, "middle", number_text(tick));
  }
  text += line_element("axis-line", x(chart.reference), kTop, x(chart.reference), bottom);
  for (std::size_t i = 0; i < chart.rows.size(); ++i) {
    const RowChart::Row& row = chart.rows[i];
    const double y = kTop + kRow * (static_cast<double>(i) + 0.5);
    const std::string shown = row.text.empty() ? number_text(row.value) : row.text;
    text += "<g data-tip=\"" + html_text(row.label + ": " + shown) + "\">" +
            text_element(label_width - 2, y + 4, "end", shortened_parts(row.label, most), row.muted ? "" : "title") +
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
        text += line_element(chart.bars ? "axis-line" : ("line " + colour).c_str(), inside(row.low), y,
                             inside(row.high), y);
      }
      if (!chart.bars) {
        text += "<circle class=\"point " + colour + "\"" + attribute("cx", inside(row.value)) + attribute("cy", y) +
                " r=\"5\"/>";
      }
    }
    text += "</g>";
  }
  return text + text_element((x.from + x.to) / 2, height - 8, "middle", chart.x_title, "title") + "</svg>";
}

std::string chart_csv(const RowChart& chart) {
  using namespace drawing;
  std::string text = "label,value,low,high\n";
  for (const RowChart::Row& row : chart.rows) {
    text += detail::csv_field(row.label) + "," + csv_number({row.value}, 0) + "," + csv_number({row.low}, 0) + "," +
            csv_number({row.high}, 0) + "\n";
  }
  return text;
}

std::string chart_figure(const RowChart& chart) {
  using namespace drawing;
  std::string table = "<table><thead><tr><th>Row</th><th class=\"number\">" + html_text(chart.x_title) +
                      "</th><th class=\"number\">Low</th><th class=\"number\">High</th></tr></thead><tbody>";
  for (const RowChart::Row& row : chart.rows) {
    table += "<tr><td>" + html_text(row.label) + "</td>" + number_cell(row.value) + number_cell(row.low) +
             number_cell(row.high) + "</tr>";
  }
  return figure(chart.id, chart.title, chart.note, chart_svg(chart), table + "</tbody></table>");
}

}  // namespace binet
