#pragma once

#include "binet/base/error.hpp"

#include <string>

namespace binet {

/// An error about the value of one setting. The text is the setting's key and the rest: "data.ignore" and
/// ": x.csv has no column 'ID'". The command line replaces the key by the place where the setting was given.
class SettingError : public UsageError {
 public:
  SettingError(const std::string& key, const std::string& rest) : UsageError(key + rest), key_(key), rest_(rest) {}

  const std::string& key() const { return key_; }
  const std::string& rest() const { return rest_; }

 private:
  std::string key_, rest_;
};

}  // namespace binet
