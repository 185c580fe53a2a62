#include "profile/key_reader.hpp"

#include "base/text_list.hpp"
#include "binet/base/page_memory.hpp"
#include "binet/base/parallel.hpp"
#include "csv/csv.hpp"
#include "io/byte_hash.hpp"
#include "io/byte_source.hpp"
#include "profile/profile.hpp"
#include "table/converted_columns.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <unordered_set>
#include <utility>

namespace binet::detail {
namespace {

constexpr std::size_t kMostLevels = std::size_t{1} << 16;  ///< kept per column
constexpr std::size_t kPending = 32;  ///< chunks converted to keys together, in parallel
constexpr std::size_t kPendingInLittleMemory = 2;  ///< of about 8 MB each
constexpr std::size_t kMostErrors = 20;

/// The rest of a region and all later regions.
class RegionBytes : public ByteSource {
 public:
  RegionBytes(RegionSource& source, const Region& region, const char* at) : source_(source), region_(region), at_(at) {}

  std::size_t read(char* buffer, std::size_t size) override {
    while (at_ == region_.end) {
      if (region_.complete || !source_.next(region_.end, region_)) return 0;
      at_ = region_.begin;
    }
    const std::size_t count = std::min(size, static_cast<std::size_t>(region_.end - at_));
    std::memcpy(buffer, at_, count);
    at_ += count;
    return count;
  }
  const std::string& name() const override { return source_.name(); }

 private:
  RegionSource& source_;
  Region region_;
  const char* at_;
};

/// Enough blocks to contain each of the keys, which are ascending.
std::vector<std::size_t> blocks_with(const HashedTable& table, std::size_t column, std::span<const CellKey> keys) {
  std::vector<std::vector<CellKey>> found(table.blocks.size());
  parallel_for(static_cast<Index>(found.size()), [&](Index b) {
    const KeyBlock& block = table.blocks[static_cast<std::size_t>(b)];
    const CellKey* const cells = block.cells.row(static_cast<Index>(column));
    std::unordered_set<CellKey> here;
    for (Index r = 0; r < block.rows.rows; ++r) {
      if (std::ranges::binary_search(keys, cells[r])) here.insert(cells[r]);
    }
    found[static_cast<std::size_t>(b)].assign(here.begin(), here.end());
    block.cells.release();
  });
  std::unordered_set<CellKey> seen;
  std::vector<std::size_t> blocks;
  for (std::size_t b = 0; b < found.size(); ++b) {
    bool is_new = false;
    for (const CellKey key : found[b]) is_new |= seen.insert(key).second;
    if (is_new) blocks.push_back(b);
  }
  return blocks;
}

TableOptions with_exact_numbers(TableOptions options) {
  options.all_exact = true;
  return options;
}

}  // namespace

KeyReader::KeyReader(RegionSource& source, const TableOptions& options, std::string all_levels_of)
    : options_(with_exact_numbers(options)), all_levels_of_(std::move(all_levels_of)), file_(source, options_) {}

HashedTable KeyReader::read() {
  HashedTable table;
  file_.read({[&](const Region&, const Chunk&) { begin(table); },
              [&](const Region& region, const char* start) { return read_region(region, start, table); }});
  take_pending(table);
  table.remark = joined(file_.remarks(), "; ");
  for (std::size_t c = 0; c < fields_.size(); ++c) {
    const Conversion* const conversion = file_.plan().conversion_of(fields_[c]);
    table.columns[c].dates = conversion != nullptr && conversion->notation.is_date();
    const NotationEvidence& evidence = file_.types().notation(fields_[c]);
    if (conversion != nullptr && !(conversion->notation.is_usual() && evidence.example().empty())) {
      table.columns[c].remarks = remarks_on(conversion->notation, evidence);
    }
  }
  if (table.rows == 0) throw Error(table.source + ": no data rows after the header");
  return table;
}

/// Discards what an earlier pass over the file has read.
void KeyReader::begin(HashedTable& table) {
  table = {file_.source().name(), 0, {}, {}, {}};
  pending_.clear();
  fields_.clear();
  const ReadPlan& plan = file_.plan();
  const auto skipped = [](const FieldPlan& field) { return field.kind == FieldPlan::Kind::skip; };
  table.columns.reserve(plan.fields.size() - static_cast<std::size_t>(std::ranges::count_if(plan.fields, skipped)));
  for (std::size_t f = 0; f < plan.fields.size(); ++f) {
    if (skipped(plan.fields[f])) continue;
    fields_.push_back(f);
    KeyColumn& column = table.columns.emplace_back();
    column.name = plan.names[f];
    column.type = plan.gives_numbers(f) ? ColumnType::numeric : ColumnType::category;
  }
  file_.plan().summaries = true;  // which show numbers too large for a double
}

const char* KeyReader::read_region(const Region& region, const char* start, HashedTable& table) {
  region_ = region;
  at_ = start;
  bool accepting = false;
  try {
    return file_.read_region(region, start, {.accept = [&](Chunk&& chunk) {
                               accepting = true;
                               accept(std::move(chunk), table);
                               accepting = false;
                             }});
  } catch (const Error& error) {
    if (accepting) throw;
    refuse(error.what());
  }
}

void KeyReader::accept(Chunk&& chunk, HashedTable& table) {
  at_ = chunk.end;
  if (chunk.block.rows == 0) return;
  pending_.push_back(std::move(chunk));
  if (pending_.size() == (memory_limit() == 0 ? kPending : kPendingInLittleMemory)) take_pending(table);
}

std::vector<ColumnFacts> KeyReader::make_keys(const Chunk& chunk, PageArray<CellKey>& cells) const {
  std::vector<ColumnFacts> facts(fields_.size());
  cells = {static_cast<Index>(fields_.size()), chunk.block.rows};
  cells.touch(static_cast<Index>(fields_.size()));
  for (std::size_t c = 0; c < fields_.size(); ++c) {
    const ReadPlan& plan = file_.plan();
    const Conversion* const conversion = plan.conversion_of(fields_[c]);
    const Index slot = conversion != nullptr ? conversion->slot : plan.fields[fields_[c]].slot;
    CellKey* const keys = cells.row(static_cast<Index>(c));
    plan.gives_numbers(fields_[c]) ? facts[c].study_numbers(chunk.block, slot, keys)
                                   : facts[c].study_levels(chunk, slot, keys);
    if (fields_.size() > 1) facts[c].take_hash(keys, chunk.block.rows);
  }
  return facts;
}

void KeyReader::add(const ColumnFacts& more, const Chunk& chunk, std::size_t place, KeyColumn& column) const {
  column.missing += chunk.missing[fields_[place]];
  column.hash = combine_hash(column.hash, more.hash);
  column.summary.add(more.summary);
  column.whole &= more.whole;
  column.grouped &= more.grouped;
  column.third_digits += more.third_digits;
  if (column.type == ColumnType::numeric) return;
  const auto& levels = chunk.levels[static_cast<std::size_t>(file_.plan().fields[fields_[place]].slot)].levels();
  if (levels.empty()) return;
  if (!column.least || more.least < *column.least) column.least = more.least;
  column.has_number |= more.has_number;
  if (column.text_cells == 0 && more.text_cells > 0) {
    column.first_text_row = chunk.block.first_row + more.first_text_row;
    column.first_text = more.first_text;
  }
  column.text_cells += more.text_cells;
  for (std::size_t l = 0; l < levels.size() && !column.many; ++l) {
    if (!column.dictionary) column.dictionary = std::make_unique<LevelDictionary>();
    column.dictionary->code(levels[l]);
    column.many = column.dictionary->levels().size() > kMostLevels && column.name != all_levels_of_;
  }
  if (column.many) column.dictionary.reset();
}

void KeyReader::take_pending(HashedTable& table) {
  const std::size_t first = table.blocks.size();
  for (Chunk& chunk : pending_) {
    KeyBlock& block = table.blocks.emplace_back();
    block.begin = chunk.begin;
    block.end = chunk.end;
    chunk.block.first_row = table.rows;
    table.rows += chunk.block.rows;
  }
  std::vector<std::vector<ColumnFacts>> facts(pending_.size());
  parallel_for(static_cast<Index>(pending_.size()), [&](Index k) {
    const auto i = static_cast<std::size_t>(k);
    facts[i] = make_keys(pending_[i], table.blocks[first + i].cells);
  });
  parallel_for(static_cast<Index>(fields_.size()), [&](Index c) {
    const auto place = static_cast<std::size_t>(c);
    for (std::size_t i = 0; i < pending_.size(); ++i) add(facts[i][place], pending_[i], place, table.columns[place]);
  });
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    pending_[i].block.give_back();
    KeyBlock& block = table.blocks[first + i];
    block.rows = std::move(pending_[i].block);
    block.cells.keep();
  }
  pending_.clear();
}

/// Continues after the unreadable record, to report the others as well.
void KeyReader::refuse(const std::string& first) {
  if (first.ends_with(long_record(region_.longest_record))) throw RecordErrors({first});
  std::vector<std::string> errors;
  CsvReader reader(std::make_unique<RegionBytes>(file_.source(), region_, at_), file_.plan().delimiter,
                   file_.plan().names, file_.line());
  CsvRecord record;
  while (errors.size() < kMostErrors) {
    try {
      if (!reader.next(record)) break;
    } catch (const Error& error) {
      if (!errors.empty() && errors.back() == error.what()) break;  // reading cannot get past it
      errors.emplace_back(error.what());
    }
  }
  // This reader does not notice text in a column that must be numeric.
  if (std::ranges::find(errors, first) == errors.end()) errors.insert(errors.begin(), first);
  throw RecordErrors(std::move(errors));
}

std::string KeyReader::least_text(const HashedTable& table, std::size_t column, std::span<const CellKey> keys) {
  const auto slot = static_cast<std::size_t>(file_.plan().fields[fields_[column]].slot);
  std::optional<std::string> least;
  const auto look_at = [&](const Chunk& chunk) {
    for (const std::string_view level : chunk.levels[slot].levels()) {
      if (std::ranges::binary_search(keys, hash_bytes(level)) && (!least || level < *least)) least = level;
    }
  };
  if (file_.source().whole()) {
    for (const std::size_t b : blocks_with(table, column, keys)) {
      look_at(read_chunk(file_.plan(), region_, table.blocks[b].begin, table.blocks[b].end, false));
    }
  } else {
    file_.read_again({{}, [&](const Region& region, const char* start) {
                        return file_.read_region(region, start, {.accept = look_at});
                      }});
  }
  return least.value();
}

}  // namespace binet::detail
