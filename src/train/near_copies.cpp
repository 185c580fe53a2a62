#include "train/near_copies.hpp"

#include "base/counted.hpp"
#include "table/equal_rows.hpp"
#include "train/row_copies.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace binet {
namespace {

constexpr Index kFewestSearched = 20, kMostSearched = 50'000;  ///< rows of a table
constexpr Index kMeasuredRows = 512, kSimilarRows = 2048;      ///< evenly spaced samples
constexpr std::size_t kMeasuredColumns = 64;
/// Numbers agree if they are at most so many interquartile ranges of the column apart. A coarse tolerance finds numbers
/// written with fewer digits, a fine one needs fewer columns.
constexpr std::array kTolerances = {1.0 / 256, 1.0 / 4096, 1.0 / 65536};
constexpr double kSimilarTolerance = 8;  ///< the same for similar rows, in tolerances
constexpr double kCell = 4;              ///< width of a grid's cells in tolerances
constexpr std::size_t kMostKeys = 4;
constexpr std::size_t kMostNeighbours = 4;  ///< how many of the next rows with the same key a row is compared with
constexpr double kMostLacking = 0.4;        ///< share of the information in which similar rows do not agree
constexpr double kBeyondSimilarRows = 5;    ///< minimum ratio of near copies to similar pairs
constexpr double kBeyondIndependence = 100;  ///< minimum ratio of near copies to those of independent columns

/// A column, and what it tells about two rows that agree in it.
struct Feature {
  const Column* column;
  std::size_t field;       ///< the first feature of the same field of the file, such as a date with its parts
  double spread = 0;       ///< interquartile range of the distinct numbers; 0 for categories
  double tolerance = 0;    ///< numbers at most so far apart agree
  double information = 0;  ///< −ln of the share of pairs of rows that agree
  std::vector<double> sample = {};  ///< of measured columns: sorted cells without missing ones
  double missing = 0;               ///< number of missing cells of the sample

  bool agree(double a, double b, double factor = 1) const {
    return a == b || std::abs(a - b) <= factor * tolerance || (std::isnan(a) && std::isnan(b));
  }
};

/// Sets of rows that are joined step by step.
class JoinedRows {
 public:
  explicit JoinedRows(Index rows) : parent_(static_cast<std::size_t>(rows)) {
    std::iota(parent_.begin(), parent_.end(), Index{0});
  }
  /// The first row of the set.
  Index first(Index row) {
    while (of(row) != row) row = of(row) = of(of(row));
    return row;
  }
  /// Returns false if they were in one set already.
  bool join(Index a, Index b) {
    const Index first_a = first(a), first_b = first(b);
    of(std::max(first_a, first_b)) = std::min(first_a, first_b);
    return first_a != first_b;
  }

 private:
  Index& of(Index row) { return parent_[static_cast<std::size_t>(row)]; }
  std::vector<Index> parent_;
};

/// Two rows, ordered by the information of the columns in which they agree, the most first.
struct AlikeRows {
  double minus_information;
  Index a, b;
  auto operator<=>(const AlikeRows&) const = default;
};

/// The search for near copies at one tolerance.
class NearCopies {
 public:
  NearCopies(const LabelledRows& rows, std::span<const std::string> not_features);

  struct Found {
    JoinedRows sets;     ///< near copies, and rows that are kept together already
    Index joined = 0;    ///< number of rows joined to another; 0 if this may be coincidence
    bool finer = false;  ///< true if rows are alike, but a finer tolerance is needed to tell them from coincidence
  };
  Found find(double tolerance);
  /// Rows of a group, and rows with an entry of LabelledRows::together.
  JoinedRows kept_together() const;

 private:
  double cell(const Feature& feature, Index place) const {
    const auto& [block, row] = places_[static_cast<std::size_t>(place)];
    const Column& column = *feature.column;
    return column.type == ColumnType::category ? block->codes(row, column.slot) : block->number(column, row);
  }
  void measure(double tolerance);
  /// The information of columns in which so many near copies must agree: independent columns would give a hundredth
  /// of them.
  double needed_information(Index copies) const {
    return std::log(kBeyondIndependence * count_pairs(static_cast<double>(rows_.size())) /
                    static_cast<double>(copies));
  }
  std::vector<std::vector<const Feature*>> choose_keys() const;
  std::vector<HashedRow> repeated_keys(const std::vector<const Feature*>&, double shift) const;
  double agreement(Index a, Index b) const;
  std::vector<AlikeRows> alike_rows(bool& any) const;
  bool beyond_similar_rows(JoinedRows&, Index joined) const;

  const LabelledRows& rows_;
  std::vector<std::pair<const TableBlock*, Index>> places_;  ///< of the rows: block and row in the block
  std::vector<Feature> features_;                            ///< the most telling ones first
};

NearCopies::NearCopies(const LabelledRows& rows, std::span<const std::string> not_features) : rows_(rows) {
  for (const Index row : rows.rows) {
    const TableBlock& block = rows.table->block_of(row);
    places_.emplace_back(&block, row - block.first_row);
  }
  const std::vector<const Column*> columns = feature_columns(*rows.table, not_features);
  const std::size_t step = (columns.size() + kMeasuredColumns - 1) / kMeasuredColumns;
  const Index sampled = std::min(rows.size(), kMeasuredRows);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const Column& column = *columns[c];
    const auto same_field = std::ranges::find_if(columns, [&](const Column* other) {
      return other->source.field_of(other->name) == column.source.field_of(column.name);
    });
    Feature feature{&column, static_cast<std::size_t>(same_field - columns.begin())};
    std::vector<double> cells;
    for (Index i = 0; i < sampled; ++i) {
      const double value = cell(feature, i * rows.size() / sampled);
      if (!std::isnan(value)) cells.push_back(value);
    }
    std::ranges::sort(cells);
    if (c % step == 0) {
      feature.sample = cells;
      feature.missing = static_cast<double>(sampled - std::ssize(cells));
    }
    cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
    if (column.type == ColumnType::numeric && !cells.empty()) {
      feature.spread = cells[cells.size() * 3 / 4] - cells[cells.size() / 4];
    }
    features_.push_back(std::move(feature));
  }
}

void NearCopies::measure(double tolerance) {
  for (Feature& feature : features_) {
    feature.tolerance = tolerance * feature.spread;
    const std::vector<double>& sample = feature.sample;
    const double all = static_cast<double>(sample.size()) + feature.missing;
    if (all < 2) continue;
    double agreeing = count_pairs(feature.missing);
    for (std::size_t begin = 0, end = 0; end < sample.size(); ++end) {
      while (!feature.agree(sample[begin], sample[end])) ++begin;
      agreeing += static_cast<double>(end - begin);
    }
    feature.information = -std::log(std::max(agreeing, 0.5) / count_pairs(all));
  }
  std::ranges::stable_sort(features_, std::ranges::greater(), &Feature::information);
}

/// Disjoint sets of columns that few rows agree in by coincidence, each of other fields: rows that differ in one field
/// agree in all sets but one.
std::vector<std::vector<const Feature*>> NearCopies::choose_keys() const {
  std::vector<std::vector<const Feature*>> keys;
  std::vector<std::size_t> fields;
  double information = 0;
  std::vector<const Feature*> key;
  for (const Feature& feature : features_) {
    const double telling = feature.information - (feature.tolerance > 0 ? std::log(kCell) : 0);
    if (telling <= 0 || std::ranges::find(fields, feature.field) != fields.end()) continue;
    fields.push_back(feature.field);
    key.push_back(&feature);
    information += telling;
    if (information < std::log(static_cast<double>(rows_.size()))) continue;
    keys.push_back(std::exchange(key, {}));
    information = 0;
    if (keys.size() == kMostKeys) break;
  }
  return keys;
}

/// Rows in a cell of the grid that holds another row, by cell.
std::vector<HashedRow> NearCopies::repeated_keys(const std::vector<const Feature*>& key, double shift) const {
  std::vector<std::uint64_t> hashes(static_cast<std::size_t>(rows_.size()), 0);
  for (const Feature* feature : key) {
    const double width = kCell * feature->tolerance;
    for (Index place = 0; place < rows_.size(); ++place) {
      const double value = cell(*feature, place);
      std::uint64_t& hash = hashes[static_cast<std::size_t>(place)];
      hash = hash_with(hash, width > 0 ? std::floor(value / width + shift) : value);
    }
  }
  return repeated_hashes(hashes);
}

/// The information of the columns in which two rows agree; 0 if they are equal, or differ in more than one field.
double NearCopies::agreement(Index a, Index b) const {
  const Feature* different = nullptr;
  double information = 0;
  bool equal = true;
  for (const Feature& feature : features_) {
    const double of_a = cell(feature, a), of_b = cell(feature, b);
    if (feature.agree(of_a, of_b)) {
      information += feature.information;
      equal = equal && (of_a == of_b || std::isnan(of_a));
    } else if (different == nullptr || different->field == feature.field) {
      different = &feature;
    } else {
      return 0;
    }
  }
  return equal && different == nullptr ? 0 : information;
}

/// True if there are many more near copies than pairs of rows that agree, by a larger tolerance, in columns with most
/// of the information. Where near copies are coincidence, as among numbers that depend on each other, similar rows are
/// more frequent still.
bool NearCopies::beyond_similar_rows(JoinedRows& sets, Index joined) const {
  const Index taken = std::min(rows_.size(), kSimilarRows);
  const double share = static_cast<double>(taken) / static_cast<double>(rows_.size());
  const double most = static_cast<double>(joined) * share * share / kBeyondSimilarRows;
  double similar = 1;
  if (similar >= most) return false;
  std::vector<Index> sets_of_sample, places;
  for (Index i = 0; i < taken; ++i) {
    places.push_back(i * rows_.size() / taken);
    sets_of_sample.push_back(sets.first(places.back()));
  }
  double most_lacking = 0;
  std::vector<std::pair<const Feature*, std::vector<double>>> compared;
  for (const Feature& feature : features_) {
    if (feature.information <= 0) break;
    most_lacking += kMostLacking * feature.information;
    std::vector<double> cells;
    for (const Index place : places) cells.push_back(cell(feature, place));
    compared.emplace_back(&feature, std::move(cells));
  }
  for (std::size_t i = 0; i < places.size() && similar < most; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (sets_of_sample[i] == sets_of_sample[j]) continue;
      double lacking = 0;
      for (const auto& [feature, cells] : compared) {
        if (!feature->agree(cells[i], cells[j], kSimilarTolerance)) lacking += feature->information;
        if (lacking > most_lacking) break;
      }
      similar += lacking <= most_lacking;
    }
  }
  return similar < most;
}

/// Pairs that may be copies if nearly all rows are; sets `any` if rows are alike at all.
std::vector<AlikeRows> NearCopies::alike_rows(bool& any) const {
  const double least = needed_information(rows_.size());
  std::vector<AlikeRows> pairs;
  const std::vector<std::vector<const Feature*>> keys = choose_keys();
  for (const double shift : {0.0, 0.5}) {
    for (const std::vector<const Feature*>& key : keys) {
      const bool grid = std::ranges::any_of(key, [](const Feature* feature) { return feature->tolerance > 0; });
      if (shift > 0 && !grid) continue;
      const std::vector<HashedRow> hashes = repeated_keys(key, shift);
      for (std::size_t i = 0; i < hashes.size(); ++i) {
        const std::size_t end = std::min(hashes.size(), i + kMostNeighbours + 1);
        for (std::size_t j = i + 1; j < end && hashes[j].hash == hashes[i].hash; ++j) {
          const double information = agreement(hashes[i].place, hashes[j].place);
          any = any || information > 0;
          if (information >= least) pairs.push_back({-information, hashes[i].place, hashes[j].place});
        }
      }
    }
    if (!any) break;  // some copies are in one cell of each grid
  }
  std::ranges::sort(pairs);
  return pairs;
}

JoinedRows NearCopies::kept_together() const {
  JoinedRows sets(rows_.size());
  for (Index place = 0; place < std::ssize(rows_.together); ++place) {
    sets.join(place, rows_.together[static_cast<std::size_t>(place)]);
  }
  std::map<Index, Index> first_of_group;
  for (Index place = 0; place < std::ssize(rows_.group); ++place) {
    sets.join(place, first_of_group.try_emplace(rows_.group[static_cast<std::size_t>(place)], place).first->second);
  }
  return sets;
}

NearCopies::Found NearCopies::find(double tolerance) {
  measure(tolerance);
  double information = 0;
  for (const Feature& feature : features_) information += feature.information;
  Found found{kept_together()};
  const std::vector<AlikeRows> pairs = alike_rows(found.finer);
  std::size_t used = 0;
  JoinedRows all = kept_together();
  Index joined = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    joined += all.join(pairs[i].a, pairs[i].b);
    if (-pairs[i].minus_information < needed_information(joined)) continue;
    used = i + 1;
    found.joined = joined;
  }
  for (std::size_t i = 0; i < used; ++i) found.sets.join(pairs[i].a, pairs[i].b);
  found.finer = found.finer && information < needed_information(1);
  if (found.joined > 0 && !beyond_similar_rows(found.sets, found.joined)) found.joined = 0;
  return found;
}

}  // namespace

std::string keep_near_copies_together(LabelledRows& rows, std::span<const std::string> not_features) {
  if (rows.size() < kFewestSearched || rows.size() > kMostSearched) return "";
  NearCopies search(rows, not_features);
  for (const double tolerance : kTolerances) {
    NearCopies::Found found = search.find(tolerance);
    if (found.joined == 0 && !found.finer) return "";
    if (found.joined == 0) continue;
    JoinedRows before = search.kept_together();
    std::vector<bool> grown(rows.rows.size(), false);
    rows.together.clear();
    for (Index place = 0; place < rows.size(); ++place) {
      rows.together.push_back(found.sets.first(place));
      if (before.first(place) != rows.together.back()) grown[static_cast<std::size_t>(rows.together.back())] = true;
    }
    const auto near = std::ranges::count_if(
        rows.together, [&](Index first) { return grown[static_cast<std::size_t>(first)]; });
    return counted(near, "row is", "rows are") + " nearly equal to another in all columns but at most one (numbers " +
           "within 1/" + std::to_string(std::lround(1 / tolerance)) +
           " of the interquartile range): such rows share a fold";
  }
  return "";
}

}  // namespace binet
