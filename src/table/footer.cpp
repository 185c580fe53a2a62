#include "table/footer.hpp"

#include "csv/csv.hpp"
#include "csv/preamble.hpp"
#include "csv/text.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace binet::detail {
namespace {

/// A line as a delimiter cuts it.
struct LineFields {
  std::size_t count = 1;
  std::string_view first;  ///< the first field, without quotes
  bool as_text = true;     ///< a blank or nothing follows each delimiter, as in a sentence or behind one
};

LineFields fields_of(std::string_view line, char delimiter) {
  LineFields fields;
  std::size_t end = line.size();
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') quoted = !quoted;
    if (quoted || line[i] != delimiter) continue;
    if (fields.count++ == 1) end = i;
    fields.as_text &= i + 1 == line.size() || line[i + 1] == ' ' || line[i + 1] == delimiter;
  }
  fields.first = trim_blanks(line.substr(0, end));
  if (fields.first.size() > 1 && fields.first.starts_with('"') && fields.first.ends_with('"')) {
    fields.first = trim_blanks(fields.first.substr(1, fields.first.size() - 2));
  }
  return fields;
}

/// True for a line of text with another number of fields than the table, and not for a record that lacks a delimiter.
bool is_note(std::string_view line, bool behind_empty_line, char delimiter, std::size_t width) {
  if (std::ranges::count(line, '"') > 2) return false;  // several quoted cells
  const LineFields fields = fields_of(line, delimiter);
  double number;
  if (fields.count == width || fields.first.empty() || parse_number(fields.first, number)) return false;
  const bool begins_with_digit = std::isdigit(static_cast<unsigned char>(fields.first.front())) != 0;
  if (fields.count > 1 && (begins_with_digit || !fields.as_text)) return false;
  return behind_empty_line || line.find_first_of(" :") != std::string_view::npos;
}

}  // namespace

std::string remark_on_footer(const Chunk& chunk) {
  return "text below the table is not read, from line " +
         std::to_string(chunk.block.first_line + chunk.footer->lines_after) + " on: " + in_quotes(chunk.footer->text);
}

bool is_footer(std::string_view rest, char delimiter, std::size_t width, bool complete) {
  if (width < 2 || std::ssize(rest) > kLongestFooter) return false;
  if (rest.find('\n') == std::string_view::npos && fields_of(rest, delimiter).count > 1) return false;
  bool behind_empty_line = false;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = trim_blanks(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    const bool skipped = line.empty() || is_rule(line, delimiter);
    if (!skipped && !is_note(line, behind_empty_line, delimiter, width)) return false;
    if (!complete) return true;
    behind_empty_line |= line.empty();
  }
  return true;
}

}  // namespace binet::detail
