#include "io/json_lines.hpp"

#include "base/csv_field.hpp"
#include "binet/base/error.hpp"
#include "io/converting_source.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace binet::detail {
namespace {

void append_utf8(unsigned code, std::string& text) {
  const auto add = [&](unsigned byte) { text += static_cast<char>(byte); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0 | code >> 6);
  } else if (code < 0x10000) {
    add(0xE0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3F));
  } else {
    add(0xF0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3F));
    add(0x80 | (code >> 6 & 0x3F));
  }
  add(0x80 | (code & 0x3F));
}

struct Member {
  std::string key, cell;  ///< the cell as CSV text
};

/// One line of text, an object (RFC 8259).
class ObjectScanner {
 public:
  ObjectScanner(std::string_view line, std::string place) : left_(line), place_(std::move(place)) {}

  std::vector<Member> members() {
    std::vector<Member> members;
    expect('{', "an object");
    if (!take('}')) {
      do {
        skip_blanks();
        if (!left_.starts_with('"')) fail("a key in quotes");
        Member member{string(), {}};
        const bool known = std::ranges::any_of(members, [&](const Member& m) { return m.key == member.key; });
        if (known) throw Error(place_ + "key '" + member.key + "' is duplicated; expected distinct keys");
        expect(':', "a colon");
        member.cell = value(member.key);
        members.push_back(std::move(member));
      } while (take(','));
      expect('}', "a comma or }");
    }
    skip_blanks();
    if (!left_.empty()) fail("the end of the line: one object per line");
    return members;
  }

 private:
  [[noreturn]] void fail(const std::string& expected) const {
    const std::string found = left_.empty() ? "the line ends" : "'" + std::string(left_.substr(0, 12)) + "'";
    throw Error(place_ + "JSON: " + found + "; expected " + expected);
  }
  void skip_blanks() { left_.remove_prefix(std::min(left_.find_first_not_of(" \t\r"), left_.size())); }
  bool take(char c) {
    skip_blanks();
    if (!left_.starts_with(c)) return false;
    left_.remove_prefix(1);
    return true;
  }
  void expect(char c, const std::string& what) {
    if (!take(c)) fail(what);
  }

  unsigned hexadecimal() {
    unsigned code = 0;
    for (int i = 0; i < 4; ++i, left_.remove_prefix(1)) {
      const char c = left_.empty() ? ' ' : left_.front();
      const char* const kDigits = "0123456789abcdef";
      const char* const digit = std::strchr(kDigits, c >= 'A' && c <= 'F' ? c + ('a' - 'A') : c);
      if (digit == nullptr || c == '\0') fail("four hexadecimal digits behind \\u");
      code = 16 * code + static_cast<unsigned>(digit - kDigits);
    }
    return code;
  }

  std::string string() {
    std::string text;
    left_.remove_prefix(1);
    for (;;) {
      if (left_.empty()) fail("a closing quote");
      const char c = left_.front();
      left_.remove_prefix(1);
      if (c == '"') return text;
      if (c != '\\') {
        text += c;
        continue;
      }
      const char escaped = left_.empty() ? '\0' : left_.front();
      constexpr std::string_view kNames = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
      const std::size_t at = kNames.find(escaped);
      if (at != std::string_view::npos) {
        text += kMeanings[at];
        left_.remove_prefix(1);
      } else if (escaped == 'u') {
        left_.remove_prefix(1);
        unsigned code = hexadecimal();
        if (code >= 0xD800 && code < 0xDC00 && left_.starts_with("\\u")) {
          left_.remove_prefix(2);
          code = 0x10000 + ((code - 0xD800) << 10) + (hexadecimal() - 0xDC00);
        }
        append_utf8(code, text);
      } else {
        fail("an escape as \\n or \\u00e9");
      }
    }
  }

  std::string value(const std::string& key) {
    skip_blanks();
    std::string cell;
    if (left_.starts_with('"')) {
      append_quoted(string(), cell);
      return cell;
    }
    if (left_.starts_with('{') || left_.starts_with('[')) {
      throw Error(place_ + "key '" + key +
                  "' holds a nested value; expected a flat object: numbers, texts, true, false or null");
    }
    const std::string_view word = left_.substr(0, left_.find_first_of(",} \t\r"));
    const bool number = !word.empty() && word.find_first_not_of("+-0123456789.eE") == std::string_view::npos;
    if (!number && word != "true" && word != "false" && word != "null") fail("a number, a text, true, false or null");
    left_.remove_prefix(word.size());
    return word == "null" ? "" : std::string(word);
  }

  std::string_view left_;
  std::string place_;
};

class JsonLinesSource : public ConvertingSource {
 public:
  explicit JsonLinesSource(std::unique_ptr<ByteSource> source) : source_(std::move(source)) { read_header(); }

  bool ready() override { return holds_text() || source_->ready(); }
  const std::string& name() const override { return source_->name(); }

 private:
  static constexpr std::size_t kStep = std::size_t{1} << 16, kHeaderBytes = std::size_t{1} << 20;

  bool make(std::string& csv) override {
    if (std::exchange(header_is_due_, false)) write_header(csv);
    write_lines(csv);
    if (csv.empty() && complete_) return false;
    if (csv.empty()) fill();
    return true;
  }

  void fill() {
    const std::size_t held = text_.size();
    text_.resize(held + kStep);
    const std::size_t count = source_->read(text_.data() + held, kStep);
    text_.resize(held + count);
    complete_ = count == 0;
  }

  /// The line that starts at `at`, which moves past it; empty if the line is incomplete.
  std::optional<std::string_view> next_line(std::size_t& at) const {
    if (at >= text_.size()) return std::nullopt;
    const std::size_t end = text_.find('\n', at);
    if (end == std::string::npos && !complete_) return std::nullopt;
    const std::string_view line = std::string_view(text_).substr(at, end == std::string::npos ? end : end - at);
    at += line.size() + 1;
    return line;
  }

  std::vector<Member> members_of(std::string_view line, std::size_t number) const {
    return ObjectScanner(line, name() + ":" + std::to_string(number) + ": ").members();
  }
  static bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

  void read_header() {
    do fill();
    while (!complete_ && text_.size() < kHeaderBytes && (text_.find('\n') == std::string::npos || source_->ready()));
    if (text_.starts_with("\xEF\xBB\xBF")) text_.erase(0, 3);
    std::size_t at = 0, number = 0;
    while (const auto line = next_line(at)) {
      ++number;
      if (is_blank(*line)) continue;
      for (const Member& member : members_of(*line, number)) {
        if (std::ranges::find(keys_, member.key) == keys_.end()) keys_.push_back(member.key);
      }
    }
  }

  void write_header(std::string& csv) const {
    for (std::size_t k = 0; k < keys_.size(); ++k) {
      if (k > 0) csv += ',';
      append_quoted(keys_[k], csv);
    }
    csv += '\n';
  }

  void write_lines(std::string& csv) {
    std::size_t at = 0;
    while (const auto line = next_line(at)) {
      ++line_;
      if (!is_blank(*line)) write_record(members_of(*line, line_), csv);
      if (!is_blank(*line) || keys_.size() > 1) csv += '\n';
    }
    text_.erase(0, std::min(at, text_.size()));
  }

  void write_record(std::vector<Member> members, std::string& csv) const {
    std::vector<std::string> cells(keys_.size());
    for (Member& member : members) {
      const auto key = std::ranges::find(keys_, member.key);
      if (key == keys_.end()) {
        throw Error(name() + ":" + std::to_string(line_) + ": key '" + member.key +
                    "' is in none of the first objects; expected their keys");
      }
      cells[static_cast<std::size_t>(key - keys_.begin())] = std::move(member.cell);
    }
    for (std::size_t k = 0; k < cells.size(); ++k) {
      if (k > 0) csv += ',';
      csv += cells[k];
    }
  }

  std::unique_ptr<ByteSource> source_;
  std::vector<std::string> keys_;
  std::string text_;
  std::size_t line_ = 0;
  bool complete_ = false, header_is_due_ = true;
};

}  // namespace

bool starts_json_lines(std::string_view start) {
  if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
  start.remove_prefix(std::min(start.find_first_not_of(" \t\r\n"), start.size()));
  if (!start.starts_with('{')) return false;
  const std::size_t key = start.find_first_not_of(" \t", 1);
  if (key == std::string_view::npos || start[key] != '"') return false;
  const std::size_t end = start.find('\n');
  if (end == std::string_view::npos) return true;
  std::string_view line = start.substr(0, end);
  while (line.ends_with(' ') || line.ends_with('\r') || line.ends_with('\t')) line.remove_suffix(1);
  return line.ends_with('}');
}

std::unique_ptr<ByteSource> json_lines_as_csv(std::unique_ptr<ByteSource> source) {
  return std::make_unique<JsonLinesSource>(std::move(source));
}

}  // namespace binet::detail
