#include "table/planned_file.hpp"

#include "csv/record.hpp"
#include "io/byte_hash.hpp"
#include "table/footer.hpp"

#include <algorithm>
#include <optional>

namespace binet::detail {

PlannedFile::PlannedFile(RegionSource& source, const TableOptions& options) : source_(source), options_(options) {}

void PlannedFile::read(const Steps& steps) {
  for (;;) {
    pass(steps);
    if (!types_.change(plan_)) return;
    settled_ = true;
    source_.rewind();
  }
}

void PlannedFile::read_again(const Steps& steps) {
  source_.rewind();
  pass(steps);
}

std::vector<std::string> PlannedFile::remarks() const {
  std::vector<std::string> remarks;
  for (const std::string& remark : {header_remark_, footer_remark_}) {
    if (!remark.empty()) remarks.push_back(remark);
  }
  return remarks;
}

void PlannedFile::pass(const Steps& steps) {
  footer_remark_.clear();
  bool began = false;
  const char* rest = nullptr;
  for (Region region; source_.next(rest, region);) {
    const char* start = region.begin;
    if (!began) {
      start = begin_file(region, steps);
      began = start != nullptr;
    }
    rest = began ? steps.read(region, start) : region.begin;
  }
}

/// Reads the header and plans from the first records; null if the region ends too early.
const char* PlannedFile::begin_file(const Region& region, const Steps& steps) {
  const std::optional<Header> header = read_header(region, options_.csv, source_.name());
  if (!header) return nullptr;
  header_remark_ = header->remark;
  if (!planned_) plan_ = first_plan(*header, options_, source_.name());
  planned_ = true;
  types_ = TypeEvidence(plan_.fields.size());
  line_ = header->line - source_.lines_added();
  const char* const start = skip_to_record(plan_, region, header->data, line_);
  const auto read_sample = [&] {
    return read_chunk(plan_, region, start, start + std::min(kTypeSample, region.end - start), false);
  };
  Chunk sample = read_sample();
  for (int times = 0; times < 2 && !settled_; ++times) {  // the first pass finds texts, the second how they represent
                                                          // numbers
    TypeEvidence types(plan_.fields.size());
    types.add(plan_, sample);
    if (!types.change(plan_)) break;
    sample = read_sample();
  }
  if (sample.block.rows > 0) {
    plan_.record_bytes = static_cast<double>(sample.end - sample.begin) / static_cast<double>(sample.block.rows);
  }
  if (steps.begin) steps.begin(region, sample);
  return start;
}

const char* PlannedFile::read_region(const Region& region, const char* start, const RegionSteps& steps) {
  const auto edge = [&](Index k) {
    return region.begin + std::clamp(k * static_cast<Index>(kHashWindow), Index{0}, region.end - region.begin);
  };
  const auto finish = [&](Index k) {
    if (steps.window_read) steps.window_read(k, {edge(k), static_cast<std::size_t>(edge(k + 1) - edge(k))});
    // Reading past a chunk's limit may have loaded much of the previous window again.
    source_.release(edge(k - 1), edge(k + 1));
  };
  for (Index k = 0; k < (start - region.begin) / static_cast<Index>(kHashWindow); ++k) finish(k);
  const ChunkWatch watch{[&](Index k) { source_.expect(edge(k), edge(k + 1)); }, finish};
  return read_chunks(plan_, region, source_.name(), start, region.end, line_, {kHashWindow, steps.narrow_from}, watch,
                     steps.memories, [&](Chunk&& chunk) {
                       types_.add(plan_, chunk);
                       if (chunk.footer && footer_remark_.empty()) footer_remark_ = remark_on_footer(chunk);
                       steps.accept(std::move(chunk));
                     });
}

}  // namespace binet::detail
