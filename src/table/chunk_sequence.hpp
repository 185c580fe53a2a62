#pragma once

#include "table/chunk.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace binet::detail {

struct ChunkSettings {
  std::size_t chunk_bytes = std::size_t{1} << 20;  ///< chunks end at multiples of this, counted from the region's
                                                   ///< beginning
  std::size_t narrow_from = 0;                     ///< numbers may be stored narrow from this offset in the region on
};

/// Called with the index of each chunk before and after it is read, on the thread that reads it.
struct ChunkWatch {
  std::function<void(Index)> begin = {}, end = {};
};

/// A pool of chunk memories; each thread uses one while it reads a chunk.
class ChunkMemories {
 public:
  std::unique_ptr<ChunkMemory> take();
  void give_back(std::unique_ptr<ChunkMemory>);

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<ChunkMemory>> idle_;
};

/// Reads the records of a region that begin in [start, until), several chunks at a time; `start` is on `line`. Each
/// chunk is passed to `accept` in order, with its block's first_line set, once it is certain to begin where the
/// previous one ends; `line` advances. The first error is thrown as Error. Returns the beginning of the next record,
/// which the region may cut, or the region's end. Without `memories`, each chunk's cells have pages of their own.
const char* read_chunks(const ReadPlan&, const Region&, const std::string& source, const char* start, const char* until,
                        std::size_t& line, const ChunkSettings&, const ChunkWatch& watch, ChunkMemories* memories,
                        const std::function<void(Chunk&&)>& accept);

}  // namespace binet::detail
