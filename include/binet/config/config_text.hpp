#pragma once

#include "binet/config/config.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// What a setting is, as known from its one description: everything that help, flags, manual and tests need.
struct Setting {
  enum class Kind { section, section_list, boolean, integer, number, text, character, text_list };

  std::string key;  ///< training.epochs; model.layers[].units inside a list of sections
  Kind kind = Kind::section;
  std::string accepts;        ///< "an integer from 1 to 1000000"
  std::string default_value;  ///< as JSON; empty for sections
  std::string help;
  std::string flag;     ///< names for a command line, as "-o,--output"; empty if only --set sets it
  std::string flag_help;  ///< what the flag does
  std::string old_flag;   ///< a name that the flag had and that is still read; empty: none
  std::string implied;  ///< what the flag stands for without a value; empty: it needs one
  std::vector<std::string> choices;
};

/// All settings, each section before what it holds.
std::vector<Setting> settings();

/// Throws UsageError with the nearest key.
Setting find_setting(std::string_view key);

/// One setting given outside a config file.
struct Assignment {
  std::string key;
  std::string value;   ///< as typed: text stands for itself, a list of texts may be cut by commas, the rest is JSON
  std::string source;  ///< for messages: "--epochs", "--set"
  bool json = false;   ///< texts may be JSON too: "a string", null
};

/// Reads a config over `config`: what the text does not name stays as it is. Strict: throws UsageError with source and
/// key, or source, line and column, for an unknown or duplicate key, a wrong kind, a value out of range, bad syntax.
/// Relative paths in it become relative to `directory`. `notes`, unless null, gets one sentence per setting that is
/// given by an old name.
void read_config(std::string_view text, const std::string& source, const std::string& directory, Config& config,
                 std::vector<std::string>* notes = nullptr);

/// The same from a file ("-" is standard input); paths are relative to the file's directory.
void read_config_file(const std::string& path, Config& config, std::vector<std::string>* notes = nullptr);

/// The items of a list as typed, A,B,"C,D": an item in quotes may hold commas, and a quote within it is written twice.
/// Throws UsageError, which `source` begins.
std::vector<std::string> split_list(const std::string& text, const std::string& source);

/// Sets one setting. Throws UsageError as read_config does.
void assign(const Assignment&, Config& config);

/// Defaults, then the file (none if `path` is empty), then the assignments. Throws UsageError if two of these set the
/// same key.
Config load_config(const std::string& path, std::span<const Assignment>, std::vector<std::string>* notes = nullptr);

/// One sentence for each setting that differs from its default and has no effect in a run of this config:
/// "training.epochs has no effect with model.kind auto; ensemble.epochs has".
std::vector<std::string> settings_without_effect(const Config&);

/// The config as JSON, every setting written; reads back equal.
std::string config_to_json(const Config&);

/// The settings most runs touch, to start a config file from: those with a flag, and what differs from its default.
std::string starter_config(const Config&);

/// JSON Schema, draft 2020-12.
std::string config_schema();

/// docs/config.md.
std::string config_manual();

/// What `binet config explain KEY` prints, of one setting or a section's all; without a key one line a setting.
std::string explain_setting(std::string_view key);
std::string explain_settings();

}  // namespace binet
