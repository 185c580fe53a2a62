#include "train/logit_offset.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace binet {

Schema without_offset(Schema schema, const std::string& offset) {
  if (!offset.empty()) std::erase_if(schema.columns, [&](const ColumnSchema& column) { return column.name == offset; });
  return schema;
}

void name_offset(const std::string& offset, Schema& schema) {
  if (offset.empty()) return;
  schema.offset = offset;
  const auto column = std::ranges::find(schema.columns, offset, &ColumnSchema::name);
  if (column == schema.columns.end()) return;
  column->dropped.clear();
  column->only_in_terms = false;
}

Encoder with_offset(const Encoder& encoder, const std::string& offset) {
  if (offset.empty()) return encoder;
  std::vector<NumericEncoding> numbers = encoder.numeric();
  numbers.push_back({.column = offset, .center = 0, .scale = 1, .clip = 0, .missing_indicator = false, .edges = {}});
  return Encoder(std::move(numbers), encoder.categories());
}

VectorD with_offset(const Encoder& without, const std::string& offset, const VectorD& parameters, double value) {
  if (offset.empty()) return parameters;
  const Index place = 1 + std::ssize(without.dense_names());
  VectorD wider(parameters.size() + 1);
  wider << parameters.head(place), value, parameters.tail(parameters.size() - place);
  return wider;
}

}  // namespace binet
