// A checkpoint is read or refused with Error; what is read writes and reads back the same.

#include "binet/base/error.hpp"
#include "train/checkpoint.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace binet;
  std::string written;
  try {
    written = print_checkpoint(parse_checkpoint({reinterpret_cast<const char*>(data), size}, "fuzz"));
  } catch (const Error&) {
    return 0;
  }
  if (print_checkpoint(parse_checkpoint(written, "written")) != written) std::abort();
  return 0;
}
