#pragma once

#include "table/chunk.hpp"
#include "table/date_parts.hpp"

#include <span>
#include <string>
#include <vector>

namespace binet::detail {

/// "decimal comma, as '893,63' for 893.63", and that another notation fits every cell too.
std::vector<std::string> remarks_on(const ColumnNotation&, const NotationEvidence&);

/// Makes the columns of a table of texts that were converted into numbers, once all chunks are read.
class ConvertedColumns {
 public:
  /// `summaries`: of all chunks, by slot; empty if there are none.
  ConvertedColumns(const ReadPlan& plan, const TableOptions& options, std::span<Chunk> chunks,
                   const std::vector<NumericSummary>& summaries)
      : plan_(plan), options_(options), chunks_(chunks), summaries_(summaries) {}

  /// The column of a field. Dates become days since the middle of their span, unless TableOptions::sources has another
  /// origin; the inputs that their span is enough for, or those in the sources, follow.
  std::vector<Column> make(std::size_t field, const NotationEvidence&) const;

 private:
  struct Span {
    double least, most;
    bool timed;
  };

  Span span_of(Index slot) const;
  void move_days(Index slot, double origin) const;
  void add_date_parts(std::size_t field, const Span&, std::vector<Column>&) const;
  const ColumnSource* given(const std::string& name) const;

  const ReadPlan& plan_;
  const TableOptions& options_;
  std::span<Chunk> chunks_;
  const std::vector<NumericSummary>& summaries_;
};

}  // namespace binet::detail
