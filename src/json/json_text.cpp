#include "json/json_text.hpp"

#include "binet/base/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

namespace binet {
namespace {

constexpr int kMostDepth = 200;  ///< deeper nesting is no sensible input and may exhaust the stack

/// "3:14" for the byte at `position` (from 0).
std::string line_and_column(std::string_view text, std::size_t position) {
  const std::string_view before = text.substr(0, std::min(position, text.size()));
  const auto line = 1 + std::ranges::count(before, '\n');
  const std::size_t last_newline = before.rfind('\n');
  const std::size_t column = before.size() - (last_newline == std::string_view::npos ? 0 : last_newline + 1) + 1;
  return std::to_string(line) + ":" + std::to_string(column);
}

/// The library's message without its prefix and position, which our message already has.
std::string reason_of(const nlohmann::json::exception& error) {
  const std::string message = error.what();
  for (const std::string_view mark : {" - ", ": ", "] "}) {
    if (const std::size_t at = message.find(mark); at != std::string::npos) return message.substr(at + mark.size());
  }
  return message;
}

/// Advice on what Python writes but JSON does not allow; `error_end` is the position after the unreadable byte.
std::string python_advice(std::string_view text, std::size_t error_end) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kWords{{{"NaN", "null, or leave the key out"},
                                                                                 {"Infinity", "a finite number"},
                                                                                 {"-Infinity", "a finite number"},
                                                                                 {"True", "true"},
                                                                                 {"False", "false"},
                                                                                 {"None", "null"}}};
  const std::size_t end = std::min(error_end, text.size());
  const std::size_t begin = text.substr(0, end).find_last_of(" \t\r\n,:[{}]", end == 0 ? 0 : end - 1);
  const std::string_view word = text.substr(begin == std::string_view::npos ? 0 : begin + 1);
  for (const auto& [python, json] : kWords) {
    if (word.starts_with(python))
      return "; " + std::string(python) + " is Python's, not JSON: expected " + std::string(json);
  }
  return "";
}

/// The likely kind of a text that is not JSON, if that helps.
std::string likely_cause(std::string_view text) {
  if (text.starts_with("version https://git-lfs.github.com/spec/v1\n")) {
    return "; this is a Git LFS pointer, not the file: git lfs pull fetches it";
  }
  if (text.starts_with("PK")) return "; this is a zip archive";
  if (text.starts_with("<")) return "; this is HTML or XML";
  if (text.starts_with("\x80")) return "; this is a Python pickle";
  return "";
}

/// The position of a number in the text, outside strings.
std::size_t position_of(std::string_view text, std::string_view number) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (quoted && text[i] == '\\') ++i;
    if (!quoted && text.substr(i).starts_with(number)) return i;
  }
  return text.size();
}

/// The library says which number it is, between quotes, but not where.
[[noreturn]] void refuse_number(std::string_view text, const std::string& source, const std::string& reason) {
  const std::size_t begin = reason.find('\'') + 1, end = reason.rfind('\'');
  const std::string number = reason.substr(begin, end - begin);
  throw UsageError(source + ":" + line_and_column(text, position_of(text, number)) +
                   ": number overflow: expected a number below 1.8e308, found " + number);
}

/// Keeps the keys of every open object and throws at a duplicate.
class DuplicateKeys {
 public:
  explicit DuplicateKeys(const std::string& source) : source_(source) {}

  void see(nlohmann::json::parse_event_t event, const Json& parsed) {
    using Event = nlohmann::json::parse_event_t;
    if (event == Event::object_start) {
      open_.emplace_back();
    } else if (event == Event::object_end) {
      open_.pop_back();
    } else if (event == Event::key) {
      open_.back().last = parsed.get<std::string>();
      if (open_.back().keys.insert(open_.back().last).second) return;
      std::string path;
      for (const Object& object : open_) path += (path.empty() ? "" : ".") + object.last;
      throw UsageError(source_ + ": " + path + ": duplicate key");
    }
  }

 private:
  struct Object {
    std::set<std::string> keys = {};
    std::string last = {};
  };
  const std::string& source_;
  std::vector<Object> open_;
};

/// No table holds such a text, and a message would be cut at it.
void refuse_nul(const Json& parsed, const std::string& source) {
  if (!parsed.is_string() || parsed.get_ref<const std::string&>().find('\0') == std::string::npos) return;
  throw UsageError(source + ": found a text with the character \\u0000; expected texts without it: " + parsed.dump());
}

void write_inline(const Json& value, std::string& text) {
  constexpr double kExactBelow = 9007199254740992.0;  // 2⁵³
  if (value.is_number_float() && std::abs(value.get<double>()) < kExactBelow &&
      std::floor(value.get<double>()) == value.get<double>()) {
    text += std::to_string(static_cast<long long>(value.get<double>()));
  } else if (value.is_structured()) {
    text += value.is_array() ? "[" : "{";
    bool first = true;
    for (const auto& [key, element] : value.items()) {
      if (!first) text += ", ";
      first = false;
      if (value.is_object()) text += Json(key).dump() + ": ";
      write_inline(element, text);
    }
    text += value.is_array() ? "]" : "}";
  } else {
    text += value.dump();
  }
}

bool is_list_of_objects(const Json& value) {
  return value.is_array() && value.size() > 1 && value.front().is_object();
}

void write_section(const Json& object, std::size_t indent, std::string& text) {
  if (object.empty()) {
    text += "{}";
    return;
  }
  const std::string margin(indent + 2, ' ');
  text += "{\n";
  std::size_t left = object.size();
  for (const auto& [key, value] : object.items()) {
    const std::string start = margin + Json(key).dump() + ": ";
    text += start;
    if (value.is_object()) {
      write_section(value, indent + 2, text);
    } else if (is_list_of_objects(value)) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        text += i == 0 ? "[" : ",\n" + std::string(start.size() + 1, ' ');
        write_inline(value[i], text);
      }
      text += "]";
    } else {
      write_inline(value, text);
    }
    text += --left > 0 ? ",\n" : "\n";
  }
  text += std::string(indent, ' ') + "}";
}

}  // namespace

Json parse_json(std::string_view text, const std::string& source, JsonComments comments) {
  // The parser treats a NUL byte as the end of the text.
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    throw UsageError(source + ":" + line_and_column(text, nul) + ": not JSON: a NUL byte");
  }
  DuplicateKeys duplicates(source);
  try {
    const auto see = [&](int depth, nlohmann::json::parse_event_t event, const Json& parsed) {
      if (depth > kMostDepth)
        throw UsageError(source + ": nested deeper than " + std::to_string(kMostDepth) + " levels");
      refuse_nul(parsed, source);
      duplicates.see(event, parsed);
      return true;
    };
    return Json::parse(text, see, true, comments == JsonComments::allowed);
  } catch (const nlohmann::json::parse_error& error) {
    const std::size_t at = error.byte - std::min<std::size_t>(1, error.byte);
    throw UsageError(source + ":" + line_and_column(text, at) + ": not JSON: " + reason_of(error) +
                     python_advice(text, error.byte) + likely_cause(text) +
                     (error.byte > text.size() ? "; is the file truncated?" : ""));
  } catch (const nlohmann::json::out_of_range& error) {
    refuse_number(text, source, reason_of(error));
  } catch (const nlohmann::json::exception& error) {
    throw UsageError(source + ": not JSON: " + reason_of(error));
  }
}

std::string format_json(const Json& value) {
  std::string text;
  if (value.is_object())
    write_section(value, 0, text);
  else
    write_inline(value, text);
  return text;
}

std::string show_json(const Json& value) {
  constexpr std::size_t kLongest = 60;
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return text.size() <= kLongest ? text : text.substr(0, kLongest) + "…";
}

}  // namespace binet
