#include "table/formula_lexer.hpp"

#include "base/setting_error.hpp"
#include "binet/base/error.hpp"
#include "csv/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace binet::detail {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_name_part(char c) {
  return is_letter(c) || is_digit(c) || c == '.';
}

/// Characters, not bytes, before a place.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

FormulaLexer::FormulaLexer(std::string_view text) : text_(text) {
  read();
}

FormulaToken FormulaLexer::take() {
  FormulaToken token = next_;
  read();
  return token;
}

bool FormulaLexer::accept(char sign) {
  if (!is(sign)) return false;
  read();
  return true;
}

void FormulaLexer::expect(char sign, std::string_view what) {
  if (!accept(sign)) fail(next_, "'" + std::string(1, sign) + "' " + std::string(what));
}

void FormulaLexer::fail(const FormulaToken& at, const std::string& expected) const {
  const std::string found = at.kind == FormulaToken::Kind::end ? "the end" : in_quotes(at.text);
  throw SettingError("model.terms",
                     ", character " + std::to_string(at.place) + ": found " + found + "; expected " + expected);
}

void FormulaLexer::read() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
    ++at_;
  next_ = {};
  next_.place = characters(text_.substr(0, at_)) + 1;
  if (at_ == text_.size()) return;
  const std::size_t begin = at_;
  const char first = text_[begin];
  const bool number = is_digit(first) || (first == '.' && begin + 1 < text_.size() && is_digit(text_[begin + 1]));
  if (number) {
    const auto [end, error] = std::from_chars(text_.data() + begin, text_.data() + text_.size(), next_.number);
    at_ = static_cast<std::size_t>(end - text_.data());
    next_.kind = FormulaToken::Kind::number;
    next_.text = text_.substr(begin, at_ - begin);
    if (error != std::errc() || !std::isfinite(next_.number)) fail(next_, "a number that a double holds");
  } else if (is_letter(first) || first == '.') {
    while (at_ < text_.size() && is_name_part(text_[at_])) ++at_;
    next_.kind = FormulaToken::Kind::name;
    next_.text = text_.substr(begin, at_ - begin);
  } else if (first == '`') {
    const std::size_t end = text_.find('`', begin + 1);
    next_.kind = FormulaToken::Kind::sign;
    next_.text = "`";
    if (end == std::string_view::npos || end == begin + 1) fail(next_, "a column's name between two backticks");
    next_.kind = FormulaToken::Kind::name;
    next_.text = text_.substr(begin + 1, end - begin - 1);
    at_ = end + 1;
  } else if (first == '"' || first == '\'') {
    const std::size_t end = text_.find(first, begin + 1);
    next_.kind = FormulaToken::Kind::sign;
    next_.text = std::string(1, first);
    if (end == std::string_view::npos) fail(next_, "a text between two " + next_.text);
    next_.kind = FormulaToken::Kind::text;
    next_.text = text_.substr(begin + 1, end - begin - 1);
    at_ = end + 1;
  } else {
    next_.kind = FormulaToken::Kind::sign;
    next_.text = std::string(1, first);
    ++at_;
  }
}

bool is_plain_name(std::string_view name) {
  if (name.empty() || is_digit(name[0]) || name == "." || !std::ranges::all_of(name, is_name_part)) return false;
  return !(name[0] == '.' && name.size() > 1 && is_digit(name[1]));
}

std::string formula_name(const std::string& name) {
  return is_plain_name(name) ? name : "`" + name + "`";
}

}  // namespace binet::detail
