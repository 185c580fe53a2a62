#pragma once

#include <span>
#include <string_view>

namespace binet {

/// A setting with a former name, which is still read, with a note that gives the new one.
struct RenamedSetting {
  std::string_view old_key, key;  ///< both in the same section
  std::string_view old_flag;      ///< empty if unchanged
};

/// To rename a setting, put its new name in the file of its section and add a row here.
std::span<const RenamedSetting> renamed_settings();

/// The setting's current key: `key` itself unless it is an old name.
std::string_view current_key(std::string_view key);

/// The former name of the setting with this key; empty if it has none.
std::string_view old_key(std::string_view key);

}  // namespace binet
