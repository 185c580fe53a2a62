// A model that is read is exported or refused with Error.

#include "binet/base/error.hpp"
#include "binet/export/export.hpp"
#include "binet/modelfile/model_file.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace binet;
  try {
    const Classifier model = parse_model({reinterpret_cast<const char*>(data), size}, "fuzz");
    for (const char* const format : {"c", "javascript"}) static_cast<void>(export_model(model, format));
  } catch (const Error&) {
  }
  return 0;
}
