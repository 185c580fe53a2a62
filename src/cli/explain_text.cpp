#include "cli/explain_text.hpp"

#include "base/number_text.hpp"
#include "base/printable.hpp"
#include "base/text_list.hpp"
#include "cli/format_text.hpp"
#include "cli/prediction_writer.hpp"
#include "cli/text_layout.hpp"
#include "cli/text_table.hpp"
#include "page/chart.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace binet {
namespace {

std::string signed_or_dash(double value) {
  return std::isnan(value) ? "-" : format_text("%+.4f", value);
}

std::string digits_or_dash(double value) {
  return std::isnan(value) ? "-" : format_text("%.4f", value);
}

/// One line of CSV; NaN is an empty field.
std::string csv_line(const std::vector<std::string>& texts, const std::vector<double>& numbers) {
  std::string line;
  for (const std::string& text : texts) {
    append_field(text, ',', line);
    line += ',';
  }
  for (const double number : numbers) line += (std::isnan(number) ? "" : shortest_digits(number)) + ",";
  line.back() = '\n';
  return line;
}

Json value_json(const ColumnValues& values, std::size_t place) {
  return values.schema->type == ColumnType::numeric ? Json(values.numbers[place]) : Json(values.levels[place]);
}

std::string correlation_note(const std::vector<std::string>& columns) {
  return "Columns that follow one another (correlation of at least 0.8): " + first_joined(columns, 8) +
         ". Each alone shows less than they hold together; --group-columns shuffles them together.";
}

std::string importance_text(const ImportanceFigures& figures) {
  std::vector<std::vector<std::string>> lines{{"column", "rise of log loss", "error", "over repeats"}};
  for (const ColumnImportance& item : figures.items) {
    lines.push_back({joined(item.columns, " + "), signed_or_dash(item.mean), digits_or_dash(item.standard_error),
                     digits_or_dash(item.repeat_error)});
  }
  std::string text = figures.rows_described +
                     format_text("; log loss %.4f. Each column is shuffled %d times.\n\n", figures.log_loss,
                                 figures.repeats) +
                     print_table(lines);
  for (const auto& columns : figures.correlated) {
    text += "\n" + wrapped(correlation_note(columns), kHelpWidth, 0, 0) + "\n";
  }
  return printable(text, true);
}

Json importance_json(const ImportanceFigures& figures) {
  Json document{{"rows", figures.rows_described},
                {"log_loss", figures.log_loss},
                {"columns", Json::array()},
                {"correlated", figures.correlated}};
  for (const ColumnImportance& item : figures.items) {
    document["columns"].push_back({{"columns", item.columns},
                                   {"rise", item.mean},
                                   {"standard_error", item.standard_error},
                                   {"repeat_error", item.repeat_error},
                                   {"repeats", item.repeats}});
  }
  return document;
}

std::string effect_text(const EffectFigures& figures) {
  std::vector<std::vector<std::string>> lines{{figures.partial.column, "mean", "10%", "90%"}};
  const bool accumulated = !figures.accumulated.empty();
  if (accumulated) lines[0].push_back("accumulated");
  const auto at = [](const std::vector<double>& values, std::size_t i) {
    return i < values.size() ? digits_or_dash(values[i]) : std::string("-");
  };
  for (std::size_t i = 0; i < figures.values.size(); ++i) {
    lines.push_back({name_of_cell(figures.values.text(i)), at(figures.partial.mean, i), at(figures.partial.low, i),
                     at(figures.partial.high, i)});
    if (accumulated) lines.back().push_back(signed_or_dash(figures.accumulated[i]));
  }
  if (!std::isnan(figures.partial.missing)) {
    lines.push_back({"(missing)", digits_or_dash(figures.partial.missing), "-", "-"});
    if (accumulated) lines.back().push_back("-");
  }
  return printable("Probability of " + figures.positive + " where " + figures.partial.column +
                       " has this value in " + figures.rows_described + "\n\n" + print_table(lines),
                   true);
}

Json effect_json(const EffectFigures& figures) {
  Json document{{"column", figures.partial.column}, {"rows", figures.rows_described}, {"points", Json::array()}};
  for (std::size_t i = 0; i < figures.values.size(); ++i) {
    Json point{{"value", value_json(figures.values, i)}, {"mean", figures.partial.mean[i]}};
    if (!figures.partial.low.empty()) {
      point["low"] = figures.partial.low[i];
      point["high"] = figures.partial.high[i];
    }
    if (!figures.accumulated.empty()) point["accumulated"] = figures.accumulated[i];
    document["points"].push_back(std::move(point));
  }
  if (!std::isnan(figures.partial.missing)) document["missing"] = figures.partial.missing;
  return document;
}

Chart effect_figure(const EffectFigures& figures) {
  Chart chart{"effect", figures.partial.column, "", figures.partial.column, "probability of " + figures.positive, {}};
  chart.y_is_share = true;
  std::vector<double> x = figures.values.numbers;
  if (!figures.partial.numeric) {
    for (std::size_t i = 0; i < figures.values.size(); ++i) x.push_back(static_cast<double>(i));
    chart.x_names = figures.values.levels;
    chart.series.push_back(
        {"mean", Mark::points, 0, x, figures.partial.mean, figures.partial.low, figures.partial.high});
    return chart;
  }
  if (!figures.partial.low.empty()) {
    chart.series.push_back({"", Mark::band, 0, x, {}, figures.partial.low, figures.partial.high});
  }
  chart.series.push_back({"mean", Mark::line, 0, x, figures.partial.mean});
  return chart;
}

/// One line per value of the second column, over the first.
Chart surface_figure(const SurfaceFigures& figures) {
  constexpr std::size_t kMostLines = 6;
  Chart chart{"surface", figures.first.schema->name + " and " + figures.second.schema->name, "",
              figures.first.schema->name, "probability of " + figures.positive, {}};
  chart.y_is_share = true;
  std::vector<double> x = figures.first.numbers;
  const bool numeric = figures.first.schema->type == ColumnType::numeric;
  for (std::size_t i = 0; !numeric && i < figures.first.size(); ++i) x.push_back(static_cast<double>(i));
  if (!numeric) chart.x_names = figures.first.levels;
  const std::size_t lines = std::min(kMostLines, figures.second.size());
  for (std::size_t k = 0; k < lines; ++k) {
    const std::size_t j = k * (figures.second.size() - 1) / std::max<std::size_t>(lines - 1, 1);
    Series series{figures.second.schema->name + " " + figures.second.text(j), numeric ? Mark::line : Mark::points,
                  static_cast<int>(k), x, {}};
    for (const std::vector<double>& means : figures.mean) series.y.push_back(means[j]);
    chart.series.push_back(std::move(series));
  }
  return chart;
}

std::string surface_text(const SurfaceFigures& figures) {
  constexpr std::size_t kMostAcross = 6;
  const std::size_t across = std::min(kMostAcross, figures.second.size());
  std::vector<std::vector<std::string>> lines{{figures.first.schema->name}};
  std::vector<std::size_t> places;
  for (std::size_t k = 0; k < across; ++k) {
    places.push_back(k * (figures.second.size() - 1) / std::max<std::size_t>(across - 1, 1));
    lines[0].push_back(figures.second.text(places.back()));
  }
  for (std::size_t i = 0; i < figures.first.size(); ++i) {
    lines.push_back({figures.first.text(i)});
    for (const std::size_t j : places) lines.back().push_back(digits_or_dash(figures.mean[i][j]));
  }
  return printable("Mean probability of " + figures.positive + " by " + figures.first.schema->name + " (down) and " +
                       figures.second.schema->name + " (across), in " + figures.rows_described + "\n\n" +
                       print_table(lines),
                   true);
}

}  // namespace

std::string write_importance(const ImportanceFigures& figures, std::string_view format) {
  if (format == "text") return importance_text(figures);
  if (format == "json") return print_json(importance_json(figures)) + "\n";
  if (format == "csv") {
    std::string text = "columns,rise,standard_error,repeat_error\n";
    for (const ColumnImportance& item : figures.items) {
      text += csv_line({joined(item.columns, " + ")}, {item.mean, item.standard_error, item.repeat_error});
    }
    return text;
  }
  RowChart chart{"importance", "Importance", "", "rise of log loss", {}, true, false, 0};
  for (const ColumnImportance& item : figures.items) {
    const double half = 1.96 * item.standard_error;
    chart.rows.push_back({joined(item.columns, " + "), item.mean, item.mean - half, item.mean + half, ""});
  }
  return svg_file(chart_svg(chart));
}

std::string write_effect(const EffectFigures& figures, std::string_view format) {
  if (format == "text") return effect_text(figures);
  if (format == "json") return print_json(effect_json(figures)) + "\n";
  if (format == "svg") return svg_file(chart_svg(effect_figure(figures)));
  const double none = std::nan("");
  std::string text;
  append_field(figures.partial.column, ',', text);
  text += ",mean,low,high,accumulated\n";
  for (std::size_t i = 0; i < figures.values.size(); ++i) {
    const bool numeric = figures.partial.numeric, band = !figures.partial.low.empty();
    text += csv_line({numeric ? shortest_digits(figures.values.numbers[i]) : figures.values.levels[i]},
                     {figures.partial.mean[i], band ? figures.partial.low[i] : none,
                      band ? figures.partial.high[i] : none,
                      figures.accumulated.empty() ? none : figures.accumulated[i]});
  }
  if (!std::isnan(figures.partial.missing)) text += csv_line({""}, {figures.partial.missing, none, none, none});
  return text;
}

std::string write_surface(const SurfaceFigures& figures, std::string_view format) {
  if (format == "text") return surface_text(figures);
  if (format == "svg") return svg_file(chart_svg(surface_figure(figures)));
  if (format == "csv") {
    std::string text;
    append_field(figures.first.schema->name, ',', text);
    text += ',';
    append_field(figures.second.schema->name, ',', text);
    text += ",mean\n";
    for (std::size_t i = 0; i < figures.first.size(); ++i) {
      for (std::size_t j = 0; j < figures.second.size(); ++j) {
        text += csv_line({figures.first.text(i), figures.second.text(j)}, {figures.mean[i][j]});
      }
    }
    return text;
  }
  Json document{{"columns", {figures.first.schema->name, figures.second.schema->name}},
                {"rows", figures.rows_described},
                {"first", Json::array()},
                {"second", Json::array()},
                {"mean", figures.mean}};
  for (std::size_t i = 0; i < figures.first.size(); ++i) document["first"].push_back(value_json(figures.first, i));
  for (std::size_t j = 0; j < figures.second.size(); ++j) document["second"].push_back(value_json(figures.second, j));
  return print_json(document) + "\n";
}

}  // namespace binet
