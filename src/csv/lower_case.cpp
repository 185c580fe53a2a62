#include "csv/lower_case.hpp"

namespace binet::detail {

std::string lower_case(std::string_view text) {
  std::string lower;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    unsigned code = byte;
    if (byte >= 'A' && byte <= 'Z') {
      lower += static_cast<char>(byte + 32);
      continue;
    }
    if ((byte & 0xE0) != 0xC0 || i + 1 == text.size()) {
      lower += text[i];
      continue;
    }
    code = (byte & 0x1Fu) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3Fu);
    const bool latin = code >= 0xC0 && code <= 0xDE && code != 0xD7, greek = code >= 0x391 && code <= 0x3A9,
               cyrillic = code >= 0x410 && code <= 0x42F, early_cyrillic = code >= 0x400 && code <= 0x40F;
    // Latin Extended-A, in pairs that begin with an even or an odd number
    const bool even = (code >= 0x100 && code <= 0x137 && code != 0x130) || (code >= 0x14A && code <= 0x177);
    const bool odd = (code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17E);
    const bool pair = (even && code % 2 == 0) || (odd && code % 2 == 1);
    code += latin || greek || cyrillic ? 32 : early_cyrillic ? 80 : pair ? 1 : 0;
    lower += static_cast<char>(0xC0 | code >> 6);
    lower += static_cast<char>(0x80 | (code & 0x3F));
  }
  return lower;
}

}  // namespace binet::detail
