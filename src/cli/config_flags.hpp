#pragma once

#include "binet/config/config_text.hpp"
#include "cli/command.hpp"
#include "cli/command_parser.hpp"

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// The settings of a run on a command line: -c FILE, --set KEY=VALUE, and a flag for each setting that has one.
class ConfigFlags {
 public:
  /// Adds the flags of all settings, or of one section if it is named, except those with a key in `except`. The parser
  /// fills this object, so it must outlive the parsing.
  explicit ConfigFlags(CommandParser, std::string_view section = {}, std::span<const std::string_view> except = {});
  ConfigFlags(const ConfigFlags&) = delete;
  ConfigFlags& operator=(const ConfigFlags&) = delete;

  /// After parsing: combines defaults, file and flags; notes on old names go to standard error unless the
  /// command is quiet. Throws UsageError.
  Config load() const { return load(config_path_, ""); }
  /// The same with another config file, and a data file used as data.train unless one is given.
  Config load(const std::string& config_path, const std::string& data) const;
  /// load() without validate(), for a command that refuses some settings before others, or trains nothing.
  Config load_unvalidated(const std::string& config_path, const std::string& data) const;
  Config load_unvalidated() const { return load_unvalidated(config_path_, ""); }
  /// After parsing: applies the flags to a config that is otherwise complete. Throws UsageError.
  void apply(Config&) const;
  /// After parsing: the file named by -c; empty: none.
  const std::string& config_path() const { return config_path_; }
  /// After parsing: the settings given one by one. Throws UsageError.
  std::vector<Assignment> assignments() const;
  /// Runs the action of a command that reads these settings. An error about a setting says where it was given, on the
  /// command line or in the config file: "--ignore: x.csv has no column 'ID'", "run.json: data.ignore: x.csv has …".
  ExitStatus run(const Action& action) const { return run(action, config_path_); }
  ExitStatus run(const Action&, const std::string& config_path) const;

 private:
  struct SettingFlag {
    Setting setting;
    std::vector<std::string> values = {};
    CLI::Option* option = nullptr;
    CLI::Option* old_option = nullptr;  ///< the option's old name
  };

  void add_flag(const Setting&);
  /// Where a setting was given, as an error begins with it.
  std::string origin(const std::string& key, const std::string& config_path) const;

  CommandParser parser_;
  std::string config_path_;
  std::vector<std::string> sets_;
  std::deque<SettingFlag> flags_;  ///< the parser keeps addresses of the values
};

}  // namespace binet
