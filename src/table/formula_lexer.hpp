#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace binet::detail {

/// A word of a formula.
struct FormulaToken {
  enum class Kind { name, number, text, sign, end };
  Kind kind = Kind::end;
  std::string text;       ///< of a name or a text, without backticks or quotes
  double number = 0;
  std::size_t place = 1;  ///< of its first character, from 1
};

/// Cuts a formula into names, numbers, texts and signs. Names are as in R: letters, digits, . and _, or any text
/// between backticks. Texts stand between two " or two '.
class FormulaLexer {
 public:
  explicit FormulaLexer(std::string_view text);

  const FormulaToken& next() const { return next_; }
  /// Returns the next word and moves on.
  FormulaToken take();
  bool is(char sign) const { return next_.kind == FormulaToken::Kind::sign && next_.text[0] == sign; }
  /// Moves on if the next word is this sign.
  bool accept(char sign);
  /// Moves past this sign. Throws UsageError if the next word is another.
  void expect(char sign, std::string_view what);
  /// Throws UsageError: "terms, character 5: found ')'; expected a column".
  [[noreturn]] void fail(const FormulaToken& at, const std::string& expected) const;

 private:
  void read();

  std::string_view text_;
  std::size_t at_ = 0;
  FormulaToken next_;
};

/// True if a name needs no backticks.
bool is_plain_name(std::string_view name);
/// The name as a formula writes it.
std::string formula_name(const std::string& name);

}  // namespace binet::detail
