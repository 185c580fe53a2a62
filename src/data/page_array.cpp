#include "binet/data/page_array.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <new>

namespace binet {
namespace {

std::size_t whole_pages(std::size_t bytes) {
  static const std::size_t page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return (bytes + page - 1) / page * page;
}

}  // namespace

PageMemory::PageMemory(std::size_t bytes) : bytes_(whole_pages(bytes)) {
  if (bytes_ == 0) return;
  data_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (data_ == MAP_FAILED) throw std::bad_alloc();
}

PageMemory::~PageMemory() {
  if (data_ != nullptr) munmap(data_, bytes_);
}

void PageMemory::shrink(std::size_t bytes) {
  const std::size_t kept = whole_pages(bytes);
  if (kept >= bytes_) return;
  munmap(static_cast<char*>(data_) + kept, bytes_ - kept);
  if (kept == 0) data_ = nullptr;
  bytes_ = kept;
}

}  // namespace binet
