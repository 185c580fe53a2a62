#include "base/number_text.hpp"
#include "base/printable.hpp"
#include "binet/export/export.hpp"
#include "export/c_program.hpp"
#include "export/emitters.hpp"
#include "export/term_code.hpp"
#include "model/member.hpp"

#include <algorithm>
#include <cmath>

namespace binet::detail {
namespace {

/// The shortest digits that read back the same, as a C floating-point constant.
template <class T>
std::string c_number(T value) {
  if (std::isnan(value)) return "NAN";
  std::string text = shortest_digits(value);
  if (text.find_first_of(".e") == text.npos) text += ".0";
  return text + (sizeof(T) == 4 ? "f" : "");
}

/// A C string; non-ASCII bytes and characters with a special meaning are octal escapes.
std::string c_string(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= ' ' && byte < 127 && c != '"' && c != '\\' && c != '?') {
      quoted += c;
    } else {
      for (const int shift : {6, 3, 0}) quoted += (shift == 6 ? "\\" : "") + std::to_string((byte >> shift) & 7);
    }
  }
  return quoted + "\"";
}

/// Text for a comment: it cannot end the comment or send control codes to a terminal.
std::string in_comment(std::string text) {
  text = printable(text);
  for (std::size_t at = 0; (at = text.find("*/", at)) != text.npos;) text.replace(at, 2, "* /");
  return text;
}

template <class Items, class Print>
std::string braced(const Items& items, Print print) {
  return "{" + wrapped_list(items, print) + "}";
}

std::string itself(const std::string& text) {
  return text;
}

/// "affine" → "BINET_AFFINE".
std::string c_constant(std::string_view name) {
  std::string constant = "BINET_";
  for (const char letter : name) constant += static_cast<char>(letter - 'a' + 'A');
  return constant;
}

class CFile {
 public:
  explicit CFile(const ModelDescription& model) : model_(model) {}

  std::string write() {
    text_ = "/* Written by Binet " BINET_VERSION ". The probability that " + in_comment(model_.target) + " is \"" +
            in_comment(model_.positive) +
            "\"" + rows_of_a_sequence() +
            ".\n   cc -std=c99 -c FILE.c makes an object; cc -std=c99 "
            "-DBINET_SELF_TEST FILE.c -lm a program that tests itself. */\n\n"
            "#include <math.h>\n#include <stddef.h>\n#include <string.h>\n\n";
    print_columns("NUMBERS", model_.number_columns);
    print_columns("CATEGORIES", model_.category_columns);
    text_ += std::string("\ntypedef ") + (sizeof(Scalar) == 4 ? "float" : "double") + " binet_scalar;\n\n";
    text_ += kCTypes;
    for (const Activation* used : used_activations(model_)) {
      text_ += "static double " + function_name(*used) + "(double x) { return " + std::string(used->code) + "; }\n";
    }
    text_ += "\n";
    print_encoders();
    print_members();
    text_ += "static const double binet_intercept = " + c_number(model_.calibration.intercept) +
             ", binet_slope = " + c_number(model_.calibration.slope) + ";\n";
    text_ += "/* The label is positive from this probability on. */\nconst double binet_threshold = " +
             c_number(model_.threshold) + ";\n\n";
    print_program();
    print_test();
    return std::move(text_);
  }

 private:
  /// With terms, the program's binet_predict reads their values after the numbers, and a function before it computes
  /// them.
  void print_program() {
    text_ += kCSteps;
    if (model_.kept > 0) return print_sequence_program();
    if (model_.terms.empty()) {
      text_ += kCProgram;
      return;
    }
    constexpr std::string_view kPredict = "double binet_predict(";
    const std::size_t at = kCProgram.find(kPredict);
    text_ += std::string(kCProgram.substr(0, at)) + "static double binet_predict_all(";
    text_ += kCProgram.substr(at + kPredict.size());
    std::string tables;
    TermLanguage language{
        c_number<double>,
        [](std::size_t c) { return "numbers[" + std::to_string(c) + "]"; },
        [](std::size_t c, const std::string& level) {
          return "binet_is(categories[" + std::to_string(c) + "], " + c_string(level) + ")";
        },
        [&](const std::string& x, const PiecewisePolynomial& p) { return print_polynomial(x, p, tables); },
        "NAN",
        "isnan",
        "isfinite",
        "return NAN;"};
    const std::string terms = print_terms(model_, language, [](std::size_t t) {
      return "all[BINET_NUMBERS + " + std::to_string(t) + "]";
    });
    text_ += kCTerms;
    text_ += tables +
             "\n/* The probability of the positive class; NAN where a term is not defined or the offset is missing.\n"
             "   numbers and categories as above. */\n"
             "double binet_predict(const double *numbers, const char *const *categories) {\n"
             "  double all[BINET_NUMBERS + " +
             std::to_string(model_.terms.size()) +
             "];\n  int i;\n"
             "  for (i = 0; i < BINET_NUMBERS; ++i) all[i] = numbers[i];\n  (void)categories;\n" +
             terms + "  return binet_predict_all(all, categories);\n}\n\n";
  }

  void print_sequence_program() {
    text_ += kCGate;
    for (const InferenceStep& step : model_.members[0].steps) {
      if (step.kept() > 0) text_ += step.kind == InferenceStep::Kind::lstm ? kCLstm : kCGru;
    }
    text_ += kCSequenceProgram;
  }

  /// Text for the comment at the top.
  std::string rows_of_a_sequence() const {
    if (model_.kept == 0) return "";
    return "\n   after the rows of a sequence: those with the same " + in_comment(model_.sequence) +
           (model_.order.empty() ? ", in their order" : ", in the order of " + in_comment(model_.order));
  }

  std::string print_polynomial(const std::string& x, const PiecewisePolynomial& polynomial, std::string& tables) {
    if (polynomial.origins.size() == 1) return print_single_piece(x, polynomial, c_number<double>);
    std::vector<double> coefficients;
    std::size_t width = 0;
    for (const std::vector<double>& piece : polynomial.coefficients) width = std::max(width, piece.size());
    for (std::vector<double> piece : polynomial.coefficients) {
      piece.resize(width, 0);
      coefficients.insert(coefficients.end(), piece.begin(), piece.end());
    }
    const std::string name = "binet_pieces_" + std::to_string(polynomials_++);
    const auto list = [&](const char* what, const std::vector<double>& values) {
      tables += "static const double " + name + what + "[] = " + braced(values, c_number<double>) + ";\n";
    };
    list("_knots", polynomial.knots);
    list("_origins", polynomial.origins);
    list("_coefficients", coefficients);
    return "binet_piecewise(" + x + ", " + std::to_string(polynomial.knots.size()) + ", " + name + "_knots, " + name +
           "_origins, " + std::to_string(width) + ", " + name + "_coefficients)";
  }

  static std::string function_name(const Activation& activation) {
    return "binet_activation_" + std::string(activation.name);
  }

  void print_columns(const char* name, const std::vector<std::string>& columns) {
    text_ += std::string("enum { BINET_") + name + " = " + std::to_string(columns.size()) + " };\n";
    if (columns.empty()) return;
    text_ += "/*";
    for (std::size_t c = 0; c < columns.size(); ++c) {
      text_ += (c == 0 ? " " : "\n   ") + std::to_string(c) + ": " + in_comment(columns[c]);
    }
    text_ += " */\n";
  }

  /// Writes a table for a list and returns its name; NULL for an empty list.
  template <class Items, class Print>
  std::string table(const std::string& type, const std::string& name, const Items& items, Print print) {
    if (items.size() == 0) return "NULL";
    text_ += "static const " + type + name + "[] = " + braced(items, print) + ";\n";
    return name;
  }

  std::string print_numbers(const EncoderDescription& encoder, const std::string& name) {
    std::vector<std::string> rows;
    for (const NumberInput& input : encoder.numbers) {
      const std::string edges =
          table("double ", name + "_edges_" + std::to_string(rows.size()), input.edges, c_number<double>);
      rows.push_back("{" + std::to_string(input.column) + ", " + c_number(input.center) + ", " + c_number(input.scale) +
                     ", " + c_number(input.clip) + ", " + std::to_string(input.missing_indicator) + ", " +
                     c_number(input.absent) + ", " + std::to_string(input.edges.size()) + ", " + edges + "}");
    }
    return table("binet_number ", name + "_numbers", rows, itself);
  }

  std::string print_categories(const EncoderDescription& encoder, const std::string& name) {
    std::vector<std::string> rows;
    for (const CategoryInput& input : encoder.categories) {
      const std::string levels =
          table("char *const ", name + "_levels_" + std::to_string(rows.size()), input.levels, c_string);
      rows.push_back("{" + std::to_string(input.column) + ", " + std::to_string(input.levels.size()) + ", " + levels +
                     ", " + (input.reference ? c_string(*input.reference) : "NULL") + ", " +
                     std::to_string(input.pooled) + ", " + std::to_string(input.missing) + "}");
    }
    return table("binet_category ", name + "_categories", rows, itself);
  }

  void print_encoders() {
    std::vector<std::string> rows;
    for (const EncoderDescription& encoder : model_.encoders) {
      const std::string name = "binet_encoder_" + std::to_string(rows.size());
      const std::string numbers = print_numbers(encoder, name), categories = print_categories(encoder, name);
      rows.push_back("{" + std::to_string(encoder.numbers.size()) + ", " + std::to_string(encoder.categories.size()) +
                     ", " + std::to_string(encoder.dense_count) + ", " + std::to_string(encoder.code_count) + ", " +
                     numbers + ", " + categories + "}");
    }
    table("binet_encoder ", "binet_encoders", rows, itself);
    text_ += "\n";
  }

  /// Writes the tables of the step's numbers and returns the step as one row of a table.
  std::string print_step(const InferenceStep& step, const std::string& name) {
    const auto numbers = [&](const char* what, ConstSpan values) {
      return table("binet_scalar ", name + what, values, c_number<Scalar>);
    };
    const std::string weights = numbers("_weights", step.weights), bias = numbers("_bias", step.bias),
                      scale = numbers("_scale", step.scale);
    return "{" + c_constant(kind_name(step.kind)) + ", " + std::to_string(step.from) + ", " +
           std::to_string(step.other) + ", " + std::to_string(step.to) + ", " + std::to_string(step.inputs) + ", " +
           std::to_string(step.units) + ", " + (step.activation != nullptr ? function_name(*step.activation) : "NULL") +
           ", " + weights + ", " + bias + ", " + scale + ", " + c_number(step.epsilon) + "}";
  }

  void print_members() {
    std::vector<std::string> rows;
    for (const MemberDescription& member : model_.members) {
      const std::string name = "binet_member_" + std::to_string(rows.size());
      std::vector<std::string> steps;
      for (const InferenceStep& step : member.steps) {
        steps.push_back(print_step(step, name + "_step_" + std::to_string(steps.size())));
      }
      table("binet_step ", name + "_steps", steps, itself);
      rows.push_back("{" + std::to_string(member.encoder) + ", " + std::to_string(steps.size()) + ", " +
                     c_number(member.weight) + ", " + name + "_steps}");
    }
    table("binet_member ", "binet_members", rows, itself);
    text_ += "enum { BINET_MEMBERS = " + std::to_string(rows.size()) +
             ", BINET_WIDEST = " + std::to_string(model_.widest) +
             ", BINET_PLACES = " + std::to_string(kInferencePlaces) +
             (model_.kept > 0 ? ", BINET_KEPT = " + std::to_string(model_.kept) : "") + " };\n";
  }

  void print_test() {
    const auto width = [](const std::vector<std::string>& columns) {
      return std::to_string(std::max<std::size_t>(columns.size(), 1));
    };
    text_ += "#ifdef BINET_SELF_TEST\nenum { BINET_TEST_ROWS = " + std::to_string(model_.test_rows.size()) + " };\n";
    text_ += "static const double binet_test_numbers[][" + width(model_.number_columns) + "] = " +
             braced(model_.test_rows,
                    [](const ExportTestRow& row) {
                      return row.numbers.empty() ? "{0}" : braced(row.numbers, c_number<double>);
                    }) +
             ";\n";
    const auto cell = [](const std::optional<std::string>& text) { return text ? c_string(*text) : "NULL"; };
    text_ += "static const char *const binet_test_categories[][" + width(model_.category_columns) + "] = " +
             braced(model_.test_rows,
                    [&](const ExportTestRow& row) {
                      return row.categories.empty() ? "{NULL}" : braced(row.categories, cell);
                    }) +
             ";\n";
    text_ += "static const double binet_test_probabilities[] = " +
             braced(model_.test_rows, [](const ExportTestRow& row) { return c_number(row.probability); }) +
             ";\nstatic const double binet_test_tolerance = " + c_number(kExportTolerance) + ";\n";
    if (model_.kept == 0) {
      text_ += kCSelfTest;
    } else {
      text_ += "static const int binet_test_begins[] = " +
               braced(model_.test_rows, [](const ExportTestRow& row) { return std::string(row.begins ? "1" : "0"); }) +
               ";\n";
      text_ += kCSequenceSelfTest;
    }
    text_ += kCSelfTestEnd;
  }

  const ModelDescription& model_;
  std::string text_;
  int polynomials_ = 0;
};

}  // namespace

std::string print_c(const ModelDescription& model) {
  return CFile(model).write();
}

}  // namespace binet::detail
