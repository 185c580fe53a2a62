#include "binet/features/encoder.hpp"

#include "base/paged_vector.hpp"
#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "csv/text.hpp"
#include "features/code_encoder.hpp"
#include "features/number_encoder.hpp"
#include "table/block_rows.hpp"
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

std::string listed(const std::vector<std::string>& names) {
  return first_joined(names, 20, in_quotes);
}

/// Every column the encoder reads, in its order. Throws Error listing missing and extra columns.
std::vector<const Column*> find_columns(const Table& table, const std::vector<NumericEncoding>& numeric,
                                        const std::vector<CategoryEncoding>& categories) {
  std::unordered_map<std::string_view, const Column*> by_name;
  for (const Column& column : table.columns) by_name.emplace(column.name, &column);
  std::vector<const Column*> found;
  std::vector<std::string> missing, extra;
  const auto look = [&](const std::string& name) {
    const auto entry = by_name.find(name);
    found.push_back(entry == by_name.end() ? nullptr : entry->second);
    if (entry == by_name.end()) missing.push_back(name);
  };
  for (const NumericEncoding& column : numeric) look(column.column);
  for (const CategoryEncoding& column : categories) look(column.column);
  if (missing.empty()) return found;
  for (const Column& column : table.columns) {
    if (std::find(found.begin(), found.end(), &column) == found.end()) extra.push_back(column.name);
  }
  throw Error(table.source + ": missing columns: " + listed(missing) + "; expected as in training" +
              (extra.empty() ? "" : "; columns not used: " + listed(extra)));
}

/// Writes encoded rows; all encode functions use it.
class RowEncoder {
 public:
  RowEncoder(const Table& table, const std::vector<NumericEncoding>& numeric,
             const std::vector<CategoryEncoding>& categories, const std::deque<LevelCodes>& codes, Features& out)
      : RowEncoder(table, find_columns(table, numeric, categories), numeric, categories, codes, out) {}

  /// Encodes rows of one block, few enough for the scratch. Row numbers are relative to the block; the rows become rows
  /// first_out, … of the features.
  void encode(const TableBlock& block, std::span<const Index> rows, Index first_out) const {
    numbers_.encode(block, rows, first_out);
    codes_.encode(block, rows, first_out);
  }

 private:
  RowEncoder(const Table& table, std::span<const Column* const> columns, const std::vector<NumericEncoding>& numeric,
             const std::vector<CategoryEncoding>& categories, const std::deque<LevelCodes>& codes, Features& out)
      : numbers_(table, columns.first(numeric.size()), numeric, out),
        codes_(columns.subspan(numeric.size()), categories, codes, out) {}

  NumberEncoder numbers_;
  CodeEncoder codes_;
};

Features sized(const FeatureShape& shape, Index rows) {
  const auto bins = static_cast<Index>(shape.bins.size());
  return {{rows, shape.dense}, {rows, static_cast<Index>(shape.levels.size())}, {rows, bins}, {rows, bins}};
}

constexpr Index kShardRows = 1024;
constexpr Index kStripRows = 256;  ///< rows encoded at a time

/// Encodes rows[places.begin], …, together as long as they are in one block.
void encode_rows(const RowEncoder& encoder, const Table& table, std::span<const Index> rows, RowRange places) {
  std::vector<Index> in_block;
  for (Index i = places.begin; i < places.end; i += std::ssize(in_block)) {
    const Index count = std::min(kStripRows, places.end - i);
    const TableBlock& block =
        leading_block(table, rows.subspan(static_cast<std::size_t>(i), static_cast<std::size_t>(count)), in_block);
    encoder.encode(block, in_block, i);
  }
}

void encode_block(const RowEncoder& encoder, const TableBlock& block) {
  std::array<Index, kStripRows> rows;
  const Shards strips{block.rows, kStripRows};
  for (Index s = 0; s < strips.count(); ++s) {
    const RowRange strip = strips[s];
    std::iota(rows.begin(), rows.end(), strip.begin);
    encoder.encode(block, {rows.data(), static_cast<std::size_t>(strip.size())}, block.first_row + strip.begin);
  }
}

}  // namespace

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
  return Features::of_sequences(std::make_shared<const Features>(encode_rows_alone(table, steps)), std::move(sequences));
}

Features Encoder::encode_rows_alone(const Table& table, std::span<const Index> rows) const {
  Features features = sized(shape(), static_cast<Index>(rows.size()));
  const RowEncoder encoder(table, numeric_, categories_, lookup_->codes, features);
  const Shards shards{features.rows(), kShardRows};
  parallel_for(shards.count(), [&](Index s) {
    encode_rows(encoder, table, rows, shards[s]);
    features.release(shards[s]);
  });
  return features;
}

Features Encoder::encode(const Table& table) const {
  if (sequence_.used()) return encode_sequences(table, row_numbers(table.rows));
  Features features = sized(shape(), table.rows);
  const RowEncoder encoder(table, numeric_, categories_, lookup_->codes, features);
  parallel_for(static_cast<Index>(table.blocks.size()),
               [&](Index b) { encode_block(encoder, table.blocks[static_cast<std::size_t>(b)]); });
  return features;
}

Features Encoder::encode(Table&& table, std::span<const Index> rows) const {
  if (sequence_.used()) return encode_sequences(table, rows);
  Features features = sized(shape(), static_cast<Index>(rows.size()));
  const RowEncoder encoder(table, numeric_, categories_, lookup_->codes, features);
  parallel_for(static_cast<Index>(table.blocks.size()), [&](Index b) {
    TableBlock& block = table.blocks[static_cast<std::size_t>(b)];
    const auto place = [&](Index row) { return std::lower_bound(rows.begin(), rows.end(), row) - rows.begin(); };
    const RowRange places{place(block.first_row), place(block.first_row + block.rows)};
    encode_rows(encoder, table, rows, places);
    block.give_back();
    features.release(places);
  });
  return features;
}

}  // namespace binet
