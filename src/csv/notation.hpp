#pragma once

#include "csv/text.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace binet::detail {

/// A way in which texts stand for numbers. To add one, add its row to notations(): it is then found in files, made at
/// prediction, named in settings, notes and model files.
struct Notation {
  std::string_view name;    ///< in model files: decimal_comma
  std::string_view change;  ///< for a note: "decimal comma"
  enum class Kind { number, date, clock } kind;
  char decimal = '.', group = '\0';  ///< numbers
  std::string_view order = {};       ///< dates: which of data.date_order allows it; "asked" if only --date does
  /// The number, or days since 1970 or seconds; nothing for a text that is not written so. Of a number the digits, as
  /// take_apart gives them.
  std::optional<double> (*read)(std::string_view) = nullptr;
};

/// In order of preference where a column can be read in several ways.
std::span<const Notation> notations();

/// How one column is written.
struct ColumnNotation {
  const Notation* notation = nullptr;  ///< null: plain numbers, or texts
  std::string unit;                    ///< currency, percent sign or unit of every number; empty: none

  explicit operator bool() const { return notation != nullptr; }
  /// Plain numbers with nothing beside them.
  bool is_usual() const;
  bool is_date() const { return notation != nullptr && notation->kind == Notation::Kind::date; }
  /// Nothing for a text not written so. A currency may be absent.
  std::optional<double> read(std::string_view text) const;
  /// "decimal comma", "'€' left out", "date, day first".
  std::string change() const;
};

/// The notation of a name in a model file; null if there is none.
const Notation* find_notation(std::string_view name);

bool allows(const NotationOptions&, const Notation&);

/// What the distinct texts of a column tell of its notation. That of several parts of a file is added up.
/// True for 00501, for 1E5, and for a whole number that a double cannot hold: digits that more likely are a code.
bool looks_like_code(std::string_view text);

class NotationEvidence {
 public:
  /// Takes account of one more distinct text, unless it stands for a missing number.
  void see(std::string_view text, const MissingWords& missing, const NotationOptions&, bool dates_only);
  void add(const NotationEvidence&);

  /// True if the column is not one of numbers, whatever other texts it has.
  bool hopeless() const { return hopeless_; }
  /// The preferred notation in which every text seen is a number.
  ColumnNotation choose() const;
  /// Another notation that fits every text as well but gives other numbers; null if there is none.
  const Notation* rival() const;
  /// The first text that needs the notation to be a number.
  const std::string& example() const { return example_; }
  /// Texts that are no numbers where others are; a few at most. Empty if no text is a number.
  std::vector<std::string> words() const;

 private:
  static constexpr std::size_t kMostWords = 8;

  void see_word(std::string_view text);
  bool agree_on_unit(const std::string& unit, bool currency);

  std::uint32_t possible_ = ~std::uint32_t{0};  ///< bit i: every number seen can be written in notations()[i]
  std::uint32_t contested_ = 0;                 ///< bit i: some number is another one in it
  bool numbers_ = false, hopeless_ = false, has_unit_ = false, currency_ = false;
  bool exponents_ = false, fractions_ = false;  ///< 1E5, which is a code among whole numbers; 1.5 or 1e-05
  std::string unit_, example_;
  std::vector<std::string> words_;
};

}  // namespace binet::detail
