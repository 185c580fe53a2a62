#pragma once

#include "table/chunk.hpp"
#include "table/date_parts.hpp"

#include <span>
#include <string>
#include <vector>

namespace binet::detail {

/// Remarks such as "decimal comma: '893,63' is read as 893.63", and a warning if another notation fits every cell too.
std::vector<std::string> remarks_on(const ColumnNotation&, const NotationEvidence&);

/// Builds the table columns of texts that were converted to numbers, after all chunks have been read.
class ConvertedColumns {
 public:
  /// `summaries`: over all chunks, by slot; empty if there are none.
  ConvertedColumns(const ReadPlan& plan, const TableOptions& options, std::span<Chunk> chunks,
                   const std::vector<NumericSummary>& summaries)
      : plan_(plan), options_(options), chunks_(chunks), summaries_(summaries) {}

  /// The columns of a field. Dates become days since the middle of their range, unless TableOptions::sources has
  /// another origin. The parts that the range can distinguish, or those in the sources, follow.
  std::vector<Column> make(std::size_t field, const NotationEvidence&) const;

 private:
  DateSpan span_of(Index slot) const;
  void move_days(Index slot, double origin) const;
  void add_date_parts(std::size_t field, const DateSpan&, std::vector<Column>&) const;
  const ColumnSource* given(const std::string& name) const;

  const ReadPlan& plan_;
  const TableOptions& options_;
  std::span<Chunk> chunks_;
  const std::vector<NumericSummary>& summaries_;
};

}  // namespace binet::detail
