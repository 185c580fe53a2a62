#include "base/number_text.hpp"
#include "base/printable.hpp"
#include "base/text_list.hpp"
#include "binet/model/coefficients.hpp"
#include "binet/modelfile/model_file.hpp"
#include "cli/coefficient_order.hpp"
#include "cli/command.hpp"
#include "cli/format_text.hpp"
#include "cli/inference_flags.hpp"
#include "cli/model_summary.hpp"
#include "cli/text_layout.hpp"
#include "cli/text_table.hpp"
#include "explain/rare_references.hpp"
#include "io/output_file.hpp"
#include "io/run_files.hpp"
#include "model/member.hpp"
#include "modelfile/inspection.hpp"
#include "table/date_parts.hpp"

#include <nlohmann/json.hpp>

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace binet {
namespace {

struct InspectFlags {
  std::string model, output = "-";
  bool json = false, weights = false, wide = false;
  std::size_t largest = 8;
  std::size_t member = 0;  ///< from 1; 0: not given
  InferenceFlags inference;
};

std::string print_columns(const Classifier& model) {
  std::vector<std::vector<std::string>> rows{{"column", "type", "missing", "minimum", "mean", "maximum", "levels"}};
  for (const ColumnSchema& column : model.schema.columns) {
    const bool numeric = column.type == ColumnType::numeric, dates = detail::holds_days(column.source);
    const auto value = [&](double number) {
      if (dates) return detail::date_text(std::round(number + column.source.origin));
      return cell(numeric ? number : std::nan(""));
    };
    const std::string type = dates ? "date" : numeric ? "numeric" : "category";
    rows.push_back({column.name, column.dropped.empty() ? type : "dropped: " + column.dropped,
                    std::to_string(column.missing), value(column.minimum), value(column.mean), value(column.maximum),
                    numeric ? "-" : std::to_string(column.levels.size())});
  }
  return "\nColumns\n" + print_table(rows);
}

/// Which networks read the numbers scaled by this encoder; empty if there is only one encoder.
std::string readers_of_encoder(const Classifier& model, std::size_t encoder) {
  if (model.encoders.size() == 1) return "";
  std::vector<std::string> runs;  // "3" or "3 to 7"
  for (std::size_t m = 0; m < model.members.size(); ++m) {
    if (model.members[m].encoder != encoder) continue;
    const std::size_t first = m;
    while (m + 1 < model.members.size() && model.members[m + 1].encoder == encoder) ++m;
    runs.push_back(std::to_string(first + 1) + (m == first ? "" : " to " + std::to_string(m + 1)));
  }
  return " for " + std::string(runs.size() == 1 && runs[0].find(' ') == runs[0].npos ? "network " : "networks ") +
         joined(runs, " and ");
}

/// `readers` says which networks the table is for.
std::string print_scaling(const Encoder& encoder, const std::string& readers) {
  if (encoder.numeric().empty()) return "";
  std::vector<std::vector<std::string>> rows{{"column", "center", "scale", "clip", "bins", "missing flag"}};
  for (const NumericEncoding& encoding : encoder.numeric()) {
    const std::size_t bins = encoding.edges.empty() ? 0 : encoding.edges.size() - 1;
    rows.push_back({encoding.column, cell(encoding.center), cell(encoding.scale),
                    encoding.clip > 0 ? cell(encoding.clip) : "-", bins > 0 ? std::to_string(bins) : "-",
                    encoding.missing_indicator ? "yes" : "-"});
  }
  return "\nScaling" + readers + "\n" + print_table(rows);
}

/// Prints enough digits to show a tenth of its distance from 1: a large sample may determine an odds ratio of 1.00004.
std::string ratio_cell(double ratio) {
  if (std::isinf(ratio)) return "> 1e308";
  if (std::isnan(ratio)) return "-";
  std::string text = cell(ratio);
  const auto is_coarse = [&] { return std::abs(std::stod(text) - ratio) > 0.1 * std::abs(ratio - 1); };
  for (int digits = 5; digits <= 17 && is_coarse(); ++digits) text = format_text("%.*g", digits, ratio);
  return text;
}

std::string p_value_cell(double p) {
  return p < 0.001 ? "< 0.001" : cell(p);
}

/// The estimate in the column's own units, and its odds ratio.
std::vector<std::string> estimate_cells(const Coefficient& c) {
  if (c.reference) return {"0", "1"};
  if (c.fixed) return {"fixed", "-"};
  if (c.aliased) return {"aliased", "-"};
  if (c.undetermined) return {"undetermined", "-"};
  if (c.unbounded) return {c.original < 0 ? "-infinity" : "+infinity", "-"};
  return {cell(c.original), c.curve ? "-" : ratio_cell(c.odds_ratio)};
}

/// One row per coefficient, narrow enough for a terminal. If there are standard errors, `wide` adds the inputs of
/// intervals and p values and the coefficients of scaled columns.
std::string print_coefficients(const std::vector<Coefficient>& coefficients, bool wide) {
  const bool errors =
      std::ranges::any_of(coefficients, [](const Coefficient& c) { return !std::isnan(c.standard_error); });
  std::vector<std::vector<std::string>> rows{{"coefficient", "estimate", "odds ratio"}};
  const auto append = [&rows](std::initializer_list<std::string> cells) {
    rows.back().insert(rows.back().end(), cells);
  };
  if (errors) append({"95% CI", "p"});
  if (wide || !errors) append({"scaled"});
  if (wide && errors) append({"std. error", "z", "2.5%", "97.5%"});
  for (const Coefficient& c : coefficients) {
    rows.push_back({c.reference ? c.name + " (reference)" : c.name});
    const std::vector<std::string> estimate = estimate_cells(c);
    rows.back().insert(rows.back().end(), estimate.begin(), estimate.end());
    const bool none = c.reference || std::isnan(c.standard_error);
    if (errors && none) append({"-", "-"});
    if (errors && !none) {
      const std::string ends = ratio_cell(c.odds_ratio_lower) + " to " + ratio_cell(c.odds_ratio_upper);
      append({c.curve ? "-" : ends, p_value_cell(c.p_value)});
    }
    if (wide || !errors) append({c.reference ? "0" : c.aliased ? "-" : cell(c.scaled)});
    if (wide && errors && none) append({"-", "-", "-", "-"});
    if (wide && errors && !none) append({cell(c.standard_error), cell(c.z), cell(c.lower), cell(c.upper)});
  }
  const char* remark = errors ? " (the interval is of the odds ratio)" : "";
  return std::string("\nCoefficients") + remark + "\n" + print_table(rows);
}

std::string print_likelihood(const LikelihoodSummary& fit) {
  return format_text("\nDeviance %.6g, null deviance %.6g; AIC %.6g; McFadden's pseudo-R² %.4f\n", fit.deviance,
                     fit.null_deviance, fit.aic(), fit.pseudo_r2());
}

std::string print_layers(const Classifier& model, std::size_t member, std::size_t largest) {
  std::string text;
  const std::vector<LayerSummary> layers = summarize_layers(model, member, largest);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (layers[i].parameters == 0) continue;
    text +=
        format_text("\nLayer %zu: %s, %td parameters\n", i + 1, layers[i].description.c_str(), layers[i].parameters);
    std::vector<std::vector<std::string>> rows{{"tensor", "shape", "norm"}};
    for (const TensorSummary& tensor : layers[i].tensors) {
      rows.push_back(
          {tensor.name, std::to_string(tensor.rows) + " × " + std::to_string(tensor.columns), cell(tensor.norm)});
    }
    text += print_table(rows);
    if (layers[i].largest.empty()) continue;
    std::vector<std::vector<std::string>> weights{{"largest weights", "unit", "value"}};
    for (const NamedWeight& weight : layers[i].largest) {
      const std::string gate = weight.gate.empty() ? "" : weight.gate + " ";
      weights.push_back({weight.input, gate + std::to_string(weight.unit), cell(weight.value)});
    }
    text += print_table(weights);
  }
  return text;
}

std::string print_weights(const Network& network) {
  std::string text;
  for (std::size_t layer = 0; layer < network.layer_count(); ++layer) {
    for (const ParameterBlock& block : network.parameter_blocks(layer)) {
      const ConstSpan values = network.block(block);
      text += format_text("\nLayer %zu %s, %td × %td\n", layer + 1, block.name.c_str(), block.rows, block.columns);
      for (Index i = 0; i < block.size(); ++i) {
        text += shortest_digits(values[static_cast<std::size_t>(i)]) + ((i + 1) % block.columns == 0 ? "\n" : " ");
      }
    }
  }
  return text;
}

std::string print_model_page(const Classifier& model, const InspectFlags& flags) {
  std::string text = print_summary(model) + print_columns(model);
  for (std::size_t e = 0; e < model.encoders.size(); ++e) {
    text += print_scaling(model.encoders[e], readers_of_encoder(model, e));
  }
  const std::size_t members = model.members.size();
  if (const auto coefficients = logistic_coefficients(model); !coefficients.empty()) {
    text += print_coefficients(in_order_of_terms(model, coefficients), flags.wide);
    const std::string rare = note_on_rare_references(model, coefficients);
    if (!rare.empty()) text += wrapped(rare, terminal_width(STDOUT_FILENO, kHelpWidth), 0, 0) + "\n";
    if (model.report.likelihood) text += print_likelihood(*model.report.likelihood);
  } else if (flags.member > 0 || members == 1) {
    text += print_layers(model, std::max<std::size_t>(flags.member, 1) - 1, flags.largest);
  } else {
    text += format_text("\nThe layers of each of the %zu networks: --member 1 to --member %zu\n", members, members);
  }
  for (std::size_t m = 0; flags.weights && m < members; ++m) {
    if (flags.member == 0 || flags.member == m + 1) text += print_weights(model.members[m].network);
  }
  return text;
}

ExitStatus inspect(const InspectFlags& flags) {
  RunFiles()
      .reads(flags.model, "the model")
      .reads(flags.inference.data, "the training data")
      .writes(flags.output, "the text")
      .check();
  check_writable(flags.output);
  const Classifier model = load_model(flags.model);
  if (!flags.inference.data.empty()) {
    write_file(flags.output, flags.inference.print(model, flags.model, flags.json));
    return ExitStatus::done;
  }
  if (flags.member > model.members.size()) {
    throw UsageError(format_text("--member %zu: the model has %zu", flags.member, model.members.size()));
  }
  write_file(flags.output,
             flags.json ? print_json(inspection_to_json(model, flags.weights)) + "\n"
                        : printable(print_model_page(model, flags), true));
  return ExitStatus::done;
}

}  // namespace

Action declare_inspect(CommandParser app) {
  const auto flags = std::make_shared<InspectFlags>();
  app.add_option("MODEL", flags->model, "model file").type_name("FILE").required();
  app.add_flag("--json", flags->json, "print one JSON object");
  app.add_flag("--wide", flags->wide,
               "show more per coefficient: its value on the scaled column, standard error, z and limits");
  app.add_flag("--weights", flags->weights, "print every weight");
  app.add_option("--largest", flags->largest, "number of largest weights to show per layer").shown_default();
  app.add_option("--member", flags->member, "number of the network whose layers and weights to print, from 1");
  flags->inference.declare(app);
  app.add_option("-o,--output", flags->output, "output file; - is standard output")
      .type_name("FILE")
      .shown_default();
  return [flags] { return inspect(*flags); };
}

}  // namespace binet
