#include "cli/character_plot.hpp"

#include "cli/format_text.hpp"
#include "cli/text_layout.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

constexpr int kColumns = 60, kRows = 15;  ///< of characters

/// Dots, two by four per character.
class Canvas {
 public:
  void dot(int x, int y) {
    if (x < 0 || y < 0 || x >= 2 * kColumns || y >= 4 * kRows) return;
    constexpr int kBits[4][2] = {{0, 3}, {1, 4}, {2, 5}, {6, 7}};  // Unicode's numbering of the dots
    cells_[y / 4][x / 2] |= 1U << static_cast<unsigned>(kBits[y % 4][x % 2]);
  }
  void mark(int x, int y, const char* text) {
    if (x >= 0 && y >= 0 && x < 2 * kColumns && y < 4 * kRows) marks_[y / 4][x / 2] = text;
  }
  std::string row(int r) const {
    std::string text;
    for (int c = 0; c < kColumns; ++c) {
      const unsigned dots = cells_[r][c];
      if (marks_[r][c] != nullptr) {
        text += marks_[r][c];
      } else if (dots == 0) {
        text += ' ';
      } else {  // U+2800 + dots in UTF-8
        text += {static_cast<char>(0xE2), static_cast<char>(0xA0 | dots >> 6U), static_cast<char>(0x80 | (dots & 63U))};
      }
    }
    return text.substr(0, text.find_last_not_of(' ') + 1);
  }

 private:
  unsigned cells_[kRows][kColumns] = {};
  const char* marks_[kRows][kColumns] = {};
};

}  // namespace

std::string character_plot(const std::string& title, const std::string& x_title,
                           const std::vector<CharacterSeries>& all, std::pair<double, double> x_range,
                           std::pair<double, double> y_range) {
  const auto place = [](double value, std::pair<double, double> range, int dots) {
    return static_cast<int>(std::lround((value - range.first) / (range.second - range.first) * (dots - 1)));
  };
  Canvas canvas;
  for (const CharacterSeries& series : all) {
    int drawn = 0, last_x = 0, last_y = 0;
    bool open = false;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      if (!std::isfinite(series.x[i]) || !std::isfinite(series.y[i])) {
        open = false;
        continue;
      }
      const int x = place(series.x[i], x_range, 2 * kColumns),
                y = 4 * kRows - 1 - place(series.y[i], y_range, 4 * kRows);
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
  for (int r = 0; r < kRows; ++r) {
    const bool labelled = r == 0 || r == kRows - 1 || r == kRows / 2;
    const double value = y_range.second - (y_range.second - y_range.first) * r / (kRows - 1.0);
    text += (labelled ? format_text("%8.3g │", value) : std::string(9, ' ') + "│") + canvas.row(r) + "\n";
  }
  std::string axis;
  for (int c = 0; c < kColumns; ++c) axis += "─";
  text += std::string(9, ' ') + "└" + axis + "\n";
  const std::string low = format_text("%.3g", x_range.first), high = format_text("%.3g", x_range.second);
  const std::size_t room = kColumns - low.size() - high.size(), title_width = text_width(x_title);
  const std::size_t before = room > title_width ? (room - title_width) / 2 : 1;
  return text + std::string(10, ' ') + low + std::string(before, ' ') + x_title +
         std::string(room > before + title_width ? room - before - title_width : 1, ' ') + high + "\n";
}

}  // namespace binet
