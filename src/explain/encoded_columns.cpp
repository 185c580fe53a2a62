#include "explain/encoded_columns.hpp"

#include "base/every_index.hpp"
#include "base/number_text.hpp"
#include "binet/base/error.hpp"
#include "model/member.hpp"
#include "table/level_matcher.hpp"
#include "table/number_column.hpp"
#include "table/term_columns.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

const TermColumn* find_definition(const Schema& schema, const std::string& column) {
  const auto found = std::ranges::find(schema.terms, column, [](const TermSchema& term) { return term.column.name; });
  return found == schema.terms.end() ? nullptr : &found->definition;
}

std::vector<Features> encode_all(const std::vector<Encoder>& encoders, const Table& table,
                                 std::span<const Index> rows) {
  std::vector<Features> features;
  for (const Encoder& encoder : encoders) features.push_back(encoder.encode(table, rows));
  return features;
}

/// Codes by the model's levels; −1 is missing or unknown, which makes no difference to a term.
std::vector<std::int32_t> known_codes(const Table& table, const Column& column, const std::vector<std::string>& levels,
                                      std::span<const Index> rows) {
  const detail::LevelMatcher matcher(levels);
  std::vector<std::int32_t> known{-1}, codes;
  for (const std::string& level : column.levels) known.push_back(matcher.find(level).level);
  for (const Index row : rows) {
    if (column.type == ColumnType::category) {
      codes.push_back(known[static_cast<std::size_t>(table.code(column, row) + 1)]);
      continue;
    }
    const double x = table.number(column, row);
    codes.push_back(std::isnan(x) ? -1 : matcher.find(shortest_digits(x)).level);
  }
  return codes;
}

bool same_number(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

}  // namespace

EncodedColumns::EncodedColumns(const Classifier& model) : model_(model) {
  if (model.schema.sequence.used()) {
    throw Error(
        "the model reads sequences: what a column adds to a single row is not defined; expected a model of rows");
  }
  for (const ColumnSchema& column : model.schema.columns) {
    if (column.dropped.empty()) names_.push_back(column.name);
  }
  for (const Encoder& encoder : model.encoders) {
    for (const NumericEncoding& numeric : encoder.numeric()) {
      const TermColumn* const term = find_definition(model.schema, numeric.column);
      if (term == nullptr) {
        column_of(numeric.column);
      } else {
        for (const std::string& name : columns_of(*term)) column_of(name);
      }
    }
    for (const CategoryEncoding& category : encoder.categories()) column_of(category.column);
  }
  for (std::size_t e = 0; e < model.encoders.size(); ++e) {
    places_.emplace_back(names_.size());
    Places& of_terms = term_places_.emplace_back();
    std::vector<NumericEncoding> joint_encodings;
    Index dense = 0, bins = 0, codes = 0;
    for (const NumericEncoding& numeric : model.encoders[e].numeric()) {
      Places own;
      numeric.edges.empty() ? own.dense.push_back(dense++) : own.bins.push_back(bins++);
      if (numeric.missing_indicator) own.dense.push_back(dense++);
      std::vector<std::size_t> read;
      if (const TermColumn* const term = find_definition(model.schema, numeric.column)) {
        for (const std::string& name : columns_of(*term)) read.push_back(find(name));
        std::ranges::sort(read);
      } else {
        read.push_back(find(numeric.column));
      }
      const auto add_to = [&](Places& all) {
        all.dense.insert(all.dense.end(), own.dense.begin(), own.dense.end());
        all.bins.insert(all.bins.end(), own.bins.begin(), own.bins.end());
      };
      if (read.size() == 1) {
        add_to(places_[e][read.front()]);
        continue;
      }
      add_to(joint_of(std::move(read)).places[e]);
      add_to(of_terms);
      joint_encodings.push_back(numeric);
    }
    for (const CategoryEncoding& category : model.encoders[e].categories()) {
      places_[e][find(category.column)].codes.push_back(codes++);
    }
    term_encoders_.emplace_back(std::move(joint_encodings), std::vector<CategoryEncoding>());
  }
  find_joint_terms();
}

/// The place of a column, which is added if the schema does not list it.
std::size_t EncodedColumns::column_of(const std::string& name) {
  const std::size_t place = find(name);
  if (place == names_.size()) names_.push_back(name);
  return place;
}

EncodedColumns::Joint& EncodedColumns::joint_of(std::vector<std::size_t> columns) {
  const auto found = std::ranges::find(joint_, columns, &Joint::columns);
  if (found != joint_.end()) return *found;
  return joint_.emplace_back(Joint{std::move(columns), std::vector<Places>(model_.encoders.size())});
}

void EncodedColumns::find_joint_terms() {
  std::vector<std::string> read;
  for (const TermSchema& term : model_.schema.terms) {
    const std::vector<std::string> columns = columns_of(term.definition);
    if (!term.column.dropped.empty() || columns.size() < 2) continue;
    terms_.push_back(term.definition);
    read.insert(read.end(), columns.begin(), columns.end());
  }
  for (const ColumnSchema& column : model_.schema.columns) {
    if (std::ranges::find(read, column.name) != read.end()) read_.columns.push_back(column);
  }
}

std::size_t EncodedColumns::find(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
}

/// The columns that joint terms read, as numbers and as codes by the levels of the model.
Table EncodedColumns::cells_of(const Table& table, std::span<const Index> rows) const {
  Table cells;
  cells.source = table.source;
  cells.rows = std::ssize(rows);
  Index numbers = 0, categories = 0;
  for (const ColumnSchema& schema : read_.columns) {
    Column& column = cells.columns.emplace_back();
    column.name = schema.name;
    column.type = schema.type;
    column.exact = schema.type == ColumnType::numeric;
    column.slot = column.exact ? numbers++ : categories++;
    if (!column.exact) column.levels = schema.levels;
  }
  TableBlock& block = cells.blocks.emplace_back();
  block.rows = cells.rows;
  block.exact = PageArray<double>(cells.rows, numbers);
  block.codes = PageArray<std::int32_t>(cells.rows, categories);
  for (const Column& column : cells.columns) {
    const Column& from = table.at(column.name);
    if (column.exact) {
      const detail::NumberColumn reader(table, from);
      for (Index i = 0; i < cells.rows; ++i) {
        const TableBlock& its = table.block_of(rows[static_cast<std::size_t>(i)]);
        const Index at = rows[static_cast<std::size_t>(i)] - its.first_row;
        reader.read(its, {at, at + 1}, &block.exact(i, column.slot));
      }
    } else {
      const std::vector<std::int32_t> codes = known_codes(table, from, column.levels, rows);
      for (Index i = 0; i < cells.rows; ++i) block.codes(i, column.slot) = codes[static_cast<std::size_t>(i)];
    }
  }
  return cells;
}

EncodedRows EncodedColumns::encode(const Table& table, std::span<const Index> rows, bool undefined_is_missing) const {
  EncodedRows found;
  if (lacks_terms(table, model_.schema)) {
    Table some = table.gather(rows);
    add_term_columns(some, model_.schema, undefined_is_missing);
    found.features = encode_all(model_.encoders, some, every_index(some.rows));
  } else {
    found.features = encode_all(model_.encoders, table, rows);
  }
  if (!joint_.empty()) found.cells = cells_of(table, rows);
  return found;
}

EncodedRows EncodedColumns::encode(const Table& table) const {
  return encode(table, every_index(table.rows));
}

const Column* EncodedColumns::cell_column(const EncodedRows& rows, std::size_t column) const {
  return rows.cells.columns.empty() ? nullptr : rows.cells.find(names_[column]);
}

void EncodedColumns::copy_cell(std::size_t column, const EncodedRows& from, Index row, EncodedRows& to,
                               Index place) const {
  for (std::size_t e = 0; e < places_.size(); ++e) {
    const Places& own = places_[e][column];
    const Features& source = from.features[e];
    Features& target = to.features[e];
    for (const Index i : own.dense) target.dense(place, i) = source.dense(row, i);
    for (const Index i : own.codes) target.codes(place, i) = source.codes(row, i);
    for (const Index i : own.bins) {
      target.bins(place, i) = source.bins(row, i);
      target.positions(place, i) = source.positions(row, i);
    }
  }
  const Column* const cell = cell_column(from, column);
  if (cell == nullptr) return;
  const TableBlock& source = from.cells.blocks.front();
  TableBlock& target = to.cells.blocks.front();
  if (cell->exact) {
    target.exact(place, cell->slot) = source.exact(row, cell->slot);
  } else {
    target.codes(place, cell->slot) = source.codes(row, cell->slot);
  }
}

ColumnCells EncodedColumns::cells_of(std::size_t column, const EncodedRows& rows) const {
  const auto pick = [](const auto& from, const std::vector<Index>& places, auto& to) {
    to.resize(from.rows(), std::ssize(places));
    for (std::size_t k = 0; k < places.size(); ++k) to.col(static_cast<Index>(k)) = from.col(places[k]);
  };
  ColumnCells found;
  for (std::size_t e = 0; e < places_.size(); ++e) {
    const Places& own = places_[e][column];
    Features& alone = found.features.emplace_back();
    pick(rows.features[e].dense, own.dense, alone.dense);
    pick(rows.features[e].codes, own.codes, alone.codes);
    pick(rows.features[e].bins, own.bins, alone.bins);
    pick(rows.features[e].positions, own.bins, alone.positions);
  }
  const Column* const cell = cell_column(rows, column);
  if (cell == nullptr) return found;
  const TableBlock& block = rows.cells.blocks.front();
  for (Index row = 0; row < rows.size(); ++row) {
    if (cell->exact) {
      found.numbers.push_back(block.exact(row, cell->slot));
    } else {
      found.codes.push_back(block.codes(row, cell->slot));
    }
  }
  return found;
}

void EncodedColumns::copy_cell(std::size_t column, const ColumnCells& from, Index row, EncodedRows& to,
                               Index place) const {
  for (std::size_t e = 0; e < places_.size(); ++e) {
    const Places& own = places_[e][column];
    const Features& source = from.features[e];
    Features& target = to.features[e];
    for (std::size_t k = 0; k < own.dense.size(); ++k)
      target.dense(place, own.dense[k]) = source.dense(row, static_cast<Index>(k));
    for (std::size_t k = 0; k < own.codes.size(); ++k)
      target.codes(place, own.codes[k]) = source.codes(row, static_cast<Index>(k));
    for (std::size_t k = 0; k < own.bins.size(); ++k) {
      target.bins(place, own.bins[k]) = source.bins(row, static_cast<Index>(k));
      target.positions(place, own.bins[k]) = source.positions(row, static_cast<Index>(k));
    }
  }
  const Column* const cell = cell_column(to, column);
  if (cell == nullptr) return;
  TableBlock& target = to.cells.blocks.front();
  if (cell->exact) {
    target.exact(place, cell->slot) = from.numbers[static_cast<std::size_t>(row)];
  } else {
    target.codes(place, cell->slot) = from.codes[static_cast<std::size_t>(row)];
  }
}

void EncodedColumns::compute_terms(EncodedRows& rows, Index count) const {
  if (joint_.empty() || count == 0) return;
  const std::vector<Index> places = every_index(count);
  Table some = rows.cells.gather(places);
  add_term_columns(some, read_, terms_, true);
  for (std::size_t e = 0; e < term_encoders_.size(); ++e) {
    const Features terms = term_encoders_[e].encode(some, places);
    Features& to = rows.features[e];
    for (Index row = 0; row < count; ++row) {
      Index i = 0, b = 0;
      for (const Index place : term_places_[e].dense) to.dense(row, place) = terms.dense(row, i++);
      for (const Index place : term_places_[e].bins) {
        to.bins(row, place) = terms.bins(row, b);
        to.positions(row, place) = terms.positions(row, b++);
      }
    }
  }
}

bool EncodedColumns::same_cell(std::size_t column, const EncodedRows& a, Index row, const EncodedRows& b,
                               Index place) const {
  for (std::size_t e = 0; e < places_.size(); ++e) {
    const Places& own = places_[e][column];
    const auto same = [&](const auto& cells, const auto& others, const std::vector<Index>& which) {
      return std::ranges::all_of(which, [&](Index i) { return cells(row, i) == others(place, i); });
    };
    const Features& some = a.features[e];
    const Features& other = b.features[e];
    if (!same(some.dense, other.dense, own.dense) || !same(some.codes, other.codes, own.codes) ||
        !same(some.bins, other.bins, own.bins) || !same(some.positions, other.positions, own.bins)) {
      return false;
    }
  }
  const Column* const cell = cell_column(a, column);
  if (cell == nullptr) return true;
  const TableBlock& one = a.cells.blocks.front();
  const TableBlock& two = b.cells.blocks.front();
  return cell->exact ? same_number(one.exact(row, cell->slot), two.exact(place, cell->slot))
                     : one.codes(row, cell->slot) == two.codes(place, cell->slot);
}

EncodedRows sized_like(const EncodedRows& like, Index rows) {
  EncodedRows sized;
  for (const Features& some : like.features) {
    sized.features.push_back({{rows, some.dense.cols()},
                              {rows, some.codes.cols()},
                              {rows, some.bins.cols()},
                              {rows, some.positions.cols()}});
  }
  if (like.cells.columns.empty()) return sized;
  sized.cells.source = like.cells.source;
  sized.cells.columns = like.cells.columns;
  sized.cells.rows = rows;
  const TableBlock& from = like.cells.blocks.front();
  TableBlock& block = sized.cells.blocks.emplace_back();
  block.rows = rows;
  block.exact = PageArray<double>(rows, from.exact.columns());
  block.codes = PageArray<std::int32_t>(rows, from.codes.columns());
  return sized;
}

void copy_row(const EncodedRows& from, Index row, EncodedRows& to, Index place) {
  for (std::size_t e = 0; e < from.features.size(); ++e) {
    to.features[e].dense.row(place) = from.features[e].dense.row(row);
    to.features[e].codes.row(place) = from.features[e].codes.row(row);
    to.features[e].bins.row(place) = from.features[e].bins.row(row);
    to.features[e].positions.row(place) = from.features[e].positions.row(row);
  }
  if (from.cells.columns.empty()) return;
  const TableBlock& source = from.cells.blocks.front();
  TableBlock& target = to.cells.blocks.front();
  std::copy_n(source.exact.row(row), source.exact.columns(), target.exact.row(place));
  std::copy_n(source.codes.row(row), source.codes.columns(), target.codes.row(place));
}

}  // namespace binet
