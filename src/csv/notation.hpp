#pragma once

#include "csv/text.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace binet::detail {

/// A notation in which texts represent numbers. To add one, add its row to notations(): it is then detected in files,
/// applied in prediction, and named in settings, notes and model files.
struct Notation {
  std::string_view name;    ///< name in model files: decimal_comma
  std::string_view change;  ///< text for a note: "decimal comma"
  enum class Kind { number, date, clock } kind;
  char decimal = '.', group = '\0';  ///< numbers
  std::string_view order = {};       ///< dates: the value of data.date_order that allows it; "asked" if only --date
                                     ///< does
  /// The number, or days since 1970, or seconds; empty for a text in another form. For numbers it receives the digits
  /// from take_apart().
  std::optional<double> (*read)(std::string_view) = nullptr;
};

/// The order is that of preference, for columns that can be read in several ways.
std::span<const Notation> notations();

/// The notation of one column.
struct ColumnNotation {
  const Notation* notation = nullptr;  ///< null: plain numbers, or texts
  std::string unit;                    ///< currency, percent sign or unit of the numbers; empty: none

  explicit operator bool() const { return notation != nullptr; }
  /// True for plain numbers without a unit.
  bool is_usual() const;
  bool is_date() const { return notation != nullptr && notation->kind == Notation::Kind::date; }
  /// The value of a text; empty if the text has another form. A currency may be missing.
  std::optional<double> read(std::string_view text) const;
  /// A description such as "decimal comma", "'€' left out" or "date, day first".
  std::string change() const;
};

/// Finds a notation by its name in a model file; null if there is none.
const Notation* find_notation(std::string_view name);

bool allows(const NotationOptions&, const Notation&);

/// True for digits that are more likely a code than a number: 00501, 1E5, and whole numbers that a double cannot hold.
bool looks_like_code(std::string_view text);

class NotationEvidence {
 public:
  /// Adds one distinct text, unless it means a missing number.
  void see(std::string_view text, const MissingWords& missing, const NotationOptions&, bool dates_only);
  void add(const NotationEvidence&);

  /// True if the column cannot be numeric, whatever other texts it has.
  bool hopeless() const { return hopeless_; }
  /// The preferred notation in which every text so far is a number.
  ColumnNotation choose() const;
  /// Another notation that fits every text but gives different numbers; null if there is none.
  const Notation* rival() const;
  /// The first text that is a number only in the chosen notation.
  const std::string& example() const { return example_; }
  /// A few of the texts that are not numbers although others are; empty if no text is a number.
  std::vector<std::string> words() const;

 private:
  static constexpr std::size_t kMostWords = 8;

  void see_word(std::string_view text);
  bool agree_on_unit(const std::string& unit, bool currency);

  std::uint32_t possible_ = ~std::uint32_t{0};  ///< bit i: every number so far is valid in notations()[i]
  std::uint32_t contested_ = 0;                 ///< bit i: some number has a different value in it
  bool numbers_ = false, hopeless_ = false, has_unit_ = false, currency_ = false;
  bool exponents_ = false, fractions_ = false;  ///< 1E5 is a code if the others are whole numbers; 1.5 or 1e-05
  std::string unit_, example_;
  std::vector<std::string> words_;
};

}  // namespace binet::detail
