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

/// What to do with one field of every record.
struct FieldPlan {
  enum class Kind : std::uint8_t { skip, exact, other, category };
  Kind kind = Kind::skip;
  bool watched = true;     ///< as text: it may turn out to be in some notation of numbers or dates
  bool dates_only = false;  ///< these notations are those of dates
  bool forced = false;     ///< text in a number is an error rather than a reason to read the column as text
  std::int32_t run = 0;    ///< fields from here on that are numbers of this kind, one slot after another
  std::int32_t kept = -1;  ///< place among the kept texts
  Index slot = 0;          ///< place in the arrays of a TableBlock
  std::int32_t conversion = -1;  ///< of a category: place among the plan's conversions
};

/// A column of text whose levels are numbers or dates. Cells are read as codes of levels, and become numbers by level.
struct Conversion {
  std::size_t field;
  ColumnNotation notation;
  double origin = 0;  ///< subtracted from days
  Index slot = 0;     ///< among the exact numbers; of a date its parts follow
};

/// How the records of a file are read.
struct ReadPlan {
  std::vector<FieldPlan> fields;
  std::vector<std::string> names;
  Index exact = 0, other = 0, categories = 0, kept = 0;  ///< numbers of columns of each kind
  std::vector<double> offsets;                           ///< of narrow numbers, one a slot of kind `other`
  char delimiter = ',';
  double record_bytes = 0;  ///< mean size of a record, as far as known
  bool fill_short_rows = false;
  bool summaries = false;   ///< of the numbers of each chunk are made
  MissingWords missing, missing_numbers;
  NotationOptions notation;
  std::vector<Conversion> conversions;

  const Conversion* conversion_of(std::size_t field) const {
    const std::int32_t place = fields[field].conversion;
    return place < 0 ? nullptr : &conversions[static_cast<std::size_t>(place)];
  }
  /// In a file of one column an empty line is a record.
  bool empty_lines_count() const { return fields.size() == 1; }
  /// The size of the smallest record: its line end, delimiters, and one more byte where an empty line is none.
  Index least_record_bytes() const {
    if (empty_lines_count()) return 1;
    return fill_short_rows ? 2 : std::max<Index>(2, static_cast<Index>(fields.size()));
  }
  bool gives_numbers(std::size_t field) const { return is_number(field) || conversion_of(field) != nullptr; }
  /// True if the file has plain numbers there.
  bool is_number(std::size_t field) const {
    return fields[field].kind == FieldPlan::Kind::exact || fields[field].kind == FieldPlan::Kind::other;
  }
};

/// What is wrong with a file, by the line on which its chunk begins.
struct ParseError {
  std::size_t lines_after = 0;
  std::string what;
};

/// What was found where a number is planned.
struct FoundText {
  static constexpr char kText = 1;         ///< no number
  static constexpr char kMissingWord = 2;  ///< a word that is missing among numbers only
  static constexpr char kCode = 4;         ///< a number that may be a code
};

/// Some consecutive records, read.
struct Chunk {
  const char* begin = nullptr;            ///< of the first record
  const char* end = nullptr;              ///< of the last record and the empty lines after it
  std::size_t lines = 0;                  ///< line ends from begin to end
  TableBlock block;                       ///< codes are those of `levels`; first_row and first_line are not set
  std::vector<LevelDictionary> levels;    ///< one a category slot; the plan must outlive them
  std::vector<NumericSummary> summaries;  ///< as summarise() gives them, if planned
  std::vector<Index> missing;             ///< cells, one entry a field
  std::vector<char> text;                 ///< one entry a field planned as a number: bits of FoundText
  std::vector<NotationEvidence> notations;  ///< one entry a field; empty if none is watched
  std::vector<std::vector<std::string_view>> kept;
  std::deque<std::string> unescaped;  ///< what kept views of fields with "" in them look at
  std::optional<ParseError> error;     ///< the first; rows before it are not to be used either
};

/// What one thread reads chunks in, one after another.
struct ChunkMemory {
  TableBlock scratch;  ///< as many cells as a chunk may have
  PageArena arena;     ///< has the cells of the chunks read
};

/// Reads the records that begin in [start, limit), where a record begins at `start` or empty lines before it do. In a
/// region that is not complete, a record cut by the region's end is left out: then `end` is its beginning.
/// `narrow`: numbers that need not be exact are kept so. Without `memory` the cells lie in pages of their own.
Chunk read_chunk(const ReadPlan&, const Region&, const char* start, const char* limit, bool narrow,
                 ChunkMemory* memory = nullptr);

/// Where the next record begins: behind empty lines, whose ends are counted in `lines`, unless they are records.
const char* skip_to_record(const ReadPlan&, const Region&, const char* at, std::size_t& lines);

/// Where the first record at or after `guess` most likely begins: after a line end from which a record of the right
/// width can be read. Only reading on from an earlier record makes sure.
const char* guess_record_start(const ReadPlan&, const Region&, const char* guess);

}  // namespace binet::detail
