#include "base/number_text.hpp"
#include "base/printable.hpp"
#include "binet/export/export.hpp"
#include "export/emitters.hpp"
#include "export/javascript_program.hpp"
#include "export/rounded_weights.hpp"
#include "export/term_code.hpp"
#include "model/member.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace binet::detail {
namespace {

std::string js_number(double value) {
  return std::isnan(value) ? "NaN" : shortest_digits(value);
}

std::string js_bool(bool value) {
  return value ? "true" : "false";
}

/// A string that is also safe inside a script element: quotes, line ends, "<" and control characters are escaped.
std::string js_string(const std::string& text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < ' ' || c == '"' || c == '\\' || c == '<') {
      quoted += std::string("\\u00") + kHex[byte >> 4] + kHex[byte & 15];
    } else {
      quoted += c;
    }
  }
  return with_unicode_escapes(quoted) + "\"";
}

template <class Items, class Print>
std::string bracketed(const Items& items, Print print) {
  return "[" + wrapped_list(items, print) + "]";
}

/// Base64 of RFC 4648, section 4.
std::string base64(std::span<const unsigned char> bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    unsigned group = 0;
    for (std::size_t i = 0; i < 3; ++i) group = group << 8U | (i < count ? bytes[at + i] : 0U);
    for (unsigned digit = 0; digit < 4; ++digit)
      text += digit <= count ? kDigits[group >> (18U - 6U * digit) & 63U] : '=';
  }
  return text;
}

/// How weights are written: as readable digits, or as base64 of their bytes, which is half as long; tensors that have a
/// step there rounded to it.
struct WeightText {
  bool base64 = false;
  const Rounding* rounding = nullptr;

  bool rounds() const { return rounding != nullptr && !rounding->steps.empty(); }
};

/// Weights in the precision in which they were trained.
std::string js_weights(ConstSpan values, WeightText kind) {
  if (values.empty()) return "[]";
  if (kind.rounds()) {
    if (const auto step = kind.rounding->steps.find(values.data()); step != kind.rounding->steps.end()) {
      const RoundedWeights rounded = round_weights(values, step->second);
      return "roundedWeights(" + std::to_string(values.size()) + ", " + std::to_string(rounded.low_bits) + ", " +
             js_number(rounded.step) + ", \"" + rounded.digits + "\")";
    }
  }
  if (kind.base64) {
    return "weightsOf(\"" + base64({reinterpret_cast<const unsigned char*>(values.data()), values.size_bytes()}) +
           "\")";
  }
  return std::string(sizeof(Scalar) == 4 ? "Float32Array" : "Float64Array") + ".from(" +
         bracketed(values, [](Scalar value) { return shortest_digits(value); }) + ")";
}

std::string print_number(const NumberInput& input) {
  return "{column: " + std::to_string(input.column) + ", center: " + js_number(input.center) +
         ", scale: " + js_number(input.scale) + ", clip: " + js_number(input.clip) +
         ", missingIndicator: " + js_bool(input.missing_indicator) + ", absent: " + js_number(input.absent) +
         ", edges: " + bracketed(input.edges, js_number) +
         "}";
}

std::string print_category(const CategoryInput& input) {
  return "{column: " + std::to_string(input.column) + ", levels: " + bracketed(input.levels, js_string) +
         ", reference: " + (input.reference ? js_string(*input.reference) : "null") +
         ", pooled: " + js_bool(input.pooled) + ", missing: " + js_bool(input.missing) + "}";
}

std::string print_encoder(const EncoderDescription& encoder) {
  return "{denseCount: " + std::to_string(encoder.dense_count) + ", codeCount: " + std::to_string(encoder.code_count) +
         ",\n  numbers: " + bracketed(encoder.numbers, print_number) +
         ",\n  categories: " + bracketed(encoder.categories, print_category) + "}";
}

std::string print_step(const InferenceStep& step, WeightText kind) {
  std::string text = std::string("{kind: \"") + kind_name(step.kind) + "\", from: " + std::to_string(step.from) +
                     ", other: " + std::to_string(step.other) + ", to: " + std::to_string(step.to) +
                     ", inputs: " + std::to_string(step.inputs) + ", units: " + std::to_string(step.units);
  if (step.activation != nullptr) text += ", activation: activations." + std::string(step.activation->name);
  if (!step.weights.empty()) {
    const WeightText exact{kind.base64, nullptr};
    text += ", epsilon: " + js_number(step.epsilon) + ",\n  weights: " + js_weights(step.weights, kind) +
            ",\n  bias: " + js_weights(step.bias, exact) + ", scale: " + js_weights(step.scale, exact);
  }
  return text + "}";
}

std::string print_member(const MemberDescription& member, WeightText kind) {
  return "{encoder: " + std::to_string(member.encoder) + ", weight: " + js_number(member.weight) +
         ", steps: " + bracketed(member.steps, [kind](const InferenceStep& step) { return print_step(step, kind); }) +
         "}";
}

/// `sequences`: says which rows begin one.
std::string print_test_row(const ExportTestRow& row, bool sequences) {
  const auto cell = [](const std::optional<std::string>& text) { return text ? js_string(*text) : "null"; };
  return "[" + bracketed(row.numbers, js_number) + ", " + bracketed(row.categories, cell) + ", " +
         js_number(row.probability) + (sequences ? ", " + js_bool(row.begins) : "") + "]";
}

std::string print_js_polynomial(const std::string& x, const PiecewisePolynomial& polynomial) {
  if (polynomial.origins.size() == 1) return print_single_piece(x, polynomial, js_number);
  const auto piece = [](const std::vector<double>& coefficients) { return bracketed(coefficients, js_number); };
  return "piecewise(" + x + ", " + bracketed(polynomial.knots, js_number) + ", " +
         bracketed(polynomial.origins, js_number) + ", " + bracketed(polynomial.coefficients, piece) + ")";
}

/// The function that computes the terms' values after the numbers.
std::string js_terms(const ModelDescription& model) {
  if (model.terms.empty()) return "\n  const withTerms = numbers => numbers;\n";
  const TermLanguage language{js_number,
                              [](std::size_t c) { return "all[" + std::to_string(c) + "]"; },
                              [](std::size_t c, const std::string& level) {
                                return "(texts[" + std::to_string(c) + "] === " + js_string(level) + ")";
                              },
                              print_js_polynomial,
                              "NaN", "Number.isNaN", "Number.isFinite", "return null;"};
  const std::size_t numbers = model.number_columns.size();
  return std::string(kJavaScriptTerms) +
         "  function withTerms(numbers, texts) {\n"
         "    const all = numbers.map(x => x === null || x === undefined ? NaN : x);\n" +
         print_terms(model, language, [numbers](std::size_t t) { return "all[" + std::to_string(numbers + t) + "]"; }) +
         "    return all;\n  }\n";
}

std::string print_script(const ModelDescription& model, WeightText kind) {
  const bool sequences = model.kept > 0;
  std::string text =
      std::string("// Written by Binet " BINET_VERSION ". binetModel.predict(") +
      (sequences ? "rows) is the probability of the positive class after the rows\n"
                   "// of a sequence; or binetModel.next(state, row) row by row, with state = binetModel.start().\n"
                 : "row) is the probability of the positive class.\n") +
      "// In a page: a script element with src=\"FILE.js\"; in Node.js: "
      "const binetModel = require(\"./FILE.js\").\n"
      "const binetModel = (() => {\n  \"use strict\";\n";
  const auto define = [&text](const char* name, const std::string& value) {
    text += std::string("  const ") + name + " = " + value + ";\n";
  };
  text += kJavaScriptFunctions;
  if (kind.base64) text += kJavaScriptUnpacking;
  if (kind.rounds())
    text += "  const digits = " + js_string(rounded_digits()) + ";\n" + std::string(kJavaScriptRounded);
  std::string activations;
  for (const Activation* used : used_activations(model)) {
    activations += "\n    " + std::string(used->name) + ": x => " + std::string(used->code) + ",";
  }
  define("activations", "{" + activations + "\n  }");
  define("target", js_string(model.target));
  define("positive", js_string(model.positive));
  define("negative", js_string(model.negative));
  define("numberColumns", bracketed(model.number_columns, js_string));
  define("categoryColumns", bracketed(model.category_columns, js_string));
  define("encoders", bracketed(model.encoders, print_encoder));
  define("members",
         bracketed(model.members, [kind](const MemberDescription& member) { return print_member(member, kind); }));
  define("intercept", js_number(model.calibration.intercept));
  define("slope", js_number(model.calibration.slope));
  define("threshold", js_number(model.threshold));
  define("widest", std::to_string(model.widest));
  define("placeCount", std::to_string(kInferencePlaces));
  if (sequences) {
    define("kept", std::to_string(model.kept));
    define("sequenceColumn", js_string(model.sequence));
    define("orderColumn", model.order.empty() ? "null" : js_string(model.order));
  }
  define("testRows",
         bracketed(model.test_rows, [sequences](const ExportTestRow& row) { return print_test_row(row, sequences); }));
  define("tolerance", js_number(kExportTolerance));
  text += kJavaScriptSteps;
  text += sequences ? std::string(kJavaScriptSequenceProgram) : js_terms(model) + std::string(kJavaScriptProgram);
  const bool of_page = kind.base64 && !sequences;
  if (of_page) text += kJavaScriptInputs;
  return text +
         "\n  return {\n    target, positive, negative, threshold, numberColumns, categoryColumns, probability, "
         "predict, "
         "selfTest," +
         (sequences ? " sequenceColumn, orderColumn,\n    start, next,"
          : of_page ? " inspect,"
                    : "") +
         "\n  };\n})();\nif (typeof module !== \"undefined\") module.exports = binetModel;\n";
}

}  // namespace

std::string print_javascript(const ModelDescription& model) {
  return print_script(model, {});
}

std::string print_packed_javascript(const ModelDescription& model, const Rounding& rounding) {
  return print_script(model, {true, &rounding});
}

}  // namespace binet::detail
