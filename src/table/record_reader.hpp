#pragma once

#include "csv/field_ends.hpp"
#include "csv/record.hpp"
#include "table/chunk_cells.hpp"

#include <cstddef>
#include <string>

namespace binet::detail {

/// The slow path: reads records one by one. It knows every rule and finds every error with a record.
class RecordReader {
 public:
  enum class Outcome { complete, cut, error };

  RecordReader(const Region& region, ChunkCells& cells)
      : region_(region), delimiter_(cells.plan().delimiter), cells_(cells), ends_(region.end, delimiter_) {}

  /// Reads the record at the position and moves it behind the record. A record that the region cuts is left where it is.
  Outcome read(ReadPosition&);
  /// After an error: what it is, and up to where bytes were read before it was found.
  const ParseError& error() const { return error_; }
  const char* checked_to() const { return checked_to_; }

 private:
  FieldScan next_field();
  Outcome count_surplus_fields();
  Outcome leave_cut_record(std::size_t fields);
  Outcome fail_in_field(const FieldScan&);
  std::string_view record_text() const { return {record_.at, static_cast<std::size_t>(next_.at - record_.at)}; }
  Outcome fail(std::size_t line, std::string what, const char* checked_to);

  const Region& region_;
  const char delimiter_;
  ChunkCells& cells_;
  FieldEnds ends_;
  ReadPosition record_;  ///< begin of the record being read
  ReadPosition next_;    ///< begin of the next field
  ParseError error_;
  const char* checked_to_ = nullptr;
};

}  // namespace binet::detail
