#include "base/nearest_name.hpp"
#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "binet/config/config_text.hpp"
#include "config/config_json.hpp"
#include "config/config_kinds.hpp"
#include "config/layer_text.hpp"
#include "config/renamed_settings.hpp"
#include "config/validate.hpp"
#include "io/byte_source.hpp"
#include "json/json_text.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

namespace binet {
namespace {

/// The source and key of a value, and the folder of its relative paths.
struct Place {
  std::string source;     ///< "run.json", "--epochs"
  std::string key;        ///< "training.epochs"; empty at the top
  std::string directory;  ///< empty: paths are unchanged
  std::vector<std::string>* notes = nullptr;

  Place inside(const std::string& name) const {
    return {source, key.empty() ? name : key + "." + name, directory, notes};
  }
  Place inside(std::size_t index) const { return {source, key + "[" + std::to_string(index) + "]", directory, notes}; }
  /// The same for a list typed on the command line, where the source names the setting: "--layers: layer 1".
  Place typed_inside(std::size_t index, const std::string& noun) const {
    return {source + ": " + noun + " " + std::to_string(index + 1), "", directory, notes};
  }
  void note(const std::string& what) const {
    if (notes != nullptr) notes->push_back(source + ": " + what);
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw UsageError(source + ": " + (key.empty() ? "" : key + ": ") + what);
  }
};

[[noreturn]] void fail_kind(const Place& place, const std::string& accepts, const Json& found) {
  const bool unquoted = accepts.ends_with("text") && (found.is_number() || found.is_boolean());
  place.fail("expected " + accepts + ", found " + show_json(found) +
             (unquoted ? "; write \"" + found.dump() + "\"" : ""));
}

// One read_value per type of setting.

template <Section T>
void read_value(const Json& json, const Field& field, const Place& place, T& section);

void read_value(const Json& json, const Field& field, const Place& place, bool& value) {
  if (!json.is_boolean()) fail_kind(place, kind_text<bool>(field).accepts, json);
  value = json.get<bool>();
}

void read_value(const Json& json, const Field& field, const Place& place, char& value) {
  const std::string text = json.is_string() ? json.get<std::string>() : "";
  const bool is_tab = text == "\\t" || text == "tab";
  if (!is_tab && (text.size() != 1 || text[0] <= 0)) fail_kind(place, kind_text<char>(field).accepts, json);
  value = is_tab ? '\t' : text[0];
}

/// Any arithmetic type except bool and char. 2.0 is an integer, as in JSON Schema; 2.7, true and "2" are not.
template <class T>
requires std::is_arithmetic_v<T>
void read_value(const Json& json, const Field& field, const Place& place, T& value) {
  const double number = json.is_number() ? json.get<double>() : std::nan("");
  const bool in_range = (field.above_minimum ? number > field.minimum : number >= field.minimum) &&
                        (field.below_maximum ? number < field.maximum : number <= field.maximum);
  const bool right_kind = std::is_floating_point_v<T> || std::floor(number) == number;
  if (!std::isfinite(number) || !in_range || !right_kind) fail_kind(place, kind_text<T>(field).accepts, json);
  value = static_cast<T>(number);
}

void read_value(const Json& json, const Field& field, const Place& place, std::string& value) {
  if (field.object && json.is_object()) {
    value = json.dump();
    return;
  }
  if (!json.is_string()) fail_kind(place, kind_text<std::string>(field).accepts, json);
  const std::string text = json.get<std::string>();
  if (text.find('\0') != std::string::npos) place.fail("a NUL character; expected text");
  if (field.choices != nullptr) {
    const auto choices = field.choices();
    if (std::ranges::find(choices, text) == choices.end()) {
      place.fail("expected " + kind_text<std::string>(field).accepts + ", found " + show_json(json) +
                 did_you_mean(text, choices));
    }
  }
  try {
    if (field.check != nullptr) field.check(text);
  } catch (const UsageError& error) {
    place.fail(error.what());
  }
  const bool relative = field.path && !(field.object && text.starts_with('{')) && !text.empty() && text != "-" &&
                        !std::filesystem::path(text).is_absolute();
  value = relative && !place.directory.empty()
              ? (std::filesystem::path(place.directory) / text).lexically_normal().string()
              : text;
}

template <class T>
void read_value(const Json& json, const Field& field, const Place& place, std::optional<T>& value) {
  const bool absent =
      field.absent == nullptr ? json.is_null() : json.is_string() && json.get<std::string>() == field.absent;
  if (absent) {
    value.reset();
    return;
  }
  T read{};
  try {
    read_value(json, field, place, read);
  } catch (const UsageError&) {
    fail_kind(place, kind_text<std::optional<T>>(field).accepts, json);
  }
  value = std::move(read);
}

template <class T>
void read_value(const Json& json, const Field& field, const Place& place, std::vector<T>& list) {
  if (!json.is_array()) fail_kind(place, kind_text<std::vector<T>>(field).accepts, json);
  std::vector<T> read(json.size());
  const std::string noun = Section<T> ? "layer" : "item";  // layers are the only list of sections
  for (std::size_t i = 0; i < json.size(); ++i) {
    read_value(json[i], field, place.key.empty() ? place.typed_inside(i, noun) : place.inside(i), read[i]);
  }
  list = std::move(read);
}

template <Section T>
std::vector<std::string> field_names(T& section) {
  std::vector<std::string> names;
  describe(section, [&](auto&, const Field& field) { names.emplace_back(field.name); });
  return names;
}

/// Lists the names of the section, or gives the full key if the setting belongs to another: {"epochs": 5} at the top.
[[noreturn]] void fail_unknown(const Place& place, const std::string& name, const std::vector<std::string>& known) {
  if (name.find("comment") != name.npos || name.starts_with("_") || name.starts_with("//")) {
    place.inside(name).fail("unknown setting; a config has no comments: remove this key");
  }
  std::string advice = did_you_mean(name, known);
  for (const Setting& setting : settings()) {
    if (advice.empty() && setting.key.ends_with("." + name)) advice = "; did you mean '" + setting.key + "'?";
  }
  place.inside(name).fail("unknown setting" + advice + " (known here: " + joined(known, ", ") + ")");
}

/// The former name, "plain" for ensemble.scaled_networks; empty if there is none.
std::string old_name(const Place& setting) {
  const std::string_view key = old_key(setting.key);
  return std::string(key.substr(std::min(key.rfind('.') + 1, key.size())));
}

/// The setting's value in the section's object, by its current or former name; null if it is not given.
const Json* find_value(const Json& section, const Place& place, const std::string& name) {
  const Place setting = place.inside(name);
  const auto found = section.find(name);
  const std::string old = old_name(setting);
  const auto found_old = old.empty() ? section.end() : section.find(old);
  if (found_old == section.end()) return found == section.end() ? nullptr : &*found;
  const std::string renamed = place.inside(old).key + " is now called " + setting.key;
  if (found != section.end()) setting.fail("given twice: " + renamed);
  place.note(renamed);
  return &*found_old;
}

template <Section T>
void read_value(const Json& json, const Field& field, const Place& place, T& section) {
  if (!json.is_object()) fail_kind(place, kind_text<T>(field).accepts, json);
  const auto known = field_names(section);
  for (const auto& [name, value] : json.items()) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const std::string key = place.inside(name).key;
    if (current_key(key) != key) continue;
    if (std::is_same_v<T, Config> && name == "$schema" && value.is_string()) continue;
    fail_unknown(place, name, known);
  }
  describe(section, [&](auto& value, const Field& inner) {
    const Json* found = find_value(json, place, inner.name);
    if (found == nullptr) return;
    if (!inner.counts) place.inside(inner.name).fail("does not apply with the settings before it");
    read_value(*found, inner, place.inside(inner.name), value);
  });
}

/// A list as typed, or a JSON list of texts.
Json typed_list(const Assignment& assignment) {
  const std::string& typed = assignment.value;
  if (typed.starts_with('[') && (assignment.json || Json::accept(typed))) return parse_json(typed, assignment.source);
  return Json(split_list(typed, assignment.source));
}

/// A number as JSON writes it, of one as people also type it: ".05", "+3", "-.5", "1.".
std::string number_as_json(std::string typed) {
  if (typed.find_first_of("0123456789") == std::string::npos) return typed;
  if (typed.starts_with('+')) typed.erase(0, 1);
  const std::size_t sign = typed.starts_with('-') ? 1 : 0;
  if (typed.substr(sign).starts_with('.')) typed.insert(sign, "0");
  if (typed.ends_with('.')) typed += '0';
  return typed;
}

/// The JSON of a typed value for a setting of the given type.
template <class T>
Json typed_value(const Assignment& assignment) {
  constexpr bool text = std::is_same_v<T, std::string> || std::is_same_v<T, std::optional<std::string>> ||
                        std::is_same_v<T, std::optional<char>>;
  const std::string& typed = assignment.value;
  if constexpr (text) {
    const bool is_json = assignment.json && (typed.starts_with('"') || typed == "null");
    return is_json ? parse_json(typed, assignment.source) : Json(typed);
  } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
    return typed_list(assignment);
  } else if constexpr (std::is_same_v<T, std::optional<std::vector<std::string>>>) {
    return typed == "null" ? Json() : typed_list(assignment);
  } else if constexpr (std::is_same_v<T, std::vector<LayerSpec>>) {
    return typed.starts_with('[') ? parse_json(typed, assignment.source) : layers_from_text(typed, assignment.source);
  } else if constexpr (is_list<T>) {
    return parse_json(typed, assignment.source);
  } else {
    for (const std::string& number : {typed, number_as_json(typed)}) {
      if (Json::accept(number)) return parse_json(number, assignment.source);
    }
    return Json(typed);
  }
}

/// Finds the setting by the rest of its key and sets it.
template <Section T>
void assign_in(T& section, std::string_view key, const Assignment& assignment) {
  const std::size_t dot = std::min(key.find('.'), key.size());
  const std::string_view head = key.substr(0, dot);
  const std::string_view rest = key.substr(std::min(dot + 1, key.size()));
  bool found = false;
  describe(section, [&]<class Value>(Value& value, const Field& field) {
    if (head != field.name) return;
    if constexpr (Section<Value>) {
      if (rest.empty()) return;
      found = true;
      assign_in(value, rest, assignment);
    } else if (dot == key.size()) {
      found = true;
      read_value(typed_value<Value>(assignment), field, {assignment.source, "", ""}, value);
    }
  });
  if (!found) {
    find_setting(assignment.key);  // explains an unknown key
    throw UsageError(assignment.source + ": " + assignment.key + " is a section; set one of its settings");
  }
}

}  // namespace

std::vector<std::string> split_list(const std::string& text, const std::string& source) {
  std::vector<std::string> parts;
  if (text.empty()) return parts;
  for (std::size_t at = 0;; ++at) {
    std::string& part = parts.emplace_back();
    if (at < text.size() && text[at] == '"') {
      for (++at; at < text.size() && (text[at] != '"' || text.compare(at, 2, "\"\"") == 0); ++at) {
        part += text[at];
        at += text[at] == '"';
      }
      const bool closed = at < text.size() && (at + 1 == text.size() || text[at + 1] == ',');
      if (!closed) throw UsageError(source + ": expected a comma or the end after the quoted item \"" + part + "\"");
      ++at;
    } else {
      const std::size_t end = std::min(text.find(',', at), text.size());
      part = text.substr(at, end - at);
      at = end;
    }
    if (at >= text.size()) return parts;
  }
}

void read_config_value(const Json& json, const std::string& source, const std::string& directory, Config& config,
                       std::vector<std::string>* notes) {
  Config read = config;
  read_value(json, {.name = "", .help = ""}, {source, "", directory, notes}, read);
  config = std::move(read);
}

void read_config(std::string_view text, const std::string& source, const std::string& directory, Config& config,
                 std::vector<std::string>* notes) {
  read_config_value(parse_json(text, source, JsonComments::allowed), source, directory, config, notes);
}

void read_config_file(const std::string& path, Config& config, std::vector<std::string>* notes) {
  // A pipe, as in -c <(…), has no meaningful folder.
  std::error_code unknown;
  const bool in_folder = path != "-" && std::filesystem::is_regular_file(path, unknown);
  const std::string directory = in_folder ? std::filesystem::path(path).parent_path().string() : "";
  read_config(read_all(path), path == "-" ? "standard input" : path, directory, config, notes);
}

void assign(const Assignment& assignment, Config& config) {
  assign_in(config, current_key(assignment.key), assignment);
}

Config load_unvalidated(const std::string& path, std::span<const Assignment> assignments,
                        std::vector<std::string>* notes) {
  constexpr int kNoFolds = -1;  // not a valid value, so it means "not given"
  Config config;
  config.training.validation_fraction = std::nan("");
  config.training.folds = kNoFolds;
  const std::string usual_kind = std::exchange(config.model.kind, "");
  if (!path.empty()) read_config_file(path, config, notes);
  for (std::size_t i = 0; i < assignments.size(); ++i) {
    const Assignment& assignment = assignments[i];
    const std::string key(current_key(assignment.key));
    for (const Assignment& earlier : assignments.first(i)) {
      if (current_key(earlier.key) != key) continue;
      throw UsageError(earlier.source + " and " + assignment.source + " both set " + key + "; give only one of them");
    }
    if (notes != nullptr && assignment.key != key) {
      notes->push_back(assignment.source + ": " + assignment.key + " is now called " + key);
    }
    assign(assignment, config);
  }
  if (config.model.kind.empty()) {  // layers imply a network
    const bool layers_asked = std::ranges::any_of(
        assignments, [](const Assignment& given) { return current_key(given.key) == "model.layers"; });
    config.model.kind = layers_asked ? "mlp" : usual_kind;
  }
  TrainingConfig& training = config.training;
  const bool part_given = !std::isnan(training.validation_fraction), folds_given = training.folds != kNoFolds;
  if (!part_given) training.validation_fraction = TrainingConfig().validation_fraction;
  if (!folds_given) training.folds.reset();
  const bool in_minibatches = (training_modes(config) & kMinibatches) != 0;
  if (part_given && !folds_given && in_minibatches)
    training.folds = 0;  // a given validation fraction asks for a
                         // holdout
  return config;
}

Config load_config(const std::string& path, std::span<const Assignment> assignments, std::vector<std::string>* notes) {
  Config config = load_unvalidated(path, assignments, notes);
  validate(config);
  return config;
}

}  // namespace binet
