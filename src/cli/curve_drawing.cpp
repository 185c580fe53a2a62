#include "cli/curve_drawing.hpp"

#include "cli/format_text.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace binet {
namespace {

constexpr double kLeft = -7, kRight = 7;    ///< ends of the plots
constexpr double kBottom = -2, kTop = 3;    ///< limits of the plot for unbounded activations

/// The vertical range of f and f′, limited if f is unbounded.
struct Heights {
  double low = 0, high = 0;
};

Heights heights_of(const Activation& f) {
  Heights heights;
  for (int i = 0; i <= 280; ++i) {
    const double x = kLeft + (kRight - kLeft) * i / 280;
    for (const double y : {f.value(x), f.slope(x)}) {
      heights.low = std::max(kBottom, std::min(heights.low, y));
      heights.high = std::min(kTop, std::max(heights.high, y));
    }
  }
  for (const double limit : {find_facts(f).lower_limit, find_facts(f).upper_limit}) {  // reached outside the plot
    if (!std::isfinite(limit)) continue;
    heights.low = std::min(heights.low, limit);
    heights.high = std::max(heights.high, limit);
  }
  return heights;
}

constexpr int kPlotColumns = 71;  ///< one per 0.2
constexpr int kPlotRows = 17;

double x_of(int column) {
  return kLeft + (kRight - kLeft) * column / (kPlotColumns - 1);
}

/// Draws `mark` along the curve and fills the rows between neighbouring columns.
void draw(std::vector<std::string>& grid, const Heights& heights, double (*curve)(double), char mark) {
  const double per_row = (heights.high - heights.low) / (kPlotRows - 1);
  for (int column = 0; column < kPlotColumns; ++column) {
    const double y = curve(x_of(column));
    if (y < heights.low - per_row / 2 || y > heights.high + per_row / 2) continue;
    const auto row = static_cast<std::size_t>(
        std::clamp(static_cast<int>(std::lround((heights.high - y) / per_row)), 0, kPlotRows - 1));
    grid[row][static_cast<std::size_t>(column)] = mark;
  }
}

std::string saturation_line(const ActivationFacts& facts) {
  std::string line(kPlotColumns, ' ');
  bool any = false;
  for (int column = 0; column < kPlotColumns; ++column) {
    const double x = x_of(column);
    if (x > facts.saturated_below && x < facts.saturated_above) continue;
    line[static_cast<std::size_t>(column)] = '=';
    any = true;
  }
  if (!any) return "";
  std::string ends;
  if (std::isfinite(facts.saturated_below)) ends += format_text("x <= %.3g", facts.saturated_below);
  if (std::isfinite(facts.saturated_above)) {
    ends += (ends.empty() ? "" : " and ") + format_text("x >= %.3g", facts.saturated_above);
  }
  return "       " + line.substr(0, line.find_last_not_of(' ') + 1) + "\n       = saturated: |f'| < 0.01 for " + ends +
         "\n";
}

}  // namespace

std::string draw_in_characters(const Activation& f, const ActivationFacts& facts) {
  const Heights heights = heights_of(f);
  const double per_row = (heights.high - heights.low) / (kPlotRows - 1);
  std::vector<std::string> grid(kPlotRows, std::string(kPlotColumns, ' '));
  const auto axis = static_cast<std::size_t>(std::lround(heights.high / per_row));
  grid[axis].assign(kPlotColumns, '-');
  for (std::string& row : grid) row[kPlotColumns / 2] = '|';
  grid[axis][kPlotColumns / 2] = '+';
  draw(grid, heights, f.slope, 'o');
  draw(grid, heights, f.value, '*');
  std::string text = "\n";
  for (std::size_t row = 0; row < grid.size(); ++row) {
    const bool labelled = row % 4 == 0 || row == axis;
    text += labelled ? format_text("%6.2f ", row == axis ? 0.0 : heights.high - per_row * static_cast<double>(row))
                     : "       ";
    text += grid[row].substr(0, grid[row].find_last_not_of(' ') + 1) + "\n";
  }
  std::string ticks(kPlotColumns + 2, ' ');
  for (int x = -6; x <= 6; x += 2) {
    const std::string label = std::to_string(x);
    const int column = static_cast<int>(std::lround((x - kLeft) / (kRight - kLeft) * (kPlotColumns - 1)));
    ticks.replace(static_cast<std::size_t>(column) - (label.size() - 1), label.size(), label);
  }
  text += "       " + ticks.substr(0, ticks.find_last_not_of(' ') + 1) + "  x\n";
  return text + saturation_line(facts) + "       * f(x)   o f'(x)\n";
}

namespace {

constexpr double kPictureWidth = 720, kPictureHeight = 420, kPictureMargin = 48;

/// Maps points to places in the picture.
struct Frame {
  Heights heights;
  double x(double at) const {
    return kPictureMargin + (at - kLeft) / (kRight - kLeft) * (kPictureWidth - 2 * kPictureMargin);
  }
  double y(double at) const {
    return kPictureHeight - kPictureMargin -
           (at - heights.low) / (heights.high - heights.low) * (kPictureHeight - 2 * kPictureMargin);
  }
};

std::string line(const Frame& frame, double x1, double y1, double x2, double y2, const char* style) {
  return format_text("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>\n", frame.x(x1), frame.y(y1),
                     frame.x(x2), frame.y(y2), style);
}

/// A curve as path data, without the parts outside the frame.
std::string curve(const Frame& frame, double (*function)(double), const char* style) {
  std::string path;
  bool inside = false;
  for (int i = 0; i <= 560; ++i) {
    const double x = kLeft + (kRight - kLeft) * i / 560, y = function(x);
    const bool shown = y >= frame.heights.low - 1e-9 && y <= frame.heights.high + 1e-9;
    if (shown) path += format_text("%s%.1f %.1f", inside ? "L" : "M", frame.x(x), frame.y(y));
    inside = shown;
  }
  return "<path d=\"" + path + "\" fill=\"none\" " + style + "/>\n";
}

std::string label(double x, double y, const std::string& text, const char* style) {
  return format_text("<text x=\"%.1f\" y=\"%.1f\" %s>", x, y, style) + text + "</text>\n";
}

/// The minus is the typographic one.
std::string number(const char* pattern, double value) {
  return (value < 0 ? "&#8722;" : "") + format_text(pattern, std::abs(value));
}

constexpr const char* kGrey = "stroke=\"#888\" stroke-width=\"1\"";

std::vector<double> heights_named(const Heights& heights) {
  const double step = heights.high - heights.low > 1.5 ? 1 : 0.25;
  std::vector<double> named;
  for (double y = std::ceil(heights.low / step) * step; y <= heights.high + 1e-9; y += step) {
    if (std::abs(y) > 1e-9) named.push_back(y);
  }
  return named;
}

std::string axes(const Frame& frame) {
  std::string svg = line(frame, kLeft, 0, kRight, 0, kGrey) +
                    line(frame, 0, frame.heights.low, 0, frame.heights.high, kGrey);
  for (const double y : heights_named(frame.heights)) svg += line(frame, -0.08, y, 0.08, y, kGrey);
  return svg;
}

/// The numbers at the axes, above the curves, with a rim of paper.
std::string axis_numbers(const Frame& frame) {
  std::string svg = "<g fill=\"#555\" stroke=\"#fff\" stroke-width=\"4\" paint-order=\"stroke\">\n";
  for (int x = -6; x <= 6; x += 2) {
    if (x == 0 && frame.heights.low < 0) continue;  // curves cross there
    svg += label(frame.x(x), frame.y(0) + 18, number("%g", x), "text-anchor=\"middle\"");
  }
  for (const double y : heights_named(frame.heights))
    svg += label(frame.x(0) - 10, frame.y(y) + 5, number("%.3g", y), "text-anchor=\"end\"");
  return svg + "</g>\n";
}

std::string limits(const Frame& frame, const ActivationFacts& facts) {
  std::string svg;
  for (const auto& [limit, where] : {std::pair{facts.lower_limit, kLeft}, std::pair{facts.upper_limit, kRight}}) {
    if (!std::isfinite(limit)) continue;
    svg += line(frame, where, limit, 0, limit, "stroke=\"#2a7\" stroke-width=\"1.5\" stroke-dasharray=\"6 5\"");
    svg += label(frame.x(where), frame.y(limit) - 8,
                 "limit " + number("%.4g", limit), where < 0 ? "fill=\"#2a7\"" : "text-anchor=\"end\" fill=\"#2a7\"");
  }
  return svg;
}

/// The part of the tangent at 0 that lies in the frame.
std::string tangent(const Frame& frame, const Activation& f) {
  const bool kink = std::ranges::find(f.kinks, 0.0) != f.kinks.end();
  const double slope = f.slope(0), at_zero = f.value(0);
  if (kink || slope == 0) return "";
  const double left = std::max(kLeft, (frame.heights.low - at_zero) / slope);
  const double right = std::min(kRight, (frame.heights.high - at_zero) / slope);
  return line(frame, left, at_zero + slope * left, right, at_zero + slope * right,
              "stroke=\"#b60\" stroke-width=\"1.5\" stroke-dasharray=\"2 4\"") +
         label(kPictureMargin + 330, 26, "tangent at 0: slope " + number("%.4g", slope), "fill=\"#b60\"");
}

}  // namespace

std::string draw_as_svg(const Activation& f, const ActivationFacts& facts) {
  const Frame frame{heights_of(f)};
  const std::string name(f.name);
  return format_text("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %g %g\" font-family=\"sans-serif\" "
                     "font-size=\"15\">\n",
                     kPictureWidth, kPictureHeight) +
         "<title>" + name + " and its derivative</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n" +
         axes(frame) + limits(frame, facts) + tangent(frame, f) +
         curve(frame, f.slope, "stroke=\"#c33\" stroke-width=\"2.5\"") +
         curve(frame, f.value, "stroke=\"#25c\" stroke-width=\"3\"") +
         axis_numbers(frame) +
         label(kPictureMargin, 26, name + ": f(x)", "fill=\"#25c\" font-weight=\"bold\"") +
         label(kPictureMargin + 150, 26, "derivative f&#8242;(x)", "fill=\"#c33\" font-weight=\"bold\"") + "</svg>\n";
}

}  // namespace binet
