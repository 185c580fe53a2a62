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

/// Reads a whole file by a plan: types are inferred from the first records, and corrected if later records disagree.
class PlannedFile {
 public:
  /// The steps of its user.
  struct Steps {
    /// Called when the plan is made and a pass over the file begins. `sample`: the first records. May be empty.
    std::function<void(const Region&, const Chunk& sample)> begin;
    /// Reads the records of a region from `start` on by calling read_region; returns the beginning of the next record.
    std::function<const char*(const Region&, const char* start)> read;
  };
  struct RegionSteps {
    std::size_t narrow_from = 0;        ///< ChunkSettings::narrow_from
    ChunkMemories* memories = nullptr;  ///< as in read_chunks
    std::function<void(Chunk&&)> accept;
    /// Called when the bytes of window k of the region, kHashWindow long, have been read; on several threads. May be
    /// empty.
    std::function<void(Index k, std::string_view)> window_read = {};
  };

  /// Both arguments must outlive the object.
  PlannedFile(RegionSource&, const TableOptions&);

  /// Reads the file until no text is found in planned numeric fields: usually once, otherwise twice.
  void read(const Steps&);
  /// Reads the file again with the current plan.
  void read_again(const Steps&);
  /// Used by Steps::read.
  const char* read_region(const Region&, const char* start, const RegionSteps&);

  RegionSource& source() { return source_; }
  ReadPlan& plan() { return plan_; }
  const ReadPlan& plan() const { return plan_; }
  /// Remarks on lines above the header and below the table.
  std::vector<std::string> remarks() const;
  /// What the last pass found out about types.
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
  bool settled_ = false;  ///< a pass over the whole file has set the plan: samples no longer change it
  TypeEvidence types_;
  std::string header_remark_, footer_remark_;
  std::size_t line_ = 1;
};

}  // namespace binet::detail
