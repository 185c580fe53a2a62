#include "binet/data/block_reader.hpp"

#include "text.hpp"

#include "binet/error.hpp"
#include "binet/nearest_name.hpp"

#include <algorithm>
#include <limits>
#include <map>

namespace binet {

using namespace detail;

namespace {

/// A column of the file that goes into the table.
struct Reading {
  std::size_t field;
  ColumnType type;
  Index slot;
};

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + quoted(name);
  return list;
}

}  // namespace

struct BlockReader::Implementation {
  CsvReader csv;
  MissingWords missing;
  Index block_rows;
  std::vector<Column> columns;
  std::vector<Reading> readings;
  std::vector<std::size_t> kept_fields;
  std::vector<std::string> kept_names;
  Index rows_before = 0;

  Implementation(const std::string& path, const BlockOptions& options)
      : csv(open_bytes(path), options.csv), missing(options.csv.missing), block_rows(options.block_rows) {}

  std::size_t field_of(const std::string& name) const {
    const auto& header = csv.header();
    return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
  }
  void choose_columns(const Schema& schema, const BlockOptions& options);
  void choose_kept(const BlockOptions& options);
  double read_number(std::string_view field, std::size_t line, const Column& column) const;
};

void BlockReader::Implementation::choose_columns(const Schema& schema, const BlockOptions& options) {
  const auto& header = csv.header();
  std::vector<std::string> absent;
  Index numeric = 0, categories = 0;
  const auto read = [&](const std::string& name, ColumnType type) {
    const std::size_t field = field_of(name);
    if (field == header.size()) return false;
    const Index slot = type == ColumnType::numeric ? numeric++ : categories++;
    readings.push_back({field, type, slot});
    columns.push_back({name, type, {}, 0, type == ColumnType::numeric, 0, slot});
    return true;
  };
  for (const ColumnSchema& column : schema.columns) {
    if (column.dropped.empty() && !read(column.name, column.type)) absent.push_back(column.name);
  }
  for (const std::string& name : options.also) {
    const bool already = std::any_of(columns.begin(), columns.end(), [&](const Column& c) { return c.name == name; });
    if (!already) read(name, ColumnType::category);
  }
  if (absent.empty()) return;
  std::vector<std::string> extra;
  for (const std::string& name : header) {
    const bool known = std::any_of(schema.columns.begin(), schema.columns.end(),
                                   [&](const ColumnSchema& column) { return column.name == name; });
    if (!known && name != schema.target.name) extra.push_back(name);
  }
  throw Error(csv.source_name() + ": missing columns: " + listed(absent) + "; expected as in training" +
              (extra.empty() ? "" : "; columns the model does not know: " + listed(extra)));
}

void BlockReader::Implementation::choose_kept(const BlockOptions& options) {
  const auto& header = csv.header();
  if (options.keep_all) kept_names = header;
  for (const std::string& name : options.keep) {
    if (field_of(name) == header.size()) {
      throw UsageError(csv.source_name() + ": no column " + quoted(name) + " to keep" + did_you_mean(name, header));
    }
    if (!options.keep_all) kept_names.push_back(name);
  }
  for (const std::string& name : kept_names) kept_fields.push_back(field_of(name));
}

double BlockReader::Implementation::read_number(std::string_view field, std::size_t line, const Column& column) const {
  double x;
  if (missing.contains(field)) return std::numeric_limits<double>::quiet_NaN();
  if (parse_number(field, x)) return x;
  throw Error(not_a_number_error(csv.source_name(), line, column.name, field));
}

BlockReader::BlockReader(const std::string& path, const Schema& schema, const BlockOptions& options)
    : implementation_(std::make_unique<Implementation>(path, options)) {
  implementation_->choose_columns(schema, options);
  implementation_->choose_kept(options);
}

BlockReader::~BlockReader() = default;

const std::vector<std::string>& BlockReader::kept_names() const {
  return implementation_->kept_names;
}

bool BlockReader::has_column(const std::string& name) const {
  return implementation_->field_of(name) < implementation_->csv.header().size();
}

bool BlockReader::next(RowBlock& out) {
  Implementation& self = *implementation_;
  out = RowBlock();
  out.table.source = self.csv.source_name();
  out.table.columns = self.columns;
  const auto numeric = std::count_if(self.readings.begin(), self.readings.end(),
                                     [](const Reading& r) { return r.type == ColumnType::numeric; });
  const auto categories = static_cast<Index>(self.readings.size()) - numeric;
  TableBlock block{0, 0, {self.block_rows, numeric}, {}, {}, {self.block_rows, categories}, 0, {}};
  std::vector<std::map<std::string, std::int32_t, std::less<>>> levels(self.readings.size());
  auto text = std::make_shared<std::vector<std::vector<std::string>>>(self.kept_fields.size());
  CsvRecord record;
  for (; block.rows < self.block_rows && self.csv.next(record); ++block.rows) {
    block.line_offsets.push_back(static_cast<std::uint32_t>(record.line));
    for (std::size_t c = 0; c < self.readings.size(); ++c) {
      const Reading& reading = self.readings[c];
      const std::string_view field = record.fields[reading.field];
      if (reading.type == ColumnType::numeric) {
        block.exact(block.rows, reading.slot) = self.read_number(field, record.line, self.columns[c]);
      } else if (self.missing.contains(field)) {
        block.codes(block.rows, reading.slot) = -1;
      } else {
        const auto next = static_cast<std::int32_t>(levels[c].size());
        block.codes(block.rows, reading.slot) = levels[c].emplace(field, next).first->second;
      }
    }
    for (std::size_t k = 0; k < self.kept_fields.size(); ++k) {
      (*text)[k].emplace_back(record.fields[self.kept_fields[k]]);
    }
  }
  if (block.rows == 0) return false;
  for (std::size_t c = 0; c < self.readings.size(); ++c) {
    std::vector<std::int32_t> rank(levels[c].size());
    for (const auto& [level, code] : levels[c]) {
      rank[static_cast<std::size_t>(code)] = static_cast<std::int32_t>(out.table.columns[c].levels.size());
      out.table.columns[c].levels.push_back(level);
    }
    if (rank.empty()) continue;
    for (Index r = 0; r < block.rows; ++r) {
      std::int32_t& code = block.codes(r, self.readings[c].slot);
      if (code >= 0) code = rank[static_cast<std::size_t>(code)];
    }
  }
  for (const auto& column : *text) out.kept.emplace_back(column.begin(), column.end());
  out.text = text;
  out.table.rows = block.rows;
  out.table.blocks.push_back(std::move(block));
  return true;
}

}  // namespace binet
