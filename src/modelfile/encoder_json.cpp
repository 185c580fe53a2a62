#include "modelfile/encoder_json.hpp"

#include "modelfile/field_checks.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace binet {

namespace {

template <class Encoding, class Field>
void describe_numeric(Encoding& encoding, Field&& field) {
  field("column", encoding.column);
  field("center", encoding.center);
  field("scale", encoding.scale);
  field("clip", encoding.clip, 0.0);
  field("missing_indicator", encoding.missing_indicator, false);
  field("edges", encoding.edges, std::vector<double>());
}

template <class Encoding, class Field>
void describe_category(Encoding& encoding, Field&& field) {
  field("column", encoding.column);
  field("pooled", encoding.pooled, false);
  field("missing", encoding.missing, false);
  field("reference", encoding.reference, std::string());
}

/// The columns that a member may encode, by name: those of the file and those of terms.
using ColumnsByName = std::unordered_map<std::string_view, const ColumnSchema*>;

ColumnsByName columns_by_name(const Schema& schema) {
  ColumnsByName columns;
  for (const ColumnSchema& column : schema.columns) columns.emplace(column.name, &column);
  for (const TermSchema& term : schema.terms) columns.emplace(term.column.name, &term.column);
  return columns;
}

const ColumnSchema* find_column(const ColumnsByName& columns, const std::string& name) {
  const auto found = columns.find(name);
  return found == columns.end() ? nullptr : found->second;
}

/// The column of an encoding: one of the model's columns, of the right type, encoded only once.
const ColumnSchema& encoded_column(const JsonPlace& item, const ColumnsByName& columns, ColumnType type,
                                   std::unordered_set<std::string>& encoded) {
  const auto name = item["column"].get<std::string>();
  const ColumnSchema* const column = find_column(columns, name);
  if (column == nullptr || column->type != type) {
    item["column"].fail(std::string("one of the model's columns of ") +
                        (type == ColumnType::numeric ? "numbers" : "categories"));
  }
  if (!encoded.insert(name).second) item["column"].fail("a column that is not encoded twice");
  return *column;
}

}  // namespace

Json encoder_to_json(const Encoder& encoder, const Schema& schema) {
  Json numeric = Json::array(), categories = Json::array();
  const ColumnsByName columns = columns_by_name(schema);
  for (const NumericEncoding& encoding : encoder.numeric()) {
    describe_numeric(encoding, FieldWriter(numeric.emplace_back(Json::object())));
  }
  for (const CategoryEncoding& encoding : encoder.categories()) {
    Json& item = categories.emplace_back(Json::object());
    describe_category(encoding, FieldWriter(item));
    const ColumnSchema* const column = find_column(columns, encoding.column);
    if (column == nullptr || column->levels != encoding.levels) item["levels"] = encoding.levels;
  }
  return {{"numeric", std::move(numeric)}, {"categories", std::move(categories)}};
}

Encoder encoder_from_json(const JsonPlace& place, const Schema& schema) {
  place.require_keys({"numeric", "categories"});
  std::unordered_set<std::string> encoded;
  const ColumnsByName columns = columns_by_name(schema);
  std::vector<NumericEncoding> numeric(place["numeric"].size());
  for (std::size_t i = 0; i < numeric.size(); ++i) {
    const JsonPlace item = place["numeric"][i];
    FieldReader reader(item);
    describe_numeric(numeric[i], reader);
    reader.finish();
    encoded_column(item, columns, ColumnType::numeric, encoded);
    read_finite(item["center"]);
    if (read_finite(item["scale"]) <= 0) item["scale"].fail("a number above 0");
    if (const auto clip = item.find("clip")) read_nonnegative(*clip);
    const std::vector<double>& edges = numeric[i].edges;
    const bool ascending = std::ranges::adjacent_find(edges, std::ranges::greater_equal()) == edges.end() &&
                           std::ranges::all_of(edges, [](double edge) { return std::isfinite(edge); });
    if (edges.size() == 1 || !ascending) item["edges"].fail("two or more ascending numbers");
  }
  std::vector<CategoryEncoding> categories(place["categories"].size());
  for (std::size_t i = 0; i < categories.size(); ++i) {
    const JsonPlace item = place["categories"][i];
    FieldReader reader(item);
    describe_category(categories[i], reader);
    reader.finish({"levels"});
    categories[i].levels = encoded_column(item, columns, ColumnType::category, encoded).levels;
    if (const auto levels = item.find("levels")) {
      levels->read(categories[i].levels);
      require_distinct(*levels, categories[i].levels);
    }
  }
  return {std::move(numeric), std::move(categories), schema.sequence};
}

}  // namespace binet
