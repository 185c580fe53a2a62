#include "cli/command_parser.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>

namespace binet {

Flag Flag::type_name(const std::string& name) const {
  return Flag(option_->type_name(name));
}

Flag Flag::required() const {
  return Flag(option_->required());
}

Flag Flag::shown_default() const {
  return Flag(option_->capture_default_str());
}

Flag Flag::delimiter(char sign) const {
  return Flag(option_->delimiter(sign));
}

Flag Flag::in_range(int from, int to) const {
  return Flag(option_->check(CLI::Range(from, to)));
}

Flag Flag::positive() const {
  return Flag(option_->check(CLI::PositiveNumber));
}

Flag Flag::one_of(const std::vector<std::string>& names) const {
  return Flag(option_->check(CLI::IsMember(names)));
}

Flag Flag::check(const std::function<std::string(const std::string&)>& error) const {
  return Flag(option_->check(error));
}

Flag Flag::excludes(Flag other) const {
  return Flag(option_->excludes(other.option_));
}

Flag Flag::excludes(const std::string& other) const {
  return Flag(option_->excludes(other));
}

Flag Flag::needs(Flag other) const {
  return Flag(option_->needs(other.option_));
}

template <class T>
Flag CommandParser::add_option(const std::string& name, T& value, const std::string& help) {
  return Flag(app_->add_option(name, value, help));
}

template Flag CommandParser::add_option(const std::string&, std::string&, const std::string&);
template Flag CommandParser::add_option(const std::string&, int&, const std::string&);
template Flag CommandParser::add_option(const std::string&, std::size_t&, const std::string&);
template Flag CommandParser::add_option(const std::string&, std::int64_t&, const std::string&);
template Flag CommandParser::add_option(const std::string&, std::optional<double>&, const std::string&);
template Flag CommandParser::add_option(const std::string&, std::optional<std::int64_t>&, const std::string&);
template Flag CommandParser::add_option(const std::string&, std::vector<std::string>&, const std::string&);
template Flag CommandParser::add_option(const std::string&, std::vector<std::size_t>&, const std::string&);

Flag CommandParser::add_flag(const std::string& name, bool& value, const std::string& help) {
  return Flag(app_->add_flag(name, value, help));
}

void CommandParser::footer(const std::string& text) {
  app_->footer(text);
}

CommandParser CommandParser::add_subcommand(const std::string& name, const std::string& help) {
  app_->require_subcommand(1);
  return CommandParser(*app_->add_subcommand(name, help));
}

bool CommandParser::parsed() const {
  return app_->parsed();
}

}  // namespace binet
