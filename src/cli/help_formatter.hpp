#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace binet {

/// Help that wraps between words at the terminal width. The description of a flag is beside its name, or on the next
/// line if the name is long.
class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(std::size_t width) : width_(width) {}
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
  std::string make_description(const CLI::App* app) const override;
  /// What stands behind a flag's name: N, X or TEXT for its value, and its default. Which values are valid, and which
  /// flags exclude each other, is said by the description or by the error.
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_option_usage(const CLI::Option* option) const override;

 private:
  std::size_t width_;
};

}  // namespace binet
