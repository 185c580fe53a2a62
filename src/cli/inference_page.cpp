#include "cli/inference_page.hpp"

#include "base/csv_field.hpp"
#include "base/number_text.hpp"
#include "base/printable.hpp"
#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "cli/format_text.hpp"
#include "cli/text_layout.hpp"
#include "cli/text_table.hpp"
#include "json/json_layout.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

constexpr const char* kIntercept = "(intercept)";
constexpr std::size_t kMostSimpleEffects = 40;  ///< in text: of two categories of ten levels there are 180
constexpr std::size_t kLongestValue = 20;       ///< of a held column, in text

using TableRows = std::vector<std::vector<std::string>>;

std::string number_or_infinity(double value) {
  if (std::isinf(value)) return value > 0 ? "infinity" : "-infinity";
  return cell(value);
}

std::string three_digits(double value) {
  return std::isnan(value) ? "-" : format_text("%.3g", value);
}

std::string p_cell(double p) {
  if (std::isnan(p)) return "-";
  return p < 0.001 ? "< 0.001" : format_text("%.3f", p);
}

/// Three digits, as papers print ratios: 2.02, 0.134, 15.3.
std::string ratio_text(double value) {
  if (std::isnan(value)) return "-";
  if (std::isinf(value)) return "infinity";
  if (value >= 1000 || value < 0.001) return format_text("%.3g", value);
  // Adds digits until a ratio that differs from 1 shows it.
  int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 3;
  if (value != 1) {
    while (decimals < 7 && std::abs(value - 1) < 2 * std::pow(10.0, -decimals)) ++decimals;
  }
  return format_text("%.*f", decimals, value);
}

/// A table of 80 columns. Where names would have to be shortened below 20 characters, columns of `expendable`, which
/// ascend, are left out first, the last one before the others.
std::string print_narrow_table(TableRows rows, std::vector<std::size_t> expendable = {}) {
  constexpr std::size_t kWidth = 80, kIndent = 2, kLongest = 26, kShort = 20, kShortest = 8;
  std::size_t others = kIndent;
  for (std::size_t c = 1; c < rows.front().size(); ++c) {
    std::size_t width = 0;
    for (const std::vector<std::string>& row : rows) width = std::max(width, text_width(row[c]));
    others += kIndent + width;
  }
  const std::size_t left = kWidth - std::min(kWidth, others);
  const auto does_not_fit = [left](const TableRows::value_type& row) { return text_width(printable(row[0])) > left; };
  if (!expendable.empty() && left < kShort && std::ranges::any_of(rows, does_not_fit)) {
    const auto dropped = static_cast<std::ptrdiff_t>(expendable.back());
    for (std::vector<std::string>& row : rows) row.erase(row.begin() + dropped);
    expendable.pop_back();
    return print_narrow_table(std::move(rows), std::move(expendable));
  }
  for (std::vector<std::string>& row : rows) row[0] = short_name(row[0], std::clamp(left, kShortest, kLongest));
  return print_table(rows);
}

std::string ratio_interval(double lower, double upper) {
  return ratio_text(lower) + " to " + ratio_text(upper);
}

/// "2.02 (1.31 to 3.11)"
std::string odds_text(const Coefficient& c) {
  return ratio_text(c.odds_ratio) + " (" + ratio_interval(c.odds_ratio_lower, c.odds_ratio_upper) + ")";
}

/// "age: OR 2.02 (1.31 to 3.11), p < 0.001"
std::string odds_sentence(const std::string& name, const Coefficient& c) {
  const std::string p = c.p_value < 0.001 ? "p < 0.001" : format_text("p = %.3f", c.p_value);
  return printable(name) + ": OR " + odds_text(c) + ", " + p + "\n";
}

std::string test_text(const TestResult& test) {
  const std::string p = test.p_value < 0.001 ? " < 0.001" : format_text(" = %.3f", test.p_value);
  return format_text("χ² = %.4g on %td, p", test.statistic, test.degrees) + p;
}

std::string fit_line(const char* title, const std::string& text) {
  return padded(title, 20) + text + "\n";
}

std::string print_fit(const Inference& found) {
  std::string text = fit_line("Rows", counted(found.rows, "row") +
                                      (found.weight_sum == static_cast<double>(found.rows)
                                           ? ""
                                           : format_text(", weights of sum %.6g", found.weight_sum)));
  if (!found.whole_weights && !found.settings.sampling_weights) {
    text += fit_line("Weights", "not all are counts: errors and tests take a row of weight w") +
            fit_line("", "as w rows, and change with the scale of the weights;") +
            fit_line("", "those of --sampling-weights do not");
  }
  text += fit_line("Errors", describe_errors(found.settings) + "; 95% intervals, " +
                             (found.settings.profile || found.settings.firth ? "profile likelihood" : "Wald"));
  if (found.settings.firth) text += fit_line("Penalty", "Firth's (Jeffreys' prior)");
  if (!found.likelihood_defined) {
    text += fit_line("Likelihood", "undefined for sampling weights");
    return found.wald_test.degrees > 0 ? text + fit_line("Wald test", test_text(found.wald_test)) : text;
  }
  const LikelihoodSummary& fit = found.likelihood;
  text += fit_line("Deviance", format_text("%.6g, null %.6g", fit.deviance, fit.null_deviance));
  text += fit_line("AIC, BIC", format_text("%.6g, %.6g", fit.aic(), found.bic));
  text += fit_line("Pseudo-R²", format_text("McFadden %.4f, Nagelkerke %.4f", fit.pseudo_r2(), found.nagelkerke));
  if (found.wald_test.degrees > 0) {  // robust errors and a likelihood do not go together
    text += fit_line("Wald test", test_text(found.wald_test));
  } else if (found.model_test.degrees > 0) {
    text += fit_line("Likelihood ratio", test_text(found.model_test));
  }
  if (found.hosmer_lemeshow.degrees > 0) text += fit_line("Hosmer-Lemeshow", test_text(found.hosmer_lemeshow));
  return text;
}

std::string print_coefficient_table(const Inference& found) {
  TableRows rows{{"coefficient", "estimate", "error", "z", "p", "OR", "95% CI"}};
  bool any_basis = false;
  for (std::size_t i = 0; i < found.coefficients.size(); ++i) {
    const Coefficient& c = found.coefficients[i];
    if (c.reference) {
      rows.push_back({c.name, "-", "-", "-", "-", "1", "reference"});
    } else if (c.aliased) {
      rows.push_back({c.name, "aliased", "-", "-", "-", "-", "-"});
    } else {
      const bool basis = !found.basis_of[i].empty(), no_ratio = basis || c.name == kIntercept;
      any_basis = any_basis || basis;
      rows.push_back({c.name, number_or_infinity(c.original), number_or_infinity(c.standard_error),
                      format_text("%.2f", c.z), p_cell(c.p_value), no_ratio ? "-" : ratio_text(c.odds_ratio),
                      no_ratio ? "-" : ratio_interval(c.odds_ratio_lower, c.odds_ratio_upper)});
    }
  }
  const char* const remark = "  The columns of a curve have no odds ratios: see the test of the term below.\n";
  return "\nCoefficients\n" + print_narrow_table(rows, {3}) + (any_basis ? remark : "");
}

const char* tests_title(const Inference& found) {
  return found.term_tests_by_likelihood ? ", likelihood-ratio tests\n" : ", Wald tests\n";
}

std::string print_terms(const Inference& found) {
  if (found.terms.empty()) return "";
  TableRows rows{{"term", "χ²", "degrees", "p", "GVIF"}};
  for (const TermTest& term : found.terms) {
    rows.push_back({term.name, number_or_infinity(term.test.statistic), std::to_string(term.test.degrees),
                    p_cell(term.test.p_value), number_or_infinity(term.inflation)});
  }
  return std::string("\nTerms") + tests_title(found) + print_narrow_table(rows);
}

std::string print_joint_tests(const Inference& found) {
  if (found.joint_tests.empty()) return "";
  TableRows rows{{"column", "χ²", "degrees", "p"}};
  for (const TermTest& column : found.joint_tests) {
    rows.push_back({column.name, number_or_infinity(column.test.statistic), std::to_string(column.test.degrees),
                    p_cell(column.test.p_value)});
  }
  return std::string("\nColumns with all of their terms") + tests_title(found) + print_narrow_table(rows);
}

/// "age at sex=male"
std::string name_of(const SimpleEffect& e) {
  return e.effect.name + " at " + e.at;
}

std::string print_simple_effects(const Inference& found) {
  if (found.simple_effects.empty()) return "";
  TableRows rows{{"effect", "where", "log odds", "error", "p", "OR", "95% CI"}};
  const std::size_t count = std::min(found.simple_effects.size(), kMostSimpleEffects);
  for (std::size_t i = 0; i < count; ++i) {
    const SimpleEffect& e = found.simple_effects[i];
    const Coefficient& c = e.effect;
    rows.push_back({e.effect.name, short_name(e.at, kLongestValue), number_or_infinity(c.original),
                    number_or_infinity(c.standard_error), p_cell(c.p_value), ratio_text(c.odds_ratio),
                    ratio_interval(c.odds_ratio_lower, c.odds_ratio_upper)});
  }
  const std::size_t more = found.simple_effects.size() - count;
  const bool others = found.settings.profile || found.settings.firth;
  return std::string("\nEffects of columns that interact, where the other one is held") +
         (others ? ", Wald intervals\n" : "\n") + print_narrow_table(rows, {2, 3}) +
         (more > 0 ? format_text("  … and %zu more with --format csv or json\n", more) : "");
}

std::string print_effects(const Inference& found) {
  if (found.effects.empty()) return "";
  TableRows rows{{"on the probability", "effect", "error", "p", "95% CI", "RR"}};
  for (const MarginalEffect& e : found.effects) {
    rows.push_back({e.name, three_digits(e.effect), three_digits(e.standard_error), p_cell(e.p_value),
                    three_digits(e.lower) + " to " + three_digits(e.upper), e.contrast ? ratio_text(e.ratio) : "-"});
  }
  return "\nAverage marginal effects\n" + print_narrow_table(rows);
}

std::string print_influence(const Inference& found) {
  if (found.influential.empty()) return "";
  TableRows rows{{"line", "Cook's distance", "leverage", "residual", "probability", "class"}};
  for (const InfluentialRow& row : found.influential) {
    rows.push_back({std::to_string(row.line), number_or_infinity(row.cook), number_or_infinity(row.leverage),
                    number_or_infinity(row.pearson), number_or_infinity(row.probability),
                    row.positive ? "positive" : "negative"});
  }
  return "\nRows with the most influence\n" + print_table(rows);
}

std::string print_text(const Inference& found) {
  return printable(print_fit(found) + print_coefficient_table(found) + print_terms(found) + print_joint_tests(found) +
                       print_simple_effects(found) + print_effects(found) + print_influence(found),
                   true);
}

std::string csv_number(double value) {
  return std::isnan(value) ? "" : shortest_digits(value);
}

std::string print_csv(const Inference& found) {
  std::string text =
      "coefficient,estimate,standard_error,z,p_value,lower,upper,odds_ratio,odds_ratio_lower,odds_ratio_upper\n";
  std::vector<Coefficient> all = found.coefficients;
  for (const SimpleEffect& e : found.simple_effects) {
    all.push_back(e.effect);
    all.back().name = name_of(e);
  }
  for (const Coefficient& c : all) {
    const double estimate = c.reference ? 0 : c.original;
    text += detail::csv_field(c.name);
    for (const double value : {estimate, c.standard_error, c.z, c.p_value, c.lower, c.upper, c.odds_ratio,
                               c.odds_ratio_lower, c.odds_ratio_upper}) {
      text += "," + csv_number(value);
    }
    text += "\n";
  }
  return text;
}

std::string markdown_cell(const std::string& text) {
  std::string safe;
  for (const char c : printable(text)) safe += c == '|' ? std::string("\\|") : std::string(1, c);
  return safe;
}

/// True at the first coefficient of a term that is a curve: its row represents all of them.
bool begins_curve(const Inference& found, std::size_t i) {
  return i == 0 || found.basis_of[i] != found.basis_of[i - 1];
}

/// The test of a curve; null if another term contains it, so that it is not tested by itself.
const TermTest* test_of_curve(const Inference& found, const std::string& term) {
  const auto test = std::ranges::find(found.terms, term, &TermTest::name);
  return test == found.terms.end() ? nullptr : &*test;
}

std::string print_markdown(const Inference& found) {
  std::string text = "| | OR (95% CI) | p |\n| --- | ---: | ---: |\n";
  for (std::size_t i = 0; i < found.coefficients.size(); ++i) {
    const Coefficient& c = found.coefficients[i];
    if (c.name == kIntercept) continue;
    if (const std::string& term = found.basis_of[i]; !term.empty()) {
      if (!begins_curve(found, i)) continue;
      const TermTest* const test = test_of_curve(found, term);
      text += "| " + markdown_cell(term) + " | " +
              (test == nullptr ? "see its interaction |"
                               : format_text("χ² = %.4g on %td", test->test.statistic, test->test.degrees) + " | " +
                                     p_cell(test->test.p_value)) +
              " |\n";
      continue;
    }
    const std::string odds =
        c.reference ? "1 (reference)"
        : c.aliased ? "-"
                    : odds_text(c);
    text += "| " + markdown_cell(c.name) + " | " + odds + " | " + (c.reference ? "" : p_cell(c.p_value)) + " |\n";
  }
  for (const SimpleEffect& e : found.simple_effects) {
    const Coefficient& c = e.effect;
    text += "| " + markdown_cell(name_of(e)) + " | " + odds_text(c) + " | " + p_cell(c.p_value) + " |\n";
  }
  return text;
}

std::string print_paper(const Inference& found) {
  std::string text;
  for (std::size_t i = 0; i < found.coefficients.size(); ++i) {
    const Coefficient& c = found.coefficients[i];
    if (c.name == kIntercept || c.reference || c.aliased) continue;
    if (const std::string& term = found.basis_of[i]; !term.empty()) {
      const TermTest* const test = test_of_curve(found, term);
      if (begins_curve(found, i) && test != nullptr) text += printable(term) + ": " + test_text(test->test) + "\n";
      continue;
    }
    text += odds_sentence(c.name, c);
  }
  for (const SimpleEffect& e : found.simple_effects) text += odds_sentence(name_of(e), e.effect);
  return text;
}

std::string print_everything(const Inference& found) {
  return print_json(inference_to_json(found)) + "\n";
}

constexpr struct InferenceFormat {
  std::string_view name;
  std::string (*print)(const Inference&);
} kInferenceFormats[] = {{"text", print_text},
                {"csv", print_csv},
                {"markdown", print_markdown},
                {"paper", print_paper},
                {"json", print_everything}};

}  // namespace

void check_inference_format(std::string_view format) {
  if (std::ranges::find(kInferenceFormats, format, &InferenceFormat::name) != std::end(kInferenceFormats)) return;
  throw UsageError("--format " + std::string(format) + ": expected " +
                   joined(kInferenceFormats, ", ", [](const InferenceFormat& row) { return std::string(row.name); }));
}

std::string print_inference(const Inference& found, std::string_view format) {
  check_inference_format(format);
  return std::ranges::find(kInferenceFormats, format, &InferenceFormat::name)->print(found);
}

}  // namespace binet
