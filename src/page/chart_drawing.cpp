#include "page/chart_drawing.hpp"

#include "base/number_text.hpp"
#include "page/number_format.hpp"
#include "page/page.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace binet::drawing {

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

std::string text_element(double x, double y, const char* anchor, const std::string& text, const std::string& kind) {
  return "<text" + attribute("x", x) + attribute("y", y) + " text-anchor=\"" + anchor + "\"" +
         (kind.empty() ? "" : " class=\"" + kind + "\"") + ">" + html_text(text) + "</text>";
}

double drawn_width(std::string_view text) {
  const auto characters =
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  return kCharacter * static_cast<double>(characters);
}

std::string shortened(const std::string& text, std::size_t most) {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) continue;
    if (++characters == most && drawn_width(text.substr(at)) > kCharacter) return text.substr(0, at) + "…";
  }
  return text;
}

double Axis::operator()(double value) const {
  if (is_log) return from + (std::log(value) - std::log(low)) / (std::log(high) - std::log(low)) * (to - from);
  return from + (value - low) / (high - low) * (to - from);
}

std::string Axis::attributes(const char* name) const {
  return std::string(" data-") + name + "=\"" + shortest_digits(low) + " " + shortest_digits(high) + " " + px(from) +
         " " + px(to) + (is_log ? " log" : "") + "\"";
}

void Extent::add(double value) {
  if (!std::isfinite(value)) return;
  low = std::min(low, value);
  high = std::max(high, value);
}

void Extent::add(const std::vector<double>& values) {
  for (const double value : values) add(value);
}

std::string svg_start(const std::string& id, const std::string& title, const std::string& note, double height,
                      const std::string& more) {
  return "<svg class=\"chart\" role=\"img\" aria-labelledby=\"" + id + "-title " + id + "-note\" viewBox=\"0 0 " +
         px(kWidth) + " " + px(height) + "\" id=\"" + id + "\"" + more + "><title id=\"" + id + "-title\">" +
         html_text(title) + "</title><desc id=\"" + id + "-note\">" + html_text(note) + "</desc>";
}

std::string csv_number(const std::vector<double>& values, std::size_t i) {
  return i < values.size() && !std::isnan(values[i]) ? shortest_digits(values[i]) : "";
}

std::string figure(const std::string& id, const std::string& title, const std::string& note, const std::string& svg,
                   const std::string& table) {
  return "<figure class=\"card\" aria-labelledby=\"" + id + "-heading\"><h3 id=\"" + id + "-heading\">" +
         html_text(title) + "</h3>\n" + svg + "\n<figcaption class=\"note\">" + html_text(note) +
         "</figcaption>\n<details class=\"screen-only\"><summary>Numbers</summary><div class=\"scroll\" "
         "tabindex=\"0\">" +
         table + "</div></details></figure>\n";
}

std::string number_cell(double value) {
  return "<td class=\"number\">" + number_text(value) + "</td>";
}

}  // namespace binet::drawing
