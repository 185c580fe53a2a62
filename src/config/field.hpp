#pragma once

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

// The description of a setting, without its value. Each section's describe() makes one Field per setting.

namespace binet {

inline constexpr double kNoLimit = std::numeric_limits<double>::infinity();

/// The modes in which a model is trained, as bits. A setting lists those in which it has an effect; a setting that is
/// given without effect causes a note.
enum TrainingMode : unsigned {
  kMlp = 1,
  kMinibatchLogistic = 2,
  kSolvedLogistic = 4,
  kEnsemble = 8,
  kHoldsOut = 16,  ///< in addition to kEnsemble: rows are held out, by time or to evaluate a distilled network
  kRecurrent = 32,  ///< an lstm or gru with layers of its own
  kMinibatches = kMlp | kMinibatchLogistic | kRecurrent,
  kLogistic = kMinibatchLogistic | kSolvedLogistic,
  kEveryMode = ~0u
};

struct Field {
  const char* name;
  const char* help;
  double minimum = -kNoLimit;
  double maximum = kNoLimit;
  bool above_minimum = false;                       ///< the minimum itself is excluded
  bool below_maximum = false;                       ///< the maximum itself is excluded
  std::vector<std::string> (*choices)() = nullptr;  ///< text: the only values allowed
  void (*check)(const std::string&) = nullptr;      ///< text: throws UsageError for an invalid value
  const char* pattern = nullptr;                    ///< the same check as a regular expression, for the schema
  const char* absent = nullptr;                     ///< std::optional: the text for "not given"; otherwise null
  /// Names on a command line, or an upper-case name for a positional argument; a switch flips its default.
  const char* flag = "";
  const char* value_name = nullptr;  ///< the flag's value in help, such as "COLUMN"; null: by the setting's type
  const char* flag_help = nullptr;  ///< help of a flag that turns a switch off; null: the setting's help
  const char* implied = "";         ///< value of the flag when it is given without one; empty: it needs a value
  bool path = false;                ///< relative to the config file
  bool object = false;              ///< text: a config may have a JSON object instead, which the setting keeps as text
  unsigned modes = kEveryMode;      ///< modes in which it has an effect; for a section: of all its settings
  bool effective = true;            ///< false: has no effect given the settings before it, but is allowed
  bool counts = true;  ///< false: is meaningless given the settings before it: not written, and an error if given
};

/// The names in a family's table, e.g. names_of<activations>.
template <auto Table>
std::vector<std::string> names_of() {
  std::vector<std::string> names;
  for (const auto& row : Table()) names.emplace_back(row.name);
  return names;
}

/// True if the row of this name in a family's table reads a setting; false for unknown names.
template <auto Table>
bool row_reads(std::string_view name, std::string_view setting) {
  return std::ranges::any_of(Table(), [&](const auto& row) { return row.name == name && row.reads(setting); });
}

}  // namespace binet
