#include "csv/layout.hpp"

#include "csv/csv.hpp"
#include "csv/record.hpp"
#include "csv/text.hpp"

#include <algorithm>
#include <span>
#include <tuple>
#include <unordered_set>

namespace binet::detail {
namespace {

void add_field(const RawField& field, RecordShape& shape) {
  const std::string_view text = field.view();
  const bool blank = text.find_first_not_of(" \t\r\n") == std::string_view::npos;
  double number = 0;
  if (shape.fields == 0) shape.first = text;
  ++shape.fields;
  shape.filled += !blank;
  shape.numbers += parse_number(text, number);
  shape.ends_empty = blank;
}

bool have_width(std::span<const RecordShape> records, std::size_t width) {
  return std::ranges::all_of(records, [&](const RecordShape& record) { return record.fields == width; });
}

/// True if all records have this width, or of many nearly all: a damaged record does not hide a table.
bool have_mostly_width(std::span<const RecordShape> records, std::size_t width) {
  constexpr std::size_t kMany = 10, kOneIn = 10;
  const auto others = static_cast<std::size_t>(
      std::ranges::count_if(records, [&](const RecordShape& record) { return record.fields != width; }));
  return others == 0 || (records.size() >= kMany && others * kOneIn <= records.size());
}

/// Titles of one field, above records that have the same number of several.
std::size_t count_short_titles(std::span<const RecordShape> records) {
  const auto header = std::ranges::find_if(records, [](const RecordShape& record) { return record.fields > 1; });
  const auto titles = static_cast<std::size_t>(header - records.begin());
  if (records.size() < titles + 2) return 0;
  return have_mostly_width(records.subspan(titles), header->fields) ? titles : 0;
}

/// Titles that are padded with delimiters to the width of the table, as spreadsheets write them.
std::size_t count_padded_titles(std::span<const RecordShape> records) {
  constexpr std::size_t kLeastWidth = 3;
  const auto header = std::ranges::find_if(records, [](const RecordShape& record) { return record.filled > 1; });
  const auto titles = static_cast<std::size_t>(header - records.begin());
  if (records.size() < titles + 2 || header->fields < kLeastWidth) return 0;
  return have_width(records.first(titles + 1), header->fields) ? titles : 0;
}

/// Titles that have delimiters of their own: other widths than the records behind them, which begin with names and go
/// on with numbers. A single record that lacks only the first name is a header of R's write.table.
std::size_t count_cut_titles(std::span<const RecordShape> records) {
  constexpr std::size_t kMostTitles = 10, kLeastRecords = 4;
  for (std::size_t titles = 1; titles <= kMostTitles && titles + kLeastRecords <= records.size(); ++titles) {
    const RecordShape &title = records[titles - 1], &names = records[titles];
    const bool lacks_first_name = titles == 1 && title.filled == title.fields && title.fields + 1 == names.fields;
    if (names.fields < 2 || title.fields == names.fields || lacks_first_name) continue;
    const bool above_names =
        names.numbers == 0 && names.filled == names.fields && records[titles + 1].numbers > 0 &&
        std::ranges::none_of(records.first(titles), [&](const RecordShape& r) { return r.fields == names.fields; });
    if (above_names && have_mostly_width(records.subspan(titles), names.fields)) return titles;
  }
  return 0;
}

/// True if the first record of the sample has all of these names.
bool has_names(std::string_view sample, char delimiter, const std::vector<std::string>& named) {
  std::unordered_set<std::string> names;
  const FieldScan last = scan_fields(
      sample.data(), sample.data() + sample.size(), delimiter, true, [&](const char*, const FieldScan& scan) {
        if (scan.whole()) names.insert(text_of(scan.field));
      });
  if (last.end != FieldEnd::record) return false;
  return std::ranges::all_of(named, [&](const std::string& name) { return names.contains(name); });
}

/// Titles above the record that has all of the columns named: records with fewer filled fields than it has names.
std::size_t count_titles_above_names(const std::vector<RecordShape>& shapes, std::string_view bytes, char delimiter,
                                     const std::vector<std::string>& named) {
  constexpr std::size_t kMostTitles = 10;
  std::size_t most_filled = 0;
  for (std::size_t r = 0; r < std::min(shapes.size(), kMostTitles + 1); ++r) {
    const bool complete_names = shapes[r].filled == shapes[r].fields && shapes[r].numbers == 0;
    if (has_names(bytes.substr(shapes[r].begin), delimiter, named)) {
      return r > 0 && complete_names && most_filled < shapes[r].filled ? r : 0;
    }
    most_filled = std::max(most_filled, shapes[r].filled);
  }
  return 0;
}

}  // namespace

std::vector<RecordShape> record_shapes(std::string_view sample, bool complete, char delimiter) {
  constexpr std::size_t kRecords = 50;
  std::vector<RecordShape> shapes;
  const char* p = sample.data();
  const char* const end = p + sample.size();
  std::size_t lines = 0;
  while (shapes.size() < kRecords && (p = skip_empty_lines(p, end, complete, lines)) != end) {
    RecordShape shape;
    shape.begin = static_cast<std::size_t>(p - sample.data());
    const FieldScan last = scan_fields(p, end, delimiter, complete, [&](const char*, const FieldScan& scan) {
      if (scan.whole()) add_field(scan.field, shape);
    });
    if (last.end != FieldEnd::record) return shapes;
    p = last.next;
    shapes.push_back(shape);
  }
  return shapes;
}

std::size_t count_titles(const std::vector<RecordShape>& shapes, std::string_view bytes, char delimiter,
                         const std::vector<std::string>& named) {
  if (shapes.empty()) return 0;
  if (!named.empty()) {
    const std::size_t titles = count_titles_above_names(shapes, bytes, delimiter, named);
    if (titles > 0) return titles;
  }
  if (const std::size_t titles = count_short_titles(shapes); titles > 0) return titles;
  if (const std::size_t titles = count_padded_titles(shapes); titles > 0) return titles;
  return count_cut_titles(shapes);
}

HeaderFit header_fit(const std::vector<RecordShape>& shapes) {
  constexpr std::size_t kLeastRowNames = 2;
  if (shapes.size() < 2) return HeaderFit::usual;
  const RecordShape& header = shapes[0];
  const std::span records = std::span(shapes).subspan(1);
  if (header.ends_empty && have_width(records, header.fields - 1)) return HeaderFit::surplus_name;
  if (!have_width(records, header.fields + 1)) return HeaderFit::usual;
  if (std::ranges::all_of(records, &RecordShape::ends_empty)) return HeaderFit::no_last_name;
  std::unordered_set<std::string_view> firsts;
  for (const RecordShape& record : records) firsts.insert(record.first);
  const bool differ = firsts.size() == records.size() && records.size() >= kLeastRowNames;
  return differ ? HeaderFit::no_row_name : HeaderFit::usual;
}

/// True if single spaces cut each record alike, as in files of R's write.table.
bool is_cut_by_spaces(std::string_view sample, bool complete) {
  constexpr std::size_t kLeastRecords = 3;
  const std::vector<RecordShape> shapes = record_shapes(sample, complete, ' ');
  if (shapes.size() < kLeastRecords || shapes[0].fields < 2) return false;
  const auto full = [](const RecordShape& record) { return record.filled == record.fields; };
  const bool even = have_width(shapes, shapes[0].fields) || header_fit(shapes) == HeaderFit::no_row_name;
  return even && std::ranges::all_of(shapes, full);
}

char detect_delimiter(std::string_view sample, bool complete, const std::vector<std::string>& named) {
  char best = ',';
  std::tuple<bool, bool, bool, std::size_t> best_cut{false, false, false, 1};
  for (const char delimiter : {'\t', ';', ',', '|'}) {
    const std::vector<RecordShape> shapes = record_shapes(sample, complete, delimiter);
    const std::size_t titles = count_short_titles(shapes);
    if (shapes.empty() || shapes[titles].fields == 1) continue;
    const std::span table = std::span(shapes).subspan(titles);
    const std::size_t width = table[0].fields;
    // Names are looked up after the titles, once those are skipped.
    const bool found = titles == 0 && !named.empty() && has_names(sample, delimiter, named);
    const std::tuple cut{found, have_width(table, width), titles == 0, width};
    if (cut <= best_cut) continue;
    best = delimiter;
    best_cut = cut;
  }
  const bool cut = std::get<std::size_t>(best_cut) > 1;
  const bool one_column = !named.empty() && has_names(sample, ',', named);
  if (!cut && !one_column && is_cut_by_spaces(sample, complete)) return ' ';
  return best;
}

}  // namespace binet::detail
