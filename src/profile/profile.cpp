#include "profile/profile.hpp"

#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "csv/text.hpp"
#include "csv/text_format_of.hpp"
#include "io/byte_hash.hpp"
#include "io/region_source.hpp"
#include "profile/chance_separation.hpp"
#include "profile/class_ranking.hpp"
#include "profile/dates_as_numbers.hpp"
#include "profile/key_grouping.hpp"
#include "profile/key_reader.hpp"
#include "profile/target_cells.hpp"
#include "profile/text_among_numbers.hpp"
#include "table/missing_flag.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>

namespace binet {

using namespace detail;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Index kFewRows = 20;               ///< fewer rows say nothing about ids
constexpr Index kManyRows = Index{1} << 20;  ///< enough to keep all threads busy with one column
constexpr Index kRowsPerLevel = 20;  ///< with fewer rows per level, an order by share of positives fits the noise

/// Examines a file that has been read.
class FileStudy {
 public:
  FileStudy(KeyReader& reader, const HashedTable& table) : reader_(reader), table_(table) {}

  Profile study(const std::string& target, const std::optional<std::string>& positive) {
    profile_.source = table_.source;
    profile_.rows = table_.rows;
    profile_.remark = table_.remark;
    study_target(target, positive);
    profile_.columns.resize(table_.columns.size());
    const auto study = [&](Index c) { study_column(static_cast<std::size_t>(c), target); };
    const auto columns = static_cast<Index>(table_.columns.size());
    if (table_.rows < kManyRows) {
      parallel_for(columns, study);
    } else {  // all columns in parallel
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
  std::vector<double> first_numbers(std::size_t c) const;
  Grouping group_column(std::size_t c);
  std::string commonest_text(std::size_t c, const Grouping&) const;
  bool same_cells(std::size_t a, std::size_t b) const;
  void remark_on_equal_columns();
  void count_duplicate_rows();
  void take_duplicates(Index repeats, const BlockKeys&, const KeyParts&, const Grouping&);
  bool by_chance(double roc_auc) const;
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
  out.dates = column.dates;
  out.missing = column.missing;
  out.roc_auc = kNaN;
  const bool ranked = !classes_.empty() && column.name != target, is_number = column.type == ColumnType::numeric;
  out.remarks = column.remarks;
  is_number ? study_numbers(c, ranked, out) : study_levels(c, ranked, out);
  const Index present = table_.rows - column.missing;
  constexpr double kMost = 0.8;
  const bool three_digits = column.third_digits >= kMost * column.summary.count;
  if (is_number && column.grouped && three_digits && column.summary.count > 0 && column.remarks.empty()) {
    out.remarks.push_back("numbers as 1.234 may be thousands grouped by points: --thousands . reads them so");
  }
  if (is_number && column.whole) {
    if (const std::string dates = dates_as_numbers(first_numbers(c)); !dates.empty()) {
      out.remarks.push_back(dates + ": --date reads them as dates");
    }
  }
  const bool may_be_id = !is_number || (column.whole && !column.dates);
  if (out.distinct == 0) out.remarks.push_back("all missing");
  if (out.distinct == 1 && column.missing == 0) out.remarks.push_back("constant");
  if (may_be_id && out.distinct == present && present >= kFewRows) out.remarks.push_back("looks like an id");
  if (out.roc_auc > kLeakRocAuc && !by_chance(out.roc_auc)) {
    out.remarks.push_back("separates the classes on its own: is it known in advance?");
  }
  const double by_missing = ranked && column.missing > 0 ? rank_missing(table_, c, classes_) : kNaN;
  if (by_missing > kLeakRocAuc && !by_chance(by_missing)) {
    out.remarks.push_back("its missing cells separate the classes on their own: are they known in advance?");
  }
}

/// True if a column without any relation to the outcome may well have such a ROC AUC.
bool FileStudy::by_chance(double roc_auc) const {
  const auto positives = static_cast<double>(profile_.classes[0].rows);
  const auto negatives = static_cast<double>(profile_.classes[1].rows);
  const double misranked = std::round((1 - roc_auc) * positives * negatives);
  const auto columns = static_cast<double>(table_.columns.size());
  return chance_of_separation(positives + negatives, positives, misranked, columns) > kMostChance;
}

void FileStudy::study_numbers(std::size_t c, bool ranked, ColumnProfile& out) {
  const NumericSummary& summary = table_.columns[c].summary;
  const bool any = summary.count > 0;
  out.minimum = any ? summary.minimum : kNaN;
  out.maximum = any ? summary.maximum : kNaN;
  out.mean = any ? summary.mean : kNaN;
  out.deviation = any ? std::sqrt(summary.squares / summary.count) : kNaN;
  if (ranked) {
    const NumberRanking ranking = rank_numbers(table_, c, classes_);
    out.roc_auc = ranking.roc_auc;
    out.distinct = ranking.distinct;
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
  double unused;
  const std::vector<std::string_view> levels = column.levels();
  const auto numbers =
      std::ranges::count_if(levels, [&](std::string_view level) { return parse_number(level, unused); });
  const Index present = table_.rows - column.missing, words = column.many ? present : std::ssize(levels) - numbers;
  if (column.has_number && is_unlikely_category({column.text_cells, present, words, column.many ? 1 : numbers})) {
    const std::vector<std::string> known = words == 1 ? std::vector{column.first_text} : std::vector<std::string>();
    out.remarks.push_back(numbers_but_for(column.text_cells, column.first_text, table_.line(column.first_text_row)) +
                          "; " + missing_flag(known) + " reads it as numbers");
  }
  if (ranked && out.distinct * kRowsPerLevel <= table_.rows) {
    out.roc_auc = rank_levels(table_, cells_of(c), classes_);
  }
}

/// The numbers of the first rows.
std::vector<double> FileStudy::first_numbers(std::size_t c) const {
  constexpr std::size_t kMost = 1000;
  std::vector<double> numbers;
  for (const KeyBlock& block : table_.blocks) {
    for (Index r = 0; r < block.rows.rows && numbers.size() < kMost; ++r) {
      const CellKey key = block.cells(static_cast<Index>(c), r);
      if (key != kMissingKey) numbers.push_back(std::bit_cast<double>(key));
    }
  }
  return numbers;
}

/// A file of one column has one cell per row.
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

/// The first of the most frequent levels in byte order.
std::string FileStudy::commonest_text(std::size_t c, const Grouping& grouping) const {
  const KeyColumn& column = table_.columns[c];
  if (grouping.most == 1) return column.least.value();
  if (column.many) return reader_.least_text(table_, c, grouping.commonest);
  std::optional<std::string> least;
  for (const std::string_view level : column.levels()) {
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

Profile profile_file(const std::string& path, const TableOptions& options, const std::string& target,
                     const std::optional<std::string>& positive, const std::vector<std::string>& more) {
  const auto source = open_regions(path, true, text_format(options.csv, more));
  try {
    return profile_source(*source, options, target, positive);
  } catch (const RecordErrors& errors) {
    if (source->parts() == nullptr) throw;
    std::vector<std::string> each;
    for (const std::string& error : errors.each()) each.push_back(source->parts()->in_place(error));
    throw RecordErrors(std::move(each));
  }
}

Profile profile_text(std::string_view text, const TableOptions& options, const std::string& target,
                     const std::optional<std::string>& positive) {
  return profile_source(*memory_regions(text, "text", options.csv.limits), options, target, positive);
}

}  // namespace binet
