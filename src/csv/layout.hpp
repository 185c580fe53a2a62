#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace binet::detail {

/// Bytes at the start of a file from which its layout is guessed.
inline constexpr std::size_t kLayoutSample = std::size_t{1} << 16;

/// One record as a delimiter cuts it.
struct RecordShape {
  std::size_t begin = 0;   ///< of the record, in the sample
  std::string_view first;  ///< its first field, without outer quotes
  std::size_t fields = 0;
  std::size_t filled = 0;   ///< fields that are not blank
  std::size_t numbers = 0;  ///< fields that are numbers
  bool ends_empty = false;  ///< the last field is blank
};

/// The first records of a sample, at most 50, as a delimiter cuts them. `complete`: the sample is the whole file.
std::vector<RecordShape> record_shapes(std::string_view sample, bool complete, char delimiter);

/// How many of the first records of `bytes`, which have these shapes, are titles above the header: records of one field
/// above a table of several, records with at most one filled field of three or more, records of other widths above
/// names and numbers, or records with fewer filled fields above one that has all of the columns named.
std::size_t count_titles(const std::vector<RecordShape>& shapes, std::string_view bytes, char delimiter,
                         const std::vector<std::string>& named = {});

/// How the names of a header fit the fields of the records after it.
enum class HeaderFit {
  usual,         ///< as many names as fields, or too different to say more
  no_row_name,   ///< the first field has no name and differs in each record; R's write.table makes such files
  no_last_name,  ///< each record ends with a delimiter, the header does not
  surplus_name,  ///< the header ends with a delimiter, the records do not
};

/// `shapes`: those of the header and of the records after it.
HeaderFit header_fit(const std::vector<RecordShape>& shapes);

/// The delimiter among tab, semicolon, comma and pipe that cuts the first records most evenly, titles aside: so that
/// the columns named are there, into one number of fields, with no titles, and into the most fields; the first of them
/// where this is the same. If none cuts them, the space if it cuts all alike and a header of one field would lack the
/// columns named, else the comma.
char detect_delimiter(std::string_view sample, bool complete, const std::vector<std::string>& named = {});

}  // namespace binet::detail
