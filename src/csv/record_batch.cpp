#include "csv/record_batch.hpp"

#include "csv/field_ends.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace binet::detail {
namespace {

/// Bit i of the result: the number of set bits up to and including bit i is odd.
std::uint64_t parity_so_far(std::uint64_t bits) {
#if defined(__PCLMUL__)
  const __m128i all = _mm_set1_epi8(-1);  // a carry-less product with it is the xor of all shifts
  return static_cast<std::uint64_t>(
      _mm_cvtsi128_si64(_mm_clmulepi64_si128(_mm_cvtsi64_si128(static_cast<std::int64_t>(bits)), all, 0)));
#else
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
#endif
}

/// The quotes of a block, classified by the number of quotes before them.
struct Quotes {
  std::uint64_t inside;  ///< bytes inside quotes, including the opening one
  std::uint64_t opening, closing;

  Quotes(std::uint64_t quotes, std::uint64_t inside_before)
      : inside(parity_so_far(quotes) ^ inside_before), opening(quotes & inside), closing(quotes & ~inside) {}
};

/// True if each of these bytes of a block begins a CRLF.
bool all_end_lines(std::uint64_t bytes, const char* block, const char* end) {
  for (; bytes != 0; bytes &= bytes - 1) {
    const char* const p = block + std::countr_zero(bytes);
    if (end - p < 2 || p[0] != '\r' || p[1] != '\n') return false;
  }
  return true;
}

}  // namespace

bool RecordBatch::find(const Region& region, const char* start, const char* limit) {
  const auto before = reinterpret_cast<std::uintptr_t>(start) % kScanWidth;
  const char* block = start - before;
  const char* const enough = start + std::min<std::ptrdiff_t>(limit - start, kBytes);
  base_ = start - 1;
  count_ = 0;
  reserve(kBytes + 2 * kScanWidth);
  ends_[count_++] = 0;
  records_ = 0;
  escapes_ = lines_in_fields_ = carriage_returns_ = false;

  std::uint64_t considered = ~std::uint64_t{0} << before;
  std::uint64_t inside_before = 0;                      // all ones while a quote is open
  std::uint64_t may_open = std::uint64_t{1} << before;  // bytes where a quote may open: after a field's end or a quote
  std::uint64_t closed_before = 0;                      // bit 0: the last byte of the previous block is a closing quote
  std::uint64_t unusual = 0;
  bool regular = true;
  for (; regular && block < region.end && (block < enough || records_ == 0); block += kScanWidth) {
    __builtin_prefetch(block + kReadAhead);
    if (region.end - block < static_cast<std::ptrdiff_t>(kScanWidth)) {
      considered &= (std::uint64_t{1} << (region.end - block)) - 1;
    }
    const ScanBlock bytes(block);
    unusual |= bytes.unusual() & considered;
    const std::uint64_t quote_mask = bytes.equal('"') & considered;
    std::uint64_t line_ends = bytes.equal('\n') & considered;
    std::uint64_t field_ends = (bytes.equal(delimiter_) & considered) | line_ends;
    if ((quote_mask | inside_before | closed_before) != 0) {
      const Quotes quotes(quote_mask, inside_before);
      lines_in_fields_ |= (line_ends & quotes.inside) != 0;
      line_ends &= ~quotes.inside;
      field_ends &= ~quotes.inside;
      may_open |= (field_ends | quotes.closing) << 1;
      const std::uint64_t after_closing = quotes.closing << 1 | closed_before;
      const std::uint64_t stray = after_closing & considered & ~(field_ends | quotes.opening);
      escapes_ |= (after_closing & quotes.opening) != 0;
      regular = (quotes.opening & ~may_open) == 0 && all_end_lines(stray, block, region.end);
      closed_before = quotes.closing >> 63;
      inside_before = static_cast<std::uint64_t>(static_cast<std::int64_t>(quotes.inside) >> 63);
      may_open = (field_ends | quotes.closing) >> 63;
    } else {
      may_open = field_ends >> 63;
    }
    if (capacity_ - count_ < kScanWidth) reserve(count_ + kScanWidth);
    write_positions(field_ends, static_cast<std::uint32_t>(block - base_), ends_.get() + count_);
    count_ += static_cast<std::size_t>(std::popcount(field_ends));
    records_ += static_cast<std::size_t>(std::popcount(line_ends));
    considered = ~std::uint64_t{0};
    regular &= block - base_ < std::numeric_limits<std::int32_t>::max() / 2;
  }
  looked_to_ = std::min(block, region.end);
  unusual_bytes_ = unusual != 0;
  return regular && keep_whole_records(limit);
}

/// True if every line end found ends a record of the planned width: there are as many line ends as records. Records
/// that begin at or after the limit are dropped.
bool RecordBatch::keep_whole_records(const char* limit) {
  if (records_ == 0 || count_ <= records_ * width_) return false;
  for (std::size_t r = 0; r < records_; ++r) {
    const char* const end = base_ + ends_[(r + 1) * width_];
    if (*end != '\n') return false;
    carriage_returns_ |= end[-1] == '\r';
    if (end[-1] == '\r' && end[-2] == '\r') return false;
    if (width_ == 1 && (end == begin(r) || (*begin(r) == '\r' && end == begin(r) + 1))) return false;
  }
  while (records_ > 1 && begin(records_ - 1) >= limit) --records_;
  return true;
}

void RecordBatch::reserve(std::size_t count) {
  if (count <= capacity_) return;
  capacity_ = std::max(count, 2 * capacity_);
  auto larger = std::make_unique_for_overwrite<std::uint32_t[]>(capacity_);
  std::copy_n(ends_.get(), count_, larger.get());
  ends_ = std::move(larger);
}

}  // namespace binet::detail
