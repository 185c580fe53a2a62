#include "binet/data/profile.hpp"

#include "byte_hash.hpp"
#include "text.hpp"

#include "binet/error.hpp"
#include "binet/math/parallel.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace binet {

using namespace detail;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Index kFewRows = 20;  ///< fewer say nothing about ids

/// A value of a column with the rows that have it, and how many of those are of the positive class.
struct Group {
  double order = 0;
  double rows = 0, positives = 0;
};

/// Chance that a positive row stands above a negative one, ties counting half (Mann, Whitney 1947); turned the way that
/// makes it at least one half.
double roc_auc(std::vector<Group> groups) {
  std::sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) { return a.order < b.order; });
  double positives = 0, negatives = 0, above = 0;
  for (const Group& group : groups) {
    const double here = group.rows - group.positives;
    above += group.positives * (negatives + here / 2);
    positives += group.positives;
    negatives += here;
  }
  const double auc = above / (positives * negatives);
  return std::max(auc, 1 - auc);
}

class ColumnStudy {
 public:
  ColumnStudy(const Table& table, const Column& column, const Vector& target, ColumnProfile& out)
      : table_(table), column_(column), target_(target), out_(out) {
    out_.name = column.name;
    out_.type = column.type;
    out_.missing = column.missing;
    out_.roc_auc = kNaN;
    column.type == ColumnType::numeric ? study_numbers() : study_levels();
    const Index present = table.rows - column.missing;
    if (out_.distinct == 0) out_.remarks.push_back("all missing");
    if (out_.distinct == 1 && column.missing == 0) out_.remarks.push_back("constant");
    if (may_be_id_ && out_.distinct == present && present >= kFewRows) out_.remarks.push_back("looks like an id");
    if (out_.roc_auc > kLeakRocAuc) out_.remarks.push_back("tells the classes apart alone: is it known in advance?");
  }

  /// Equal for equal columns.
  std::uint64_t hash() const { return hash_; }

 private:
  void study_numbers();
  void study_levels();
  double truth(Index row) const { return target_.size() > 0 ? static_cast<double>(target_[row]) : kNaN; }

  const Table& table_;
  const Column& column_;
  const Vector& target_;
  ColumnProfile& out_;
  bool may_be_id_ = true;
  std::uint64_t hash_ = 0;
};

void ColumnStudy::study_numbers() {
  std::vector<double> cells = table_.numbers(column_);
  std::vector<std::pair<double, float>> sorted;
  double sum = 0;
  for (std::size_t r = 0; r < cells.size(); ++r) {
    hash_ = mix(hash_, std::bit_cast<std::uint64_t>(cells[r]));
    if (std::isnan(cells[r])) continue;
    sorted.emplace_back(cells[r], static_cast<float>(truth(static_cast<Index>(r))));
    sum += cells[r];
    may_be_id_ &= cells[r] == std::floor(cells[r]);
  }
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Group> groups;
  for (const auto& [x, positive] : sorted) {
    if (groups.empty() || groups.back().order != x) {
      groups.push_back({x, 0, 0});
      ++out_.distinct;
    }
    if (std::isnan(positive)) continue;
    groups.back().rows += 1;
    groups.back().positives += static_cast<double>(positive);
  }
  const auto count = static_cast<double>(sorted.size());
  out_.minimum = sorted.empty() ? kNaN : sorted.front().first;
  out_.maximum = sorted.empty() ? kNaN : sorted.back().first;
  out_.mean = sum / count;
  double squares = 0;
  for (const auto& [x, positive] : sorted) squares += (x - out_.mean) * (x - out_.mean);
  out_.deviation = std::sqrt(squares / count);
  if (target_.size() > 0) out_.roc_auc = roc_auc(std::move(groups));
}

/// Levels are ordered by their share of positives. Where they have few rows each, that would fit the noise, so no
/// area is given.
void ColumnStudy::study_levels() {
  constexpr Index kRowsPerLevel = 20;
  std::vector<Group> groups(column_.levels.size());
  std::vector<Index> counts(column_.levels.size(), 0);
  const std::vector<std::int32_t> codes = table_.codes(column_);
  for (std::size_t r = 0; r < codes.size(); ++r) {
    hash_ = mix(hash_, static_cast<std::uint64_t>(codes[r]) + 1);
    if (codes[r] < 0) continue;
    const auto level = static_cast<std::size_t>(codes[r]);
    ++counts[level];
    const double positive = truth(static_cast<Index>(r));
    if (std::isnan(positive)) continue;
    groups[level].rows += 1;
    groups[level].positives += positive;
  }
  out_.distinct = static_cast<Index>(column_.levels.size());
  const auto most = std::max_element(counts.begin(), counts.end());
  if (most != counts.end()) {
    out_.commonest = column_.levels[static_cast<std::size_t>(most - counts.begin())];
    out_.commonest_count = *most;
  }
  if (auto remark = text_among_numbers(table_, column_); !remark.empty()) out_.remarks.push_back(std::move(remark));
  if (target_.size() == 0 || out_.distinct * kRowsPerLevel > table_.rows) return;
  for (Group& group : groups) group.order = group.rows > 0 ? group.positives / group.rows : 0;
  out_.roc_auc = roc_auc(std::move(groups));
}

bool same_cells(const Table& table, const Column& a, const Column& b) {
  if (a.type != b.type) return false;
  if (a.type == ColumnType::category) return a.levels == b.levels && table.codes(a) == table.codes(b);
  const std::vector<double> x = table.numbers(a), y = table.numbers(b);
  return std::equal(x.begin(), x.end(), y.begin(), [](double s, double t) { return s == t || (s != s && t != t); });
}

void remark_on_equal_columns(const Table& table, const std::vector<std::uint64_t>& hashes, Profile& profile) {
  std::map<std::uint64_t, std::size_t> first;
  for (std::size_t c = 0; c < hashes.size(); ++c) {
    const auto [entry, fresh] = first.emplace(hashes[c], c);
    const bool trivial = profile.columns[c].distinct <= 1;
    if (fresh || trivial || !same_cells(table, table.columns[entry->second], table.columns[c])) continue;
    profile.columns[c].remarks.push_back("same as column " + in_quotes(table.columns[entry->second].name));
  }
}

void count_duplicate_rows(const Table& table, Profile& profile) {
  std::vector<std::pair<std::uint64_t, Index>> rows(static_cast<std::size_t>(table.rows));
  parallel_for(static_cast<Index>(table.blocks.size()), [&](Index b) {
    const TableBlock& block = table.blocks[static_cast<std::size_t>(b)];
    for (Index r = 0; r < block.rows; ++r) {
      std::uint64_t hash = 0;
      for (const Column& column : table.columns) {
        hash = mix(hash, column.type == ColumnType::numeric ? std::bit_cast<std::uint64_t>(block.number(column, r))
                                                            : static_cast<std::uint64_t>(block.codes(r, column.slot)));
      }
      rows[static_cast<std::size_t>(block.first_row + r)] = {hash, block.first_row + r};
    }
  });
  std::sort(rows.begin(), rows.end());
  Index first = table.rows;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].first != rows[i - 1].first) continue;
    ++profile.duplicate_rows;
    first = std::min(first, rows[i].second);
  }
  if (first < table.rows) profile.duplicate_line = table.line(first);
}

Vector study_target(const Table& table, const std::string& name, const std::optional<std::string>& positive,
                    Profile& profile) {
  if (name.empty()) return {};
  table.at(name);
  try {
    const TargetSchema schema = infer_target(table, name, positive);
    const Vector target = read_target(table, schema);
    const auto positives = (target.array() == Scalar(1)).count();
    const auto negatives = (target.array() == Scalar(0)).count();
    profile.classes = {{schema.positive, positives}, {schema.negative, negatives}};
    return target;
  } catch (const UsageError&) {
    throw;
  } catch (const Error& error) {
    profile.target_trouble = error.what();
    return {};
  }
}

}  // namespace

std::string text_among_numbers(const Table& table, const Column& column) {
  constexpr double kFew = 0.05;
  std::vector<bool> is_text;
  for (const std::string& level : column.levels) {
    double x;
    is_text.push_back(!parse_number(level, x));
  }
  if (std::ranges::count(is_text, true) == 0 || std::ranges::count(is_text, false) == 0) return "";
  Index cells = 0, first = 0;
  const std::vector<std::int32_t> codes = table.codes(column);
  for (std::size_t row = codes.size(); row-- > 0;) {
    if (codes[row] < 0 || !is_text[static_cast<std::size_t>(codes[row])]) continue;
    ++cells;
    first = static_cast<Index>(row);
  }
  if (cells == 0 || static_cast<double>(cells) > kFew * static_cast<double>(table.rows - column.missing)) return "";
  const auto code = static_cast<std::size_t>(codes[static_cast<std::size_t>(first)]);
  return "numbers but for " + std::to_string(cells) + (cells == 1 ? " cell, " : " cells, as ") +
         in_quotes(column.levels[code]) + " on line " + std::to_string(table.line(first));
}

Profile profile_table(const Table& table, const std::string& target_name, const std::optional<std::string>& positive) {
  Profile profile;
  profile.source = table.source;
  profile.rows = table.rows;
  const Vector target = study_target(table, target_name, positive, profile);
  profile.columns.resize(table.columns.size());
  std::vector<std::uint64_t> hashes(table.columns.size());
  const Vector no_target;
  parallel_for(static_cast<Index>(table.columns.size()), [&](Index i) {
    const auto c = static_cast<std::size_t>(i);
    const bool is_target = table.columns[c].name == target_name;
    hashes[c] = ColumnStudy(table, table.columns[c], is_target ? no_target : target, profile.columns[c]).hash();
  });
  remark_on_equal_columns(table, hashes, profile);
  count_duplicate_rows(table, profile);
  return profile;
}

std::vector<std::string> find_troubles(const std::string& path, const CsvOptions& options, std::size_t most) {
  std::vector<std::string> troubles;
  CsvReader reader(open_bytes(path), options);
  CsvRecord record;
  while (troubles.size() < most) {
    try {
      if (!reader.next(record)) break;
    } catch (const Error& error) {
      if (!troubles.empty() && troubles.back() == error.what()) break;  // it cannot be read past
      troubles.emplace_back(error.what());
    }
  }
  return troubles;
}

}  // namespace binet
