#include "table/chunk_sequence.hpp"

#include "binet/base/error.hpp"
#include "binet/base/page_memory.hpp"
#include "binet/base/parallel.hpp"
#include "csv/record.hpp"

#include <algorithm>
#include <utility>

namespace binet::detail {
namespace {

/// Number of chunks read before the first is accepted.
constexpr Index kBatch = 64;
constexpr Index kBatchInLittleMemory = 4;

}  // namespace

std::unique_ptr<ChunkMemory> ChunkMemories::take() {
  const std::scoped_lock lock(mutex_);
  if (idle_.empty()) return std::make_unique<ChunkMemory>();
  std::unique_ptr<ChunkMemory> memory = std::move(idle_.back());
  idle_.pop_back();
  return memory;
}

void ChunkMemories::give_back(std::unique_ptr<ChunkMemory> memory) {
  const std::scoped_lock lock(mutex_);
  idle_.push_back(std::move(memory));
}

const char* read_chunks(const ReadPlan& plan, const Region& region, const std::string& source, const char* start,
                        const char* until, std::size_t& line, const ChunkSettings& settings, const ChunkWatch& watch,
                        ChunkMemories* memories, const std::function<void(Chunk&&)>& accept) {
  const auto chunk_bytes = static_cast<Index>(settings.chunk_bytes);
  const Index count = (until - region.begin + chunk_bytes - 1) / chunk_bytes;
  const auto limit = [&](Index k) { return k + 1 < count ? region.begin + (k + 1) * chunk_bytes : until; };
  const auto narrow = [&](Index k) { return static_cast<std::size_t>(k * chunk_bytes) >= settings.narrow_from; };
  const Index most = memory_limit() == 0 ? kBatch : kBatchInLittleMemory;
  start = skip_to_record(plan, region, start, line);
  const Index first = (start - region.begin) / chunk_bytes;
  for (Index batch = first; batch < count; batch += most) {
    std::vector<Chunk> chunks(static_cast<std::size_t>(std::min(most, count - batch)));
    const char* const batch_start = start;
    parallel_for(static_cast<Index>(chunks.size()), [&](Index i) {
      const Index k = batch + i;
      if (watch.begin) watch.begin(k);
      const char* const guess = i == 0 ? batch_start : guess_record_start(plan, region, limit(k - 1));
      std::unique_ptr<ChunkMemory> memory = memories != nullptr ? memories->take() : nullptr;
      chunks[static_cast<std::size_t>(i)] = read_chunk(plan, region, guess, limit(k), narrow(k), memory.get());
      if (memory) memories->give_back(std::move(memory));
      if (watch.end) watch.end(k);
    });
    for (std::size_t i = 0; i < chunks.size(); ++i) {
      const Index k = batch + static_cast<Index>(i);
      Chunk& chunk = chunks[i];
      const bool as_guessed = chunk.begin == start || i == 0;
      if (!as_guessed) chunk = read_chunk(plan, region, start, limit(k), narrow(k));
      if (chunk.error) throw Error(place(source, line + chunk.error->lines_after) + chunk.error->what);
      chunk.block.first_line = line;
      line += chunk.lines;
      start = chunk.end;
      accept(std::move(chunk));
    }
  }
  return start;
}

}  // namespace binet::detail
