#include "cli/prediction_writer.hpp"

#include "base/find_named.hpp"
#include "base/number_text.hpp"
#include "json/json_layout.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>
#include <utility>

namespace binet {
namespace {

constexpr const char* kInterval[] = {"lower", "upper"};

void append_number(double number, int digits, std::string& text) {
  if (digits == 0) return append_shortest(number, text);
  char written[64];
  text.append(written,
              std::to_chars(written, written + sizeof written, number, std::chars_format::general, digits).ptr);
}

/// True for a JSON number that a double holds: 007 and long ids stay text.
bool is_json_number(std::string_view text) {
  constexpr std::size_t kDigits = 15;
  if (text.empty() || text.find_first_not_of("-+.0123456789eE") != std::string_view::npos) return false;
  const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return digits <= std::ptrdiff_t{kDigits} && nlohmann::json::accept(text);
}

class DelimitedFormat : public PredictionFormat {
 public:
  DelimitedFormat(char delimiter, PredictionStyle style) : delimiter_(delimiter), style_(std::move(style)) {}

  void header(const std::vector<std::string>& kept, std::string& text) const override {
    for (const std::string& name : kept) {
      append_field(name, delimiter_, text);
      text += delimiter_;
    }
    append_field(style_.probability_name, delimiter_, text);
    text += delimiter_;
    append_field(style_.label_name, delimiter_, text);
    for (const char* end : kInterval) {
      if (style_.interval) (text += delimiter_) += end;
    }
    for (std::size_t i = 0; i < style_.reasons; ++i) {
      text += delimiter_;
      text += reason_name(i);
    }
    text += '\n';
  }

  void row(const RowBlock& block, std::size_t row, const RowPrediction& prediction, std::string& text) const override {
    for (const auto& column : block.kept) {
      append_field(column[row], delimiter_, text);
      text += delimiter_;
    }
    append_number(prediction.probability, style_.digits, text);
    text += delimiter_;
    append_field(prediction.label, delimiter_, text);
    for (const double end : {prediction.lower, prediction.upper}) {
      if (style_.interval) text += delimiter_;
      if (style_.interval && !std::isnan(end)) append_number(end, style_.digits, text);
    }
    for (std::size_t i = 0; i < style_.reasons; ++i) {
      text += delimiter_;
      const auto& reasons = prediction.reasons->reasons;
      if (i < reasons.size()) append_field(reason_text(reasons[i]), delimiter_, text);
    }
    text += '\n';
  }

 private:
  char delimiter_;
  PredictionStyle style_;
};

/// One object per line; kept cells are numbers or texts.
class JsonLinesFormat : public PredictionFormat {
 public:
  JsonLinesFormat(const std::vector<std::string>& kept, PredictionStyle style) : style_(std::move(style)) {
    for (const std::string& name : kept) keys_.push_back(nlohmann::json(name).dump() + ": ");
  }

  void row(const RowBlock& block, std::size_t row, const RowPrediction& prediction, std::string& text) const override {
    text += '{';
    for (std::size_t c = 0; c < keys_.size(); ++c) {
      const std::string_view cell = block.kept[c][row];
      text += keys_[c] + (is_json_number(cell) ? std::string(cell) : nlohmann::json(cell).dump()) + ", ";
    }
    text += nlohmann::json(style_.probability_name).dump() + ": ";
    append_number(prediction.probability, style_.digits, text);
    text += ", " + nlohmann::json(style_.label_name).dump() + ": " + nlohmann::json(prediction.label).dump();
    for (const auto& [name, end] :
         {std::pair{kInterval[0], prediction.lower}, std::pair{kInterval[1], prediction.upper}}) {
      if (!style_.interval) continue;
      ((text += ", \"") += name) += "\": ";
      if (std::isnan(end)) text += "null";
      if (!std::isnan(end)) append_number(end, style_.digits, text);
    }
    if (prediction.reasons != nullptr) text += ", " + reasons_as_json(*prediction.reasons);
    text += "}\n";
  }

 private:
  std::vector<std::string> keys_;
  PredictionStyle style_;
};

class PlainFormat : public PredictionFormat {
 public:
  explicit PlainFormat(PredictionStyle style) : style_(std::move(style)) {}
  void row(const RowBlock&, std::size_t, const RowPrediction& prediction, std::string& text) const override {
    append_number(prediction.probability, style_.digits, text);
    text += '\n';
  }

 private:
  PredictionStyle style_;
};

using Names = std::vector<std::string>;
using Made = std::unique_ptr<PredictionFormat>;

constexpr PredictionFormatType kFormats[] = {
    {"csv", "comma-separated with a header",
     [](const Names&, const PredictionStyle& style) -> Made { return std::make_unique<DelimitedFormat>(',', style); }},
    {"tsv", "tab-separated with a header",
     [](const Names&, const PredictionStyle& style) -> Made { return std::make_unique<DelimitedFormat>('\t', style); }},
    {"jsonl", "one JSON object per line",
     [](const Names& kept, const PredictionStyle& style) -> Made {
       return std::make_unique<JsonLinesFormat>(kept, style);
     }},
    {"plain", "one probability per line",
     [](const Names&, const PredictionStyle& style) -> Made { return std::make_unique<PlainFormat>(style); }},
};

}  // namespace

std::span<const PredictionFormatType> prediction_formats() {
  return kFormats;
}

std::unique_ptr<PredictionFormat> make_prediction_format(std::string_view name, const Names& kept,
                                                         const PredictionStyle& style) {
  if (style.probability_name == style.label_name) {
    throw UsageError("--probability-name and --label-name are the same: " + style.label_name);
  }
  for (const auto& [flag, result] : {std::pair{"--probability-name", style.probability_name},
                                     std::pair{"--label-name", style.label_name}}) {
    if (std::ranges::find(kept, result) == kept.end()) continue;
    throw UsageError("--keep: column '" + result + "' has the name of a result column; rename that with " + flag);
  }
  if (style.reasons > 0 && name == "plain") {
    throw UsageError(
        "--explain: the format plain has only probabilities; --format csv, tsv or jsonl has room for more");
  }
  if (style.interval && name == "plain") {
    throw UsageError(
        "--interval: the format plain has only probabilities; --format csv, tsv or jsonl has room for more");
  }
  for (const char* end : kInterval) {
    if (!style.interval || std::ranges::find(kept, end) == kept.end()) continue;
    throw UsageError(std::string("--keep: column '") + end +
                     "' has the name of a column of --interval; rename it in the file");
  }
  for (std::size_t i = 0; i < style.reasons; ++i) {
    if (std::ranges::find(kept, reason_name(i)) == kept.end()) continue;
    throw UsageError("--keep: column '" + reason_name(i) +
                     "' has the name of a column of --explain; rename it in the file");
  }
  return find_named(prediction_formats(), "format", name).make(kept, style);
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
