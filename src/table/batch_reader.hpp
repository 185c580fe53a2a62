#pragma once

#include "csv/record_batch.hpp"
#include "table/chunk_cells.hpp"

#include <cstddef>
#include <cstdint>

namespace binet::detail {

/// The fast path for almost all records: reads many at once, field by field. It refuses anything unusual and reports no
/// errors.
class BatchReader {
 public:
  BatchReader(const Region& region, const char* limit, ChunkCells& cells)
      : region_(region), limit_(limit), cells_(cells), records_(cells.plan().fields.size(), cells.plan().delimiter) {}

  /// Reads records at the position and moves it past them. Returns false without reading if the next records have to be
  /// read one by one.
  bool read(ReadPosition&);
  /// True if what the last read() read may contain NUL or non-ASCII bytes.
  bool unusual_bytes() const { return records_.unusual_bytes(); }

 private:
  void read_field(std::size_t f);
  void read_number_fields(std::size_t f);
  template <class Sink>
  void read_number_rows(std::size_t f, std::size_t run, const Sink&);
  template <class Sink>
  void read_number_column(std::size_t f, std::size_t i, const Sink&);
  unsigned read_batch(const std::uint32_t* ends, std::size_t stride, double* x) const;
  double number_left(std::size_t record, std::size_t f);
  void count_rows(std::size_t& line);

  const Region& region_;
  const char* limit_;
  ChunkCells& cells_;
  RecordBatch records_;
  const char* irregular_to_ = nullptr;  ///< records before this are read one by one
};

}  // namespace binet::detail
