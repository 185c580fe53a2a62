#include "base/number_text.hpp"
#include "binet/base/error.hpp"
#include "json/json_layout.hpp"
#include "cli/command.hpp"
#include "cli/curve_drawing.hpp"
#include "cli/format_text.hpp"
#include "cli/text_layout.hpp"
#include "io/output_file.hpp"
#include "io/run_files.hpp"
#include "math/sigmoid.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace binet {
namespace {

struct ActivationsFlags {
  std::string name, svg;
  std::optional<double> at;
  bool json = false;
};

constexpr std::size_t kPageWidth = 80, kFactIndent = 16;

std::string fact(const char* name, const std::string& text) {
  return format_text("  %-14s", name) + wrapped(text, kPageWidth, kFactIndent, kFactIndent) + "\n";
}

std::string centring(const ActivationFacts& facts) {
  if (facts.zero_centred()) return "yes";
  return format_text("no; mean output %.2f for inputs of mean 0 and deviation 1", facts.mean_output);
}

/// `relu` is the cost of relu in the same unit.
std::string print_facts(const Activation& f, double relu) {
  const ActivationFacts facts = find_facts(f);
  return std::string(f.name) + "\n" + fact("f(x)", std::string(f.formula)) +
         fact("f'(x)", std::string(f.derivative)) + fact("range", std::string(f.range)) +
         fact("slope", format_text("at most %.4g, ", f.largest_slope) + std::string(f.steepest)) +
         fact("zero-centred", centring(facts)) +
         fact("cost", format_text("%.1f times relu, measured now", measure_cost(f) / relu)) +
         fact("use", std::string(f.use));
}

/// One quantity at x: its name, its value by the stable form and by the naive one.
struct Quantity {
  std::string name, formula;
  double value = 0, naive = 0;
  double natural_log = 0;  ///< natural logarithm of the value if it may underflow; otherwise 0
};

std::vector<Quantity> quantities(const Activation& f, double x) {
  if (f.name != "sigmoid") {
    return {{"f(x)", std::string(f.formula), f.value(x), f.naive(x)},
            {"f'(x)", std::string(f.derivative), f.slope(x), std::nan("")}};
  }
  const double naive = f.naive(x), log_s = log_sigmoid(x), log_tail = log_sigmoid(-x);
  return {{"sigma(x)", "1/(1 + exp(-x))", f.value(x), naive, log_s},
          {"sigma'(x)", "sigma (1 - sigma)", f.slope(x), naive * (1 - naive), log_s + log_tail},
          {"log sigma(x)", "ln(sigma)", log_s, std::log(naive), 0},
          {"1 - sigma(x)", "1 - sigma", sigmoid(-x), 1 - naive, log_tail}};
}

/// e^natural_log in decimal, where a double would be 0.
std::string tiny_number(double natural_log) {
  const double decimal = natural_log / std::log(10.0), exponent = std::floor(decimal);
  return format_text("%.10fe%.0f", std::pow(10.0, decimal - exponent), exponent);
}

std::string value_text(const Quantity& quantity) {
  if (quantity.value == 0 && quantity.natural_log < 0) return tiny_number(quantity.natural_log);
  return shortest_digits(quantity.value + 0.0);
}

std::string error_text(const Quantity& quantity) {
  if (std::isnan(quantity.naive)) return "not a number";
  if (quantity.naive == quantity.value) {
    return quantity.value == 0 && quantity.natural_log < 0 ? "no digit right" : "same";
  }
  if (std::isinf(quantity.naive)) return "infinite";
  const double error = std::abs(quantity.naive - quantity.value) / std::abs(quantity.value);
  return error >= 1 ? "no digit right" : format_text("%.0f digits right", std::floor(-std::log10(error)));
}

std::string print_at(const Activation& f, double x) {
  const bool sigmoid_page = f.name == "sigmoid";
  std::string text = std::string(f.name) + " at x = " + shortest_digits(x) + "\n\n" +
                     format_text("  %-12s  %-22s  %-22s  %s\n", "", "stable form", "naive formula", "naive is");
  bool below_smallest = false;
  for (const Quantity& q : quantities(f, x)) {
    below_smallest |= q.value == 0 && q.natural_log < 0;
    const bool no_naive = !sigmoid_page && q.name == "f'(x)";
    text += format_text("  %-12s  %-22s", q.name.c_str(), value_text(q).c_str());
    if (!no_naive) text += format_text("  %-22s  %s", shortest_digits(q.naive).c_str(), error_text(q).c_str());
    text.erase(text.find_last_not_of(' ') + 1);
    text += "\n";
  }
  text += "\nNaive formulas, in double precision:\n";
  for (const Quantity& q : quantities(f, x)) {
    if (sigmoid_page || q.name == "f(x)") text += "  " + q.name + " = " + q.formula + "\n";
  }
  if (sigmoid_page) {
    text += "Stable forms: sigma(x) = exp(x)/(1 + exp(x)) for x < 0; log sigma(x) =\n"
            "-ln(1 + exp(-x)) with log1p, or x - ln(1 + exp(x)) for x < 0;\n1 - sigma(x) = sigma(-x); sigma' = "
            "sigma(x) sigma(-x).\n";
  }
  if (below_smallest) text += "Numbers below 4.9e-324, the smallest double, come from their logarithm.\n";
  return text;
}

Json to_json(const Activation& f, double relu) {
  const ActivationFacts facts = find_facts(f);
  return {{"name", f.name},
          {"formula", f.formula},
          {"derivative", f.derivative},
          {"range", f.range},
          {"largest_slope", f.largest_slope},
          {"steepest", f.steepest},
          {"mean_output", facts.mean_output},
          {"zero_centred", facts.zero_centred()},
          {"saturated_below", facts.saturated_below},
          {"saturated_above", facts.saturated_above},
          {"lower_limit", facts.lower_limit},
          {"upper_limit", facts.upper_limit},
          {"cost_relative_to_relu", measure_cost(f) / relu},
          {"use", f.use}};
}

Json at_to_json(const Activation& f, double x) {
  Json json{{"name", f.name}, {"x", x}};
  for (const Quantity& q : quantities(f, x)) {
    json["values"].push_back({{"quantity", q.name}, {"text", value_text(q)}, {"value", q.value}, {"naive", q.naive}});
  }
  return json;
}

ExitStatus show_activations(const ActivationsFlags& flags) {
  RunFiles().writes(flags.svg, "the picture").check();
  const bool one = !flags.name.empty();
  const Activation& chosen = activation(one ? flags.name : "sigmoid");
  if (flags.at && !std::isfinite(*flags.at)) throw UsageError("--at: expected a finite number");
  if (!flags.svg.empty()) {
    write_file(flags.svg, draw_as_svg(chosen, find_facts(chosen)));
    if (!flags.at && !flags.json) return ExitStatus::done;
  }
  if (flags.at) {
    write_file("-", flags.json ? print_json(at_to_json(chosen, *flags.at)) + "\n" : print_at(chosen, *flags.at));
    return ExitStatus::done;
  }
  const double relu = measure_cost(activation("relu"));
  if (flags.json) {
    Json list = Json::array();
    for (const Activation& f : activations()) {
      if (!one || &f == &chosen) list.push_back(to_json(f, relu));
    }
    write_file("-", print_json(one ? list[0] : list) + "\n");
    return ExitStatus::done;
  }
  std::string text;
  for (const Activation& f : activations()) {
    if (!one || &f == &chosen) text += (text.empty() ? "" : "\n") + print_facts(f, relu);
  }
  if (one) text += draw_in_characters(chosen, find_facts(chosen));
  if (!one) text += "\nbinet activations NAME draws one; --at X shows its values, --svg FILE makes a\npicture.\n";
  write_file("-", text);
  return ExitStatus::done;
}

}  // namespace

Action declare_activations(CommandParser app) {
  const auto flags = std::make_shared<ActivationsFlags>();
  app.add_option("NAME", flags->name, "activation to show; default: all, and sigmoid for --at and --svg")
      .type_name("");
  app.add_option("--at", flags->at, "print value and slope at this x, beside those of the naive formula")
      .type_name("X");
  app.add_option("--svg", flags->svg, "write a picture of the curve, its derivative, limits and tangent at 0")
      .type_name("FILE");
  app.add_flag("--json", flags->json, "print JSON");
  return [flags] { return show_activations(*flags); };
}

}  // namespace binet
