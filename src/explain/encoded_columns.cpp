#include "explain/encoded_columns.hpp"

#include "binet/base/error.hpp"

#include <algorithm>

namespace binet {

EncodedColumns::EncodedColumns(const Classifier& model) {
  if (!model.schema.terms.empty()) {
    throw Error("the model has terms (model.terms), which read several columns at a time: what a column adds to a row is "
                "not defined; expected a model without terms");
  }
  if (model.schema.sequence.used()) {
    throw Error("the model reads sequences: what a column adds to a single row is not defined; expected a model of rows");
  }
  for (const ColumnSchema& column : model.schema.columns) {
    if (column.dropped.empty()) names_.push_back(column.name);
  }
  const auto add = [&](const std::string& name) {
    if (find(name) == names_.size()) names_.push_back(name);
  };
  for (const Encoder& encoder : model.encoders) {
    for (const NumericEncoding& numeric : encoder.numeric()) add(numeric.column);
    for (const CategoryEncoding& category : encoder.categories()) add(category.column);
  }
  for (const Encoder& encoder : model.encoders) {
    std::vector<Places>& places = places_.emplace_back(names_.size());
    Index dense = 0, bins = 0, codes = 0;
    for (const NumericEncoding& numeric : encoder.numeric()) {
      Places& own = places[find(numeric.column)];
      numeric.edges.empty() ? own.dense.push_back(dense++) : own.bins.push_back(bins++);
      if (numeric.missing_indicator) own.dense.push_back(dense++);
    }
    for (const CategoryEncoding& category : encoder.categories()) {
      places[find(category.column)].codes.push_back(codes++);
    }
  }
}

std::size_t EncodedColumns::find(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
}

void EncodedColumns::copy_cell(std::size_t column, const std::vector<Features>& from, Index row,
                               std::vector<Features>& to, Index place) const {
  for (std::size_t e = 0; e < places_.size(); ++e) {
    const Places& own = places_[e][column];
    for (const Index i : own.dense) to[e].dense(place, i) = from[e].dense(row, i);
    for (const Index i : own.codes) to[e].codes(place, i) = from[e].codes(row, i);
    for (const Index i : own.bins) {
      to[e].bins(place, i) = from[e].bins(row, i);
      to[e].positions(place, i) = from[e].positions(row, i);
    }
  }
}

bool EncodedColumns::same_cell(std::size_t column, const std::vector<Features>& a, Index row,
                               const std::vector<Features>& b, Index place) const {
  for (std::size_t e = 0; e < places_.size(); ++e) {
    const Places& own = places_[e][column];
    const auto same = [&](const auto& cells, const auto& others, const std::vector<Index>& which) {
      return std::ranges::all_of(which, [&](Index i) { return cells(row, i) == others(place, i); });
    };
    if (!same(a[e].dense, b[e].dense, own.dense) || !same(a[e].codes, b[e].codes, own.codes) ||
        !same(a[e].bins, b[e].bins, own.bins) || !same(a[e].positions, b[e].positions, own.bins)) {
      return false;
    }
  }
  return true;
}

std::vector<Features> encode_rows(const Classifier& model, const Table& table, std::span<const Index> rows) {
  std::vector<Features> features;
  for (const Encoder& encoder : model.encoders) features.push_back(encoder.encode(table, rows));
  return features;
}

std::vector<Features> encode_rows(const Classifier& model, const Table& table) {
  std::vector<Features> features;
  for (const Encoder& encoder : model.encoders) features.push_back(encoder.encode(table));
  return features;
}

std::vector<Features> sized_like(const std::vector<Features>& features, Index rows) {
  std::vector<Features> sized;
  for (const Features& some : features) {
    sized.push_back({{rows, some.dense.cols()},
                     {rows, some.codes.cols()},
                     {rows, some.bins.cols()},
                     {rows, some.positions.cols()}});
  }
  return sized;
}

void copy_row(const std::vector<Features>& from, Index row, std::vector<Features>& to, Index place) {
  for (std::size_t e = 0; e < from.size(); ++e) {
    to[e].dense.row(place) = from[e].dense.row(row);
    to[e].codes.row(place) = from[e].codes.row(row);
    to[e].bins.row(place) = from[e].bins.row(row);
    to[e].positions.row(place) = from[e].positions.row(row);
  }
}

}  // namespace binet
