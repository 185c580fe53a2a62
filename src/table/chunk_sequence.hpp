#pragma once

#include "table/chunk.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace binet::detail {

struct ChunkSettings {
  std::size_t chunk_bytes = std::size_t{1} << 20;  ///< chunks end at multiples of this from the region's begin
  std::size_t narrow_from = 0;                     ///< offset in the region from which on numbers may be kept narrow
};

/// Called with the index of each chunk before and after it is read, on the thread that reads it.
struct ChunkWatch {
  std::function<void(Index)> begin = {}, end = {};
};

/// What threads read chunks in: each takes one, as long as it reads a chunk.
class ChunkMemories {
 public:
  std::unique_ptr<ChunkMemory> take();
  void give_back(std::unique_ptr<ChunkMemory>);

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<ChunkMemory>> idle_;
};

/// Reads the records of a region that begin in [start, until), of which `start` is on `line`, several chunks at a time.
/// Each chunk goes to `accept` in order, its block's first_line set, once it is sure to begin where the one before it
/// ends; `line` moves on. The first error is thrown as Error. Returns where the next record begins, one that the
/// region cuts perhaps, or the region's end. Without `memories` each chunk's cells lie in pages of their own.
const char* read_chunks(const ReadPlan&, const Region&, const std::string& source, const char* start, const char* until,
                        std::size_t& line, const ChunkSettings&, const ChunkWatch& watch, ChunkMemories* memories,
                        const std::function<void(Chunk&&)>& accept);

}  // namespace binet::detail
