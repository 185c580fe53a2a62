#include "eval/ranking.hpp"

#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "eval/row_sums.hpp"

#include <algorithm>
#include <functional>
#include <span>
#include <string>
#include <utility>

namespace binet::detail {
namespace {

constexpr std::size_t kMostBuckets = std::size_t{1} << 15, kRowsABucket = 32;
constexpr Index kRowsAShard = Index{1} << 16, kMostShards = 64, kBucketsATask = 256;

/// Equal intervals of probability, from the highest down.
class Buckets {
 public:
  explicit Buckets(std::size_t rows) : count_(std::clamp<std::size_t>(rows / kRowsABucket, 1, kMostBuckets)) {}
  std::size_t count() const { return count_; }
  std::size_t of(double probability) const {
    const auto from_below = static_cast<std::size_t>(probability * static_cast<double>(count_));
    return count_ - 1 - std::min(count_ - 1, from_below);
  }

 private:
  std::size_t count_;
};

}  // namespace

template <class Row>
std::vector<Row> rank(const Predictions& p) {
  for (std::size_t row = 0; row < p.size(); ++row) {
    if (p.probability[row] >= 0 && p.probability[row] <= 1) continue;
    throw Error("metrics: row " + std::to_string(row + 1) + " has no probability from 0 to 1");
  }
  const Buckets buckets(p.size());
  const auto rows = static_cast<Index>(p.size());
  const Shards shards{rows, std::max(kRowsAShard, (rows + kMostShards - 1) / kMostShards)};
  // Per shard: first the number of rows in each bucket, then the place of the next one.
  std::vector<std::vector<std::size_t>> places(static_cast<std::size_t>(shards.count()));
  const auto for_each_row = [&](Index shard, auto&& visit) {
    const RowRange range = shards[shard];
    for (auto row = static_cast<std::size_t>(range.begin); row < static_cast<std::size_t>(range.end); ++row) {
      if (p.weight_of(row) > 0) visit(row, places[static_cast<std::size_t>(shard)][buckets.of(p.probability[row])]);
    }
  };
  parallel_for(shards.count(), [&](Index shard) {
    places[static_cast<std::size_t>(shard)].resize(buckets.count());
    for_each_row(shard, [](std::size_t, std::size_t& count) { ++count; });
  });
  std::vector<std::size_t> begin(buckets.count() + 1);
  std::size_t total = 0;
  for (std::size_t bucket = 0; bucket < buckets.count(); ++bucket) {
    begin[bucket] = total;
    for (std::vector<std::size_t>& shard : places) total += std::exchange(shard[bucket], total);
  }
  begin.back() = total;
  std::vector<Row> ranking(total);
  parallel_for(shards.count(), [&](Index shard) {
    for_each_row(shard, [&](std::size_t row, std::size_t& place) {
      const double weight = p.weight_of(row);
      ranking[place++] = {p.probability[row], p.positive(row) ? weight : -weight};
    });
  });
  const Shards tasks{static_cast<Index>(buckets.count()), kBucketsATask};
  parallel_for(tasks.count(), [&](Index task) {
    for (auto bucket = static_cast<std::size_t>(tasks[task].begin); bucket < static_cast<std::size_t>(tasks[task].end);
         ++bucket) {
      std::ranges::sort(std::span(ranking).subspan(begin[bucket], begin[bucket + 1] - begin[bucket]),
                        std::ranges::greater(), &Row::probability);
    }
  });
  return ranking;
}

template std::vector<WeighedRow> rank(const Predictions&);
template std::vector<UnweighedRow> rank(const Predictions&);

}  // namespace binet::detail
