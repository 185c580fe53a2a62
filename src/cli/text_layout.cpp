#include "cli/text_layout.hpp"

#include "base/printable.hpp"
#include "cli/format_text.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace binet {

std::size_t terminal_width(int descriptor, std::size_t otherwise) {
  winsize size{};
  if (::isatty(descriptor) == 1 && ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const char* given = std::getenv("COLUMNS");
  const long columns = given == nullptr ? 0 : std::strtol(given, nullptr, 10);
  return columns > 0 ? static_cast<std::size_t>(columns) : otherwise;
}

bool is_drawing_terminal(int descriptor) {
  const char* terminal = std::getenv("TERM");
  return ::isatty(descriptor) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

std::string padded(std::string text, std::size_t width) {
  const std::size_t taken = text_width(text);
  if (taken < width) text.append(width - taken, ' ');
  return text;
}

std::string short_name(std::string_view name, std::size_t width) {
  const std::string text = printable(name);
  const std::size_t columns = text_width(text);
  if (columns <= width) return text;
  const std::string end = text.substr(fitting_bytes(text, columns - width / 3));  // a wide character may begin earlier
  return text.substr(0, fitting_bytes(text, width - 1 - text_width(end))) + "…" + end;
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent, std::size_t used) {
  std::string out;
  std::size_t column = used;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\n') {
      out += "\n" + std::string(indent, ' ');
      column = indent;
      ++at;
      continue;
    }
    const std::size_t word = std::min(text.find_first_not_of(' ', at), text.size());
    const std::size_t end = std::min(text.find_first_of(" \n", word), text.size());
    const std::string_view blanks = text.substr(at, word - at), letters = text.substr(word, end - word);
    const std::size_t needed = blanks.size() + text_width(letters);
    if (width - std::min(width, column) < needed && column > indent && !letters.empty()) {
      out += "\n" + std::string(indent, ' ') + std::string(letters);
      column = indent + text_width(letters);
    } else {
      out.append(blanks).append(letters);
      column += needed;
    }
    at = end;
  }
  return out;
}

std::string percentage(double share) {
  return format_text("%.4g%%", 100 * share);
}

}  // namespace binet
