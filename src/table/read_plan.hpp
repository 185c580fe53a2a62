#pragma once

#include "table/chunk.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace binet::detail {

/// The first record of a file, and where the data begin.
struct Header {
  std::vector<std::string> names;
  char delimiter = ',';
  const char* data = nullptr;  ///< in the region it was read from
  std::size_t line = 1;        ///< on which the data begin
};

/// Reads the header, or makes one; nothing if the region ends inside it and is not complete. Throws Error.
std::optional<Header> read_header(const Region&, const CsvOptions&, const std::string& source);

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

/// Bytes of records that types are first guessed from.
inline constexpr std::ptrdiff_t kTypeSample = std::ptrdiff_t{1} << 18;

/// Plans to read the columns as text in which text was found, one entry a field. False if there is none.
bool plan_text(ReadPlan&, const std::vector<char>& text);

/// Gives every field its place in the blocks' arrays, by its kind.
void assign_slots(ReadPlan&);

}  // namespace binet::detail
