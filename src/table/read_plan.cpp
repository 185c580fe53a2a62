#include "table/read_plan.hpp"

#include "binet/base/error.hpp"
#include "base/nearest_name.hpp"
#include "csv/record.hpp"
#include "csv/text.hpp"

#include <algorithm>

namespace binet::detail {

std::optional<Header> read_header(const Region& region, const CsvOptions& options, const std::string& source) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::string_view bytes(region.begin, static_cast<std::size_t>(region.end - region.begin));
  if (bytes.substr(0, kByteOrderMark.size()) == kByteOrderMark) bytes.remove_prefix(kByteOrderMark.size());
  Header header;
  if (options.delimiter && std::string_view("\"\r\n").find(*options.delimiter) != std::string_view::npos) {
    throw UsageError("delimiter: expected a character other than a quote or a line end");
  }
  const std::string_view sample = bytes.substr(0, kDelimiterSample);
  header.delimiter = options.delimiter ? *options.delimiter
                                       : detect_delimiter(sample, region.complete && sample.size() == bytes.size());
  std::size_t line = 1;
  const char* const start = skip_empty_lines(bytes.data(), region.end, region.complete, line);
  if (start == region.end && region.complete) throw Error(source + ": the file is empty; expected CSV");
  bool lone_return = false;
  const Region within = region.up_to_record_from(start);
  const char* p = start;
  for (;;) {
    const FieldScan scan = scan_field(p, within.end, header.delimiter, within.complete);
    const auto line_at = [&](const char* at) { return line + static_cast<std::size_t>(std::count(start, at, '\n')); };
    if (scan.end == FieldEnd::needs_more && within.end == region.end) return std::nullopt;
    if (scan.end == FieldEnd::needs_more) throw Error(place(source, line) + long_record(region.longest_record));
    if (scan.end == FieldEnd::unclosed_quote) throw Error(place(source, line_at(p)) + unclosed_quote());
    const ByteError error = find_byte_error({p, static_cast<std::size_t>(scan.next - p)});
    if (error.position != std::string_view::npos) {
      throw Error(place(source, line_at(p + error.position)) + error.what);
    }
    if (scan.end == FieldEnd::text_after_quote) {
      throw Error(place(source, line_at(scan.next)) + text_after_quote(*scan.next));
    }
    lone_return |= scan.field.view().find('\r') != std::string_view::npos && *p != '"';
    header.names.push_back(text_of(scan.field));
    p = scan.next;
    if (scan.end == FieldEnd::delimiter) continue;
    header.data = options.header ? p : start;
    header.line = options.header ? line_at(p) : line;
    break;
  }
  if (lone_return && p == region.end) {  // then the whole file would be one record
    throw Error(place(source, line) + "lines end in CR alone; expected LF or CR LF");
  }
  if (!options.header) {
    for (std::size_t i = 0; i < header.names.size(); ++i) header.names[i] = default_column_name(i);
  }
  header.names = checked_header(std::move(header.names), source, line);
  return header;
}

ColumnIndex::ColumnIndex(const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) sorted_.emplace_back(names[i], i);
  std::sort(sorted_.begin(), sorted_.end());
}

std::optional<std::size_t> ColumnIndex::find(std::string_view name) const {
  const auto found = std::lower_bound(sorted_.begin(), sorted_.end(), std::pair(name, std::size_t{0}));
  if (found == sorted_.end() || found->first != name) return std::nullopt;
  return found->second;
}

ReadPlan first_plan(const Header& header, const TableOptions& options, const std::string& source) {
  using Kind = FieldPlan::Kind;
  ReadPlan plan;
  plan.names = header.names;
  plan.delimiter = header.delimiter;
  plan.missing = MissingWords(options.csv.missing);
  plan.fields.resize(header.names.size());
  for (FieldPlan& field : plan.fields) field.kind = options.all_exact ? Kind::exact : Kind::other;
  const ColumnIndex columns(plan.names);
  const auto apply = [&](const std::vector<std::string>& names, const char* named_by, auto change) {
    for (const std::string& name : names) {
      const auto column = columns.find(name);
      if (!column) {
        throw UsageError(source + ": no column " + in_quotes(name) + named_by + did_you_mean(name, plan.names));
      }
      change(plan.fields[*column]);
    }
  };
  apply(options.numeric, ", which numeric names", [](FieldPlan& field) { field.forced = true; });
  apply(options.exact, "", [](FieldPlan& field) { field.kind = Kind::exact; });
  apply(options.categorical, ", which categorical names", [](FieldPlan& field) { field.kind = Kind::category; });
  apply(options.ignore, ", which ignore names", [](FieldPlan& field) { field.kind = Kind::skip; });
  assign_slots(plan);
  return plan;
}

bool plan_text(ReadPlan& plan, const std::vector<char>& text) {
  bool changed = false;
  for (std::size_t f = 0; f < plan.fields.size(); ++f) {
    if (!text[f] || !plan.is_number(f) || plan.fields[f].forced) continue;
    plan.fields[f].kind = FieldPlan::Kind::category;
    changed = true;
  }
  if (changed) assign_slots(plan);
  return changed;
}

void assign_slots(ReadPlan& plan) {
  plan.exact = plan.other = plan.categories = 0;
  for (FieldPlan& field : plan.fields) {
    switch (field.kind) {
      case FieldPlan::Kind::exact:
        field.slot = plan.exact++;
        break;
      case FieldPlan::Kind::other:
        field.slot = plan.other++;
        break;
      case FieldPlan::Kind::category:
        field.slot = plan.categories++;
        break;
      case FieldPlan::Kind::skip:
        break;
    }
  }
  plan.offsets.assign(static_cast<std::size_t>(plan.other), 0);
  for (std::size_t f = plan.fields.size(); f-- > 0;) {
    FieldPlan& field = plan.fields[f];
    const bool goes_on = f + 1 < plan.fields.size() && plan.fields[f + 1].kind == field.kind;
    field.run = !plan.is_number(f) ? 0 : goes_on ? plan.fields[f + 1].run + 1 : 1;
  }
}

}  // namespace binet::detail
