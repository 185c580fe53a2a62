// A model is read or refused with Error; what is read writes and reads back the same.

#include "binet/error.hpp"
#include "binet/model/model_file.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace binet;
  std::string written;
  try {
    written = print_model(parse_model({reinterpret_cast<const char*>(data), size}, "fuzz"));
  } catch (const Error&) {
    return 0;
  }
  if (print_model(parse_model(written, "written")) != written) std::abort();
  return 0;
}
