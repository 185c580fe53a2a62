#include "json/json_place.hpp"

#include "base/nearest_name.hpp"
#include "binet/base/error.hpp"

#include <algorithm>
#include <limits>

namespace binet {

namespace {

constexpr std::size_t kShownLength = 40;

std::string shown(const Json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list of " + std::to_string(value.size());
  const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return text.size() <= kShownLength ? text : text.substr(0, kShownLength) + "…";
}

}  // namespace

void JsonPlace::fail(const std::string& expected) const {
  throw Error(file_ + ": " + (path_.empty() ? "" : path_ + ": ") + "expected " + expected + ", found " +
              shown(*value_));
}

std::optional<JsonPlace> JsonPlace::find(const std::string& key) const {
  if (!value_->is_object()) fail("an object");
  const auto found = value_->find(key);
  if (found == value_->end()) return std::nullopt;
  return JsonPlace(*found, file_, path_.empty() ? key : path_ + "." + key);
}

JsonPlace JsonPlace::operator[](const std::string& key) const {
  if (auto found = find(key)) return *std::move(found);
  throw Error(file_ + ": " + (path_.empty() ? "" : path_ + ": ") + "\"" + key + "\" is missing");
}

void JsonPlace::require_keys(std::span<const std::string> names) const {
  if (!value_->is_object()) fail("an object");
  for (const auto& item : value_->items()) {
    if (std::ranges::find(names, item.key()) != names.end()) continue;
    throw Error(file_ + ": " + (path_.empty() ? "" : path_ + ": ") + "unknown key " +
                Json(item.key()).dump(-1, ' ', false, Json::error_handler_t::replace) +
                did_you_mean(item.key(), names));
  }
}

std::size_t JsonPlace::size() const {
  if (!value_->is_array()) fail("a list");
  return value_->size();
}

JsonPlace JsonPlace::operator[](std::size_t index) const {
  if (index >= size()) fail("at least " + std::to_string(index + 1) + " elements");
  return {(*value_)[index], file_, path_ + "[" + std::to_string(index) + "]"};
}

void JsonPlace::read(std::string& text) const {
  if (!value_->is_string()) fail("a text");
  text = value_->get_ref<const std::string&>();
}

void JsonPlace::read(double& number) const {
  if (value_->is_null()) {
    number = std::numeric_limits<double>::quiet_NaN();
  } else if (value_->is_number()) {
    number = value_->get<double>();
  } else {
    fail("a number");
  }
}

void JsonPlace::read(bool& truth) const {
  if (!value_->is_boolean()) fail("true or false");
  truth = value_->get<bool>();
}

void JsonPlace::read(std::int64_t& count) const {
  if (!value_->is_number_integer()) fail("a whole number");
  count = value_->get<std::int64_t>();
}

void JsonPlace::read(std::uint64_t& count) const {
  if (!value_->is_number_unsigned()) fail("a whole number, 0 or more");
  count = value_->get<std::uint64_t>();
}

void JsonPlace::read(int& count) const {
  const auto wide = get<std::int64_t>();
  if (wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max()) fail("a smaller whole number");
  count = static_cast<int>(wide);
}

}  // namespace binet
