#pragma once

#include "csv/field_ends.hpp"
#include "csv/record.hpp"
#include "table/chunk_cells.hpp"

#include <cstddef>
#include <string>

namespace binet::detail {

/// The slow path: reads one record at a time, knows every rule and reports every error in a record.
class RecordReader {
 public:
  enum class Outcome { complete, cut, footer, error };

  RecordReader(const Region& region, ChunkCells& cells)
      : region_(region), delimiter_(cells.plan().delimiter), cells_(cells), ends_(region.end, delimiter_) {}

  /// Reads the record at the position and moves past it. A record that the region cuts stays unread. If the table ends
  /// before the position, moves to the end of the text below it.
  Outcome read(ReadPosition&);
  /// The error, and the end of the bytes read before it was found.
  const ParseError& error() const { return error_; }
  const char* checked_to() const { return checked_to_; }

 private:
  FieldScan next_field();
  Outcome count_surplus_fields();
  Outcome leave_cut_record(std::size_t fields);
  bool at_footer(const char* at) const;
  Outcome skip_footer(ReadPosition&) const;
  Outcome fail_in_field(const FieldScan&);
  std::string_view record_text() const { return {record_.at, static_cast<std::size_t>(next_.at - record_.at)}; }
  Outcome fail(std::size_t line, std::string what, const char* checked_to);

  const Region& region_;
  const char delimiter_;
  ChunkCells& cells_;
  FieldEnds ends_;
  ReadPosition record_;  ///< beginning of the current record
  ReadPosition next_;    ///< beginning of the next field
  ParseError error_;
  const char* checked_to_ = nullptr;
};

}  // namespace binet::detail
