#include "binet/data/encoder.hpp"

#include "number_rows.hpp"
#include "text.hpp"

#include "binet/error.hpp"
#include "binet/math/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace binet {

using namespace detail;

using LevelCodes = std::unordered_map<std::string, std::int32_t>;

struct Encoder::Lookup {
  std::vector<LevelCodes> codes;  ///< one a category column
};

Index CategoryEncoding::code_count() const {
  return static_cast<Index>(levels.size()) + pooled + missing;
}

Encoder::Encoder(std::vector<NumericEncoding> numeric, std::vector<CategoryEncoding> categories)
    : numeric_(std::move(numeric)), categories_(std::move(categories)) {
  auto lookup = std::make_shared<Lookup>();
  for (const CategoryEncoding& category : categories_) {
    LevelCodes codes;
    for (const std::string& level : category.levels) codes.emplace(level, static_cast<std::int32_t>(codes.size()));
    if (!category.reference.empty()) codes.emplace(category.reference, kNoCode);
    lookup->codes.push_back(std::move(codes));
  }
  lookup_ = std::move(lookup);
}

FeatureShape Encoder::shape() const {
  FeatureShape shape;
  for (const NumericEncoding& column : numeric_) {
    shape.dense += column.edges.empty() + column.missing_indicator;
    if (!column.edges.empty()) shape.bins.push_back(static_cast<Index>(column.edges.size()) - 1);
  }
  for (const CategoryEncoding& column : categories_) shape.levels.push_back(column.code_count());
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
  constexpr std::size_t kShown = 20;
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) list += (i ? ", " : "") + in_quotes(names[i]);
  return names.size() > kShown ? list + ", …" : list;
}

/// Every column the encoder reads, in its order, or an Error that lists the missing and the extra ones.
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

/// The code of a level that was not in the training rows.
std::int32_t unseen(const CategoryEncoding& encoding) {
  return encoding.pooled ? static_cast<std::int32_t>(encoding.levels.size()) : kNoCode;
}

/// Level index in a table's column → code of the encoding; the entry behind the last level is for missing cells.
std::vector<std::int32_t> translate(const Column& column, const CategoryEncoding& encoding, const LevelCodes& codes) {
  const auto levels = static_cast<std::int32_t>(encoding.levels.size());
  const std::int32_t other = unseen(encoding);
  std::vector<std::int32_t> translated;
  translated.reserve(column.levels.size() + 1);
  for (const std::string& level : column.levels) {
    const auto found = codes.find(level);
    translated.push_back(found == codes.end() ? other : found->second);
  }
  translated.push_back(encoding.missing ? levels + encoding.pooled : other);
  return translated;
}

struct BinPlace {
  std::int32_t bin;
  double position;
};

/// Finds the bin of a number by counting the inner edges at or below it: no branches, so that edges are compared
/// several at a time, which for the bins in use is faster than a search.
class BinFinder {
 public:
  explicit BinFinder(const std::vector<double>& edges) : edges_(edges) {
    if (edges.size() > 2) inner_.assign(edges.begin() + 1, edges.end() - 1);
    inner_.resize((inner_.size() + kStep - 1) / kStep * kStep, std::numeric_limits<double>::infinity());
  }

  /// Inside the outer bins the position runs on, to −1 and 2 at most, so that the encoding keeps telling outliers
  /// apart.
  BinPlace operator()(double x) const {
    std::int64_t bin = 0;
    for (const double edge : inner_) bin += static_cast<std::int64_t>(edge <= x);
    const double low = edges_[static_cast<std::size_t>(bin)], high = edges_[static_cast<std::size_t>(bin) + 1];
    return {static_cast<std::int32_t>(bin), std::clamp((x - low) / (high - low), -1.0, 2.0)};
  }

 private:
  static constexpr std::size_t kStep = 8;

  std::span<const double> edges_;
  std::vector<double> inner_;  ///< all but the outer two, up to a multiple of kStep
};

/// Writes encoded rows; shared by every way of asking for them.
class RowEncoder {
 public:
  RowEncoder(const Table& table, const std::vector<NumericEncoding>& numeric,
             const std::vector<CategoryEncoding>& categories, const std::vector<LevelCodes>& lookup, Features& out)
      : numeric_(numeric),
        categories_(categories),
        lookup_(lookup),
        columns_(find_columns(table, numeric, categories)),
        numbers_(table, number_columns(table)),
        out_(out) {
    for (const NumericEncoding& column : numeric) {
      plain_ &= column.edges.empty() && !column.missing_indicator;
      clipped_ |= column.clip > 0;
      clips_.push_back(column.clip > 0 ? column.clip : std::numeric_limits<double>::infinity());
      centers_.push_back(column.center);
      scales_.push_back(column.scale);
      finders_.emplace_back(column.edges);
    }
    for (std::size_t c = 0; c < categories.size(); ++c) {
      const Column& column = *columns_[numeric.size() + c];
      translated_.push_back(translate(column, categories[c], lookup[c]));
      slots_.push_back(column.slot);
      numeric_instead_.push_back(column.type == ColumnType::numeric ? &column : nullptr);
    }
  }

  void encode(const TableBlock& block, RowRange range, Index first_out) const {
    MatrixD x;
    numbers_.fill(block, range, x);
    for (Index i = 0; i < range.size(); ++i) {
      encode_numbers(x.row(i).data(), first_out + i);
      for (std::size_t c = 0; c < slots_.size(); ++c) {
        out_.codes(first_out + i, static_cast<Index>(c)) = code(block, range.begin + i, c);
      }
    }
  }

 private:
  std::vector<const Column*> number_columns(const Table&) const {
    return {columns_.begin(), columns_.begin() + static_cast<std::ptrdiff_t>(numeric_.size())};
  }

  std::int32_t code(const TableBlock& block, Index row_in_block, std::size_t c) const {
    const std::vector<std::int32_t>& codes = translated_[c];
    if (numeric_instead_[c] == nullptr) {
      const std::int32_t level = block.codes(row_in_block, slots_[c]);
      return level < 0 ? codes.back() : codes[static_cast<std::size_t>(level)];
    }
    const double x = block.number(*numeric_instead_[c], row_in_block);
    if (std::isnan(x)) return codes.back();
    const auto found = lookup_[c].find(shortest(x));
    return found != lookup_[c].end() ? found->second : unseen(categories_[c]);
  }

  /// x ← (x − center)/scale, several columns at a time.
  void scale(double* x) const {
    const double* const centers = centers_.data();
    const double* const scales = scales_.data();
    for (std::size_t c = 0; c < centers_.size(); ++c) x[c] = bounded((x[c] - centers[c]) / scales[c]);
  }

  /// Several columns at a time too: without a clip the divisor is 1.
  void clip(double* x) const {
    const double* const limits = clips_.data();
    for (std::size_t c = 0; c < clips_.size(); ++c) {
      const double share = x[c] / limits[c];
      x[c] /= std::sqrt(1 + share * share);
    }
  }

  /// `x` is scratch.
  void encode_numbers(double* x, Index row) const {
    scale(x);
    if (clipped_) clip(x);
    Scalar* dense = out_.dense.row(row).data();
    if (plain_) {
      for (std::size_t c = 0; c < numeric_.size(); ++c) dense[c] = static_cast<Scalar>(x[c] == x[c] ? x[c] : 0.0);
      return;
    }
    Index binned = 0;
    for (std::size_t c = 0; c < numeric_.size(); ++c) {
      const bool missing = std::isnan(x[c]);
      const double scaled = missing ? 0 : x[c];
      if (numeric_[c].edges.empty()) {
        *dense++ = static_cast<Scalar>(scaled);
      } else {
        const BinPlace place = finders_[c](scaled);
        out_.bins(row, binned) = place.bin;
        out_.positions(row, binned++) = static_cast<Scalar>(place.position);
      }
      if (numeric_[c].missing_indicator) *dense++ = missing ? Scalar(1) : Scalar(0);
    }
  }

  const std::vector<NumericEncoding>& numeric_;
  const std::vector<CategoryEncoding>& categories_;
  const std::vector<LevelCodes>& lookup_;
  std::vector<const Column*> columns_;
  NumberRows numbers_;
  Features& out_;
  bool plain_ = true;     ///< a dense column a number, nothing else
  bool clipped_ = false;  ///< some column is
  std::vector<double> centers_, scales_, clips_;
  std::vector<BinFinder> finders_;
  std::vector<std::vector<std::int32_t>> translated_;
  std::vector<Index> slots_;
  std::vector<const Column*> numeric_instead_;  ///< a category column that this table has read as numbers
};

Features sized(const FeatureShape& shape, Index rows) {
  const auto bins = static_cast<Index>(shape.bins.size());
  return {{rows, shape.dense}, {rows, static_cast<Index>(shape.levels.size())}, {rows, bins}, {rows, bins}};
}

constexpr Index kShardRows = 1024;

/// Encodes rows[places.begin], …, in runs of consecutive ones in one block.
void encode_runs(const RowEncoder& encoder, const Table& table, std::span<const Index> rows, RowRange places) {
  for (Index i = places.begin; i < places.end;) {
    const Index row = rows[static_cast<std::size_t>(i)];
    const TableBlock& block = table.block_of(row);
    const Index most = std::min({places.end - i, block.first_row + block.rows - row, kShardRows});
    Index run = 1;
    while (run < most && rows[static_cast<std::size_t>(i + run)] == row + run) ++run;
    encoder.encode(block, {row - block.first_row, row - block.first_row + run}, i);
    i += run;
  }
}

}  // namespace

Features Encoder::encode(const Table& table, std::span<const Index> rows) const {
  Features features = sized(shape(), static_cast<Index>(rows.size()));
  const RowEncoder encoder(table, numeric_, categories_, lookup_->codes, features);
  const Shards shards{features.rows(), kShardRows};
  parallel_for(shards.count(), [&](Index s) {
    encode_runs(encoder, table, rows, shards[s]);
    features.release(shards[s]);
  });
  return features;
}

Features Encoder::encode(const Table& table) const {
  Features features = sized(shape(), table.rows);
  const RowEncoder encoder(table, numeric_, categories_, lookup_->codes, features);
  parallel_for(static_cast<Index>(table.blocks.size()), [&](Index b) {
    const TableBlock& block = table.blocks[static_cast<std::size_t>(b)];
    const Shards shards{block.rows, kShardRows};
    for (Index s = 0; s < shards.count(); ++s) encoder.encode(block, shards[s], block.first_row + shards[s].begin);
  });
  return features;
}

Features Encoder::encode(Table&& table, std::span<const Index> rows) const {
  Features features = sized(shape(), static_cast<Index>(rows.size()));
  const RowEncoder encoder(table, numeric_, categories_, lookup_->codes, features);
  parallel_for(static_cast<Index>(table.blocks.size()), [&](Index b) {
    TableBlock& block = table.blocks[static_cast<std::size_t>(b)];
    const auto place = [&](Index row) { return std::lower_bound(rows.begin(), rows.end(), row) - rows.begin(); };
    const RowRange places{place(block.first_row), place(block.first_row + block.rows)};
    encode_runs(encoder, table, rows, places);
    block.give_back();
    features.release(places);
  });
  return features;
}

}  // namespace binet
