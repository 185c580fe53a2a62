#include "modelfile/settings_json.hpp"

#include "json/json_text.hpp"

#include <optional>
#include <string>
#include <vector>

namespace binet {

namespace {

/// An old file lists all words for missing cells; a new file lists those added to the usual ones, or replacing them.
void read_missing_words(const JsonPlace& data, CsvOptions& csv) {
  std::vector<std::string> words;
  FieldReader field(data);
  field("missing", words, std::vector<std::string>());
  bool keep_empty = false;
  field("keep_empty", keep_empty, false);
  const auto only = data.find("missing_only");
  if (!only && words.empty()) return;
  std::optional<std::vector<std::string>> instead;
  if (!only) {
    csv.missing = words;
    csv.missing_numbers.clear();
    return;
  }
  if (!only->value().is_null()) only->read(instead.emplace());
  csv.set_missing(instead, words, keep_empty);
}

/// One character, or null.
void read_character(const JsonPlace& data, const char* key, std::optional<char>& character) {
  const auto place = data.find(key);
  if (!place || place->value().is_null()) return;
  const auto text = place->get<std::string>();
  if (text.size() != 1) place->fail("one character");
  character = text[0];
}

}  // namespace

void read_settings(const JsonPlace& place, Classifier& model) {
  model.report.settings = format_json(place.value());
  const auto data = place.find("data");
  if (!data) return;
  FieldReader field(*data);
  field("header", model.csv.header, CsvOptions().header);
  field("fill_short_rows", model.csv.fill_short_rows, false);
  field("comment", model.csv.comment, std::string());
  read_character(*data, "quote", model.csv.quote);
  read_character(*data, "escape", model.csv.escape);
  field("rename_duplicates", model.csv.rename_duplicates, false);
  read_missing_words(*data, model.csv);
  field("weight", model.weight_column, std::string());
  if (const auto drift = place.find("drift")) {
    FieldReader limit(*drift);
    limit("unseen", model.drift.unseen, DriftLimits().unseen);
    limit("missing", model.drift.missing, DriftLimits().missing);
    limit("range", model.drift.range, DriftLimits().range);
  }
}

}  // namespace binet
