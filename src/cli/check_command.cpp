#include "base/printable.hpp"
#include "cli/command.hpp"
#include "cli/config_flags.hpp"
#include "cli/drift_report.hpp"
#include "cli/reading_flags.hpp"
#include "cli/sequence_check.hpp"
#include "cli/text_layout.hpp"
#include "cli/training_tables.hpp"
#include "config/validate.hpp"
#include "io/output_file.hpp"
#include "profile/profile.hpp"
#include "table/date_parts.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>
#include <iostream>
#include <memory>
#include <optional>

namespace binet {
namespace {

const char* type_name(ColumnType type) {
  return type == ColumnType::numeric ? "numeric" : "category";
}

nlohmann::ordered_json to_json(const ColumnProfile& column) {
  nlohmann::ordered_json json{{"name", column.name},
                              {"type", type_name(column.type)},
                              {"missing", column.missing},
                              {"distinct", column.distinct}};
  const auto add = [&](const char* key, double value) {
    json[key] = std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
  };
  if (column.type == ColumnType::numeric) {
    add("minimum", column.minimum);
    add("maximum", column.maximum);
    add("mean", column.mean);
    add("deviation", column.deviation);
    if (column.dates && column.distinct > 0) {  // the numbers above are days since 1970
      json["dates"] = {detail::date_text(column.minimum), detail::date_text(column.maximum)};
    }
  } else {
    json["commonest"] = {{"level", column.commonest}, {"rows", column.commonest_count}};
  }
  add("roc_auc", column.roc_auc);
  json["remarks"] = column.remarks;
  return json;
}

std::string as_json(const Profile& profile, const std::optional<SequenceCheck>& sequences) {
  nlohmann::ordered_json json{{"source", profile.source}, {"rows", profile.rows}};
  if (!profile.remark.empty()) json["remark"] = profile.remark;
  json["duplicate_rows"] = profile.duplicate_rows;
  if (profile.duplicate_rows > 0) json["first_duplicate_line"] = profile.duplicate_line;
  json["classes"] = nlohmann::ordered_json::array();
  for (const ClassCount& c : profile.classes) json["classes"].push_back({{"name", c.name}, {"rows", c.rows}});
  json["target_error"] = profile.target_error;
  if (sequences) json["sequences"] = sequences->as_json();
  json["columns"] = nlohmann::ordered_json::array();
  for (const ColumnProfile& column : profile.columns) json["columns"].push_back(to_json(column));
  return json.dump(2) + "\n";
}

std::string formatted(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return std::isnan(value) ? "" : text;
}

std::string cell(std::string text, std::size_t width) {
  return padded(std::move(text), width) + "  ";
}

std::string values_of(const ColumnProfile& column) {
  if (column.distinct == 0) return "";
  if (column.type == ColumnType::category) {
    return "mostly '" + column.commonest + "' (" + std::to_string(column.commonest_count) + ")";
  }
  if (column.dates) return detail::date_text(column.minimum) + " to " + detail::date_text(column.maximum);
  return formatted("%.4g", column.minimum) + " to " + formatted("%.4g", column.maximum) + ", mean " +
         formatted("%.4g", column.mean);
}

std::string as_text(const Profile& profile, const std::optional<SequenceCheck>& sequences) {
  std::string text = profile.source + ": " + counted(profile.rows, "row") + ", " +
                     counted(std::ssize(profile.columns), "column") + "\n";
  if (!profile.remark.empty()) text += profile.remark + "\n";
  for (const ClassCount& c : profile.classes) {
    const double share = static_cast<double>(c.rows) / static_cast<double>(profile.rows);
    text += "class '" + c.name + "': " + counted(c.rows, "row") + ", " + formatted("%.1f%%", 100 * share) + "\n";
  }
  if (!profile.target_error.empty()) text += profile.target_error + "\n";
  if (sequences) text += sequences->as_text();
  if (profile.duplicate_rows > 0) {
    text += counted(profile.duplicate_rows, "row") + (profile.duplicate_rows == 1 ? " repeats" : " repeat") +
            " an earlier row, the first on line " + std::to_string(profile.duplicate_line) + "\n";
  }
  std::size_t width = 6;
  for (const ColumnProfile& column : profile.columns) width = std::max(width, text_width(column.name));
  text += "\n" + cell("column", width) + "type      missing  distinct  roc_auc  values; remarks\n";
  for (const ColumnProfile& column : profile.columns) {
    const char* const type = column.dates ? "date" : type_name(column.type);
    text += cell(column.name, width) + cell(type, 8) + cell(std::to_string(column.missing), 7) +
            cell(std::to_string(column.distinct), 8) + cell(formatted("%.3f", column.roc_auc), 7) + values_of(column);
    for (const std::string& remark : column.remarks) text += "; " + remark;
    text += "\n";
  }
  return text;
}

/// Prints the errors of all unreadable records except the last, which main prints.
Profile profile_of(const DataConfig& data) {
  try {
    return profile_file(data.train, table_options(data), data.target, data.positive, data.more);
  } catch (const RecordErrors& errors) {
    for (std::size_t i = 0; i + 1 < errors.each().size(); ++i) std::cerr << printable(errors.each()[i]) + "\n";
    throw;
  }
}

ExitStatus check(const DataConfig& data, bool json) {
  if (data.train.empty()) throw UsageError("no data: expected binet check DATA.csv");
  const Profile profile = profile_of(data);
  std::optional<SequenceCheck> sequences;
  if (!data.sequence.empty() || !data.order.empty() || data.predict_each) sequences = check_sequences(data);
  write_file("-", json ? as_json(profile, sequences) : printable(as_text(profile, sequences), true));
  return ExitStatus::done;
}

/// Columns and their types are taken from the model.
ExitStatus check_against(const DriftRequest& request) {
  if (request.data.empty()) throw UsageError("no data: expected binet check DATA.csv --against MODEL.json");
  return report_drift(request);
}

}  // namespace

Action declare_check(CommandParser app) {
  struct State {
    explicit State(CommandParser parser) : flags(parser, "data") {}
    ConfigFlags flags;
    bool json = false;
    std::string memory, against;
    std::vector<std::string> fail_over;
  };
  auto state = std::make_shared<State>(app);
  app.add_flag("--json", state->json, "print JSON");
  const Flag against =
      app.add_option("--against", state->against, "compare each column with the training rows of this model")
          .type_name("MODEL");
  app.add_option("--fail-over", state->fail_over,
                 "psi=X, missing=X, unseen=X or range=X: exit with status 3 if the value of any column is higher")
      .type_name("NAME=X")
      .needs(against);
  add_memory_flag(app, state->memory);
  const auto run = [state] {
    limit_memory(state->memory);
    const DataConfig data = state->flags.load_unvalidated().data;
    validate_columns(data);
    if (state->against.empty()) return check(data, state->json);
    return check_against({state->against, data.train, state->json, state->fail_over, reading_flags(data)});
  };
  return [=] { return state->flags.run(run); };
}

}  // namespace binet
