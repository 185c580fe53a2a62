#include "binet/base/page_array.hpp"

namespace binet {

PageArena::Piece PageArena::take(std::size_t bytes) {
  constexpr std::size_t kBytes = std::size_t{8} << 20, kLine = 64;
  bytes = (bytes + kLine - 1) / kLine * kLine;
  if (!memory_ || used_ + bytes > memory_->bytes()) {
    auto memory = std::make_shared<PageMemory>(std::max(bytes, kBytes));
    prefer_large_pages(memory->data(), memory->bytes());
    memory_ = std::move(memory);
    used_ = 0;
  }
  return {memory_, static_cast<char*>(memory_->data()) + std::exchange(used_, used_ + bytes)};
}

}  // namespace binet
