#include "features/encoder.hpp"

#include "base/paged_vector.hpp"
#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "features/code_encoder.hpp"
#include "features/number_encoder.hpp"
#include "table/block_rows.hpp"
#include "table/required_columns.hpp"
#include "table/sequence_index.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace binet {

using namespace detail;

struct Encoder::Lookup {
  std::deque<LevelCodes> codes;  ///< one per category column
};

Index CategoryEncoding::code_count() const {
  return static_cast<Index>(levels.size()) + pooled + missing;
}

Encoder::Encoder(std::vector<NumericEncoding> numeric, std::vector<CategoryEncoding> categories,
                 SequenceColumns sequence)
    : sequence_(std::move(sequence)), numeric_(std::move(numeric)), categories_(std::move(categories)) {
  auto lookup = std::make_shared<Lookup>();
  for (const CategoryEncoding& category : categories_) lookup->codes.emplace_back(category);
  lookup_ = std::move(lookup);
}

FeatureShape Encoder::shape() const {
  FeatureShape shape;
  for (const NumericEncoding& column : numeric_) {
    shape.dense += column.edges.empty() + column.missing_indicator;
    if (!column.edges.empty()) shape.bins.push_back(static_cast<Index>(column.edges.size()) - 1);
  }
  for (const CategoryEncoding& column : categories_) shape.levels.push_back(column.code_count());
  shape.sequences = sequence_.used();
  return shape;
}

std::vector<std::string> Encoder::dense_names() const {
  std::vector<std::string> names;
  for (const NumericEncoding& column : numeric_) {
    if (column.edges.empty()) names.push_back(column.column);
    if (column.missing_indicator) names.push_back(column.column + " (missing)");
  }
  return names;
}

std::vector<std::string> Encoder::code_names(Index c) const {
  const CategoryEncoding& column = categories_[static_cast<std::size_t>(c)];
  std::vector<std::string> names;
  for (const std::string& level : column.levels) names.push_back(column.column + "=" + level);
  if (column.pooled) names.push_back(column.column + " (other)");
  if (column.missing) names.push_back(column.column + " (missing)");
  return names;
}

namespace {

/// Every column the encoder reads, in its order. Throws Error listing missing and extra columns.
std::vector<const Column*> find_columns(const Table& table, const std::vector<NumericEncoding>& numeric,
                                        const std::vector<CategoryEncoding>& categories) {
  std::unordered_map<std::string_view, const Column*> by_name;
  for (const Column& column : table.columns) by_name.emplace(column.name, &column);
  std::vector<const Column*> found;
  std::vector<std::string> required;
  const auto look = [&](const std::string& name) {
    const auto entry = by_name.find(name);
    if (entry != by_name.end()) found.push_back(entry->second);
    required.push_back(name);
  };
  for (const NumericEncoding& column : numeric) look(column.column);
  for (const CategoryEncoding& column : categories) look(column.column);
  if (found.size() < required.size()) {
    std::vector<std::string> names;
    for (const Column& column : table.columns) names.push_back(column.name);
    detail::require_columns(table.source, names, required, {});
  }
  return found;
}

Features sized(const FeatureShape& shape, Index rows) {
  const auto bins = static_cast<Index>(shape.bins.size());
  return {{rows, shape.dense}, {rows, static_cast<Index>(shape.levels.size())}, {rows, bins}, {rows, bins}};
}

constexpr Index kShardRows = 1024;
constexpr Index kStripRows = 256;  ///< rows encoded at a time

}  // namespace

/// Writes encoded rows; all encode functions use it.
struct BoundEncoder::Implementation {
  const Table& table;
  FeatureShape shape;
  NumberEncoder numbers;
  CodeEncoder codes;

  Implementation(const Encoder& encoder, const Table& bound)
      : Implementation(encoder, bound, find_columns(bound, encoder.numeric_, encoder.categories_)) {}

  /// Encodes rows of one block, few enough for the scratch. Row numbers are relative to the block; the rows become rows
  /// first_out, … of the features.
  void encode(const TableBlock& block, std::span<const Index> rows, Index first_out, Features& out) const {
    numbers.encode(block, rows, first_out, out);
    codes.encode(block, rows, first_out, out);
  }

  /// Encodes rows[places.begin], …, together as long as they are in one block.
  void encode_rows(std::span<const Index> rows, RowRange places, Features& out) const {
    std::vector<Index> in_block;
    for (Index i = places.begin; i < places.end; i += std::ssize(in_block)) {
      const Index count = std::min(kStripRows, places.end - i);
      const TableBlock& block =
          leading_block(table, rows.subspan(static_cast<std::size_t>(i), static_cast<std::size_t>(count)), in_block);
      encode(block, in_block, i, out);
    }
  }

  void encode_block(const TableBlock& block, Features& out) const {
    std::array<Index, kStripRows> rows;
    const Shards strips{block.rows, kStripRows};
    for (Index s = 0; s < strips.count(); ++s) {
      const RowRange strip = strips[s];
      std::iota(rows.begin(), rows.end(), strip.begin);
      encode(block, {rows.data(), static_cast<std::size_t>(strip.size())}, block.first_row + strip.begin, out);
    }
  }

 private:
  Implementation(const Encoder& encoder, const Table& bound, std::span<const Column* const> columns)
      : table(bound),
        shape(encoder.shape()),
        numbers(bound, columns.first(encoder.numeric_.size()), encoder.numeric_),
        codes(columns.subspan(encoder.numeric_.size()), encoder.categories_, encoder.lookup_->codes) {}
};

BoundEncoder::BoundEncoder(const Encoder& encoder, const Table& table)
    : implementation_(std::make_unique<Implementation>(encoder, table)) {}

BoundEncoder::BoundEncoder(BoundEncoder&&) noexcept = default;
BoundEncoder::~BoundEncoder() = default;

Features BoundEncoder::encode(std::span<const Index> rows) const {
  Features features = sized(implementation_->shape, std::ssize(rows));
  implementation_->encode_rows(rows, {0, std::ssize(rows)}, features);
  return features;
}

Features Encoder::encode(const Table& table, std::span<const Index> rows) const {
  return sequence_.used() ? encode_sequences(table, rows) : encode_rows_alone(table, rows);
}

/// Every step is encoded once, whatever number of examples hold it.
Features Encoder::encode_sequences(const Table& table, std::span<const Index> rows) const {
  const SequenceIndex index(table, sequence_);
  const std::vector<Index> places = index.places_of(rows);
  std::vector<Index> steps;
  for (const Index place : places) steps.push_back(index.order()[static_cast<std::size_t>(place)]);
  std::vector<RowRange> sequences;
  for (const Index row : rows) {
    const RowRange range = index.steps(row);
    const Index begin = std::ranges::lower_bound(places, range.begin) - places.begin();
    sequences.push_back({begin, begin + range.size()});
  }
  return Features::of_sequences(std::make_shared<const Features>(encode_rows_alone(table, steps)),
                                std::move(sequences));
}

Features Encoder::encode_rows_alone(const Table& table, std::span<const Index> rows) const {
  Features features = sized(shape(), static_cast<Index>(rows.size()));
  const BoundEncoder::Implementation encoder(*this, table);
  const Shards shards{features.rows(), kShardRows};
  parallel_for(shards.count(), [&](Index s) {
    encoder.encode_rows(rows, shards[s], features);
    features.release(shards[s]);
  });
  return features;
}

Features Encoder::encode(const Table& table) const {
  if (sequence_.used()) return encode_sequences(table, row_numbers(table.rows));
  Features features = sized(shape(), table.rows);
  const BoundEncoder::Implementation encoder(*this, table);
  parallel_for(static_cast<Index>(table.blocks.size()),
               [&](Index b) { encoder.encode_block(table.blocks[static_cast<std::size_t>(b)], features); });
  return features;
}

Features Encoder::encode(Table&& table, std::span<const Index> rows) const {
  if (sequence_.used()) return encode_sequences(table, rows);
  Features features = sized(shape(), static_cast<Index>(rows.size()));
  const BoundEncoder::Implementation encoder(*this, table);
  parallel_for(static_cast<Index>(table.blocks.size()), [&](Index b) {
    TableBlock& block = table.blocks[static_cast<std::size_t>(b)];
    const auto place = [&](Index row) { return std::lower_bound(rows.begin(), rows.end(), row) - rows.begin(); };
    const RowRange places{place(block.first_row), place(block.first_row + block.rows)};
    encoder.encode_rows(rows, places, features);
    block.give_back();
    features.release(places);
  });
  return features;
}

}  // namespace binet
