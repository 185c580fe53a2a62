#include "profile/profile.hpp"

#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "csv/text.hpp"
#include "profile/hashed_table.hpp"
#include "profile/key_groups.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <unordered_map>

namespace binet {

using namespace detail;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Index kFewRows = 20;               ///< fewer say nothing about ids
constexpr Index kManyRows = Index{1} << 20;  ///< keep all threads busy with one column
constexpr Index kRowsPerLevel = 20;  ///< with fewer, levels ordered by their share of positives would fit the noise

/// Chance that a positive row stands above a negative one, ties counting half (Mann, Whitney 1947), from groups of
/// rows by ascending order.
struct Ranks {
  double positives = 0, negatives = 0, above = 0;

  void add(const Ranks& higher) {
    above += higher.above + higher.positives * negatives;
    positives += higher.positives;
    negatives += higher.negatives;
  }
  void add(const KeyGroup& group) {
    const auto here = static_cast<double>(group.positives), others = static_cast<double>(group.negatives);
    add(Ranks{here, others, here * others / 2});
  }
  /// Turned the way that makes it at least one half.
  double roc_auc() const {
    const double auc = above / (positives * negatives);
    return std::max(auc, 1 - auc);
  }
};

/// The bits of a double, so turned that they ascend with it; and back.
CellKey ascending(CellKey number) {
  constexpr CellKey kSign = CellKey{1} << 63;
  return number == kMissingKey ? number : (number & kSign) != 0 ? ~number : number | kSign;
}

/// What is learned of keys by grouping them.
struct Grouping {
  Index distinct = 0;
  Index most = 0;                              ///< rows of the commonest key
  std::vector<CellKey> commonest;              ///< the keys with so many rows, ascending; not listed if it is one row
  std::vector<std::vector<CellKey>> repeated;  ///< of each part the keys of several rows, if asked for
};

Grouping group_by_hash(const HashedTable& table, const BlockKeys& keys, const KeyParts& parts, bool list_repeated) {
  std::vector<Grouping> of_part(static_cast<std::size_t>(parts.count()));
  Grouping all;
  if (list_repeated) all.repeated.resize(of_part.size());
  group_keys(table, keys, {}, parts, [&](Index part, std::span<const KeyGroup> groups) {
    Grouping& here = of_part[static_cast<std::size_t>(part)];
    here.distinct = static_cast<Index>(groups.size());
    for (const KeyGroup& group : groups) {
      if (group.rows > here.most) here.commonest.clear();
      here.most = std::max(here.most, group.rows);
      if (group.rows == here.most && group.rows > 1) here.commonest.push_back(group.key);
      if (list_repeated && group.rows > 1) all.repeated[static_cast<std::size_t>(part)].push_back(group.key);
    }
  });
  for (const Grouping& part : of_part) {
    all.distinct += part.distinct;
    all.most = std::max(all.most, part.most);
  }
  for (const Grouping& part : of_part) {
    if (part.most == all.most) all.commonest.insert(all.commonest.end(), part.commonest.begin(), part.commonest.end());
  }
  std::ranges::sort(all.commonest);
  return all;
}

/// The first row whose key an earlier one has; none if no key is repeated.
std::optional<Index> first_repeat(const HashedTable& table, const BlockKeys& keys, const KeyParts& parts,
                                  const std::vector<std::vector<CellKey>>& repeated) {
  std::vector<std::vector<bool>> seen;
  for (const std::vector<CellKey>& part : repeated) seen.emplace_back(part.size(), false);
  bool missing_seen = false;
  std::vector<CellKey> scratch;
  for (const KeyBlock& block : table.blocks) {
    const CellKey* const cells = keys(block, scratch);
    for (Index r = 0; r < block.rows.rows; ++r) {
      if (cells[r] == kMissingKey) {
        if (std::exchange(missing_seen, true)) return block.rows.first_row + r;
        continue;
      }
      const auto part = static_cast<std::size_t>(parts.of(cells[r]));
      const auto found = std::ranges::lower_bound(repeated[part], cells[r]);
      if (found == repeated[part].end() || *found != cells[r]) continue;
      const auto place = static_cast<std::size_t>(found - repeated[part].begin());
      if (seen[part][place]) return block.rows.first_row + r;
      seen[part][place] = true;
    }
    block.cells.release();
  }
  return std::nullopt;
}

std::string numbers_but_for(Index cells, const std::string& text, std::size_t line) {
  return "numbers but for " + std::to_string(cells) + (cells == 1 ? " cell, " : " cells, as ") + in_quotes(text) +
         " on line " + std::to_string(line);
}

/// Among `present` cells so few of text are likely not meant.
bool are_few(Index cells, Index present) {
  constexpr double kFew = 0.05;
  return cells > 0 && static_cast<double>(cells) <= kFew * static_cast<double>(present);
}

/// A table of the target's cells alone; the other columns have their names.
Table target_table(const HashedTable& keys, const std::string& name) {
  Table table;
  table.source = keys.source;
  table.rows = keys.rows;
  for (const KeyColumn& column : keys.columns) {
    Column& named = table.columns.emplace_back();
    named.name = column.name;
    named.type = column.type;
    named.exact = column.type == ColumnType::numeric;
  }
  const auto c = static_cast<std::size_t>(&table.at(name) - table.columns.data());
  const KeyColumn& from = keys.columns[c];
  Column& column = table.columns[c];
  column.levels.assign(from.levels.levels().begin(), from.levels.levels().end());
  std::ranges::sort(column.levels);
  std::unordered_map<CellKey, std::int32_t> codes{{kMissingKey, -1}};
  for (const std::string& level : column.levels)
    codes.emplace(hash_bytes(level), static_cast<std::int32_t>(codes.size() - 1));
  const bool is_number = column.exact;
  for (const KeyBlock& block : keys.blocks) {
    const Index rows = block.rows.rows;
    TableBlock& to = table.blocks.emplace_back();
    to.first_row = block.rows.first_row;
    to.rows = rows;
    to.first_line = block.rows.first_line;
    to.line_offsets = block.rows.line_offsets;
    to.exact = {is_number ? rows : 0, 1};
    to.codes = {is_number ? 0 : rows, 1};
    const CellKey* const cells = block.cells.row(static_cast<Index>(c));
    for (Index r = 0; r < rows; ++r) {
      if (is_number) {
        to.exact(r, 0) = std::bit_cast<double>(cells[r]);
      } else {
        to.codes(r, 0) = codes.at(cells[r]);
      }
    }
    block.cells.release();
  }
  return table;
}

/// Studies a file that has been read.
class FileStudy {
 public:
  FileStudy(KeyReader& reader, const HashedTable& table) : reader_(reader), table_(table) {}

  Profile study(const std::string& target, const std::optional<std::string>& positive) {
    profile_.source = table_.source;
    profile_.rows = table_.rows;
    study_target(target, positive);
    profile_.columns.resize(table_.columns.size());
    const auto study = [&](Index c) { study_column(static_cast<std::size_t>(c), target); };
    const auto columns = static_cast<Index>(table_.columns.size());
    if (table_.rows < kManyRows) {
      parallel_for(columns, study);
    } else {  // each in parallel
      for (Index c = 0; c < columns; ++c) study(c);
    }
    remark_on_equal_columns();
    if (table_.columns.size() > 1) count_duplicate_rows();
    return std::move(profile_);
  }

 private:
  void study_target(const std::string& name, const std::optional<std::string>& positive);
  void study_column(std::size_t c, const std::string& target);
  void study_numbers(std::size_t c, bool ranked, ColumnProfile& out);
  void study_levels(std::size_t c, bool ranked, ColumnProfile& out);
  KeyParts parts_in_order(std::size_t c) const;
  Ranks rank_numbers(std::size_t c, Index& distinct) const;
  double rank_levels(std::size_t c) const;
  Grouping group_column(std::size_t c);
  std::string commonest_text(std::size_t c, const Grouping&) const;
  bool same_cells(std::size_t a, std::size_t b) const;
  void remark_on_equal_columns();
  void count_duplicate_rows();
  void take_duplicates(Index repeats, const BlockKeys&, const KeyParts&, const Grouping&);
  BlockKeys cells_of(std::size_t c) const {
    return [c](const KeyBlock& block, std::vector<CellKey>&) { return block.cells.row(static_cast<Index>(c)); };
  }

  KeyReader& reader_;
  const HashedTable& table_;
  std::vector<RowClass> classes_;  ///< empty without a usable target
  Profile profile_;
};

void FileStudy::study_target(const std::string& name, const std::optional<std::string>& positive) {
  if (name.empty()) return;
  const Table table = target_table(table_, name);
  try {
    const TargetSchema schema = infer_target(table, name, positive);
    const Vector target = read_target(table, schema);
    Index positives = 0, negatives = 0;
    for (const Scalar y : target) {
      positives += y == Scalar(1);
      negatives += y == Scalar(0);
      classes_.push_back(y == Scalar(1)   ? RowClass::positive
                         : y == Scalar(0) ? RowClass::negative
                                          : RowClass::unlabelled);
    }
    profile_.classes = {{schema.positive, positives}, {schema.negative, negatives}};
  } catch (const UsageError&) {
    throw;
  } catch (const Error& error) {
    profile_.target_error = error.what();
  }
}

void FileStudy::study_column(std::size_t c, const std::string& target) {
  const KeyColumn& column = table_.columns[c];
  ColumnProfile& out = profile_.columns[c];
  out.name = column.name;
  out.type = column.type;
  out.missing = column.missing;
  out.roc_auc = kNaN;
  const bool ranked = !classes_.empty() && column.name != target, is_number = column.type == ColumnType::numeric;
  is_number ? study_numbers(c, ranked, out) : study_levels(c, ranked, out);
  const Index present = table_.rows - column.missing;
  const bool may_be_id = !is_number || column.whole;
  if (out.distinct == 0) out.remarks.push_back("all missing");
  if (out.distinct == 1 && column.missing == 0) out.remarks.push_back("constant");
  if (may_be_id && out.distinct == present && present >= kFewRows) out.remarks.push_back("looks like an id");
  if (out.roc_auc > kLeakRocAuc) out.remarks.push_back("tells the classes apart alone: is it known in advance?");
}

void FileStudy::study_numbers(std::size_t c, bool ranked, ColumnProfile& out) {
  const NumericSummary& summary = table_.columns[c].summary;
  const bool any = summary.count > 0;
  out.minimum = any ? summary.minimum : kNaN;
  out.maximum = any ? summary.maximum : kNaN;
  out.mean = any ? summary.mean : kNaN;
  out.deviation = any ? std::sqrt(summary.squares / summary.count) : kNaN;
  if (ranked) {
    out.roc_auc = rank_numbers(c, out.distinct).roc_auc();
  } else {
    out.distinct = group_column(c).distinct;
  }
}

void FileStudy::study_levels(std::size_t c, bool ranked, ColumnProfile& out) {
  const KeyColumn& column = table_.columns[c];
  const Grouping grouping = group_column(c);
  out.distinct = grouping.distinct;
  out.commonest_count = grouping.most;
  if (grouping.most > 0) out.commonest = commonest_text(c, grouping);
  if (column.has_number && are_few(column.text_cells, table_.rows - column.missing)) {
    out.remarks.push_back(numbers_but_for(column.text_cells, column.first_text, table_.line(column.first_text_row)));
  }
  if (ranked && out.distinct * kRowsPerLevel <= table_.rows) out.roc_auc = rank_levels(c);
}

/// In a file of one column rows are cells.
Grouping FileStudy::group_column(std::size_t c) {
  const BlockKeys keys = cells_of(c);
  const KeyParts parts = parts_by_hash(table_.rows);
  const bool alone = table_.columns.size() == 1;
  Grouping grouping = group_by_hash(table_, keys, parts, alone);
  if (!alone) return grouping;
  const Index missing = table_.columns[c].missing;
  take_duplicates(table_.rows - grouping.distinct - std::min<Index>(missing, 1), keys, parts, grouping);
  grouping.repeated.clear();
  return grouping;
}

/// Cut where a sample says that parts are of one size.
KeyParts FileStudy::parts_in_order(std::size_t c) const {
  constexpr Index kSampledAPart = 16;
  const Index parts = parts_by_hash(table_.rows).count(),
              step = std::max<Index>(1, table_.rows / (kSampledAPart * parts));
  std::vector<CellKey> sample;
  for (const KeyBlock& block : table_.blocks) {
    const Index first = (block.rows.first_row + step - 1) / step * step - block.rows.first_row;
    for (Index r = first; r < block.rows.rows; r += step) {
      const CellKey key = block.cells(static_cast<Index>(c), r);
      if (key != kMissingKey) sample.push_back(ascending(key));
    }
  }
  std::ranges::sort(sample);
  std::vector<CellKey> starts;
  for (Index part = 1; part < parts && !sample.empty(); ++part) {
    starts.push_back(sample[sample.size() * static_cast<std::size_t>(part) / static_cast<std::size_t>(parts)]);
  }
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  return KeyParts(std::move(starts));
}

Ranks FileStudy::rank_numbers(std::size_t c, Index& distinct) const {
  const KeyParts parts = parts_in_order(c);
  const BlockKeys keys = [c](const KeyBlock& block, std::vector<CellKey>& scratch) -> const CellKey* {
    const CellKey* const cells = block.cells.row(static_cast<Index>(c));
    scratch.resize(static_cast<std::size_t>(block.rows.rows));
    std::transform(cells, cells + scratch.size(), scratch.begin(), ascending);
    return scratch.data();
  };
  std::vector<Ranks> of_part(static_cast<std::size_t>(parts.count()));
  std::atomic<Index> count = 0;
  group_keys(table_, keys, classes_, parts, [&](Index part, std::span<const KeyGroup> groups) {
    for (const KeyGroup& group : groups) of_part[static_cast<std::size_t>(part)].add(group);
    count += static_cast<Index>(groups.size());
  });
  distinct = count;
  Ranks all;
  for (const Ranks& part : of_part) all.add(part);
  return all;
}

/// Of levels ordered by their share of positives.
double FileStudy::rank_levels(std::size_t c) const {
  const KeyParts parts = parts_by_hash(table_.rows);
  std::vector<std::vector<KeyGroup>> of_part(static_cast<std::size_t>(parts.count()));
  group_keys(table_, cells_of(c), classes_, parts, [&](Index part, std::span<const KeyGroup> groups) {
    of_part[static_cast<std::size_t>(part)].assign(groups.begin(), groups.end());
  });
  std::vector<KeyGroup> levels;
  for (const std::vector<KeyGroup>& part : of_part) levels.insert(levels.end(), part.begin(), part.end());
  const auto share = [](const KeyGroup& group) {
    const Index labelled = group.positives + group.negatives;
    return labelled > 0 ? static_cast<double>(group.positives) / static_cast<double>(labelled) : 0;
  };
  std::ranges::sort(levels, {}, share);
  Ranks ranks;
  for (auto level = levels.begin(); level != levels.end();) {
    KeyGroup tied;
    for (const double order = share(*level); level != levels.end() && share(*level) == order; ++level) {
      tied.positives += level->positives;
      tied.negatives += level->negatives;
    }
    ranks.add(tied);
  }
  return ranks.roc_auc();
}

/// The bytewise first of the commonest levels.
std::string FileStudy::commonest_text(std::size_t c, const Grouping& grouping) const {
  const KeyColumn& column = table_.columns[c];
  if (grouping.most == 1) return column.least.value();
  if (column.many) return reader_.least_text(table_, c, grouping.commonest);
  std::optional<std::string> least;
  for (const std::string_view level : column.levels.levels()) {
    if (std::ranges::binary_search(grouping.commonest, hash_bytes(level)) && (!least || level < *least)) least = level;
  }
  return least.value();
}

bool FileStudy::same_cells(std::size_t a, std::size_t b) const {
  if (table_.columns[a].type != table_.columns[b].type) return false;
  return std::ranges::all_of(table_.blocks, [&](const KeyBlock& block) {
    const CellKey* const x = block.cells.row(static_cast<Index>(a));
    return std::equal(x, x + block.rows.rows, block.cells.row(static_cast<Index>(b)));
  });
}

void FileStudy::remark_on_equal_columns() {
  std::map<std::uint64_t, std::size_t> first;
  for (std::size_t c = 0; c < table_.columns.size(); ++c) {
    const auto [entry, fresh] = first.emplace(table_.columns[c].hash, c);
    const bool trivial = profile_.columns[c].distinct <= 1;
    if (fresh || trivial || !same_cells(entry->second, c)) continue;
    profile_.columns[c].remarks.push_back("same as column " + in_quotes(table_.columns[entry->second].name));
  }
}

void FileStudy::count_duplicate_rows() {
  const auto columns = static_cast<Index>(table_.columns.size());
  const BlockKeys keys = [columns](const KeyBlock& block, std::vector<CellKey>& scratch) -> const CellKey* {
    scratch.assign(static_cast<std::size_t>(block.rows.rows), 0);
    for (Index c = 0; c < columns; ++c) {
      const CellKey* const cells = block.cells.row(c);
      for (std::size_t r = 0; r < scratch.size(); ++r) scratch[r] = combine_hash(scratch[r], cells[r]);
    }
    return scratch.data();
  };
  const KeyParts parts = parts_by_hash(table_.rows);
  const Grouping grouping = group_by_hash(table_, keys, parts, true);
  take_duplicates(table_.rows - grouping.distinct, keys, parts, grouping);
}

void FileStudy::take_duplicates(Index repeats, const BlockKeys& keys, const KeyParts& parts, const Grouping& grouping) {
  profile_.duplicate_rows = repeats;
  if (repeats == 0) return;
  if (const auto row = first_repeat(table_, keys, parts, grouping.repeated))
    profile_.duplicate_line = table_.line(*row);
}

Profile profile_source(RegionSource& source, const TableOptions& options, const std::string& target,
                       const std::optional<std::string>& positive) {
  KeyReader reader(source, options, target);
  const HashedTable table = reader.read();
  return FileStudy(reader, table).study(target, positive);
}

}  // namespace

std::string text_among_numbers(const Table& table, const Column& column) {
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
  if (!are_few(cells, table.rows - column.missing)) return "";
  const auto code = static_cast<std::size_t>(codes[static_cast<std::size_t>(first)]);
  return numbers_but_for(cells, column.levels[code], table.line(first));
}

Profile profile_file(const std::string& path, const TableOptions& options, const std::string& target,
                     const std::optional<std::string>& positive) {
  return profile_source(*open_regions(path, true), options, target, positive);
}

Profile profile_text(std::string_view text, const TableOptions& options, const std::string& target,
                     const std::optional<std::string>& positive) {
  return profile_source(*memory_regions(text, "text"), options, target, positive);
}

}  // namespace binet
