#include "base/counted.hpp"
#include "binet/base/error.hpp"
#include "binet/export/export.hpp"
#include "binet/model/coefficients.hpp"
#include "export/page_model.hpp"
#include "page/number_format.hpp"
#include "page/page.hpp"
#include "page/texts.hpp"
#include "report/gate_charts.hpp"
#include "report/network_drawing.hpp"
#include "report/report.hpp"
#include "report/report_json.hpp"
#include "report/report_tables.hpp"

#include <cmath>

namespace binet {
namespace {

std::string figures_html(const std::vector<AnyChart>& charts) {
  std::string text;
  for (const AnyChart& chart : charts) text += std::visit([](const auto& c) { return chart_figure(c); }, chart);
  return text;
}

std::string section(const std::string& id, const std::string& title, const std::string& lead, const std::string& body) {
  return "<section id=\"" + id + "\" aria-labelledby=\"" + id + "-title\"><h2 id=\"" + id + "-title\">" +
         html_text(title) + "</h2>\n" + (lead.empty() ? "" : "<p>" + html_text(lead) + "</p>\n") + body +
         "</section>\n";
}

std::string table_html(const TextTable& table) {
  constexpr std::size_t kTallTable = 24;
  std::string text = std::string("<div class=\"card\"><div class=\"scroll") +
                     (table.rows.size() > kTallTable ? " tall" : "") +
                     "\" tabindex=\"0\" role=\"region\" aria-label=\"" + html_text(table.caption) +
                     "\"><table><caption><span>" + html_text(table.caption) + "</span></caption><thead><tr>";
  for (std::size_t i = 0; i < table.head.size(); ++i) {
    text += std::string("<th scope=\"col\"") + (table.is_number(i) ? " class=\"number\"" : "") + ">" +
            html_text(table.head[i]) + "</th>";
  }
  text += "</tr></thead><tbody>";
  for (const auto& row : table.rows) {
    text += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string cell = html_text(row[i]);
      text += i == 0 ? "<th scope=\"row\">" + cell + "</th>"
                     : std::string("<td") + (table.is_number(i) ? " class=\"number\"" : "") + ">" + cell + "</td>";
    }
    text += "</tr>\n";
  }
  return text + "</tbody></table></div></div>\n";
}

std::string key_figure(const std::string& name, const MetricInterval& found, bool is_share) {
  if (std::isnan(found.value)) return "";
  const auto shown = [&](double x) { return is_share ? share_text(x) : metric_text(found, x); };
  std::string below = name;
  std::string interval;
  if (!std::isnan(found.lower))
    interval = "<span>95% CI " + html_text(shown(found.lower) + " to " + shown(found.upper)) + "</span>";
  return "<div class=\"figure\"><span>" + html_text(below) + "</span><b>" + html_text(shown(found.value)) + "</b>" +
         interval + "</div>\n";
}

std::string key_figures(const ReportData& report) {
  const Performance& p = report.performance;
  std::string text = "<div class=\"figures\">" + key_figure("ROC AUC", p.find("roc_auc"), false) +
                     key_figure("Log loss", p.find("log_loss"), false) +
                     key_figure("Brier score", p.find("brier"), false) +
                     key_figure("Accuracy", p.find("accuracy"), true) + key_figure("Recall", p.find("recall"), true) +
                     key_figure("Precision", p.find("precision"), true);
  if (!std::isnan(p.base_log_loss) && p.base_log_loss > 0) {
    text += "<div class=\"figure\"><span>Log loss of the base rate</span><b>" +
            html_text(metric_text(p.find("log_loss"), p.base_log_loss)) + "</b><span>" +
            html_text(share_text(p.positive_share)) + " of " + report.example_name() + "s are positive</span></div>";
  }
  return text + "</div>\n";
}

std::string card_html(const ReportData& report) {
  std::string text = "<div class=\"card\"><dl class=\"facts\">";
  for (const auto& [name, value] : model_card(report)) {
    text += "<dt>" + html_text(name) + "</dt><dd>" + html_text(value) + "</dd>";
  }
  return text + "</dl></div>\n";
}

/// The model as a script; empty if it uses no column.
PageScript model_script(const Classifier& model) {
  try {
    return export_page_script(model);
  } catch (const Error&) {
    return {};
  }
}

/// Levels that the cells of the form have, whatever they are.
LevelsByColumn shown_levels(const ReportData& report) {
  LevelsByColumn shown;
  std::size_t place = 0;
  for (const ColumnSchema& column : report.model().schema.columns) {
    if (!column.dropped.empty()) continue;
    if (column.type == ColumnType::category) {
      std::set<std::string>& levels = shown[column.name];
      levels.insert(typical_cell(report.model(), column));
      for (const StartExample& start : report.starts) {
        for (const std::vector<std::string>& cells : start.rows) levels.insert(cells[place]);
      }
    }
    ++place;
  }
  return shown;
}

/// What the page says about the model in it.
std::string model_note(const PageScript& script, const Schema& whole, const Schema& of_page) {
  std::string text;
  for (std::size_t c = 0; c < whole.columns.size(); ++c) {
    const std::size_t all = whole.columns[c].levels.size(), kept = of_page.columns[c].levels.size();
    if (kept == all) continue;
    text += " Of " + counted(static_cast<long long>(all), "level") + " of " + whole.columns[c].name +
            " the page knows " + std::to_string(kept) + ", the most frequent ones.";
  }
  if (!script.rounded) return text;
  return text + " Its weights are rounded here, which changed no probability by more than " +
         number_text(script.difference, 2) + " over 400 generated rows; predict uses the model file.";
}

struct Section {
  std::string id, name, html;
};

std::string assemble(const ReportData& report, const std::vector<Section>& sections, bool holds_model) {
  const std::string title = report.model().schema.target.name + ": " + report.model().schema.target.positive;
  std::string nav, body;
  for (const Section& s : sections) {
    if (s.html.empty()) continue;
    nav += "<li><a href=\"#" + s.id + "\">" + html_text(s.name) + "</a></li>";
    body += s.html;
  }
  std::string missing;
  for (const std::string& text : report.missing) missing += "<p class=\"note\">" + html_text(text) + "</p>\n";
  return "<a class=\"skip\" href=\"#main\">Skip to the report</a>\n<header class=\"page-head\"><p class=\"note\">Binet "
         "report on " +
         html_text(report.source.model_name) +
         (report.source.data == nullptr ? "" : " and " + html_text(report.source.data_name)) + "</p><h1>" +
         html_text("Predicting " + title) +
         "</h1></header>\n<nav class=\"page-nav\" aria-label=\"Parts of the report\"><ul>" + nav +
         "</ul></nav>\n<main id=\"main\">\n" + body + missing +
         "</main>\n<footer class=\"page-foot\">Made by Binet " BINET_VERSION
         ". This page " +
         (holds_model ? "holds the model itself and " : "") + "makes no network requests.</footer>\n";
}

std::string tables_html(const std::vector<TextTable>& tables) {
  std::string text;
  for (const TextTable& table : tables) text += table_html(table);
  return text;
}

/// The charts of each sequence side by side, and its rows to unfold.
std::string gates_html(const ReportData& report, const std::vector<AnyChart>& charts) {
  const std::vector<TextTable> tables = gate_tables(report);
  const auto each = static_cast<std::ptrdiff_t>(charts.size() / tables.size());
  std::string text;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const auto begin = charts.begin() + static_cast<std::ptrdiff_t>(i) * each;
    text += "<h3 class=\"part\">" +
            html_text(report.model().schema.sequence.sequence + " " + report.gates[i].sequence + ", " +
                      report.gates[i].label) +
            "</h3><div class=\"grid small\">" + figures_html({begin, begin + each}) + "</div><details><summary>" +
            html_text(tables[i].caption) + "</summary>" + table_html(tables[i]) + "</details>";
  }
  return text;
}

}  // namespace

std::string report_html(const ReportData& report) {
  const ReportCharts charts = report_charts(report);
  const LevelsByColumn kept = page_levels(report.model(), shown_levels(report));
  const Classifier smaller = kept.empty() ? Classifier() : with_levels(report.model(), kept);
  const Classifier& of_page = kept.empty() ? report.model() : smaller;
  const PageScript model = report.source.form ? model_script(of_page) : PageScript{};
  const std::string& script = model.text;
  const std::string verdict = "<section id=\"verdict\" aria-label=\"Verdict\"><p class=\"lead\">" +
                              html_text(report_verdict(report)) + "</p>\n" + key_figures(report) + "</section>\n";
  std::vector<Section> sections = {{"verdict", "Verdict", verdict}};
  if (!charts.performance.empty()) {
    const Performance& p = report.performance;
    const std::string rows =
        p.seen_in_training ? "On the training rows themselves: expect worse on new ones."
                           : "All on " + counted(static_cast<long long>(p.rows), report.example_name()) +
                                 " the model had not seen: " + p.rows_described +
                                 ". Dots on the curves mark the threshold set below.";
    sections.push_back({"performance", "Performance",
                        section("performance", "Performance", rows,
                                "<div class=\"grid\">" + figures_html(charts.performance) + "</div>")});
    const std::string& weight = report.model().weight_column;
    const bool weighted = !weight.empty() && std::abs(p.bins.positives() + p.bins.negatives() - p.rows) > 0.5;
    const std::string counts = weighted ? " Counts are sums of " + weight + "." : "";
    sections.push_back(
        {"threshold", "Threshold",
         section("threshold", "Where to put the threshold",
                 "A " + std::string(report.example_name()) + " with at least this probability is labelled " +
                     report.model().schema.target.positive + ". Move the slider to see what changes." + counts,
                 std::string(embedded_text("report/threshold.html")))});
  }
  if (!script.empty()) {
    sections.push_back(
        {"what-if", "Try it",
         section("what-if", "Try the model",
                 std::string("The model runs in this page. ") +
                     (report.model().schema.sequence.used()
                          ? "Change a cell of any row of a sequence and see the probability after its last row."
                          : "Change a cell and see the probability and what it comes from.") +
                     model_note(model, report.model().schema, of_page.schema),
                 std::string(embedded_text("report/what_if.html")))});
  }
  if (!charts.columns.empty()) {
    std::vector<AnyChart> overview, effects;
    for (const AnyChart& chart : charts.columns)
      (std::holds_alternative<RowChart>(chart) ? overview : effects).push_back(chart);
    std::string body = "<div class=\"grid\">" + figures_html(overview) + "</div>\n";
    if (!effects.empty()) {
      body += "<h3 class=\"part\">Partial effects</h3><p class=\"note\">" +
              html_text("Mean probability where only that column changes, for " + report.effects_described +
                        "; the band holds eight of ten rows, the strokes below show where the training rows lie.") +
              "</p><div class=\"grid small effects\">" + figures_html(effects) + "</div>";
    }
    sections.push_back({"columns", "Columns",
                        section("columns", "What it learned", "", body + tables_html(coefficient_tables(report)))});
  }
  if (!charts.gates.empty()) {
    sections.push_back(
        {"gates", "Gates",
         section("gates", "The gates over a sequence",
                 "A recurrent network reads the rows of a sequence one after another. At each row its gates, sigmoids "
                 "between 0 and 1, decide what enters its memory, what stays there and what comes out.",
                 gates_html(report, charts.gates))});
  }
  const std::string drawing = network_drawing(report.model());
  if (!charts.training.empty() || !drawing.empty()) {
    std::string body = "<div class=\"grid\">" + figures_html(charts.training) + "</div>";
    if (!drawing.empty()) {
      body +=
          "<div class=\"card\"><h3>The network</h3><div class=\"scroll network-scroll\" tabindex=\"0\" role=\"region\" "
          "aria-label=\"The network\">" +
          drawing +
          "</div><p class=\"note\">Lines are weights: orange above 0, blue below, as wide as they are large within "
          "their layer. "
          "Of wide layers the units with the largest weights are drawn.</p></div>";
    }
    body += tables_html(layer_tables(report));
    sections.push_back(
        {"training", "Training", section("training", "How it was trained", report.model().report.verdict + ".", body)});
  }
  if (!report.drift.empty()) {
    sections.push_back(
        {"drift", "Drift",
         section("drift", "How the data differ from the training data", "", tables_html({drift_table(report)}))});
  }
  if (!report.groups.empty()) {
    sections.push_back({"groups", "Groups", section("groups", "Groups", "", tables_html(group_tables(report)))});
  }
  sections.push_back({"figures", "Figures", section("figures", "All figures", "", tables_html(metric_tables(report)))});
  sections.push_back({"card", "Model card",
                      section("card", "Model card", "", card_html(report) + tables_html({column_table(report)}))});

  Page page{"Binet report: " + report.source.model_name, "", {"report/report.css"}, {}};
  page.body = assemble(report, sections, !script.empty()) +
              json_element("report-data", report_json(report, of_page.schema));
  if (!script.empty()) page.scripts.push_back(script);
  for (const char* name : {"report/read_out.js", "report/threshold.js", "report/what_if_cells.js",
                           "report/what_if_answers.js", "report/what_if_drawing.js", "report/what_if_steps.js",
                           "report/what_if.js"})
    page.scripts.emplace_back(embedded_text(name));
  return make_page(page);
}

}  // namespace binet
