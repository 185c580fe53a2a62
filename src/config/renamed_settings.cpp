#include "config/renamed_settings.hpp"

#include <algorithm>
#include <array>

namespace binet {

namespace {

constexpr std::array kRenamed{
    RenamedSetting{"ensemble.plain", "ensemble.scaled_networks", ""},
    RenamedSetting{"ensemble.piecewise", "ensemble.binned_networks", ""},
    RenamedSetting{"ensemble.tiny", "ensemble.distilled_units", "--tiny"},
};

}  // namespace

std::span<const RenamedSetting> renamed_settings() {
  return kRenamed;
}

std::string_view current_key(std::string_view key) {
  const auto found = std::ranges::find(kRenamed, key, &RenamedSetting::old_key);
  return found == kRenamed.end() ? key : found->key;
}

std::string_view old_key(std::string_view key) {
  const auto found = std::ranges::find(kRenamed, key, &RenamedSetting::key);
  return found == kRenamed.end() ? std::string_view() : found->old_key;
}

}  // namespace binet
