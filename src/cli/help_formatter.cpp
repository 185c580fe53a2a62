#include "cli/help_formatter.hpp"

#include "cli/text_layout.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace binet {
namespace {

constexpr std::size_t kNameColumn = 28, kNarrowest = 50;

bool takes_many(const CLI::Option* option) {
  return option->get_expected_max() > 1;
}

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

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  if (option->get_type_size() == 0) return "";
  const std::string name = option->get_type_name();
  std::string text = name.substr(0, name.find(':'));  // "INT:INT in [0 - 17]"
  if (text == "INT" || text == "UINT") text = "N";
  if (text == "FLOAT") text = "X";
  if (!text.empty()) text = " " + text;
  if (!option->get_default_str().empty()) text += "=" + option->get_default_str();
  return text + (takes_many(option) && name.find(',') == std::string::npos ? " ..." : "");
}

std::string HelpFormatter::make_option_usage(const CLI::Option* option) const {
  const std::string name = make_option_name(option, true) + (takes_many(option) ? "..." : "");
  return option->get_required() ? name : "[" + name + "]";
}

}  // namespace binet
