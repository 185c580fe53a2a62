#include "table/sequence_index.hpp"

#include "base/every_index.hpp"
#include "base/number_text.hpp"
#include "binet/base/error.hpp"
#include "csv/text.hpp"
#include "table/group_columns.hpp"

#include <algorithm>

namespace binet {
namespace {

std::size_t at(Index i) {
  return static_cast<std::size_t>(i);
}

}  // namespace

SequenceIndex::SequenceIndex(const Table& table, const SequenceColumns& columns) : order_(every_index(table.rows)) {
  const std::vector<Index> sequence = read_groups(table, columns.sequence, order_, "sequence");
  std::vector<double> time;
  if (!columns.order.empty()) time = read_times(table, columns.order, order_, "order");
  std::ranges::stable_sort(order_, [&](Index a, Index b) {
    if (sequence[at(a)] != sequence[at(b)]) return sequence[at(a)] < sequence[at(b)];
    return !time.empty() && time[at(a)] < time[at(b)];
  });
  place_.resize(order_.size());
  begin_.resize(order_.size());
  for (std::size_t p = 0; p < order_.size(); ++p) {
    place_[at(order_[p])] = static_cast<Index>(p);
    const bool same = p > 0 && sequence[at(order_[p])] == sequence[at(order_[p - 1])];
    begin_[p] = same ? begin_[p - 1] : static_cast<Index>(p);
    if (!same || time.empty() || time[at(order_[p])] != time[at(order_[p - 1])]) continue;
    throw Error(detail::place(table.source, table.line(order_[p])) + "order " + detail::in_quotes(columns.order) +
                ": the same value as on line " + std::to_string(table.line(order_[p - 1])) + " of the same " +
                detail::in_quotes(columns.sequence) + "; expected one row per time in a sequence");
  }
}

RowRange SequenceIndex::steps(Index row) const {
  const Index place = place_[at(row)];
  return {begin_[at(place)], place + 1};
}

RowRange SequenceIndex::whole(Index row) const {
  RowRange range = steps(row);
  while (range.end < std::ssize(order_) && begin_[at(range.end)] == range.begin) ++range.end;
  return range;
}

std::vector<Index> SequenceIndex::last_rows() const {
  std::vector<Index> rows;
  for (std::size_t p = 0; p < order_.size(); ++p) {
    if (p + 1 == order_.size() || begin_[p + 1] != begin_[p]) rows.push_back(order_[p]);
  }
  return rows;
}

std::vector<Index> SequenceIndex::places_of(std::span<const Index> rows) const {
  std::vector<bool> held(order_.size());
  for (const Index row : rows) {
    const RowRange range = steps(row);
    for (Index p = range.end; p-- > range.begin && !held[at(p)];) held[at(p)] = true;
  }
  std::vector<Index> places;
  for (std::size_t p = 0; p < held.size(); ++p) {
    if (held[p]) places.push_back(static_cast<Index>(p));
  }
  return places;
}

SequenceSteps::SequenceSteps(const SequenceIndex& index, std::span<const Index> examples,
                             std::span<const Scalar> weights) {
  std::vector<bool> held(index.order().size());
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const RowRange range = index.steps(examples[i]);
    for (Index p = range.end; p-- > range.begin && !held[at(p)];) {
      held[at(p)] = true;
      rows.push_back(index.order()[at(p)]);
      if (!weights.empty()) weight.push_back(weights[i]);
    }
  }
  if (!weights.empty()) return;
  std::ranges::sort(rows);  // so that all rows of a table are recognised as such
}

}  // namespace binet
