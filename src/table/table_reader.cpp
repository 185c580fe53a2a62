#include "binet/table/table.hpp"

#include "binet/base/error.hpp"
#include "binet/table/table.hpp"
#include "csv/text_format_of.hpp"
#include "io/byte_hash.hpp"
#include "io/region_source.hpp"
#include "table/converted_columns.hpp"
#include "table/joined_levels.hpp"
#include "table/level_union.hpp"
#include "table/planned_file.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>

namespace binet {

using namespace detail;

namespace {

constexpr std::size_t kExactBytes = std::size_t{16} << 20;  ///< numbers are stored narrow from here on
constexpr std::size_t kListBytes = 40;  ///< per row: target, weight, places, held-out logits
constexpr double kSummaryRows = 64;  ///< smaller chunks do not justify summaries, which have the size of a few rows

/// Reads a whole file into chunks and builds a table from them.
class TableRead {
 public:
  TableRead(RegionSource& source, const TableOptions& options) : options_(options), file_(source, options) {}

  Table read();

 private:
  void begin(const Region&, const Chunk& sample);
  const char* read_region(const Region&, const char* start, ChunkMemories*);
  std::size_t expected_rows(const Region&) const;
  void require_room_for(const Region&) const;
  void choose_offsets(const Chunk& sample);
  void accept(Chunk&&);
  Table finished();
  const TableOptions& options_;
  PlannedFile file_;
  std::vector<Chunk> chunks_;
  std::vector<NumericSummary> summaries_;  ///< over all chunks
  Index rows_ = 0;
  std::size_t bytes_before_ = 0;  ///< of the regions read
  MemoryClaim row_lists_;
  std::vector<std::uint64_t> windows_;
};

Table TableRead::read() {
  ChunkMemories shared;
  ChunkMemories* const memories = memory_limit() == 0 ? &shared : nullptr;  // under a limit, chunks are moved one by
                                                                            // one
  file_.read({[&](const Region& region, const Chunk& sample) { begin(region, sample); },
              [&](const Region& region, const char* start) { return read_region(region, start, memories); }});
  return finished();
}

/// Discards what an earlier pass over the file has read.
void TableRead::begin(const Region& region, const Chunk& sample) {
  chunks_.clear();
  summaries_.clear();
  rows_ = 0;
  bytes_before_ = 0;
  choose_offsets(sample);
  ReadPlan& plan = file_.plan();
  if (sample.block.rows == 0) return;
  plan.summaries = static_cast<double>(kHashWindow) > kSummaryRows * plan.record_bytes;
  if (file_.source().whole()) require_room_for(region);
  row_lists_.change_to(file_.source().whole() ? expected_rows(region) * kListBytes : 0);
}

const char* TableRead::read_region(const Region& region, const char* start, ChunkMemories* memories) {
  const auto size = static_cast<std::size_t>(region.end - region.begin);
  windows_.resize(file_.source().whole() ? (size + kHashWindow - 1) / kHashWindow : 0);
  PlannedFile::RegionSteps steps;
  steps.narrow_from = kExactBytes - std::min(kExactBytes, bytes_before_);
  steps.memories = memories;
  steps.accept = [&](Chunk&& chunk) { accept(std::move(chunk)); };
  steps.window_read = [&](Index k, std::string_view bytes) {
    if (!windows_.empty()) windows_[static_cast<std::size_t>(k)] = hash_window(bytes);
  };
  const char* const rest = file_.read_region(region, start, steps);
  bytes_before_ += static_cast<std::size_t>(rest - region.begin);
  return rest;
}

/// The rows of a file that is read whole, from the length of the first ones.
std::size_t TableRead::expected_rows(const Region& region) const {
  return static_cast<std::size_t>(static_cast<double>(region.end - region.begin) / file_.plan().record_bytes);
}

/// Under a memory limit, requires room for the table and for its features, which need as much.
void TableRead::require_room_for(const Region& region) const {
  const ReadPlan& plan = file_.plan();
  const auto cells = static_cast<std::size_t>(plan.other) * sizeof(Scalar) +
                     static_cast<std::size_t>(plan.categories) * sizeof(std::int32_t);
  require_room(2 * expected_rows(region) * cells);
}

/// Numbers that are far from zero relative to their spread are stored relative to the minimum of the first rows.
void TableRead::choose_offsets(const Chunk& sample) {
  ReadPlan& plan = file_.plan();
  for (const FieldPlan& field : plan.fields) {
    if (field.kind != FieldPlan::Kind::other) continue;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (Index r = 0; r < sample.block.rows; ++r) {
      const double x = sample.block.wide(r, field.slot);
      low = std::min(low, std::isnan(x) ? low : x);
      high = std::max(high, std::isnan(x) ? high : x);
    }
    const bool far = low <= high && std::abs(low) > 4 * (high - low);
    plan.offsets[static_cast<std::size_t>(field.slot)] = far ? low : 0;
  }
}

void TableRead::accept(Chunk&& chunk) {
  if (chunk.block.rows == 0) return;
  summaries_.resize(chunk.summaries.size());
  for (std::size_t s = 0; s < summaries_.size(); ++s) summaries_[s].add(chunk.summaries[s]);
  chunk.summaries = {};
  chunk.block.first_row = rows_;
  rows_ += chunk.block.rows;
  if (!file_.source().whole()) row_lists_.change_to(static_cast<std::size_t>(rows_) * kListBytes);
  chunk.block.keep();
  chunks_.push_back(std::move(chunk));
}

Table TableRead::finished() {
  RegionSource& source = file_.source();
  const ReadPlan& plan = file_.plan();
  if (rows_ == 0) throw Error(source.name() + ": no data rows after the header");
  Table table;
  table.source = source.name();
  table.rows = rows_;
  table.row_lists = std::move(row_lists_);
  table.hash = std::accumulate(windows_.begin(), windows_.end(), source.hash(), combine_hash);
  for (const std::string& name : options_.date) {
    const auto field = static_cast<std::size_t>(std::ranges::find(plan.names, name) - plan.names.begin());
    const Conversion* const conversion = plan.conversion_of(field);
    if (plan.fields[field].dates_only && (conversion == nullptr || !conversion->notation.is_date())) {
      throw Error(source.name() + ": column " + in_quotes(name) +
                  ": not every cell is a date in one notation; expected as 2024-05-31");
    }
  }
  if (source.parts() != nullptr) {
    for (const FilePart& part : source.parts()->all()) table.parts.push_back({part.name, part.lines_before});
  }
  table.remarks = file_.remarks();
  std::vector<std::size_t> fields;  // of each column
  for (std::size_t f = 0; f < plan.fields.size(); ++f) {
    const FieldPlan& field = plan.fields[f];
    if (field.kind == FieldPlan::Kind::skip) continue;
    if (plan.conversion_of(f) != nullptr) {
      ConvertedColumns converted(plan, options_, chunks_, summaries_);
      for (Column& column : converted.make(f, file_.types().notation(f))) table.columns.push_back(std::move(column));
      fields.resize(table.columns.size(), f);
      continue;
    }
    Column column;
    column.name = plan.names[f];
    column.type = plan.is_number(f) ? ColumnType::numeric : ColumnType::category;
    column.exact = field.kind == FieldPlan::Kind::exact;
    if (field.kind == FieldPlan::Kind::other) column.offset = plan.offsets[static_cast<std::size_t>(field.slot)];
    column.slot = field.slot;
    for (const Chunk& chunk : chunks_) column.missing += chunk.missing[f];
    const auto summary = static_cast<std::size_t>(column.slot + (column.exact ? 0 : plan.exact));
    if (plan.is_number(f) && plan.summaries) column.summary = summaries_[summary];
    table.columns.push_back(std::move(column));
    fields.push_back(f);
  }
  unite_levels(chunks_, table.columns);
  for (Chunk& chunk : chunks_) table.blocks.push_back(std::move(chunk.block));
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    Column& column = table.columns[c];
    if (column.type == ColumnType::category && plan.fields[fields[c]].watched) join_spellings(table, column);
  }
  return table;
}

}  // namespace

Table read_table(const std::string& path, const TableOptions& options) {
  return read_tables({path}, options);
}

Table read_tables(const std::vector<std::string>& paths, const TableOptions& options) {
  const std::vector<std::string> more(paths.begin() + 1, paths.end());
  const auto source = open_regions(paths.at(0), true, text_format(options.csv, more));
  try {
    return TableRead(*source, options).read();
  } catch (const Error& error) {
    if (source->parts() == nullptr || source->parts()->in_place(error.what()) == error.what()) throw;
    throw Error(source->parts()->in_place(error.what()));
  }
}

Table parse_table(std::string_view text, const TableOptions& options, const std::string& name) {
  const auto source = memory_regions(text, name, options.csv.limits);
  return TableRead(*source, options).read();
}

}  // namespace binet
