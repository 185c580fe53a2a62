#include "base/printable.hpp"
#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "binet/modelfile/model_file.hpp"
#include "cli/command.hpp"
#include "cli/format_text.hpp"
#include "cli/labelled_file.hpp"
#include "cli/loss_text.hpp"
#include "cli/run_flags.hpp"
#include "cli/text_layout.hpp"
#include "cli/text_table.hpp"
#include "eval/paired_comparison.hpp"
#include "io/output_file.hpp"
#include "io/run_files.hpp"
#include "json/json_layout.hpp"
#include "json/json_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace binet {
namespace {

struct CompareFlags {
  std::string first, second, output = "-";
  LabelledReading reading;
  std::size_t rows = 5;
  bool json = false, quiet = false;
  int threads = 0;
};

struct DifferentRow {
  std::size_t line = 0;
  bool positive = false;
  double first = 0, second = 0;  ///< probabilities
};

struct DifferentSetting {
  std::string key, first, second;  ///< "-" where a model has none
};

struct Comparison {
  std::size_t rows = 0;
  std::string example;  ///< "row" or "sequence"
  PairedComparison paired;
  std::vector<DifferentRow> most;
  std::vector<DifferentSetting> settings;
};

void check_same_target(const CompareFlags& flags, const TargetSchema& a, const TargetSchema& b) {
  const auto described = [](const TargetSchema& t) {
    return "\"" + t.name + "\" (positive \"" + t.positive + "\", negative \"" + t.negative + "\")";
  };
  if (a.name == b.name && a.positive == b.positive && a.negative == b.negative) return;
  throw UsageError("compare: the models predict different targets: " + flags.first + " " + described(a) + ", " +
                   flags.second + " " + described(b));
}

/// Models of sequences and of rows may be compared where both predict every row.
void check_same_examples(const CompareFlags& flags, const SequenceColumns& a, const SequenceColumns& b) {
  const auto described = [](const SequenceColumns& columns) {
    return columns.used() && !columns.each_row ? "per sequence of \"" + columns.sequence + "\""
                                               : std::string("per row");
  };
  if (described(a) == described(b)) return;
  throw UsageError("compare: " + flags.first + " makes one prediction " + described(a) + ", " + flags.second + " one " +
                   described(b) + "; expected models that predict the same");
}

/// "model.kind" → its value as text, of every setting.
void flatten(const Json& value, const std::string& key, std::map<std::string, std::string>& found) {
  if (!value.is_object()) {
    found[key] = value.is_string() ? value.get<std::string>() : value.dump();
    return;
  }
  for (const auto& [name, inner] : value.items()) flatten(inner, key.empty() ? name : key + "." + name, found);
}

std::vector<DifferentSetting> different_settings(const Classifier& a, const Classifier& b) {
  std::map<std::string, std::string> first, second;
  if (!a.report.settings.empty()) flatten(Json::parse(a.report.settings), "", first);
  if (!b.report.settings.empty()) flatten(Json::parse(b.report.settings), "", second);
  first["(recipe used)"] = a.report.recipe;
  second["(recipe used)"] = b.report.recipe;
  first["(training data)"] = a.report.data_hash;
  second["(training data)"] = b.report.data_hash;
  std::vector<DifferentSetting> found;
  for (const auto* one : {&first, &second}) {
    for (const auto& item : *one) {
      const std::string& key = item.first;
      if (key.starts_with("output.") || key == "$schema") continue;
      const auto in_first = first.find(key), in_second = second.find(key);
      if (one == &second && in_first != first.end()) continue;
      const std::string left = in_first == first.end() ? "-" : in_first->second;
      const std::string right = in_second == second.end() ? "-" : in_second->second;
      if (left != right) found.push_back({key, left, right});
    }
  }
  return found;
}

/// With --drop-missing a row has to be complete in the columns of both models.
void keep_rows_of_both(const CompareFlags& flags, LabelledFile& a, LabelledFile& b) {
  std::vector<Index> of_a, of_b;
  for (std::size_t i = 0, j = 0; i < a.rows.size() && j < b.rows.size();) {
    const Index first = a.rows[i], second = b.rows[j];
    if (first == second) {
      of_a.push_back(static_cast<Index>(i));
      of_b.push_back(static_cast<Index>(j));
    }
    i += first <= second ? 1 : 0;
    j += second <= first ? 1 : 0;
  }
  if (of_a.empty())
    throw Error(shown_name(flags.reading.data) + ": no rows that both models read" + remark_on_dropped(true));
  a = std::move(a).some(of_a);
  b = std::move(b).some(of_b);
}

Comparison compare_models(const CompareFlags& flags, const Classifier& first, const Classifier& second) {
  check_same_target(flags, first.schema.target, second.schema.target);
  check_same_examples(flags, first.schema.sequence, second.schema.sequence);
  LabelledFile rows = read_labelled_file(flags.reading, first);
  LabelledFile again = read_labelled_file(flags.reading, second);
  if (flags.reading.drop_missing) keep_rows_of_both(flags, rows, again);
  const ScoredRows a = rows.score(first), b = again.score(second);
  again.table = Table();
  again.rows = {};
  if (!flags.quiet && (rows.trained_on || again.trained_on)) {
    std::cerr << shown_name(flags.reading.data) + ": " +
                     (rows.trained_on && again.trained_on ? "both models were"
                                                          : (rows.trained_on ? flags.first : flags.second) + " was") +
                     " trained on this file: the comparison favours models that overfit it\n";
  }
  const bool sequences = first.schema.sequence.used() && !first.schema.sequence.each_row;
  Comparison found{a.probability.size(),
                   sequences ? "sequence" : "row",
                   compare_predictions(a.view(), {b.probability, a.target, a.weight, b.threshold, b.logit}),
                   {},
                   different_settings(first, second)};
  std::vector<std::size_t> order(found.rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto distance = [&](std::size_t i) { return std::abs(a.probability[i] - b.probability[i]); };
  std::ranges::stable_sort(order, std::ranges::greater(), distance);
  for (std::size_t i = 0; i < std::min(flags.rows, order.size()) && distance(order[i]) > 0; ++i) {
    const std::size_t row = order[i];
    found.most.push_back(
        {rows.table.line(rows.rows[row]), a.target[row] > 0.5, a.probability[row], b.probability[row]});
  }
  return found;
}

std::vector<std::string> difference_cells(const char* name, const PairedDifference& d) {
  const bool small = is_loss(metric(name)) && is_small(std::max(d.first, d.second));
  const auto digits = [small](double value) {
    return std::isnan(value) ? "-" : format_text(small ? "%.2e" : "%.4f", value);
  };
  return {name,
          digits(d.first),
          digits(d.second),
          std::isnan(d.difference) ? "-" : format_text(small ? "%+.1e" : "%+.4f", d.difference),
          small && d.standard_error > 0 ? format_text("%.1e", d.standard_error) : digits(d.standard_error),
          std::isnan(d.lower) ? "-" : format_text(small ? "%+.1e to %+.1e" : "%+.4f to %+.4f", d.lower, d.upper),
          std::isnan(d.p_value) ? "-" : d.p_value < 0.001 ? "< 0.001" : format_text("%.3f", d.p_value)};
}

std::string print_comparison(const Comparison& found, const CompareFlags& flags, const Classifier& model) {
  const PairedComparison& paired = found.paired;
  std::string text = counted(static_cast<long long>(found.rows), found.example) + "; A is " + flags.first + ", B is " +
                     flags.second + "\n\n" +
                     print_table({{"", "A", "B", "A - B", "error", "95% CI", "p"},
                                  difference_cells("log_loss", paired.log_loss),
                                  difference_cells("brier", paired.brier),
                                  difference_cells("roc_auc", paired.roc_auc)});
  const LabelComparison& labels = paired.labels;
  text += format_text("\nRight label by A alone: %zu, by B alone: %zu; p %.3g (McNemar, exact)\n", labels.only_first,
                      labels.only_second, labels.p_value);
  if (!found.most.empty()) {
    std::vector<std::vector<std::string>> lines{{"line", "A", "B", model.schema.target.name}};
    for (const DifferentRow& row : found.most) {
      lines.push_back({std::to_string(row.line), format_text("%.4f", row.first), format_text("%.4f", row.second),
                       row.positive ? model.schema.target.positive : model.schema.target.negative});
    }
    text += "\nRows where the probabilities differ most\n" + print_table(lines);
  }
  if (found.settings.empty()) return text + "\nNo setting differs.\n";
  constexpr std::size_t kValueWidth = 26;
  std::vector<std::vector<std::string>> settings{{"setting", "A", "B"}};
  for (const DifferentSetting& setting : found.settings) {
    settings.push_back({setting.key, short_name(setting.first, kValueWidth), short_name(setting.second, kValueWidth)});
  }
  return text + "\nSettings that differ\n" + print_table(settings);
}

Json difference_json(const PairedDifference& d) {
  const auto number = [](double value) { return std::isnan(value) ? Json() : Json(value); };
  return {{"a", number(d.first)},
          {"b", number(d.second)},
          {"difference", number(d.difference)},
          {"standard_error", number(d.standard_error)},
          {"lower", number(d.lower)},
          {"upper", number(d.upper)},
          {"p_value", number(d.p_value)}};
}

Json comparison_json(const Comparison& found, const Classifier& model) {
  const PairedComparison& paired = found.paired;
  Json document{{"rows", found.rows},
                {"log_loss", difference_json(paired.log_loss)},
                {"brier", difference_json(paired.brier)},
                {"roc_auc", difference_json(paired.roc_auc)},
                {"mcnemar",
                 {{"only_a_right", paired.labels.only_first},
                  {"only_b_right", paired.labels.only_second},
                  {"p_value", paired.labels.p_value}}},
                {"most_different", Json::array()},
                {"settings", Json::array()}};
  for (const DifferentRow& row : found.most) {
    document["most_different"].push_back(
        {{"line", row.line},
         {"a", row.first},
         {"b", row.second},
         {"target", row.positive ? model.schema.target.positive : model.schema.target.negative}});
  }
  for (const DifferentSetting& setting : found.settings) {
    document["settings"].push_back({{"key", setting.key}, {"a", setting.first}, {"b", setting.second}});
  }
  return document;
}

ExitStatus compare(const CompareFlags& flags) {
  set_thread_count(flags.threads);
  if (flags.reading.data == "-") throw UsageError("compare: DATA is read once per model: expected a file, found -");
  RunFiles()
      .reads(flags.first, "the first model")
      .reads(flags.second, "the second model")
      .reads(flags.reading.data, "the data")
      .writes(flags.output, "the comparison")
      .check();
  check_writable(flags.output);
  const Classifier first = load_model(flags.first), second = load_model(flags.second);
  const Comparison found = compare_models(flags, first, second);
  write_file(flags.output, flags.json ? print_json(comparison_json(found, first)) + "\n"
                                      : printable(print_comparison(found, flags, first), true));
  return ExitStatus::done;
}

}  // namespace

Action declare_compare(CommandParser app) {
  const auto flags = std::make_shared<CompareFlags>();
  app.add_option("A", flags->first, "first model file").type_name("FILE").required();
  app.add_option("B", flags->second, "second model file, of the same target").type_name("FILE").required();
  app.add_option("DATA", flags->reading.data, "CSV file with the target that neither was trained on")
      .type_name("FILE")
      .required();
  app.add_flag("--json", flags->json, "print one JSON object");
  app.add_option("-o,--output", flags->output, "output file; - is standard output")
      .type_name("FILE")
      .shown_default();
  app.add_option("--rows", flags->rows, "number of rows to list where the probabilities differ most")
      .shown_default();
  add_labelled_flags(app, flags->reading);
  add_threads_flag(app, flags->threads);
  add_quiet_flag(app, flags->quiet, "only the comparison and errors");
  return [flags] { return compare(*flags); };
}

}  // namespace binet
