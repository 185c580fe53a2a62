#include "page/chart_drawing.hpp"

#include "base/number_text.hpp"
#include "base/text_width.hpp"
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
  return kCharacter * static_cast<double>(text_width(text));
}

std::string shortened(const std::string& text, std::size_t most) {
  return text_width(text) <= most ? text : text.substr(0, fitting_bytes(text, most - 1)) + "…";
}

std::string shortened_parts(const std::string& text, std::size_t most) {
  constexpr std::string_view kTimes = " × ";
  const std::size_t pair = text.find(kTimes), place = pair == text.npos ? text.find('=') : pair;
  if (text_width(text) <= most || place == text.npos) return shortened(text, most);
  const std::string separator = pair == text.npos ? "=" : std::string(kTimes);
  const std::string first = text.substr(0, place), second = text.substr(place + separator.size());
  const std::size_t room = most - text_width(separator), half = room / 2;
  const std::size_t of_second = std::min(text_width(second), std::max(half, room - std::min(room, text_width(first))));
  return shortened(first, room - of_second) + separator + shortened(second, of_second);
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
