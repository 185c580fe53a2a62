#pragma once

#include "csv/field_column.hpp"
#include "csv/record.hpp"
#include "io/region_source.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace binet::detail {

/// Consecutive whole records with known field ends, scanned many bytes at a time.
class RecordBatch {
 public:
  /// `width`: fields per record.
  RecordBatch(std::size_t width, char delimiter) : width_(width), delimiter_(delimiter) {}

  /// Finds the records that begin in [start, limit) and end in the first kBytes or so, at least one. Returns false if
  /// there is none or if anything is unusual: an empty line, a number of fields other than planned, a misplaced quote,
  /// no final line end. It does not say what is unusual.
  bool find(const Region&, const char* start, const char* limit);
  /// The end of the bytes that the last find() looked at.
  const char* looked_to() const { return looked_to_; }

  std::size_t records() const { return records_; }
  const char* next() const { return base_ + ends_[records_ * width_] + 1; }  ///< after the last record
  bool lines_in_fields() const { return lines_in_fields_; }                  ///< some fields may contain line ends
  bool unusual_bytes() const { return unusual_bytes_; }                      ///< there may be NUL or non-ASCII bytes

  /// Field f of record r has the number r · width + f. It ends at base() + ends()[number + 1] and begins at or after
  /// base() + ends()[number] + 1.
  const char* base() const { return base_; }
  const std::uint32_t* ends() const { return ends_.get(); }
  const char* begin(std::size_t record) const { return base_ + ends_[record * width_] + 1; }
  RawField field(std::size_t record, std::size_t f) const { return column(f)[record]; }
  FieldColumn column(std::size_t f) const {
    return {base_, ends_.get() + f, width_, escapes_, carriage_returns_ && f + 1 == width_};
  }

 private:
  static constexpr std::size_t kBytes = std::size_t{1} << 14;  ///< fits in the L1 cache together with the field ends

  void reserve(std::size_t count);
  bool keep_whole_records(const char* limit);

  std::size_t width_;
  char delimiter_;
  const char* base_ = nullptr;
  const char* looked_to_ = nullptr;
  std::unique_ptr<std::uint32_t[]> ends_;
  std::size_t count_ = 0, capacity_ = 0;
  std::size_t records_ = 0;
  bool escapes_ = false, lines_in_fields_ = false, carriage_returns_ = false, unusual_bytes_ = false;
};

}  // namespace binet::detail
