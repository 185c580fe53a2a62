#include "train/validity_notes.hpp"

#include "base/counted.hpp"
#include "base/number_text.hpp"
#include "binet/base/parallel.hpp"
#include "csv/text.hpp"
#include "profile/chance_separation.hpp"
#include "profile/dates_as_numbers.hpp"
#include "profile/profile.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace binet {
namespace {

constexpr std::size_t kMostNotes = 5;
constexpr std::size_t kSampleRows = 5000;
constexpr std::size_t kFewRows = 20;  ///< fewer say nothing
constexpr double kLeakRocAuc = 0.999;

struct SampledRows {
  std::vector<Index> rows;        ///< of the table
  std::vector<double> positives;  ///< 1 or 0
};

/// Evenly spaced training rows.
SampledRows sample_rows(const LabelledRows& rows) {
  const auto all = static_cast<std::size_t>(rows.size()), taken = std::min(all, kSampleRows);
  SampledRows sample;
  for (std::size_t i = 0; i < taken; ++i) {
    const std::size_t place = i * all / taken;
    sample.rows.push_back(rows.rows[place]);
    sample.positives.push_back(rows.target[static_cast<Index>(place)] > Scalar{0.5} ? 1 : 0);
  }
  return sample;
}

/// The cells of a column in the sample, as numbers or codes for comparison.
struct Cells {
  std::vector<double> values;     ///< of the cells that are not missing, like the next two
  std::vector<Index> rows;        ///< of the table
  std::vector<double> positives;  ///< 1 or 0
  std::vector<double> present;    ///< of every cell of the sample: 1, or 0 if it is missing
};

Cells cells_of(const Table& table, const Column& column, const SampledRows& sample) {
  Cells cells;
  for (auto* const list : {&cells.values, &cells.positives, &cells.present}) list->reserve(sample.rows.size());
  cells.rows.reserve(sample.rows.size());
  for (std::size_t i = 0; i < sample.rows.size(); ++i) {
    const Index row = sample.rows[i];
    const double value = column.type == ColumnType::numeric ? table.number(column, row) : table.code(column, row);
    const bool missing = std::isnan(value) || (column.type == ColumnType::category && value < 0);
    cells.present.push_back(missing ? 0 : 1);
    if (missing) continue;
    cells.values.push_back(value);
    cells.rows.push_back(row);
    cells.positives.push_back(sample.positives[i]);
  }
  return cells;
}

std::size_t count_distinct(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return static_cast<std::size_t>(std::unique(values.begin(), values.end()) - values.begin());
}

/// True if the numbers increase by one from row to row, starting at 0 or 1.
bool counts_rows(const Cells& cells) {
  const double first = cells.values[0] - static_cast<double>(cells.rows[0]);
  for (std::size_t i = 0; i < cells.values.size(); ++i) {
    if (cells.values[i] - static_cast<double>(cells.rows[i]) != first) return false;
  }
  return true;
}

/// True for names such as id, ID, customer_id, customerId, uuid.
bool is_named_as_id(const std::string& name) {
  std::string small;
  for (const char c : name) small += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const char* const end : {"uuid", "guid", "_id", "-id", " id", ".id"}) {
    if (small.ends_with(end)) return true;
  }
  return small == "id" || name.ends_with("Id") || name.ends_with("ID");
}

/// True for whole numbers that are almost all different in a column with the name of an id, or all different and
/// filling most of their range.
bool are_ids(const Column& column, const Cells& cells) {
  constexpr double kNearlyAll = 0.8;
  if (!std::ranges::all_of(cells.values, [](double x) { return x == std::floor(x); })) return false;
  const auto distinct = static_cast<double>(count_distinct(cells.values)),
             present = static_cast<double>(cells.values.size());
  if (distinct < kNearlyAll * present) return false;
  if (is_named_as_id(column.name)) return true;
  if (distinct < present) return false;
  const auto [least, most] = std::ranges::minmax(cells.values);
  const double rows = static_cast<double>(cells.rows.back() - cells.rows.front() + 1);
  return most - least < 2 * rows;
}

/// Pairs of a positive and a negative row.
struct Pairs {
  double all = 0;
  double below = 0;  ///< the positive row has the higher score; ties count half
};

/// The pairs among every `step`-th row.
Pairs pairs_of(const std::vector<double>& scores, const std::vector<double>& positives, std::size_t step) {
  std::vector<std::pair<double, double>> ordered;
  for (std::size_t i = 0; i < scores.size(); i += step) ordered.emplace_back(scores[i], positives[i]);
  std::ranges::sort(ordered);
  Pairs pairs;
  double negatives = 0, all_positive = 0;
  for (std::size_t i = 0; i < ordered.size();) {
    double positive = 0, negative = 0;
    const double score = ordered[i].first;
    for (; i < ordered.size() && ordered[i].first == score; ++i) (ordered[i].second > 0 ? positive : negative) += 1;
    pairs.below += positive * (negatives + negative / 2);
    negatives += negative;
    all_positive += positive;
  }
  pairs.all = all_positive * negatives;
  return pairs;
}

/// "separates the classes" if a score, or its opposite, ranks every pair of rows of both classes rightly; "nearly
/// separates the classes" if its ROC AUC is above kLeakRocAuc; otherwise empty, and where one of this many columns
/// may well do so by chance. Pairs of a part of the rows in either order often show that it is not.
std::string separation_by(const std::vector<double>& scores, const std::vector<double>& positives, double columns) {
  constexpr std::size_t kStep = 8;
  const auto positive = static_cast<double>(std::ranges::count_if(positives, [](double y) { return y > 0; }));
  const double all = positive * (static_cast<double>(positives.size()) - positive);
  const Pairs some = pairs_of(scores, positives, kStep);
  if (all == 0 || std::min(some.below, some.all - some.below) > (1 - kLeakRocAuc) * all) return "";
  const Pairs pairs = pairs_of(scores, positives, 1);
  const double ordered = std::max(pairs.below, pairs.all - pairs.below);
  if (!(ordered > kLeakRocAuc * pairs.all)) return "";
  const auto rows = static_cast<double>(positives.size());
  if (detail::chance_of_separation(rows, positive, pairs.all - ordered, columns) > detail::kMostChance) return "";
  return ordered < pairs.all ? "nearly separates the classes" : "separates the classes";
}

/// The share of positives of each cell's level, or without the cell's own row, which alone decides nothing: 1/2 then
/// stands for a level of one row.
std::vector<double> shares_of_levels(const Cells& cells, bool without_own) {
  std::map<double, std::pair<double, double>> of_level;  // positives, rows
  for (std::size_t i = 0; i < cells.values.size(); ++i) {
    of_level[cells.values[i]].first += cells.positives[i];
    of_level[cells.values[i]].second += 1;
  }
  std::vector<double> shares;
  for (std::size_t i = 0; i < cells.values.size(); ++i) {
    auto [positives, rows] = of_level[cells.values[i]];
    if (without_own) {
      positives -= cells.positives[i];
      rows -= 1;
    }
    shares.push_back(rows > 0 ? positives / rows : 0.5);
  }
  return shares;
}

/// A level that begins with a number and goes on with other text, as "37 months" and "120/80", if nearly all levels do
/// or are numbers; otherwise empty.
std::string begun_number(const Column& column) {
  constexpr double kNearlyAll = 0.9;
  std::string example;
  std::ptrdiff_t numbers = 0;
  for (const std::string& level : column.levels) {
    double number;
    const std::size_t sign = level.starts_with('-') || level.starts_with('+') || level.starts_with('$') ? 1 : 0;
    const std::size_t digits = level.find_first_not_of("0123456789.,", sign);
    const bool whole = parse_number(detail::trim_blanks(level), number);
    const bool begun = !whole && digits != std::string::npos && digits > sign;
    numbers += whole || begun;
    if (begun && example.empty()) example = level;
  }
  return static_cast<double>(numbers) < kNearlyAll * static_cast<double>(column.levels.size()) ? "" : example;
}

/// A column's name as a list of names on the command line takes it.
std::string as_argument(const std::string& name) {
  const bool plain = name.find_first_of(", \"'") == std::string::npos;
  return plain ? name : "'\"" + name + "\"'";
}

/// A note on one column, without the flag that leaves it out; empty if there is nothing to say.
struct Remark {
  std::string text;
  bool identifies_rows = false;
};

/// On a column of texts that are nearly all different.
Remark remark_on_texts(const Column& column, const Cells& cells) {
  constexpr std::size_t kLongText = 30;
  const std::string levels = std::to_string(column.levels.size());
  double bytes = 0;
  for (const double level : cells.values)
    bytes += static_cast<double>(column.levels[static_cast<std::size_t>(level)].size());
  if (bytes > static_cast<double>(kLongText * cells.values.size()))
    return {"holds " + levels + " texts, nearly all different: free text is read as categories;"};
  return {"has " + levels + " levels, nearly all of them in one row, such as " +
              detail::in_quotes(column.levels[static_cast<std::size_t>(cells.values[0])]) +
              ": an id, or numbers in an unknown notation;",
          true};
}

/// `columns` is the number of columns that are looked at.
Remark remark_on(const Table& table, const Column& column, const Cells& cells,
                 const std::vector<double>& all_positives, double columns) {
  constexpr double kNearlyAll = 0.9;
  constexpr std::size_t kRowsPerLevel = 20, kManyLevels = 20;
  const std::size_t present = cells.values.size();
  if (cells.present.size() >= kFewRows && present < cells.present.size()) {
    const std::string by_missing = separation_by(cells.present, all_positives, columns);
    if (!by_missing.empty()) return {by_missing + " by its missing cells alone: are they known before the outcome?"};
  }
  if (present < kFewRows) return {};
  const bool number = column.type == ColumnType::numeric;
  if (number && column.source.notation.empty()) {
    const std::string dates = dates_as_numbers(cells.values);
    if (!dates.empty()) return {dates + "; --date " + as_argument(column.name) + " reads them as dates;"};
    if (counts_rows(cells)) return {"contains row numbers, which say nothing about new rows;", true};
    if (are_ids(column, cells)) return {"looks like an id, which says nothing about new rows;", true};
  }
  const std::size_t distinct = number ? 0 : count_distinct(cells.values);
  if (!number && distinct > kManyLevels && column.source.part.empty() && text_among_numbers(table, column).empty()) {
    const std::string begun = begun_number(column);
    if (!begun.empty()) {
      return {"is read as " + std::to_string(column.levels.size()) +
              " categories, whose texts begin with numbers, such as " + detail::in_quotes(begun) +
              ": their order is lost unless the file has them as numbers;"};
    }
  }
  const bool nearly_all = static_cast<double>(distinct) >= kNearlyAll * static_cast<double>(present);
  if (!number && nearly_all && column.source.part.empty()) {
    if (!text_among_numbers(table, column).empty()) return {};  // another note says so
    return remark_on_texts(column, cells);
  }
  const bool few_per_level = distinct * kRowsPerLevel > present;
  const std::string found =
      separation_by(number ? cells.values : shares_of_levels(cells, few_per_level), cells.positives, columns);
  return {found.empty() ? "" : found + " on its own: is it known before the outcome?"};
}

}  // namespace

ValidityFindings examine_validity(const TrainingData& data) {
  ValidityFindings findings;
  std::vector<std::string>& notes = findings.notes;
  long long more = 0;
  const SampledRows sample = sample_rows(data.training);
  const std::vector<Column>& columns = data.training.table->columns;
  std::vector<Remark> remarks(columns.size());
  parallel_for(std::ssize(columns), [&](Index c) {
    const Column& column = columns[static_cast<std::size_t>(c)];
    if (std::ranges::count(data.not_features, column.source.field_of(column.name)) > 0) return;
    remarks[static_cast<std::size_t>(c)] =
        remark_on(*data.training.table, column, cells_of(*data.training.table, column, sample), sample.positives,
                  static_cast<double>(columns.size()));
  });
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const Column& column = columns[c];
    const std::string &remark = remarks[c].text, &field = column.source.field_of(column.name);
    if (remark.empty()) continue;
    if (remarks[c].identifies_rows) findings.row_identifiers.push_back(column.name);
    if (notes.size() + 1 < kMostNotes) {
      notes.push_back("column \"" + column.name + "\" " + remark + " --ignore " + as_argument(field) +
                      " leaves it out");
    } else {
      ++more;
    }
  }
  if (more > 0)
    notes.push_back(counted(more, "more column", "more columns") +
                    " may be invalid for similar reasons; binet check shows them");
  return findings;
}

std::vector<std::string> notes_on_data(const Config& config, const Table& training) {
  const TrainingData data = prepare_training_data(config, training, nullptr);
  const Schema schema = infer_schema(training, data.target, data.not_features, data.training.rows,
                                     data.training.weights(), data.sequence);
  std::vector<std::string> notes = data.notes;
  const std::vector<std::string> columns = notes_on_columns(data, schema);
  notes.insert(notes.end(), columns.begin(), columns.end());
  return notes;
}

}  // namespace binet
