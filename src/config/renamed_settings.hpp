#pragma once

#include <span>
#include <string_view>

namespace binet {

/// A setting that had another name. The old name is still read, with a note that gives the new one.
struct RenamedSetting {
  std::string_view old_key, key;  ///< both in the same section
  std::string_view old_flag;      ///< empty if it has not changed
};

/// To rename a setting: its new name in config_fields.hpp, and a row here.
std::span<const RenamedSetting> renamed_settings();

/// The setting's key today: `key` itself unless it is an old name.
std::string_view current_key(std::string_view key);

/// What the setting of this key was called; empty if it never had another name.
std::string_view old_key(std::string_view key);

}  // namespace binet
