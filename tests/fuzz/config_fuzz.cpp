// A config is read or refused with UsageError; what is read writes and reads back equal.

#include "binet/base/error.hpp"
#include "binet/config/config_text.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace binet;
  Config config, again;
  try {
    read_config({reinterpret_cast<const char*>(data), size}, "fuzz", "", config);
  } catch (const UsageError&) {
    return 0;
  }
  const std::string written = config_to_json(config);
  read_config(written, "written", "", again);
  if (config_to_json(again) != written) std::abort();
  return 0;
}
