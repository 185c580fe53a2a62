#include "profile/hashed_table.hpp"

#include "binet/base/parallel.hpp"
#include "csv/record.hpp"
#include "io/byte_hash.hpp"
#include "binet/io/byte_source.hpp"
#include "profile/profile.hpp"
#include "table/chunk_sequence.hpp"
#include "table/read_plan.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <unordered_set>

namespace binet::detail {
namespace {

constexpr std::size_t kMostLevels = std::size_t{1} << 16;  ///< of a column are kept
constexpr std::size_t kPending = 32;                       ///< chunks are turned into keys together, in parallel
constexpr std::size_t kMostTroubles = 20;

/// What is left of a region, and the regions behind it.
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

/// Enough of the blocks to have each of the keys, which ascend, in one.
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

}  // namespace

std::size_t HashedTable::line(Index row) const {
  const auto after = std::upper_bound(blocks.begin(), blocks.end(), row,
                                      [](Index r, const KeyBlock& block) { return r < block.rows.first_row; });
  const TableBlock& rows_there = (after - 1)->rows;
  return rows_there.line(row - rows_there.first_row);
}

/// What one chunk tells of a column; views are into the chunk.
struct KeyReader::ColumnFacts {
  std::uint64_t hash = 0;
  NumericSummary summary;
  bool whole = true;
  std::string_view least;
  bool has_number = false;
  Index text_cells = 0, first_text_row = -1;
  std::string_view first_text;

  void study_numbers(const TableBlock& block, Index slot, CellKey* keys);
  void study_levels(const Chunk& chunk, Index slot, CellKey* keys);
  void take_hash(const CellKey* keys, Index rows) {
    for (Index r = 0; r < rows; ++r) hash = combine_hash(hash, keys[r]);
  }
};

void KeyReader::ColumnFacts::study_numbers(const TableBlock& block, Index slot, CellKey* keys) {
  double count = 0, sum = 0;
  for (Index r = 0; r < block.rows; ++r) keys[r] = number_key(block.exact(r, slot));
  for (Index r = 0; r < block.rows; ++r) {
    const auto x = std::bit_cast<double>(keys[r]);
    const bool present = x == x;
    count += present ? 1 : 0;
    sum += present ? x : 0;
    summary.minimum = x < summary.minimum ? x : summary.minimum;
    summary.maximum = x > summary.maximum ? x : summary.maximum;
    whole &= !present || x == std::floor(x);
  }
  if (count == 0) return;
  summary.count = count;
  summary.mean = sum / count;
  for (Index r = 0; r < block.rows; ++r) {
    const auto x = std::bit_cast<double>(keys[r]);
    const double distance = x == x ? x - summary.mean : 0;
    summary.squares += distance * distance;
  }
}

void KeyReader::ColumnFacts::study_levels(const Chunk& chunk, Index slot, CellKey* keys) {
  const std::vector<std::string_view>& levels = chunk.levels[static_cast<std::size_t>(slot)].levels();
  std::vector<CellKey> key_of;
  std::vector<char> is_text;
  key_of.reserve(levels.size());
  for (const std::string_view level : levels) {
    double x;
    key_of.push_back(hash_bytes(level));
    is_text.push_back(!parse_number(level, x));
    has_number |= is_text.back() == 0;
  }
  if (!levels.empty()) least = *std::ranges::min_element(levels);
  for (Index r = 0; r < chunk.block.rows; ++r) {
    const std::int32_t code = chunk.block.codes(r, slot);
    keys[r] = code < 0 ? kMissingKey : key_of[static_cast<std::size_t>(code)];
    if (code < 0 || is_text[static_cast<std::size_t>(code)] == 0) continue;
    if (text_cells++ > 0) continue;
    first_text_row = r;
    first_text = levels[static_cast<std::size_t>(code)];
  }
}

KeyReader::KeyReader(RegionSource& source, const TableOptions& options, std::string all_levels_of)
    : source_(source), options_(options), all_levels_of_(std::move(all_levels_of)) {}

HashedTable KeyReader::read() {
  HashedTable table;
  while (!read_once(table)) source_.rewind();
  if (table.rows == 0) throw Error(source_.name() + ": no data rows after the header");
  return table;
}

/// False if text was found in a column planned as numbers: the plan is changed, and the file to be read again.
bool KeyReader::read_once(HashedTable& table) {
  table = {source_.name(), 0, {}, {}};
  bool began = false;
  const char* rest = nullptr;
  while (source_.next(rest, region_)) {
    at_ = region_.begin;
    if (!began) {
      began = begin_file(region_, table);
      if (!began) {
        rest = region_.begin;
        continue;
      }
    }
    const auto edge = [&](Index k) {
      return region_.begin + std::clamp(k * static_cast<Index>(kHashWindow), Index{0}, region_.end - region_.begin);
    };
    // A look behind a chunk's limit may have brought back much of the one before.
    const ChunkWatch watch{[&](Index k) { source_.expect(edge(k), edge(k + 1)); },
                           [&](Index k) { source_.release(edge(k - 1), edge(k + 1)); }};
    bool accepting = false;
    try {
      rest = read_chunks(plan_, region_, source_.name(), at_, region_.end, line_, {kHashWindow, 0}, watch, nullptr,
                         [&](Chunk&& chunk) {
                           accepting = true;
                           accept(std::move(chunk), table);
                           accepting = false;
                         });
    } catch (const Error& error) {
      if (accepting) throw;
      refuse(error.what());
    }
  }
  take_pending(table);
  return !plan_text(plan_, text_);
}

/// Reads the header and plans by the first records; false if the region ends too early.
bool KeyReader::begin_file(const Region& region, HashedTable& table) {
  const std::optional<Header> header = read_header(region, options_.csv, source_.name());
  if (!header) return false;
  if (!planned_) {
    TableOptions exact = options_;
    exact.all_exact = true;
    plan_ = first_plan(*header, exact, source_.name());
  }
  planned_ = true;
  line_ = header->line;
  at_ = skip_empty_lines(header->data, region.end, region.complete, line_);
  const Chunk sample = read_chunk(plan_, region, at_, at_ + std::min(kTypeSample, region.end - at_), false);
  plan_text(plan_, sample.text);
  if (sample.block.rows > 0) {
    plan_.record_bytes = static_cast<double>(sample.end - sample.begin) / static_cast<double>(sample.block.rows);
  }
  text_.assign(plan_.fields.size(), 0);
  start_columns(table);
  fields_.clear();
  for (std::size_t f = 0; f < plan_.fields.size(); ++f) {
    if (plan_.fields[f].kind != FieldPlan::Kind::skip) fields_.push_back(f);
  }
  return true;
}

void KeyReader::start_columns(HashedTable& table) const {
  for (std::size_t f = 0; f < plan_.fields.size(); ++f) {
    if (plan_.fields[f].kind == FieldPlan::Kind::skip) continue;
    KeyColumn& column = table.columns.emplace_back();
    column.name = plan_.names[f];
    column.type = plan_.is_number(f) ? ColumnType::numeric : ColumnType::category;
  }
}

void KeyReader::accept(Chunk&& chunk, HashedTable& table) {
  at_ = chunk.end;
  for (std::size_t f = 0; f < text_.size(); ++f) text_[f] |= chunk.text[f];
  if (chunk.block.rows == 0) return;
  pending_.push_back(std::move(chunk));
  if (pending_.size() == kPending) take_pending(table);
}

std::vector<KeyReader::ColumnFacts> KeyReader::make_keys(const Chunk& chunk, PageArray<CellKey>& cells) const {
  std::vector<ColumnFacts> facts(fields_.size());
  cells = {static_cast<Index>(fields_.size()), chunk.block.rows};
  cells.touch(static_cast<Index>(fields_.size()));
  for (std::size_t c = 0; c < fields_.size(); ++c) {
    const Index slot = plan_.fields[fields_[c]].slot;
    CellKey* const keys = cells.row(static_cast<Index>(c));
    plan_.is_number(fields_[c]) ? facts[c].study_numbers(chunk.block, slot, keys)
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
  if (column.type == ColumnType::numeric) return;
  const auto& levels = chunk.levels[static_cast<std::size_t>(plan_.fields[fields_[place]].slot)].levels();
  if (levels.empty()) return;
  if (!column.least || more.least < *column.least) column.least = more.least;
  column.has_number |= more.has_number;
  if (column.text_cells == 0 && more.text_cells > 0) {
    column.first_text_row = chunk.block.first_row + more.first_text_row;
    column.first_text = more.first_text;
  }
  column.text_cells += more.text_cells;
  for (std::size_t l = 0; l < levels.size() && !column.many; ++l) {
    column.levels.code(levels[l]);
    column.many = column.levels.levels().size() > kMostLevels && column.name != all_levels_of_;
  }
  if (column.many) column.levels = LevelDictionary();
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

/// Goes on behind the record that cannot be read, to name the others too.
void KeyReader::refuse(const std::string& first) {
  std::vector<std::string> errors;
  CsvReader reader(std::make_unique<RegionBytes>(source_, region_, at_), plan_.delimiter, plan_.names, line_);
  CsvRecord record;
  while (errors.size() < kMostTroubles) {
    try {
      if (!reader.next(record)) break;
    } catch (const Error& error) {
      if (!errors.empty() && errors.back() == error.what()) break;  // it cannot be read past
      errors.emplace_back(error.what());
    }
  }
  // Text in a column that must be numbers is none to this reader.
  if (std::ranges::find(errors, first) == errors.end()) errors.insert(errors.begin(), first);
  throw RecordTroubles(std::move(errors));
}

std::string KeyReader::least_text(const HashedTable& table, std::size_t column, std::span<const CellKey> keys) {
  const auto slot = static_cast<std::size_t>(plan_.fields[fields_[column]].slot);
  std::optional<std::string> least;
  const auto look_at = [&](const Chunk& chunk) {
    for (const std::string_view level : chunk.levels[slot].levels()) {
      if (std::ranges::binary_search(keys, hash_bytes(level)) && (!least || level < *least)) least = level;
    }
  };
  if (source_.whole()) {
    for (const std::size_t b : blocks_with(table, column, keys)) {
      look_at(read_chunk(plan_, region_, table.blocks[b].begin, table.blocks[b].end, false));
    }
    return least.value();
  }
  source_.rewind();
  HashedTable unused;
  const char* rest = nullptr;
  for (bool began = false; source_.next(rest, region_);) {
    at_ = rest = region_.begin;
    began = began || begin_file(region_, unused);
    if (!began) continue;
    rest = read_chunks(plan_, region_, source_.name(), at_, region_.end, line_, {kHashWindow, 0}, {}, nullptr,
                       [&](Chunk&& chunk) { look_at(chunk); });
  }
  return least.value();
}

}  // namespace binet::detail
