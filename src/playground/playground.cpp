#include "playground/playground.hpp"

#include "binet/base/error.hpp"
#include "page/page.hpp"
#include "page/texts.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

constexpr Index kMostRows = 2000;
constexpr Index kMostCells = 100'000;  ///< so that the page stays below 2 MB

/// Each file comes after those it uses.
constexpr const char* kScripts[] = {
    "playground/random.js",     "playground/single_precision.js", "playground/functions.js", "playground/network.js",
    "playground/trainer.js",
    "playground/toy_sets.js",   "playground/table.js",        "playground/model_file.js",  "playground/diagnosis.js",
    "playground/presets.js",    "playground/drawing.js",      "playground/network_view.js", "playground/layer_view.js",
    "playground/controls.js",   "playground/plane.js",        "playground/readings.js",    "playground/saved_files.js",
    "playground/data_controls.js", "playground/playground.js",
};

std::string file_name(const std::string& path) {
  return path.substr(path.find_last_of('/') + 1);
}

/// The rows with a target, thinned evenly to the size of the page.
std::vector<Index> chosen_rows(const Vector& target, Index columns) {
  std::vector<Index> labelled;
  for (Index row = 0; row < target.size(); ++row) {
    if (!std::isnan(target[row])) labelled.push_back(row);
  }
  const auto count = static_cast<Index>(labelled.size());
  const Index most = std::clamp<Index>(kMostCells / std::max<Index>(1, columns), 2, kMostRows);
  if (count <= most) return labelled;
  std::vector<Index> rows;
  for (Index i = 0; i < most; ++i) rows.push_back(labelled[static_cast<std::size_t>(i * count / most)]);
  return rows;
}

nlohmann::json cell(const Table& table, const Column& column, Index row) {
  if (column.type == ColumnType::category) {
    const std::int32_t code = table.code(column, row);
    return code < 0 ? nlohmann::json() : nlohmann::json(code);
  }
  const double number = table.number(column, row);
  return std::isnan(number) ? nlohmann::json() : nlohmann::json(number);
}

/// The format is the one that src/playground/table.js describes.
nlohmann::json to_json(const PlaygroundData& data) {
  const Table& table = data.table;
  const Vector target = read_target(table, data.target);
  const std::vector<Index> rows = chosen_rows(target, std::ssize(table.columns));
  if (rows.size() < 2) {
    throw Error(table.source + ": found " + std::to_string(rows.size()) + " rows with a target, expected at least 2");
  }
  nlohmann::json document{{"name", file_name(table.source)},        {"target", data.target.name},
                          {"positive", data.target.positive},       {"negative", data.target.negative},
                          {"numericTarget", data.target.numeric},   {"rowsInFile", table.rows},
                          {"columns", nlohmann::json::array()},     {"y", nlohmann::json::array()},
                          {"classes", {data.target.positive, data.target.negative}}};
  for (const Index row : rows) document["y"].push_back(target[row] > Scalar(0.5) ? 1 : 0);
  for (const Column& column : table.columns) {
    if (column.name == data.target.name || std::ranges::find(data.ignored, column.name) != data.ignored.end()) continue;
    nlohmann::json item{{"name", column.name},
                        {"type", column.type == ColumnType::numeric ? "numeric" : "category"},
                        {"values", nlohmann::json::array()}};
    if (column.type == ColumnType::category) item["levels"] = column.levels;
    for (const Index row : rows) item["values"].push_back(cell(table, column, row));
    document["columns"].push_back(std::move(item));
  }
  return document;
}

}  // namespace

std::string playground_page(const PlaygroundData* data) {
  Page page;
  page.title = data == nullptr ? "Binet playground" : "Binet playground: " + file_name(data->table.source);
  page.body = std::string(embedded_text("playground/playground.html")) +
              json_element("playground-data", data == nullptr ? "null" : to_json(*data).dump());
  page.styles = {"playground/playground.css"};
  for (const char* script : kScripts) page.scripts.emplace_back(embedded_text(script));
  return make_page(page);
}

}  // namespace binet
