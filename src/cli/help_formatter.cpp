#include "cli/help_formatter.hpp"

#include "cli/text_layout.hpp"

#include <algorithm>

namespace binet {
namespace {

constexpr std::size_t kNameColumn = 28, kNarrowest = 50;

}  // namespace

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  std::string text = "  " + make_option_name(option, is_positional) + make_option_opts(option);
  const std::string description = make_option_desc(option);
  if (description.empty()) return text + "\n";
  text = text_width(text) + 2 > kNameColumn ? text + "\n" + std::string(kNameColumn, ' ') : padded(text, kNameColumn);
  return text + wrapped(description, std::max(width_, kNarrowest), kNameColumn, kNameColumn) + "\n";
}

std::string HelpFormatter::make_description(const CLI::App* app) const {
  return wrapped(CLI::Formatter::make_description(app), std::max(width_, kNarrowest), 0, 0);
}

}  // namespace binet
