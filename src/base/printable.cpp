#include "base/printable.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>

namespace binet {
namespace {

struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 0;  ///< 0: invalid UTF-8
};

/// The first character of a non-empty text; overlong forms and surrogates are invalid UTF-8 (RFC 3629).
Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return {byte(0), 1};
  const std::size_t size = byte(0) < 0xC2 ? 0 : byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : byte(0) < 0xF5 ? 4 : 0;
  if (size == 0 || text.size() < size) return {};
  std::uint32_t code = byte(0) & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) return {};
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  const bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
  if (overlong || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return {};
  return {code, size};
}

bool is_control(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0);
}

/// True for Unicode's bidirectional controls and for line and paragraph separators.
bool turns_text(std::uint32_t code) {
  return code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

std::string in_digits(const char* format, unsigned code) {
  char text[16];
  std::snprintf(text, sizeof text, format, code);
  return text;
}

}  // namespace

std::string printable(std::string_view text, bool keep_lines) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const Character character = first_character(text);
    if (character.bytes == 0)
      shown += in_digits("\\x%02X", static_cast<unsigned char>(text[0]));
    else if (character.code == '\n')
      shown += keep_lines ? "\n" : "\\n";
    else if (is_control(character.code))
      shown += in_digits("\\x%02X", character.code);
    else if (turns_text(character.code))
      shown += in_digits("\\u%04X", character.code);
    else
      shown += text.substr(0, character.bytes);
    text.remove_prefix(character.bytes == 0 ? 1 : character.bytes);
  }
  return shown;
}

std::string name_of_cell(std::string_view text) {
  return std::string(text.empty() ? "(empty)" : text);
}

std::string with_unicode_escapes(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  while (!text.empty()) {
    const Character character = first_character(text);
    const std::size_t bytes = character.bytes == 0 ? 1 : character.bytes;
    if (character.bytes > 0 && (is_control(character.code) || turns_text(character.code)))
      escaped += in_digits("\\u%04X", character.code);
    else
      escaped += text.substr(0, bytes);
    text.remove_prefix(bytes);
  }
  return escaped;
}

}  // namespace binet
