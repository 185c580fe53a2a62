#pragma once

#include "table/chunk.hpp"
#include "table/header.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace binet::detail {

/// Where a name stands among the columns of a file.
class ColumnIndex {
 public:
  explicit ColumnIndex(const std::vector<std::string>& names);
  std::optional<std::size_t> find(std::string_view name) const;

 private:
  std::vector<std::pair<std::string_view, std::size_t>> sorted_;
};

/// The plan of a whole-file read: every column a number until text is found in it, but for what the options say.
ReadPlan first_plan(const Header&, const TableOptions&, const std::string& source);

/// The words that stand for missing values.
void set_missing_words(ReadPlan&, const CsvOptions&);

/// Bytes of records that types are first guessed from.
inline constexpr std::ptrdiff_t kTypeSample = std::ptrdiff_t{1} << 18;

/// What was found about the types of the fields of a file, or of a part of it.
class TypeEvidence {
 public:
  explicit TypeEvidence(std::size_t fields = 0) : text_(fields), numbers_(fields), largest_(fields), notations_(fields) {}
  void add(const ReadPlan&, const Chunk&);
  const NotationEvidence& notation(std::size_t field) const { return notations_[field]; }

  /// Plans to read columns as text, or their texts as numbers, as found. False if nothing is to be changed.
  bool change(ReadPlan&) const;

 private:
  bool is_text(const ReadPlan&, std::size_t field) const;

  std::vector<char> text_;
  std::vector<Index> numbers_;   ///< cells
  std::vector<double> largest_;  ///< absolute values
  std::vector<NotationEvidence> notations_;
};

/// Reads the columns of these names by the sources given.
void plan_conversion(ReadPlan&, std::size_t field, ColumnNotation, double origin);
/// The notation that a source names. Throws Error if this program knows none of the name.
ColumnNotation notation_of(const ColumnSource&);

/// Gives every field its place in the blocks' arrays, by its kind.
void assign_slots(ReadPlan&);

}  // namespace binet::detail
