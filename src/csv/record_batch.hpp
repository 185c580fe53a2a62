#pragma once

#include "csv/field_column.hpp"
#include "csv/record.hpp"
#include "io/region_source.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace binet::detail {

/// Consecutive whole records of which the field ends are known, found many bytes at a time.
class RecordBatch {
 public:
  /// `width`: fields per record.
  RecordBatch(std::size_t width, char delimiter) : width_(width), delimiter_(delimiter) {}

  /// Finds the records that begin in [start, limit) and end in the first kBytes or so, at least one. False if there is
  /// none or if something about them is not as it is in most files: an empty line, a number of fields other than the
  /// plan's, a quote where the grammar of scan_field has none, no line end behind. It says nothing about what.
  bool find(const Region&, const char* start, const char* limit);
  /// How far the last find() looked.
  const char* looked_to() const { return looked_to_; }

  std::size_t records() const { return records_; }
  const char* next() const { return base_ + ends_[records_ * width_] + 1; }  ///< behind the last record
  bool lines_in_fields() const { return lines_in_fields_; }                  ///< some field may have a line end in it
  bool unusual_bytes() const { return unusual_bytes_; }                      ///< there may be NUL or bytes beyond ASCII

  /// Of field f of record r: fields are numbered r · width + f. It ends at base() + ends()[field + 1], one byte or more
  /// behind base() + ends()[field].
  const char* base() const { return base_; }
  const std::uint32_t* ends() const { return ends_.get(); }
  const char* begin(std::size_t record) const { return base_ + ends_[record * width_] + 1; }
  RawField field(std::size_t record, std::size_t f) const { return column(f)[record]; }
  FieldColumn column(std::size_t f) const {
    return {base_, ends_.get() + f, width_, escapes_, carriage_returns_ && f + 1 == width_};
  }

 private:
  static constexpr std::size_t kBytes = std::size_t{1} << 14;  ///< with the ends found, in the first-level cache

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
