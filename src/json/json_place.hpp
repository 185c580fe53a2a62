#pragma once

#include "json/json_layout.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace binet {

/// A JSON value that knows its path. Reading is strict: every mismatch throws Error "model.json: members[0].weight:
/// expected a number, found "abc"".
class JsonPlace {
 public:
  JsonPlace(const Json& value, std::string file) : JsonPlace(value, std::move(file), "") {}

  /// The member or element; throws Error if it is absent.
  JsonPlace operator[](const std::string& key) const;
  JsonPlace operator[](std::size_t index) const;
  std::optional<JsonPlace> find(const std::string& key) const;
  /// Throws at the first key that is not one of the names, since it would be ignored silently.
  void require_keys(std::span<const std::string> names) const;
  void require_keys(std::initializer_list<std::string> names) const {
    require_keys(std::span(names.begin(), names.size()));
  }
  /// Number of elements of an array.
  std::size_t size() const;

  void read(std::string&) const;
  void read(double&) const;  ///< null is NaN
  void read(bool&) const;
  void read(int&) const;
  void read(std::int64_t&) const;
  void read(std::uint64_t&) const;
  template <class T>
  void read(std::vector<T>& items) const;

  template <class T>
  T get() const {
    T value{};
    read(value);
    return value;
  }

  const Json& value() const { return *value_; }
  const std::string& file() const { return file_; }
  /// The path: "members[0].weight"; empty for the document.
  const std::string& path() const { return path_; }
  [[noreturn]] void fail(const std::string& expected) const;

 private:
  JsonPlace(const Json& value, std::string file, std::string path)
      : value_(&value), file_(std::move(file)), path_(std::move(path)) {}

  const Json* value_;
  std::string file_, path_;
};

template <class T>
void JsonPlace::read(std::vector<T>& items) const {
  items.resize(size());
  for (std::size_t i = 0; i < items.size(); ++i) (*this)[i].read(items[i]);
}

/// Writes the fields that a describe() function names as members of a JSON object.
class FieldWriter {
 public:
  explicit FieldWriter(Json& object) : object_(object) {}
  template <class T>
  void operator()(const char* name, const T& value) {
    object_[name] = value;
  }
  /// Omitted if it equals the usual value.
  template <class T>
  void operator()(const char* name, const T& value, const T& usual) {
    if (value != usual) object_[name] = value;
  }

 private:
  Json& object_;
};

/// Reads what FieldWriter writes.
class FieldReader {
 public:
  explicit FieldReader(const JsonPlace& object) : object_(object) {}
  template <class T>
  void operator()(const char* name, T& value) {
    names_.emplace_back(name);
    object_[name].read(value);
  }
  template <class T>
  void operator()(const char* name, T& value, const T& usual) {
    names_.emplace_back(name);
    if (const auto found = object_.find(name)) {
      found->read(value);
    } else {
      value = usual;
    }
  }
  /// Call it after all fields have been read: throws at a key that is neither one of them nor among `others`.
  void finish(std::initializer_list<std::string> others = {}) {
    names_.insert(names_.end(), others);
    object_.require_keys(names_);
  }

 private:
  const JsonPlace& object_;
  std::vector<std::string> names_;
};

}  // namespace binet
