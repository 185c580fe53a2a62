// Every CSV reader against the plain reference reader. The first three bytes of an input say how the rest, the text, is
// cut: the step of a stream, the end of the first region, the size of chunks.

#include "table/csv_agreement.hpp"
#include "binet/table/table.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

void require_same(const binet::ReferenceCsv& expected, const binet::ReferenceCsv& found) {
  if (found.error_line != expected.error_line) std::abort();
  if (!expected.error_line && (found.records != expected.records || found.lines != expected.lines)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace binet;
  if (size < 3) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 3, size - 3);
  const std::size_t step = 1 + data[0];
  const std::size_t cut = data[1] % (text.size() + 1);
  const std::size_t chunk = 1 + data[2];
  const bool marked = text.substr(0, 3) == "\xEF\xBB\xBF";  // only whole files have a byte-order mark
  if (const ReferenceCsv expected = read_reference(text, ','); !marked && !expected.records.empty()) {
    require_same(expected, read_by_reader(text, ',', step));
    require_same(without_footer(expected, text), read_by_chunks(text, ',', expected.records[0].size(), cut, chunk));
  }
  for (const bool fill : {false, true}) {
    TableOptions options;
    options.csv.fill_short_rows = fill;
    try {
      const Table table = parse_table(text, options);
      if (table.rows < 1) std::abort();
    } catch (const Error&) {
    }
  }
  return 0;
}
