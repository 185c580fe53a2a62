#include "cli/row_reasons.hpp"

#include "base/number_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <utility>

namespace binet {

ReasonFinder::ReasonFinder(const Classifier& model, std::size_t most) : model_(model), most_(most), explainer_(model) {
  for (const std::string& name : explainer_.columns()) {
    const auto column = std::ranges::find(model.schema.columns, name, &ColumnSchema::name);
    const bool known = column != model.schema.columns.end();
    levels_.emplace_back(known ? column->levels : std::vector<std::string>());
  }
}

std::vector<ReasonFinder::Cells> ReasonFinder::cells_of(const Table& table) const {
  std::vector<Cells> cells;
  for (std::size_t c = 0; c < explainer_.columns().size(); ++c) {
    const Column* const column = table.find(explainer_.columns()[c]);
    cells.push_back({column, {}});
    if (column == nullptr || column->type == ColumnType::numeric) continue;
    for (const std::string& level : column->levels) {
      cells.back().unseen.push_back(levels_[c].find(level).match == detail::LevelMatch::none);
    }
  }
  return cells;
}

VectorD ReasonFinder::find(const Table& table, double shift, std::vector<RowReasons>& found) const {
  RowExplainer::Explained explained = explainer_.explain(table);
  const std::vector<Cells> cells = cells_of(table);
  found.clear();
  found.resize(static_cast<std::size_t>(table.rows));
  std::vector<std::size_t> order(cells.size());
  for (Index row = 0; row < table.rows; ++row) {
    const auto contributions = explained.contributions.row(row);
    const auto size = [&](std::size_t c) { return std::abs(contributions[static_cast<Index>(c)]); };
    std::iota(order.begin(), order.end(), std::size_t{0});
    const std::size_t listed = std::min(most_, order.size());
    std::ranges::partial_sort(order, order.begin() + static_cast<std::ptrdiff_t>(listed), [&](auto a, auto b) {
      return size(a) != size(b) ? size(a) > size(b) : a < b;
    });
    RowReasons& reasons = found[static_cast<std::size_t>(row)];
    reasons.reasons.reserve(listed);
    reasons.base = explainer_.base() + shift;
    for (std::size_t i = 0; i < listed && size(order[i]) > 0; ++i) {
      const auto& [column, unseen] = cells[order[i]];
      Reason& reason = reasons.reasons.emplace_back();
      reason.column = explainer_.columns()[order[i]];
      reason.contribution = contributions[static_cast<Index>(order[i])];
      if (column == nullptr) continue;
      reason.numeric = column->type == ColumnType::numeric;
      if (reason.numeric) {
        reason.number = table.number(*column, row);
        if (std::isnan(reason.number)) reason.cell = Reason::Cell::missing;
      } else if (const std::int32_t code = table.code(*column, row); code < 0) {
        reason.cell = Reason::Cell::missing;
      } else {
        reason.level = column->levels[static_cast<std::size_t>(code)];
        if (unseen[static_cast<std::size_t>(code)]) reason.cell = Reason::Cell::unseen;
      }
    }
    double named = 0;
    for (const Reason& reason : reasons.reasons) named += reason.contribution;
    reasons.rest = explained.logit[row] - explainer_.base() - named;
  }
  return std::move(explained.logit);
}

std::string reason_name(std::size_t place) {
  return "reason_" + std::to_string(place + 1);
}

std::string reason_text(const Reason& reason) {
  const char* cell = reason.cell == Reason::Cell::missing  ? " missing"
                     : reason.cell == Reason::Cell::unseen ? " unseen"
                                                           : "";
  char number[40];
  const auto end = std::to_chars(number, number + sizeof number, reason.contribution, std::chars_format::general, 3);
  return std::string(reason.column).append(cell).append(reason.contribution < 0 ? " " : " +").append(number, end.ptr);
}

std::string reasons_as_json(const RowReasons& row) {
  std::string text = "\"base_logit\": " + shortest_digits(row.base) + ", \"reasons\": [";
  const char* between = "";
  for (const Reason& reason : row.reasons) {
    const bool missing = reason.cell == Reason::Cell::missing;
    text += std::exchange(between, ", ");
    text += "{\"column\": " + nlohmann::json(reason.column).dump() + ", \"value\": " +
            (missing ? "null" : reason.numeric ? shortest_digits(reason.number) : nlohmann::json(reason.level).dump());
    if (reason.cell == Reason::Cell::unseen) text += ", \"unseen\": true";
    text += ", \"contribution\": " + shortest_digits(reason.contribution) + "}";
  }
  return text + "], \"other_columns\": " + shortest_digits(row.rest);
}

}  // namespace binet
