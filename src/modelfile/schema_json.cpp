#include "modelfile/schema_json.hpp"

#include "modelfile/field_checks.hpp"

#include <cstdint>
#include <string>
#include <unordered_set>

namespace binet {

namespace {

// Each part of the file is described once: the same function writes and reads it.

template <class Target, class Field>
void describe_target(Target& target, Field&& field) {
  field("name", target.name);
  field("positive", target.positive);
  field("negative", target.negative);
  field("numeric", target.numeric);
}

template <class Column, class Field>
void describe_column(Column& column, Field&& field) {
  field("name", column.name);
  field("field", column.source.field, std::string());
  field("notation", column.source.notation, std::string());
  field("unit", column.source.unit, std::string());
  field("part", column.source.part, std::string());
  field("origin", column.source.origin, 0.0);
  field("missing", column.missing, Index{0});
  field("minimum", column.minimum, 0.0);
  field("maximum", column.maximum, 0.0);
  field("mean", column.mean, 0.0);
  field("dropped", column.dropped, std::string());
  field("only_in_terms", column.only_in_terms, false);
  field("levels", column.levels, std::vector<std::string>());
  field("bin_edges", column.histogram.edges, std::vector<double>());
  field("bin_levels", column.histogram.levels, std::vector<std::string>());
  field("bin_shares", column.histogram.shares, std::vector<double>());
}

template <class Sequence, class Field>
void describe_sequence(Sequence& sequence, Field&& field) {
  field("sequence", sequence.sequence);
  field("order", sequence.order, std::string());
  field("each_row", sequence.each_row, false);
  field("notation", sequence.order_source.notation, std::string());
  field("origin", sequence.order_source.origin, 0.0);
}

}  // namespace

Json target_to_json(const TargetSchema& target) {
  Json item;
  describe_target(target, FieldWriter(item));
  return item;
}

TargetSchema target_from_json(const JsonPlace& place) {
  TargetSchema target;
  FieldReader reader(place);
  describe_target(target, reader);
  reader.finish();
  if (target.positive == target.negative) place["negative"].fail("another class than \"positive\"");
  return target;
}

Json columns_to_json(const std::vector<ColumnSchema>& columns) {
  Json list = Json::array();
  for (const ColumnSchema& column : columns) {
    Json item;
    item["type"] = column.type == ColumnType::numeric ? "numeric" : "category";
    describe_column(column, FieldWriter(item));
    list.push_back(std::move(item));
  }
  return list;
}

std::vector<ColumnSchema> columns_from_json(const JsonPlace& list) {
  std::vector<ColumnSchema> columns(list.size());
  std::unordered_set<std::string> names;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const JsonPlace item = list[i];
    const auto type = item["type"].get<std::string>();
    if (type != "numeric" && type != "category") item["type"].fail("\"numeric\" or \"category\"");
    columns[i].type = type == "numeric" ? ColumnType::numeric : ColumnType::category;
    FieldReader reader(item);
    describe_column(columns[i], reader);
    reader.finish({"type"});
    require_count(item, "missing");
    if (const auto levels = item.find("levels")) require_distinct(*levels, columns[i].levels);
    if (const auto shares = item.find("bin_shares")) require_histogram(*shares, columns[i].histogram);
    if (!names.insert(columns[i].name).second) item["name"].fail("a name no other column has");
  }
  return columns;
}

Json sequence_to_json(const SequenceColumns& sequence) {
  Json item;
  describe_sequence(sequence, FieldWriter(item));
  if (sequence.order_type == ColumnType::category) item["order_type"] = "category";
  return item;
}

SequenceColumns sequence_from_json(const JsonPlace& place) {
  SequenceColumns sequence;
  FieldReader reader(place);
  describe_sequence(sequence, reader);
  reader.finish({"order_type"});
  if (sequence.sequence.empty()) place["sequence"].fail("the name of a column");
  if (const auto type = place.find("order_type")) {
    if (type->get<std::string>() != "category") type->fail("\"category\", or nothing for numbers");
    sequence.order_type = ColumnType::category;
  }
  return sequence;
}

}  // namespace binet
