#include "json/tensor_text.hpp"

#include "base/number_text.hpp"
#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "json/quick_number.hpp"

#include <fast_float/fast_float.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace binet {

namespace {

constexpr auto kEnd = std::string_view::npos;
constexpr std::string_view kBlanks = " \t\r\n";

/// The closing quote of the string that opens at `quote`.
std::size_t string_end(std::string_view text, std::size_t quote) {
  for (std::size_t i = quote + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i;
    }
  }
  return kEnd;
}

/// The start of the value of the next member named "values", at or after `from`.
std::size_t find_values(std::string_view text, std::size_t from) {
  for (std::size_t quote = text.find('"', from); quote != kEnd; quote = text.find('"', from)) {
    const std::size_t end = string_end(text, quote);
    if (end == kEnd) return kEnd;
    from = end + 1;
    if (text.substr(quote + 1, end - quote - 1) != "values") continue;
    const std::size_t colon = text.find_first_not_of(kBlanks, from);
    if (colon == kEnd || text[colon] != ':') continue;
    return std::min(text.find_first_not_of(kBlanks, colon + 1), text.size());
  }
  return kEnd;
}

/// Reads [[…], …] from the front of the remaining text.
class RowsReader {
 public:
  RowsReader(std::string_view text, std::size_t begin, const std::string& source)
      : text_(text), at_(begin), source_(source) {}

  TensorRows read(std::size_t likely_numbers) {
    rows_.numbers.reserve(likely_numbers);
    expect('[');
    if (!accept(']')) {
      do {
        read_row();
      } while (accept(','));
      expect(']');
    }
    return std::move(rows_);
  }
  std::size_t position() const { return at_; }

 private:
  void read_row() {
    expect('[');
    if (!accept(']')) {
      do {
        rows_.numbers.push_back(read_number());
      } while (accept(','));
      expect(']');
    }
    rows_.row_ends.push_back(rows_.numbers.size());
  }

  Scalar read_number() {
    skip_blanks();
    Scalar number = 0;
    const char* begin = text_.data() + at_;
    if (const char* const stop = detail::read_quickly(begin, text_.data() + text_.size(), number)) {
      at_ += static_cast<std::size_t>(stop - begin);
      return number;
    }
    const auto result = fast_float::from_chars(begin, text_.data() + text_.size(), number);
    if (result.ec == std::errc::invalid_argument) fail("a number");
    if (!std::isfinite(number)) fail("a finite number");
    at_ += static_cast<std::size_t>(result.ptr - begin);
    return number;
  }

  void skip_blanks() {
    const auto is_blank = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  bool accept(char wanted) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  void expect(char wanted) {
    if (!accept(wanted)) fail(std::string("\"") + wanted + "\"");
  }

  [[noreturn]] void fail(const std::string& expected) const {
    const auto stop = text_.begin() + static_cast<std::ptrdiff_t>(std::min(at_, text_.size()));
    const auto line = 1 + std::count(text_.begin(), stop, '\n');
    const std::string place = source_ + ":" + std::to_string(line) + ": ";
    if (stop == text_.end()) throw Error(place + "the file ends in the middle of a tensor; is it truncated?");
    const std::string_view rest = text_.substr(at_);
    throw Error(place + "expected " + expected + ", found \"" +
                std::string(rest.substr(0, std::min<std::size_t>(rest.find_first_of(",] \r\n"), 20))) + "\"");
  }

  std::string_view text_;
  std::size_t at_;
  const std::string& source_;
  TensorRows rows_;
};

/// Some rows of a tensor, which one thread prints.
struct PrintedRows {
  const TensorRows* rows;
  std::size_t first;
  std::size_t end;
  std::size_t indent;
  std::string text = {};
};

void print_rows(PrintedRows& range) {
  const TensorRows& rows = *range.rows;
  const std::string margin = "\n" + std::string(range.indent + 2, ' ');
  std::string& text = range.text;
  if (range.first == 0) text += '[';
  std::size_t begin = range.first == 0 ? 0 : rows.row_ends[range.first - 1];
  for (std::size_t row = range.first; row < range.end; ++row) {
    if (row > 0) text += ',';
    text += margin + '[';
    for (std::size_t i = begin; i < rows.row_ends[row]; ++i) {
      if (i > begin) text += ", ";
      append_shortest(rows.numbers[i], text);
    }
    text += ']';
    begin = rows.row_ends[row];
  }
  if (range.end == rows.row_ends.size()) text += "\n" + std::string(range.indent, ' ') + ']';
}

/// Cuts a tensor into ranges of whole rows with about as many numbers each.
void add_row_ranges(const TensorRows& rows, std::size_t indent, std::vector<PrintedRows>& ranges) {
  constexpr std::size_t kNumbersPerRange = 1U << 14U;
  std::size_t first = 0;
  do {
    const std::size_t begin = first == 0 ? 0 : rows.row_ends[first - 1];
    std::size_t end = first;
    while (end < rows.row_ends.size() && rows.row_ends[end] - begin < kNumbersPerRange) ++end;
    end = std::min(end + 1, rows.row_ends.size());
    ranges.push_back({.rows = &rows, .first = first, .end = end, .indent = indent});
    first = end;
  } while (first < rows.row_ends.size());
}

/// The indentation of the line that contains `position`.
std::size_t line_indent(std::string_view text, std::size_t position) {
  const std::size_t newline = text.rfind('\n', position);
  const std::size_t start = newline == kEnd ? 0 : newline + 1;
  return text.find_first_not_of(' ', start) - start;
}

}  // namespace

SplitText take_tensors(std::string_view text, const std::string& source) {
  constexpr std::size_t kBytesANumber = 10;
  // A valid tensor contains no quote, so the next one can be found without reading it. A tensor with a quote is
  // rejected anyway, whatever follows it.
  std::vector<std::size_t> begins;
  for (std::size_t at = find_values(text, 0); at != kEnd; at = find_values(text, at)) begins.push_back(at);
  std::vector<std::size_t> ends(begins.size());
  SplitText split;
  split.tensors.resize(begins.size());
  parallel_for(static_cast<Index>(begins.size()), [&](Index index) {
    const auto i = static_cast<std::size_t>(index);
    const std::size_t next = i + 1 < begins.size() ? begins[i + 1] : text.size();
    RowsReader reader(text, begins[i], source);
    split.tensors[i] = reader.read((next - begins[i]) / kBytesANumber);
    ends[i] = reader.position();
  });
  std::size_t done = 0;
  for (std::size_t i = 0; i < begins.size(); ++i) {
    const std::string_view taken = text.substr(begins[i], ends[i] - begins[i]);
    split.text += text.substr(done, begins[i] - done);
    split.text += std::to_string(i);
    split.text.append(static_cast<std::size_t>(std::count(taken.begin(), taken.end(), '\n')), '\n');
    done = ends[i];
  }
  split.text += text.substr(done);
  return split;
}

std::string put_tensors(const SplitText& split) {
  const std::string_view text = split.text;
  std::vector<std::string_view> between;
  std::vector<std::size_t> first_ranges;
  std::vector<PrintedRows> ranges;
  std::size_t done = 0;
  for (std::size_t begin = find_values(text, 0); begin != kEnd; begin = find_values(text, done)) {
    std::size_t index = 0;
    const char* end = std::from_chars(text.data() + begin, text.data() + text.size(), index).ptr;
    between.push_back(text.substr(done, begin - done));
    first_ranges.push_back(ranges.size());
    add_row_ranges(split.tensors.at(index), line_indent(text, begin), ranges);
    done = static_cast<std::size_t>(end - text.data());
  }
  first_ranges.push_back(ranges.size());
  parallel_for(static_cast<Index>(ranges.size()), [&](Index i) { print_rows(ranges[static_cast<std::size_t>(i)]); });

  std::size_t size = text.size();
  for (const PrintedRows& range : ranges) size += range.text.size();
  std::string whole;
  whole.reserve(size);
  for (std::size_t tensor = 0; tensor < between.size(); ++tensor) {
    whole += between[tensor];
    for (std::size_t i = first_ranges[tensor]; i < first_ranges[tensor + 1]; ++i) {
      whole += ranges[i].text;
      std::string().swap(ranges[i].text);
    }
  }
  whole += text.substr(done);
  return whole;
}

}  // namespace binet
