#include "csv/csv.hpp"

#include "binet/base/error.hpp"
#include "csv/layout.hpp"
#include "csv/record.hpp"
#include "csv/text.hpp"

#include <fast_float/fast_float.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace binet {

using namespace detail;

struct CsvReader::Implementation {
  std::unique_ptr<ByteSource> source;
  std::string buffer;  ///< bytes read; those from `position` on are not yet consumed
  std::size_t position = 0;
  bool complete = false;  ///< the source is at its end
  char delimiter = ',';
  std::vector<std::string> header;
  std::size_t line = 1;  ///< at `position`
  std::vector<RawField> raw;
  std::string unescaped;                ///< the record's fields with "" replaced by "
  std::optional<CsvRecord> first_data;  ///< without a header: the first record, already read

  std::string_view rest() const { return std::string_view(buffer).substr(position); }
  std::string at(std::size_t where) const { return place(source->name(), where); }
  void fill();
  void check_bytes(std::string_view record) const;
  bool scan_record();
  bool next(CsvRecord&);
};

/// Reads at least one more byte or sets `complete`.
void CsvReader::Implementation::fill() {
  constexpr std::size_t kStep = std::size_t{1} << 16;
  buffer.erase(0, position);
  position = 0;
  const std::size_t size = buffer.size();
  buffer.resize(size + std::max(kStep, size));  // doubling keeps the cost of a long record linear
  const std::size_t count = source->read(buffer.data() + size, buffer.size() - size);
  buffer.resize(size + count);
  complete = count == 0;
}

void CsvReader::Implementation::check_bytes(std::string_view record) const {
  const ByteError error = find_byte_error(record);
  if (error.position == std::string_view::npos) return;
  const auto before = record.substr(0, error.position);
  throw Error(at(line + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'))) + error.what);
}

/// Finds the fields of the record at `position`; false if more bytes are needed.
bool CsvReader::Implementation::scan_record() {
  const char* const begin = buffer.data() + position;
  const char* const end = buffer.data() + buffer.size();
  raw.clear();
  for (const char* p = begin;;) {
    const FieldScan scan = scan_field(p, end, delimiter, complete);
    const auto lines_to = [&](const char* to) { return line + static_cast<std::size_t>(std::count(begin, to, '\n')); };
    if (scan.end == FieldEnd::needs_more) return false;
    if (scan.end == FieldEnd::unclosed_quote) throw Error(at(lines_to(p)) + unclosed_quote());
    if (scan.end == FieldEnd::text_after_quote) {
      check_bytes({begin, static_cast<std::size_t>(scan.next - begin) + 1});
      throw Error(at(lines_to(scan.next)) + text_after_quote({scan.field.begin, scan.next}, *scan.next));
    }
    raw.push_back(scan.field);
    p = scan.next;
    if (scan.end == FieldEnd::delimiter) continue;
    check_bytes({begin, static_cast<std::size_t>(p - begin)});
    line = lines_to(p);
    position = static_cast<std::size_t>(p - buffer.data());
    return true;
  }
}

bool CsvReader::Implementation::next(CsvRecord& record) {
  for (;;) {
    const char* const end = buffer.data() + buffer.size();
    const char* const first = buffer.data() + position;
    const char* const start = header.size() == 1 ? first : skip_empty_lines(first, end, complete, line);
    position = static_cast<std::size_t>(start - buffer.data());
    record.line = line;
    if (start == end && complete) return false;
    if (start != end && scan_record()) break;
    fill();
  }
  unescaped.clear();
  std::size_t escaped_size = 0;
  for (const RawField& field : raw) escaped_size += field.escaped ? field.view().size() : 0;
  unescaped.reserve(escaped_size);  // so that the views remain valid
  record.fields.clear();
  for (const RawField& field : raw) {
    if (!field.escaped) {
      record.fields.push_back(field.view());
      continue;
    }
    const std::size_t begin = unescaped.size();
    append_unescaped(field.view(), unescaped);
    record.fields.push_back(std::string_view(unescaped).substr(begin));
  }
  if (!header.empty() && record.fields.size() != header.size()) {
    throw Error(at(record.line) + ragged_row(record.fields.size(), header.size(), record.fields[0]));
  }
  return true;
}

std::vector<std::string> missing_words() {
  return {"", "NA", "N/A", "NaN", "null", "?"};
}

std::vector<std::string> missing_number_words() {
  return {"-",          "--",     "---",     ".",        "..",      "–",       "—",   "None",
          "nil",        "\\N",    "#N/A",    "#NA",      "<NA>",    "-nan",    "n.a.", "n.a",
          "na.",        "n/d",    "#DIV/0!", "#VALUE!",  "#REF!",   "#NAME?",  "#NUM!", "#NULL!",
          "1.#IND",     "-1.#IND", "1.#QNAN", "-1.#QNAN", "missing", "unknown", "NaT",
          "0000-00-00", "0000-00-00 00:00:00", "00/00/0000", "00.00.0000"};
}

void CsvOptions::set_missing(const std::optional<std::vector<std::string>>& only,
                             const std::vector<std::string>& more, bool keep_empty) {
  missing = only ? *only : missing_words();
  missing_numbers = only ? std::vector<std::string>() : missing_number_words();
  missing.insert(missing.end(), more.begin(), more.end());
  std::erase(missing, "");
  (keep_empty ? missing_numbers : missing).emplace_back();
}

CsvReader::CsvReader(std::unique_ptr<ByteSource> source, const CsvOptions& options)
    : implementation_(std::make_unique<Implementation>()) {
  Implementation& self = *implementation_;
  self.source = std::move(source);
  while (self.buffer.size() < kLayoutSample && !self.complete) self.fill();
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (self.rest().substr(0, kByteOrderMark.size()) == kByteOrderMark) self.position = kByteOrderMark.size();
  self.delimiter = options.delimiter ? *options.delimiter : detect_delimiter(self.rest(), self.complete, options.named);

  CsvRecord first;
  if (!self.next(first)) throw Error(self.source->name() + ": the file is empty; expected CSV");
  const std::vector<std::string> names(first.fields.begin(), first.fields.end());
  if (options.header) {
    self.header = checked_header(names, self.source->name(), first.line, options.rename_duplicates);
    return;
  }
  for (std::size_t i = 0; i < names.size(); ++i) self.header.push_back(default_column_name(i));
  self.first_data = std::move(first);
}

CsvReader::CsvReader(std::unique_ptr<ByteSource> source, char delimiter, std::vector<std::string> header,
                     std::size_t line)
    : implementation_(std::make_unique<Implementation>()) {
  implementation_->source = std::move(source);
  implementation_->delimiter = delimiter;
  implementation_->header = std::move(header);
  implementation_->line = line;
}

CsvReader::~CsvReader() = default;
CsvReader::CsvReader(CsvReader&&) noexcept = default;

const std::vector<std::string>& CsvReader::header() const {
  return implementation_->header;
}
char CsvReader::delimiter() const {
  return implementation_->delimiter;
}
const std::string& CsvReader::source_name() const {
  return implementation_->source->name();
}

bool CsvReader::next(CsvRecord& record) {
  if (implementation_->first_data) {
    record = *std::exchange(implementation_->first_data, std::nullopt);
    return true;
  }
  return implementation_->next(record);
}

bool parse_number(std::string_view field, double& value) {
  field = trim_blanks(field);
  if (field.size() > 1 && field[0] == '+' && field[1] != '-') field.remove_prefix(1);
  const auto result = fast_float::from_chars(field.data(), field.data() + field.size(), value);
  return result.ec == std::errc() && result.ptr == field.data() + field.size() && std::isfinite(value);
}

}  // namespace binet
