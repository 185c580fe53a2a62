#include "io/file_hash.hpp"

#include "binet/io/byte_source.hpp"
#include "io/byte_hash.hpp"

#include <vector>

namespace binet {

std::uint64_t hash_file(const std::string& path) {
  const auto bytes = open_bytes(path);
  std::vector<char> window(detail::kHashWindow);
  std::uint64_t hash = 0;
  std::size_t filled = 0;
  while (const std::size_t size = bytes->read(window.data() + filled, window.size() - filled)) {
    filled += size;
    if (filled < window.size()) continue;
    hash = detail::combine_hash(hash, detail::hash_window({window.data(), filled}));
    filled = 0;
  }
  return filled > 0 ? detail::combine_hash(hash, detail::hash_window({window.data(), filled})) : hash;
}

}  // namespace binet
