#include "cli/character_plot.hpp"

#include "cli/format_text.hpp"
#include "cli/text_layout.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

namespace binet {
namespace {

/// Dots, two by four per character.
class Canvas {
 public:
  explicit Canvas(PlotSize size)
      : size_(size), cells_(static_cast<std::size_t>(size.columns * size.rows)), marks_(cells_.size()) {}
  void dot(int x, int y) {
    if (!holds(x, y)) return;
    constexpr int kBits[4][2] = {{0, 3}, {1, 4}, {2, 5}, {6, 7}};  // Unicode's numbering of the dots
    cells_[place(y / 4, x / 2)] |= 1U << static_cast<unsigned>(kBits[y % 4][x % 2]);
  }
  void mark(int x, int y, const char* text) {
    if (holds(x, y)) marks_[place(y / 4, x / 2)] = text;
  }
  std::string row(int r) const {
    std::string text;
    for (int c = 0; c < size_.columns; ++c) {
      const unsigned dots = cells_[place(r, c)];
      if (const char* mark = marks_[place(r, c)]; mark != nullptr) {
        text += mark;
      } else if (dots == 0) {
        text += ' ';
      } else {  // U+2800 + dots in UTF-8
        text += {static_cast<char>(0xE2), static_cast<char>(0xA0 | dots >> 6U), static_cast<char>(0x80 | (dots & 63U))};
      }
    }
    return text.substr(0, text.find_last_not_of(' ') + 1);
  }

 private:
  bool holds(int x, int y) const { return x >= 0 && y >= 0 && x < 2 * size_.columns && y < 4 * size_.rows; }
  std::size_t place(int row, int column) const { return static_cast<std::size_t>(row * size_.columns + column); }

  PlotSize size_;
  std::vector<unsigned> cells_;
  std::vector<const char*> marks_;
};

}  // namespace

std::string character_plot(const std::string& title, const std::string& x_title,
                           const std::vector<CharacterSeries>& all, std::pair<double, double> x_range,
                           std::pair<double, double> y_range, PlotSize size) {
  const auto place = [](double value, std::pair<double, double> range, int dots) {
    return static_cast<int>(std::lround((value - range.first) / (range.second - range.first) * (dots - 1)));
  };
  Canvas canvas(size);
  for (const CharacterSeries& series : all) {
    int drawn = 0, last_x = 0, last_y = 0;
    bool open = false;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      if (!std::isfinite(series.x[i]) || !std::isfinite(series.y[i])) {
        open = false;
        continue;
      }
      const int x = place(series.x[i], x_range, 2 * size.columns),
                y = 4 * size.rows - 1 - place(series.y[i], y_range, 4 * size.rows);
      if (!series.joined) {
        canvas.mark(x, y, series.mark);
        continue;
      }
      const int steps = open ? std::max({std::abs(x - last_x), std::abs(y - last_y), 1}) : 0;
      for (int step = 0; step <= steps; ++step) {
        if (series.faint && drawn++ % 4 != 0) continue;
        const double share = steps == 0 ? 1 : static_cast<double>(step) / steps;
        canvas.dot(static_cast<int>(std::lround(last_x + share * (x - last_x))),
                   static_cast<int>(std::lround(last_y + share * (y - last_y))));
      }
      last_x = x;
      last_y = y;
      open = true;
    }
  }
  std::string text = title + "\n";
  for (int r = 0; r < size.rows; ++r) {
    const bool labelled = r == 0 || r == size.rows - 1 || r == size.rows / 2;
    const double value = y_range.second - (y_range.second - y_range.first) * r / (size.rows - 1.0);
    text += (labelled ? format_text("%8.3g │", value) : std::string(9, ' ') + "│") + canvas.row(r) + "\n";
  }
  std::string axis;
  for (int c = 0; c < size.columns; ++c) axis += "─";
  text += std::string(9, ' ') + "└" + axis + "\n";
  const std::string low = format_text("%.3g", x_range.first), high = format_text("%.3g", x_range.second);
  const std::size_t room = static_cast<std::size_t>(size.columns) - low.size() - high.size();
  const std::size_t title_width = text_width(x_title);
  const std::size_t before = room > title_width ? (room - title_width) / 2 : 1;
  return text + std::string(10, ' ') + low + std::string(before, ' ') + x_title +
         std::string(room > before + title_width ? room - before - title_width : 1, ' ') + high + "\n";
}

std::optional<std::pair<double, double>> loss_range(const std::vector<CharacterSeries>& all) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const CharacterSeries& series : all) {
    for (const double value : series.y) {
      if (!std::isfinite(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  if (!(high > low)) return std::nullopt;
  const double margin = 0.05 * (high - low);
  return std::pair{std::max(0.0, low - margin), high + margin};
}

std::string beside_one_another(const std::vector<std::string>& plots, PlotSize size, std::size_t width) {
  constexpr std::size_t kBetween = 2;
  const std::size_t own = static_cast<std::size_t>(kPlotMargin + size.columns) + kBetween;
  const std::size_t each_row = std::max<std::size_t>(1, (width + kBetween) / own);
  std::string text;
  for (std::size_t first = 0; first < plots.size(); first += each_row) {
    std::vector<std::istringstream> row;
    for (std::size_t i = first; i < std::min(first + each_row, plots.size()); ++i) row.emplace_back(plots[i]);
    if (first > 0) text += "\n";
    std::string line, joined;
    while (std::getline(row.front(), joined)) {
      for (std::size_t i = 1; i < row.size() && std::getline(row[i], line); ++i)
        joined = padded(std::move(joined), i * own) + line;
      text += joined + "\n";
    }
  }
  return text;
}

}  // namespace binet
