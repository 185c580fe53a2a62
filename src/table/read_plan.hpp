#pragma once

#include "table/chunk.hpp"
#include "table/header.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace binet::detail {

/// Finds columns of a file by name.
class ColumnIndex {
 public:
  explicit ColumnIndex(const std::vector<std::string>& names);
  std::optional<std::size_t> find(std::string_view name) const;

 private:
  std::vector<std::pair<std::string_view, std::size_t>> sorted_;
};

/// The first plan of reading a whole file: every column is numeric until text is found in it, unless the options say
/// otherwise.
ReadPlan first_plan(const Header&, const TableOptions&, const std::string& source);

/// Sets the words that mean missing values.
void set_missing_words(ReadPlan&, const CsvOptions&);

/// Number of bytes from which types are first guessed.
inline constexpr std::ptrdiff_t kTypeSample = std::ptrdiff_t{1} << 18;

/// What was found out about the types of the fields of a file, or of a part of it.
class TypeEvidence {
 public:
  explicit TypeEvidence(std::size_t fields = 0)
      : text_(fields), numbers_(fields), largest_(fields), notations_(fields) {}
  void add(const ReadPlan&, const Chunk&);
  const NotationEvidence& notation(std::size_t field) const { return notations_[field]; }

  /// Changes the plan according to the evidence: columns to read as text, or texts as numbers. Returns false if nothing
  /// changes.
  bool change(ReadPlan&) const;

 private:
  bool is_text(const ReadPlan&, std::size_t field) const;

  std::vector<char> text_;
  std::vector<Index> numbers_;   ///< number of cells
  std::vector<double> largest_;  ///< largest absolute values
  std::vector<NotationEvidence> notations_;
};

/// Plans to read the columns with these names from the given sources.
void plan_conversion(ReadPlan&, std::size_t field, ColumnNotation, double origin);
/// The notation that a source names. Throws Error if it is unknown.
ColumnNotation notation_of(const ColumnSource&);

/// Assigns every field its slot in the blocks' arrays.
void assign_slots(ReadPlan&);

}  // namespace binet::detail
