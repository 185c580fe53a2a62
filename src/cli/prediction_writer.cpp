#include "cli/prediction_writer.hpp"

#include "base/find_named.hpp"
#include "base/number_text.hpp"
#include "binet/json/json_layout.hpp"

#include <nlohmann/json.hpp>

#include <span>

namespace binet {
namespace {

class DelimitedFormat : public PredictionFormat {
 public:
  explicit DelimitedFormat(char delimiter) : delimiter_(delimiter) {}

  void header(const std::vector<std::string>& kept, std::string& text) const override {
    for (const std::string& name : kept) {
      append_field(name, delimiter_, text);
      text += delimiter_;
    }
    text += "probability";
    text += delimiter_;
    text += "label\n";
  }

  void row(const RowBlock& block, std::size_t row, double probability, std::string_view label,
           std::string& text) const override {
    for (const auto& column : block.kept) {
      append_field(column[row], delimiter_, text);
      text += delimiter_;
    }
    append_shortest(probability, text);
    text += delimiter_;
    append_field(label, delimiter_, text);
    text += '\n';
  }

 private:
  char delimiter_;
};

/// One object a line; kept cells are texts.
class JsonLinesFormat : public PredictionFormat {
 public:
  explicit JsonLinesFormat(const std::vector<std::string>& kept) {
    for (const std::string& name : kept) keys_.push_back(nlohmann::json(name).dump() + ": ");
  }

  void row(const RowBlock& block, std::size_t row, double probability, std::string_view label,
           std::string& text) const override {
    text += '{';
    for (std::size_t c = 0; c < keys_.size(); ++c) {
      text += keys_[c] + nlohmann::json(block.kept[c][row]).dump() + ", ";
    }
    text += "\"probability\": ";
    append_shortest(probability, text);
    text += ", \"label\": " + nlohmann::json(label).dump() + "}\n";
  }

 private:
  std::vector<std::string> keys_;
};

class PlainFormat : public PredictionFormat {
 public:
  void row(const RowBlock&, std::size_t, double probability, std::string_view, std::string& text) const override {
    append_shortest(probability, text);
    text += '\n';
  }
};

using Names = std::vector<std::string>;
using Made = std::unique_ptr<PredictionFormat>;

constexpr PredictionFormatType kFormats[] = {
    {"csv", "comma-separated with a header",
     [](const Names&) -> Made { return std::make_unique<DelimitedFormat>(','); }},
    {"tsv", "tab-separated with a header",
     [](const Names&) -> Made { return std::make_unique<DelimitedFormat>('\t'); }},
    {"jsonl", "one JSON object a line",
     [](const Names& kept) -> Made { return std::make_unique<JsonLinesFormat>(kept); }},
    {"plain", "one probability a line", [](const Names&) -> Made { return std::make_unique<PlainFormat>(); }},
};

}  // namespace

std::span<const PredictionFormatType> prediction_formats() {
  return kFormats;
}

std::unique_ptr<PredictionFormat> make_prediction_format(std::string_view name, const Names& kept) {
  return find_named(prediction_formats(), "format", name).make(kept);
}

void append_field(std::string_view field, char delimiter, std::string& text) {
  const bool plain =
      field.find_first_of("\"\r\n") == std::string_view::npos && field.find(delimiter) == std::string_view::npos;
  if (plain) {
    text += field;
    return;
  }
  text += '"';
  for (const char c : field) {
    if (c == '"') text += '"';
    text += c;
  }
  text += '"';
}

}  // namespace binet
