#include "table/required_columns.hpp"

#include "base/nearest_name.hpp"
#include "base/text_list.hpp"
#include "csv/text.hpp"
#include "table/column_name.hpp"
#include "table/joined_levels.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace binet::detail {

namespace {

/// For a header that no delimiter divides: the character next to the wanted name, as a flag; empty if it is not there.
std::string delimiter_hint(const std::string& header, const std::string& name, char delimiter) {
  const std::size_t at = header.find(name);
  if (at == std::string::npos || name.empty()) return "";
  const std::size_t end = at + name.size();
  const bool first = at == 0, last = end == header.size();
  if (first && last) return "";
  const char before = first ? header[end] : header[at - 1], after = last ? before : header[end];
  if (before != after || before == '_' || before == '\'' || before <= '\0' ||
      std::isalnum(static_cast<unsigned char>(before)) != 0) {
    return "";
  }
  if (before == delimiter) {
    return "; the whole line is in quotes: sed 's/^\"//; s/\"\\r*$//; s/\"\"/\"/g' removes them";
  }
  if (before < ' ') {
    return "; --delimiter $'\\x" + in_hexadecimal(static_cast<unsigned char>(before)) + "' divides them";
  }
  return "; --delimiter '" + std::string(1, before) + "' divides them";
}

/// If the column is there in quotes or brackets that are not those of CSV: what to do.
std::string quote_hint(const std::vector<std::string>& names, const std::string& name) {
  constexpr std::pair<std::string_view, std::string_view> kQuotes[] = {
      {"'", "'"}, {"`", "`"}, {"[", "]"}, {"“", "”"}, {"‘", "’"}, {"«", "»"}, {"„", "“"}, {"(", ")"}};
  for (const auto& [open, close] : kQuotes) {
    const std::string quoted = std::string(open) + name + std::string(close);
    if (std::ranges::find(names, quoted) == names.end()) continue;
    if (open == "'") return "; --quote \"'\" reads fields in single quotes";
    return "; its name there is " + in_quotes(quoted);
  }
  return "";
}

/// If the column is there in other letter case.
std::string case_hint(const std::vector<std::string>& names, const std::string& name) {
  const auto same = std::ranges::find(names, spelling_key(name), spelling_key);
  return same == names.end() ? "" : "; " + in_quotes(*same) + " and " + in_quotes(name) + " differ in case";
}

}  // namespace

void require_columns(const std::string& source, const std::vector<std::string>& names,
                     const std::vector<std::string>& required, const std::vector<std::string>& known) {
  std::unordered_set<std::string_view> found(names.begin(), names.end());  // and those already listed
  std::vector<std::string> missing, extra;
  for (const std::string& name : required) {
    const bool there = find_by_column_name(name, [&](std::string_view exact) { return found.contains(exact); });
    if (!there && found.insert(name).second) missing.push_back(name);
  }
  if (missing.empty()) return;
  std::unordered_set<std::string_view> of_model(required.begin(), required.end());
  of_model.insert(known.begin(), known.end());
  std::ranges::copy_if(names, std::back_inserter(extra),
                       [&](const std::string& name) { return !of_model.contains(name); });
  throw Error(source + ": missing columns: " + first_joined(missing, 20, in_quotes) + "; expected as in training" +
              (extra.empty() ? "" : "; columns the model does not know: " + first_joined(extra, 20, in_quotes)) +
              quote_hint(names, missing[0]) + case_hint(names, missing[0]));
}

SettingError no_column(const std::string& asked_by, const std::string& source, const std::string& name,
                       const std::vector<std::string>& names, char delimiter) {
  const std::string quotes = quote_hint(names, name), hint = quotes.empty() ? did_you_mean(name, names) : "";
  return SettingError(asked_by, ": " + source + " has no column " + in_quotes(name) + hint +
                                    (hint.empty() ? "; found " : " Found ") + columns_found(names, delimiter) +
                                    (names.size() == 1 ? delimiter_hint(names[0], name, delimiter) : quotes));
}

}  // namespace binet::detail
