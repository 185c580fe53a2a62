#pragma once

#include "csv/notation.hpp"
#include "csv/text.hpp"
#include "io/region_source.hpp"
#include "table/level_dictionary.hpp"
#include "binet/table/table.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace binet::detail {

/// How to read one field of every record.
struct FieldPlan {
  enum class Kind : std::uint8_t { skip, exact, other, category };
  Kind kind = Kind::skip;
  bool watched = true;     ///< as text: it may turn out to have a notation of numbers or dates
  bool dates_only = false;  ///< only notations of dates are possible
  bool forced = false;     ///< text in a numeric column is an error instead of a reason to read the column as text
  std::int32_t run = 0;    ///< number of fields from here on that are numbers of this kind, in adjacent slots
  std::int32_t kept = -1;  ///< index among the kept texts
  std::int32_t conversion = -1;  ///< of a category: index among the plan's conversions
  Index slot = 0;                ///< index in the arrays of a TableBlock
};

/// A text column whose levels are numbers or dates. Cells are read as codes of levels, which are then converted to
/// numbers.
struct Conversion {
  std::size_t field;
  ColumnNotation notation;
  double origin = 0;  ///< subtracted from days
  Index slot = 0;     ///< among the exact numbers; the parts of a date follow it
};

/// How to read the records of a file.
struct ReadPlan {
  std::vector<FieldPlan> fields;
  std::vector<std::string> names;
  Index exact = 0, other = 0, categories = 0, kept = 0;  ///< number of columns of each kind
  std::vector<double> offsets;                           ///< offsets of narrow numbers, one per slot of kind `other`
  char delimiter = ',';
  double record_bytes = 0;  ///< mean size of a record, if known
  bool fill_short_rows = false;
  bool summaries = false;   ///< whether to summarise the numbers of each chunk
  MissingWords missing, missing_numbers;
  NotationOptions notation;
  std::vector<Conversion> conversions;

  const Conversion* conversion_of(std::size_t field) const {
    const std::int32_t place = fields[field].conversion;
    return place < 0 ? nullptr : &conversions[static_cast<std::size_t>(place)];
  }
  /// True in a file of one column, where an empty line is a record.
  bool empty_lines_count() const { return fields.size() == 1; }
  /// The size of the smallest record: its line end, delimiters, and one more byte where an empty line is none.
  Index least_record_bytes() const {
    if (empty_lines_count()) return 1;
    return fill_short_rows ? 2 : std::max<Index>(2, static_cast<Index>(fields.size()));
  }
  bool gives_numbers(std::size_t field) const { return is_number(field) || conversion_of(field) != nullptr; }
  /// True if the field contains plain numbers.
  bool is_number(std::size_t field) const {
    return fields[field].kind == FieldPlan::Kind::exact || fields[field].kind == FieldPlan::Kind::other;
  }
};

/// An error in a file, with its line counted from the beginning of the chunk.
struct ParseError {
  std::size_t lines_after = 0;
  std::string what;
};

/// Kinds of text found in a numeric field.
struct FoundText {
  static constexpr char kText = 1;         ///< not a number
  static constexpr char kMissingWord = 2;  ///< a word that means missing in numeric columns only
  static constexpr char kCode = 4;         ///< a number that may be a code
};

/// The first line of the text below a table, counted from the beginning of the chunk.
struct Footer {
  std::size_t lines_after = 0;
  std::string text;
};

/// Consecutive records that have been read.
struct Chunk {
  const char* begin = nullptr;            ///< of the first record
  const char* end = nullptr;              ///< of the last record and the empty lines after it
  std::size_t lines = 0;                  ///< number of line ends from begin to end
  TableBlock block;                       ///< codes refer to `levels`; first_row and first_line are not set
  std::vector<LevelDictionary> levels;    ///< one per category slot; the plan must outlive them
  std::vector<NumericSummary> summaries;  ///< as from summarise(), if the plan asks for them
  std::vector<Index> missing;             ///< number of missing cells per field
  std::vector<char> text;                 ///< per numeric field: bits of FoundText
  std::vector<NotationEvidence> notations;  ///< per field; empty if no field is watched
  std::vector<std::vector<std::string_view>> kept;
  std::deque<std::string> unescaped;  ///< owns unescaped texts that kept views refer to
  std::optional<ParseError> error;     ///< the first error; the rows before it must not be used either
  std::optional<Footer> footer;        ///< text below the table, which is not read
};

/// Memory in which one thread reads chunks, one after another.
struct ChunkMemory {
  TableBlock scratch;  ///< room for the cells of one chunk
  PageArena arena;     ///< holds the cells of the chunks read
};

/// Reads the records that begin in [start, limit); at `start` there is a record or empty lines before one. If the
/// region is not complete, a record cut by its end is left out, and `end` is the beginning of that record. `narrow`:
/// store numbers that need not be exact as narrow ones. Without `memory`, the cells have pages of their own.
Chunk read_chunk(const ReadPlan&, const Region&, const char* start, const char* limit, bool narrow,
                 ChunkMemory* memory = nullptr);

/// The beginning of the next record: after empty lines, unless they are records. `lines` counts their line ends.
const char* skip_to_record(const ReadPlan&, const Region&, const char* at, std::size_t& lines);

/// The probable beginning of the first record at or after `guess`: after a line end from which a record of the right
/// width can be read. Only reading from an earlier record makes it certain.
const char* guess_record_start(const ReadPlan&, const Region&, const char* guess);

}  // namespace binet::detail
