#include "binet/table/block_reader.hpp"

#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "csv/text.hpp"
#include "csv/text_format_of.hpp"
#include "io/region_source.hpp"
#include "table/chunk_sequence.hpp"
#include "table/date_parts.hpp"
#include "table/footer.hpp"
#include "table/level_union.hpp"
#include "table/read_plan.hpp"
#include "table/required_columns.hpp"

#include <algorithm>
#include <deque>
#include <iterator>

namespace binet {

using namespace detail;

namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 18;
constexpr Index kBatchBytes = 16 * static_cast<Index>(kBlockBytes);  ///< read in parallel before the first block is
                                                                     ///< returned

/// Owns the text that the views of a RowBlock refer to.
struct HeldText {
  std::shared_ptr<const void> region;
  std::deque<std::string> unescaped;
};

}  // namespace

struct BlockReader::Implementation {
  std::unique_ptr<RegionSource> source;
  ReadPlan plan;
  std::vector<Column> columns;
  std::vector<std::size_t> field_of_column;
  std::vector<std::string> kept_names;
  Region region;
  const char* at = nullptr;  ///< the next record to read in the region
  std::size_t line = 1;
  std::deque<RowBlock> ready;
  std::string footer_remark;

  Implementation(const std::string& path, const Schema&, const BlockOptions&);
  void choose_columns(const Schema&, const BlockOptions&);
  void choose_kept(const BlockOptions&);
  bool read_more();
  void give_out(Chunk&&);
};

BlockReader::Implementation::Implementation(const std::string& path, const Schema& schema, const BlockOptions& options)
    : source(open_regions(path, false, text_format(options.csv))) {
  CsvOptions csv = options.csv;
  for (const ColumnSchema& column : schema.columns) {
    if (column.dropped.empty()) csv.named.push_back(column.source.field_of(column.name));
  }
  std::optional<Header> header;
  while (!header) {
    source->next(region.begin, region);
    header = read_header(region, csv, source->name());
  }
  plan.names = header->names;
  plan.delimiter = header->delimiter;
  plan.fill_short_rows = options.csv.fill_short_rows;
  set_missing_words(plan, options.csv);
  plan.fields.resize(plan.names.size());
  at = header->data;
  line = header->line - source->lines_added();
  choose_columns(schema, options);
  choose_kept(options);
  assign_slots(plan);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const Conversion* const conversion = plan.conversion_of(field_of_column[c]);
    const auto part = find_date_part(columns[c].source.part);
    const bool category = columns[c].type == ColumnType::category;
    columns[c].slot = conversion == nullptr || category ? plan.fields[field_of_column[c]].slot
                                                        : conversion->slot + (part ? 1 + static_cast<Index>(*part) : 0);
  }
}

void BlockReader::Implementation::choose_columns(const Schema& schema, const BlockOptions& options) {
  const ColumnIndex index(plan.names);
  std::vector<std::string> absent;
  std::vector<char> known(plan.names.size(), 0);
  const auto read = [&](const std::string& name, ColumnType type) {
    const auto field = index.find(name);
    if (!field) return false;
    FieldPlan& planned = plan.fields[*field];
    if (planned.kind != FieldPlan::Kind::skip) return true;
    const bool number = type == ColumnType::numeric;
    planned.kind = number ? FieldPlan::Kind::exact : FieldPlan::Kind::category;
    planned.forced = number;
    planned.watched = false;
    columns.push_back({name, type, {}, 0, number, 0, 0});
    field_of_column.push_back(*field);
    return true;
  };
  const auto convert = [&](const ColumnSchema& column, std::size_t field) {
    FieldPlan& planned = plan.fields[field];
    if (planned.conversion < 0) plan_conversion(plan, field, notation_of(column.source), column.source.origin);
    planned.forced = true;
    columns.push_back({column.name, column.type, {}, 0, column.type == ColumnType::numeric, 0, 0});
    columns.back().source = column.source;
    field_of_column.push_back(field);
  };
  for (const ColumnSchema& column : schema.columns) {
    const std::string& name = column.source.field_of(column.name);
    const auto field = index.find(name);
    if (field) known[*field] = 1;
    if (!column.dropped.empty()) continue;
    if (!field) {
      if (std::ranges::find(absent, name) == absent.end()) absent.push_back(name);
    } else if (column.source.notation.empty()) {
      read(name, column.type);
    } else {
      convert(column, *field);
    }
  }
  for (const std::string& name : options.also) read(name, ColumnType::category);
  if (absent.empty()) return;
  std::vector<std::string> others = {schema.target.name};
  for (std::size_t f = 0; f < known.size(); ++f) {
    if (known[f]) others.push_back(plan.names[f]);
  }
  require_columns(source->name(), plan.names, absent, others);
}

void BlockReader::Implementation::choose_kept(const BlockOptions& options) {
  const ColumnIndex index(plan.names);
  for (const std::string& name : options.keep) {
    if (!index.find(name)) {
      throw no_column(options.keep_asked_by, source->name(), name, plan.names, plan.delimiter);
    }
  }
  for (const std::string& name : options.keep_all ? plan.names : options.keep) {
    FieldPlan& field = plan.fields[*index.find(name)];
    if (field.kept >= 0) continue;
    field.kept = static_cast<std::int32_t>(plan.kept++);
    kept_names.push_back(name);
  }
}

/// Reads until there is a block or the file ends. Little is read ahead, however large the region is.
bool BlockReader::Implementation::read_more() {
  while (ready.empty()) {
    if (at == region.end && region.complete) return false;
    const char* const until = at + std::min(region.end - at, kBatchBytes);
    const char* const next = read_chunks(plan, region, source->name(), at, until, line, {kBlockBytes, 0}, {}, nullptr,
                                         [&](Chunk&& chunk) { give_out(std::move(chunk)); });
    if (next == at) {  // the region cuts the record
      source->next(at, region);
      at = region.begin;
    } else {
      source->release(at, next);
      at = next;
    }
  }
  return true;
}

void BlockReader::Implementation::give_out(Chunk&& chunk) {
  if (chunk.footer && footer_remark.empty()) footer_remark = remark_on_footer(chunk);
  if (chunk.block.rows == 0) return;
  RowBlock& block = ready.emplace_back();
  auto held = std::make_shared<HeldText>(HeldText{source->holder(), std::move(chunk.unescaped)});
  block.kept = std::move(chunk.kept);
  block.text = std::move(held);
  block.table.source = source->name();
  block.table.rows = chunk.block.rows;
  block.table.columns = columns;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    block.table.columns[c].missing = chunk.missing[field_of_column[c]];
  }
  unite_levels({&chunk, 1}, block.table.columns);
  block.table.blocks.push_back(std::move(chunk.block));
}

BlockReader::BlockReader(const std::string& path, const Schema& schema, const BlockOptions& options)
    : implementation_(std::make_unique<Implementation>(path, schema, options)) {}

BlockReader::~BlockReader() = default;

const std::vector<std::string>& BlockReader::kept_names() const {
  return implementation_->kept_names;
}

const std::vector<std::string>& BlockReader::column_names() const {
  return implementation_->plan.names;
}

const std::string& BlockReader::remark() const {
  return implementation_->footer_remark;
}

bool BlockReader::has_column(const std::string& name) const {
  const std::vector<std::string>& names = implementation_->plan.names;
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool BlockReader::next(RowBlock& block) {
  Implementation& self = *implementation_;
  if (!self.read_more()) return false;
  block = std::move(self.ready.front());
  self.ready.pop_front();
  return true;
}

bool BlockReader::next(std::vector<RowBlock>& blocks) {
  Implementation& self = *implementation_;
  blocks.clear();
  if (!self.read_more()) return false;
  std::ranges::move(self.ready, std::back_inserter(blocks));
  self.ready.clear();
  return true;
}

}  // namespace binet
