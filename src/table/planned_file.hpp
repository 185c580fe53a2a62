#pragma once

#include "io/region_source.hpp"
#include "table/chunk_sequence.hpp"
#include "table/read_plan.hpp"
#include "binet/table/table.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace binet::detail {

/// A file that is read whole, with the plan it is read by: types come from its first records, and change where records
/// further on are otherwise.
class PlannedFile {
 public:
  /// What its user does with it.
  struct Steps {
    /// The plan stands, and a pass over the file begins. `sample`: its first records. May be empty.
    std::function<void(const Region&, const Chunk& sample)> begin;
    /// Reads the records of a region from `start` on, and returns where the next one begins; calls read_region.
    std::function<const char*(const Region&, const char* start)> read;
  };
  struct RegionSteps {
    std::size_t narrow_from = 0;        ///< ChunkSettings::narrow_from
    ChunkMemories* memories = nullptr;  ///< as for read_chunks
    std::function<void(Chunk&&)> accept;
    /// The bytes of window k of the region, kHashWindow long, are read; called on several threads. May be empty.
    std::function<void(Index k, std::string_view)> window_read = {};
  };

  /// Both arguments must outlive the reader.
  PlannedFile(RegionSource&, const TableOptions&);

  /// Passes over the file until no text is found where the plan has numbers: most often once, else twice.
  void read(const Steps&);
  /// Passes over the file again, by the plan as it is.
  void read_again(const Steps&);
  /// To be called by Steps::read.
  const char* read_region(const Region&, const char* start, const RegionSteps&);

  RegionSource& source() { return source_; }
  ReadPlan& plan() { return plan_; }
  const ReadPlan& plan() const { return plan_; }
  /// On lines above the header; may be empty.
  const std::string& header_remark() const { return header_remark_; }
  /// What the last pass found about types.
  const TypeEvidence& types() const { return types_; }
  /// The line of the next record that has not been accepted.
  std::size_t line() const { return line_; }

 private:
  void pass(const Steps&);
  const char* begin_file(const Region&, const Steps&);

  RegionSource& source_;
  const TableOptions& options_;
  ReadPlan plan_;
  bool planned_ = false;
  bool settled_ = false;  ///< a pass over the whole file has changed the plan: samples do not any more
  TypeEvidence types_;
  std::string header_remark_;
  std::size_t line_ = 1;
};

}  // namespace binet::detail
