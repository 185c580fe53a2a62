#include "io/file_hash.hpp"

#include "io/byte_hash.hpp"
#include "io/region_source.hpp"

#include <algorithm>

namespace binet {

using namespace detail;

std::uint64_t hash_file(const std::string& path, const TextFormat& format) {
  const auto source = open_regions(path, false, format);
  Region region;
  std::uint64_t of_whole = 0;
  for (const char* rest = nullptr; source->next(rest, region); rest = region.end) {
    if (!source->whole()) continue;
    for (const char* at = region.begin; at != region.end;) {
      const char* const end = at + std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(kHashWindow), region.end - at);
      of_whole = combine_hash(of_whole, hash_window({at, static_cast<std::size_t>(end - at)}));
      source->release(at, end);
      at = end;
    }
  }
  return source->whole() ? of_whole : source->hash();
}

}  // namespace binet
