// A model is read or refused with Error; what is read writes and reads back the same.

#include "binet/base/error.hpp"
#include "binet/modelfile/model_file.hpp"

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
