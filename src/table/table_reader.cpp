#include "binet/base/error.hpp"
#include "csv/record.hpp"
#include "io/byte_hash.hpp"
#include "io/region_source.hpp"
#include "table/chunk_sequence.hpp"
#include "table/level_union.hpp"
#include "table/read_plan.hpp"
#include "binet/table/table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>

namespace binet {

using namespace detail;

namespace {

constexpr std::size_t kExactBytes = std::size_t{16} << 20;  ///< from there on, numbers are kept narrow
constexpr double kSummaryRows = 64;  ///< a chunk of fewer is not worth summaries, which are as long as a few rows

/// Reads a whole file into chunks, with types as found so far; again if a type was wrong.
class TableRead {
 public:
  TableRead(RegionSource& source, const TableOptions& options) : source_(source), options_(options) {}

  Table read() {
    while (!read_once()) source_.rewind();
    return finished();
  }

 private:
  bool read_once();
  void require_room_for(const Region&) const;
  const char* begin_file(const Region&);
  void choose_offsets(const Chunk&);
  void accept(Chunk&&);
  Table finished();

  RegionSource& source_;
  const TableOptions& options_;
  ReadPlan plan_;
  bool planned_ = false;
  std::vector<Chunk> chunks_;
  std::vector<NumericSummary> summaries_;  ///< of all chunks
  std::vector<char> text_;
  std::size_t line_ = 1;
  Index rows_ = 0;
  std::vector<std::uint64_t> windows_;
};

/// False if text was found in a column planned as numbers: the plan is changed, and the file to be read again.
bool TableRead::read_once() {
  chunks_.clear();
  summaries_.clear();
  rows_ = 0;
  ChunkMemories shared;
  ChunkMemories* const memories = memory_limit() == 0 ? &shared : nullptr;  // a limit moves chunks one by one
  bool began = false;
  std::size_t bytes_before = 0;
  const char* rest = nullptr;
  for (Region region; source_.next(rest, region);) {
    const char* start = region.begin;
    if (!began) {
      start = begin_file(region);
      began = start != nullptr;
      if (!began) {
        rest = region.begin;
        continue;
      }
    }
    const auto size = static_cast<std::size_t>(region.end - region.begin);
    windows_.resize(source_.whole() ? (size + kHashWindow - 1) / kHashWindow : 0);
    const auto window = [&](Index k) {
      const char* const begin = region.begin + k * static_cast<Index>(kHashWindow);
      return std::string_view(begin, std::min(kHashWindow, static_cast<std::size_t>(region.end - begin)));
    };
    const auto expect = [&](Index k) { source_.expect(window(k).data(), window(k).data() + window(k).size()); };
    const auto finish = [&](Index k) {
      const std::string_view bytes = window(k);
      if (!windows_.empty()) windows_[static_cast<std::size_t>(k)] = hash_window(bytes);
      // a look behind its limit may have brought back much of the window before
      source_.release(k > 0 ? window(k - 1).data() : bytes.data(), bytes.data() + bytes.size());
    };
    for (Index k = 0; k < (start - region.begin) / static_cast<Index>(kHashWindow); ++k) finish(k);
    const ChunkSettings settings{kHashWindow, kExactBytes - std::min(kExactBytes, bytes_before)};
    rest = read_chunks(plan_, region, source_.name(), start, region.end, line_, settings, {expect, finish}, memories,
                       [&](Chunk&& chunk) { accept(std::move(chunk)); });
    bytes_before += static_cast<std::size_t>(rest - region.begin);
  }
  return !plan_text(plan_, text_);
}

/// Reads the header and plans by the first records; null if the region ends too early.
const char* TableRead::begin_file(const Region& region) {
  const std::optional<Header> header = read_header(region, options_.csv, source_.name());
  if (!header) return nullptr;
  if (!planned_) plan_ = first_plan(*header, options_, source_.name());
  planned_ = true;
  text_.assign(plan_.fields.size(), 0);
  line_ = header->line;
  const char* const start = skip_empty_lines(header->data, region.end, region.complete, line_);
  const auto sample = [&] {
    return read_chunk(plan_, region, start, start + std::min(kTypeSample, region.end - start), false);
  };
  Chunk first = sample();
  if (plan_text(plan_, first.text)) first = sample();
  choose_offsets(first);
  if (first.block.rows > 0) {
    plan_.record_bytes = static_cast<double>(first.end - first.begin) / static_cast<double>(first.block.rows);
    plan_.summaries = static_cast<double>(kHashWindow) > kSummaryRows * plan_.record_bytes;
    if (source_.whole()) require_room_for(region);
  }
  return start;
}

/// Under a memory limit: for the table, and for the features made of it, which take as much.
void TableRead::require_room_for(const Region& region) const {
  const auto rows = static_cast<double>(region.end - region.begin) / plan_.record_bytes;
  const auto cells =
      static_cast<double>(plan_.other) * sizeof(Scalar) + static_cast<double>(plan_.categories) * sizeof(std::int32_t);
  require_room(static_cast<std::size_t>(2 * rows * cells));
}

/// Numbers that lie far from zero for their spread are kept relative to the least of the first rows.
void TableRead::choose_offsets(const Chunk& first) {
  for (const FieldPlan& field : plan_.fields) {
    if (field.kind != FieldPlan::Kind::other) continue;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (Index r = 0; r < first.block.rows; ++r) {
      const double x = first.block.wide(r, field.slot);
      low = std::min(low, std::isnan(x) ? low : x);
      high = std::max(high, std::isnan(x) ? high : x);
    }
    const bool far = low <= high && std::abs(low) > 4 * (high - low);
    plan_.offsets[static_cast<std::size_t>(field.slot)] = far ? low : 0;
  }
}

void TableRead::accept(Chunk&& chunk) {
  for (std::size_t f = 0; f < text_.size(); ++f) text_[f] |= chunk.text[f];
  if (chunk.block.rows == 0) return;
  summaries_.resize(chunk.summaries.size());
  for (std::size_t s = 0; s < summaries_.size(); ++s) summaries_[s].add(chunk.summaries[s]);
  chunk.summaries = {};
  chunk.block.first_row = rows_;
  rows_ += chunk.block.rows;
  chunk.block.keep();
  chunks_.push_back(std::move(chunk));
}

Table TableRead::finished() {
  if (rows_ == 0) throw Error(source_.name() + ": no data rows after the header");
  Table table;
  table.source = source_.name();
  table.rows = rows_;
  table.hash = std::accumulate(windows_.begin(), windows_.end(), source_.hash(), combine_hash);
  for (std::size_t f = 0; f < plan_.fields.size(); ++f) {
    const FieldPlan& field = plan_.fields[f];
    if (field.kind == FieldPlan::Kind::skip) continue;
    Column column;
    column.name = plan_.names[f];
    column.type = plan_.is_number(f) ? ColumnType::numeric : ColumnType::category;
    column.exact = field.kind == FieldPlan::Kind::exact;
    if (field.kind == FieldPlan::Kind::other) column.offset = plan_.offsets[static_cast<std::size_t>(field.slot)];
    column.slot = field.slot;
    for (const Chunk& chunk : chunks_) column.missing += chunk.missing[f];
    const auto summary = static_cast<std::size_t>(column.slot + (column.exact ? 0 : plan_.exact));
    if (plan_.is_number(f) && plan_.summaries) column.summary = summaries_[summary];
    table.columns.push_back(std::move(column));
  }
  unite_levels(chunks_, table.columns);
  for (Chunk& chunk : chunks_) table.blocks.push_back(std::move(chunk.block));
  return table;
}

}  // namespace

Table read_table(const std::string& path, const TableOptions& options) {
  const auto source = open_regions(path, true);
  return TableRead(*source, options).read();
}

Table parse_table(std::string_view text, const TableOptions& options, const std::string& name) {
  const auto source = memory_regions(text, name);
  return TableRead(*source, options).read();
}

}  // namespace binet
