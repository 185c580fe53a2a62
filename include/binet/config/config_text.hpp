#pragma once

#include "binet/config/config.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// One setting as config_fields.hpp describes it: everything that help, flags, manual and tests need.
struct Setting {
  enum class Kind { section, section_list, boolean, integer, number, text, character, text_list };

  std::string key;  ///< "training.epochs", or "model.layers[].units" in a list of sections
  Kind kind = Kind::section;
  std::string accepts;        ///< "an integer from 1 to 1000000"
  std::string default_value;  ///< as JSON; empty for sections
  std::string help;
  std::string flag;     ///< flag names, as "-o,--output"; empty: only --set sets it
  std::string value_name;  ///< the flag's value in help, such as "FILE"; empty: by the kind
  std::string flag_help;   ///< what the flag does
  std::string old_flag;   ///< the flag's former name, which is still read; empty: none
  std::string implied;  ///< value of the flag when it is given without one; empty: it needs a value
  std::vector<std::string> choices;
};

/// All settings; a section precedes its members.
std::vector<Setting> settings();

/// Throws UsageError with the nearest key if the key is unknown.
Setting find_setting(std::string_view key);

/// One setting from outside a config file.
struct Assignment {
  std::string key;
  std::string value;   ///< as typed: plain text, lists of texts separated by commas, everything else JSON
  std::string source;  ///< for messages: "--epochs", "--set"
  bool json = false;   ///< texts may also be JSON: "a string", null
};

/// Reads a config into `config`; settings the text does not name keep their values. Throws UsageError with the source
/// and the key (or line and column) for an unknown or duplicate key, a wrong type, a value out of range or invalid
/// JSON. Relative paths become relative to `directory`. `notes`, unless null, receives one sentence per setting that
/// has an old name.
void read_config(std::string_view text, const std::string& source, const std::string& directory, Config& config,
                 std::vector<std::string>* notes = nullptr);

/// Reads a config file ("-" is standard input); paths are relative to the file's directory.
void read_config_file(const std::string& path, Config& config, std::vector<std::string>* notes = nullptr);

/// Splits a list as typed, A,B,"C,D": an item in quotes may contain commas, and a quote inside it is doubled. Throws
/// UsageError; the message begins with `source`.
std::vector<std::string> split_list(const std::string& text, const std::string& source);

/// Sets one setting. Throws UsageError as read_config does.
void assign(const Assignment&, Config& config);

/// Applies the defaults, then the file (none if `path` is empty), then the assignments. Throws UsageError if two of
/// them set the same key.
Config load_config(const std::string& path, std::span<const Assignment>, std::vector<std::string>* notes = nullptr);

/// One sentence for each setting that differs from its default and has no effect in a run of this config:
/// "training.epochs has no effect with model.kind auto; ensemble.epochs has".
std::vector<std::string> settings_without_effect(const Config&);

/// The config as JSON with every setting; reading it gives an equal config.
std::string config_to_json(const Config&);

/// A config to start from: the settings that have a flag, and every setting that differs from its default.
std::string starter_config(const Config&);

/// The JSON Schema of config files, draft 2020-12.
std::string config_schema();

/// The text of docs/config.md.
std::string config_manual();

/// The text of `binet config explain KEY` for one setting or all settings of a section; without a key, one line per
/// setting.
std::string explain_setting(std::string_view key);
std::string explain_settings();

}  // namespace binet
