#include "table/chunk.hpp"

#include "csv/field_ends.hpp"
#include "csv/preamble.hpp"
#include "csv/record.hpp"
#include "csv/text.hpp"
#include "table/batch_reader.hpp"
#include "table/chunk_cells.hpp"
#include "table/record_reader.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace binet::detail {
namespace {

/// Finds a NUL or invalid UTF-8 in [begin, end) and its line.
std::optional<ParseError> find_bad_bytes(const char* begin, const char* end) {
  if (end <= begin) return std::nullopt;
  const ByteKinds kinds = byte_kinds(begin, end);
  if (!kinds.nul && !kinds.not_ascii) return std::nullopt;
  ByteError error = find_byte_error({begin, static_cast<std::size_t>(end - begin)});
  if (error.position == std::string_view::npos) return std::nullopt;
  return ParseError{static_cast<std::size_t>(std::count(begin, begin + error.position, '\n')), std::move(error.what)};
}

/// True if a record of the right width begins at `at`.
bool reads_as_record(const ReadPlan& plan, const Region& whole, const char* at) {
  const Region region = whole.up_to_record_from(at);
  const auto bytes = static_cast<std::size_t>(region.end - at);
  const auto* const line_end = static_cast<const char*>(std::memchr(at, '\n', bytes));
  if (line_end != nullptr && std::memchr(at, '"', static_cast<std::size_t>(line_end - at)) == nullptr) {
    return static_cast<std::size_t>(std::count(at, line_end, plan.delimiter)) + 1 == plan.fields.size();
  }
  for (std::size_t fields = 1; fields <= plan.fields.size(); ++fields) {
    const FieldScan scan = scan_field(at, region.end, plan.delimiter, region.complete);
    if (scan.end == FieldEnd::record) return fields == plan.fields.size();
    if (scan.end != FieldEnd::delimiter) return false;
    at = scan.next;
  }
  return false;
}

}  // namespace

Chunk read_chunk(const ReadPlan& plan, const Region& whole, const char* start, const char* limit, bool narrow,
                 ChunkMemory* memory) {
  using Outcome = RecordReader::Outcome;
  limit = std::min(limit, whole.end);
  const Region region = whole.up_to_record_from(limit);
  Chunk chunk;
  ReadPosition position;
  chunk.begin = position.at = skip_to_record(plan, region, start, position.line);
  position.line = 0;
  ChunkCells cells(plan, region, limit - chunk.begin, narrow, memory, chunk);
  BatchReader batches(region, limit, cells);
  RecordReader records(region, cells);
  Outcome outcome = Outcome::complete;
  bool unusual_bytes = false;
  while (position.at < limit) {
    const ReadPosition before = position;
    const bool in_batch = batches.read(position);
    outcome = in_batch ? Outcome::complete : records.read(position);
    unusual_bytes |= !in_batch || batches.unusual_bytes();
    if (outcome == Outcome::footer) {
      const std::string_view text(before.at, static_cast<std::size_t>(position.at - before.at));
      chunk.footer = {before.line, std::string(trim_blanks(line_of(text)))};
    }
    if (outcome != Outcome::complete) break;
    position.at = skip_to_record(plan, region, position.at, position.line);
  }
  std::optional<ParseError> not_converted = cells.finish();
  chunk.end = position.at;
  chunk.lines = position.line;
  if (outcome == Outcome::error) chunk.error = records.error();
  if (outcome == Outcome::cut && region.end != whole.end) {
    chunk.error = {position.line, long_record(region.longest_record)};
  }
  if (not_converted && (!chunk.error || not_converted->lines_after < chunk.error->lines_after)) {
    chunk.error = std::move(not_converted);
  }
  if (unusual_bytes) {  // invalid bytes take precedence over other errors
    const char* const checked_to = outcome == Outcome::error ? records.checked_to() : chunk.end;
    if (auto bad_bytes = find_bad_bytes(chunk.begin, checked_to)) chunk.error = std::move(bad_bytes);
  }
  return chunk;
}

const char* skip_to_record(const ReadPlan& plan, const Region& region, const char* at, std::size_t& lines) {
  return plan.empty_lines_count() ? at : skip_empty_lines(at, region.end, region.complete, lines);
}

const char* guess_record_start(const ReadPlan& plan, const Region& region, const char* guess) {
  constexpr int kTries = 16;
  const char* first = nullptr;
  const char* p = guess - 1;
  const char* const until = region.up_to_record_from(guess).end;  // so that a long record costs linear time
  std::size_t lines = 0;
  for (int i = 0; i < kTries && p < until; ++i) {
    p = static_cast<const char*>(std::memchr(p, '\n', static_cast<std::size_t>(until - p)));
    if (p == nullptr) break;
    p = skip_to_record(plan, region, p + 1, lines);
    if (first == nullptr) first = p;
    if (p == region.end || reads_as_record(plan, region, p)) return p;
  }
  return first == nullptr ? region.end : first;
}

}  // namespace binet::detail
