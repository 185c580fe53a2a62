#pragma once

#include "../../src/data/chunk_sequence.hpp"
#include "../../src/data/field_ends.hpp"
#include "data/reference_csv.hpp"

#include "binet/data/csv.hpp"
#include "binet/error.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>
#include <string_view>

namespace binet {

/// Hands out a text in steps, the way a slow pipe does.
class SteppingSource : public ByteSource {
 public:
  SteppingSource(std::string_view text, std::size_t step) : rest_(text), step_(step) {}
  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t count = rest_.copy(buffer, std::min(size, step_));
    rest_.remove_prefix(count);
    return count;
  }
  const std::string& name() const override { return name_; }

 private:
  std::string_view rest_;
  std::size_t step_;
  std::string name_ = "t.csv";
};

/// Line of an error "t.csv:LINE: …".
inline std::size_t line_of(const Error& error) {
  const std::string_view text = error.what();
  std::size_t line = 0;
  std::from_chars(text.data() + std::min(text.size(), sizeof "t.csv"), text.data() + text.size(), line);
  return line;
}

/// The text by CsvReader, without a header.
inline ReferenceCsv read_by_reader(std::string_view text, char delimiter, std::size_t step) {
  ReferenceCsv csv;
  try {
    CsvOptions options;
    options.delimiter = delimiter;
    options.header = false;
    CsvReader reader(std::make_unique<SteppingSource>(text, step), options);
    for (CsvRecord record; reader.next(record);) {
      csv.records.emplace_back(record.fields.begin(), record.fields.end());
      csv.lines.push_back(record.line);
    }
  } catch (const Error& error) {
    csv.error_line = line_of(error);
  }
  return csv;
}

/// The text by the chunked reader: cut into two regions at `cut`, each into chunks of `chunk_bytes`.
inline ReferenceCsv read_by_chunks(std::string_view text, char delimiter, std::size_t width, std::size_t cut,
                                   std::size_t chunk_bytes) {
  using namespace detail;
  ReadPlan plan;
  plan.delimiter = delimiter;
  plan.fields.resize(width);
  for (std::size_t f = 0; f < width; ++f) plan.fields[f].kept = static_cast<std::int32_t>(f);
  plan.kept = static_cast<Index>(width);

  // Pages of one's own, with the text away from their start, as a stream's regions have it.
  PageMemory memory(kScanWidth + text.size() + 1);
  char* const bytes = static_cast<char*>(memory.data()) + kScanWidth;
  text.copy(bytes, text.size());
  const Region first{bytes, bytes + cut, false};
  ReferenceCsv csv;
  std::size_t line = 1;
  const std::string source = "t.csv";
  ChunkMemories memories;
  const auto accept = [&](Chunk&& chunk) {
    for (Index r = 0; r < chunk.block.rows; ++r) {
      auto& record = csv.records.emplace_back();
      for (const auto& column : chunk.kept) record.emplace_back(column[static_cast<std::size_t>(r)]);
      csv.lines.push_back(chunk.block.line(r));
    }
  };
  try {
    const char* const rest =
        read_chunks(plan, first, source, first.begin, first.end, line, {chunk_bytes, 0}, {}, &memories, accept);
    const Region second{rest, bytes + text.size(), true};
    read_chunks(plan, second, source, second.begin, second.end, line, {chunk_bytes, 0}, {}, &memories, accept);
  } catch (const Error& error) {
    csv.error_line = line_of(error);
  }
  return csv;
}

}  // namespace binet
