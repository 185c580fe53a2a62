#include "cli/text_table.hpp"

#include "base/printable.hpp"
#include "cli/format_text.hpp"
#include "cli/text_layout.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
std::string cell(double value) {
  return std::isnan(value) ? "-" : format_text("%.4g", value);
}

std::string print_table(std::vector<std::vector<std::string>> rows) {
  for (auto& row : rows) {
    for (std::string& text : row) text = printable(text);
  }
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows) {
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], text_width(row[c]));
  }
  std::string text;
  for (const auto& row : rows) {
    text += "  ";
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string blanks(widths[c] - text_width(row[c]), ' ');
      text += c == 0 ? row[c] + blanks : "  " + blanks + row[c];
    }
    text += '\n';
  }
  return text;
}

}  // namespace binet
