#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace binet {

/// A flag or argument that a command has declared; each function says more about it. It refers to its parser, which
/// must outlive it.
class Flag {
 public:
  explicit Flag(CLI::Option* option) : option_(option) {}

  Flag type_name(const std::string& name) const;  ///< what the help shows for the value: FILE
  Flag required() const;
  Flag shown_default() const;  ///< the help shows the variable's value as the default
  Flag delimiter(char) const;  ///< of a list in one word
  Flag in_range(int from, int to) const;
  Flag positive() const;
  Flag one_of(const std::vector<std::string>& names) const;
  /// `error` returns what is wrong with a text, and an empty string if nothing is.
  Flag check(const std::function<std::string(const std::string&)>& error) const;
  Flag excludes(Flag other) const;
  Flag excludes(const std::string& other) const;
  Flag needs(Flag other) const;

 private:
  CLI::Option* option_;
};

/// The command line of a command, as its flags are declared. Only this class, and the few files that read CLI11's
/// results, include CLI11: it takes 2.5 s to compile.
class CommandParser {
 public:
  explicit CommandParser(CLI::App& app) : app_(&app) {}

  /// A flag with a value, or an argument if the name has no dash. Parsing stores the value in `value`, which must
  /// outlive it. Defined for the types that commands use, in command_parser.cpp.
  template <class T>
  Flag add_option(const std::string& name, T& value, const std::string& help);
  /// A flag without a value.
  Flag add_flag(const std::string& name, bool& value, const std::string& help);
  /// A text below the flags.
  void footer(const std::string&);
  /// A command inside the command; one of them is then required.
  CommandParser add_subcommand(const std::string& name, const std::string& help);
  /// After parsing: this inner command was given.
  bool parsed() const;

  CLI::App& app() const { return *app_; }

 private:
  CLI::App* app_;
};

}  // namespace binet
