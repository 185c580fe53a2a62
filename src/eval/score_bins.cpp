#include "binet/eval/score_bins.hpp"

#include "binet/base/parallel.hpp"

#include <algorithm>
#include <numeric>

namespace binet {
namespace {

constexpr Index kShardRows = Index{1} << 16;
constexpr std::size_t kMostSampled = 100'000;

/// Adds quantiles of one class's probabilities, taken from evenly spaced rows if there are many.
void add_quantiles(const Predictions& rows, bool positive, int count, std::vector<double>& edges) {
  const std::size_t step = std::max<std::size_t>(1, rows.size() / kMostSampled);
  std::vector<double> sample;
  for (std::size_t row = 0; row < rows.size(); row += step) {
    if (rows.positive(row) == positive && rows.weight_of(row) > 0) sample.push_back(rows.probability[row]);
  }
  if (sample.empty()) return;
  std::ranges::sort(sample);
  for (int i = 0; i < count; ++i) {
    edges.push_back(sample[static_cast<std::size_t>(i) * sample.size() / static_cast<std::size_t>(count)]);
  }
}

void sort_and_make_distinct(std::vector<double>& edges) {
  std::ranges::sort(edges);
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
}

}  // namespace

double ScoreBins::positives() const {
  return std::accumulate(positive.begin(), positive.end(), 0.0);
}

double ScoreBins::negatives() const {
  return std::accumulate(negative.begin(), negative.end(), 0.0);
}

std::vector<double> exact_thresholds(const ScoreBinning& binning) {
  std::vector<double> edges = binning.also;
  for (int k = 0; k <= binning.grid; ++k) edges.push_back(static_cast<double>(k) / binning.grid);
  for (const double scale : {1e-6, 1e-5, 1e-4, 1e-3}) {
    if (scale * binning.grid >= 1) continue;
    for (const double factor : {1.0, 2.0, 5.0}) {
      edges.push_back(factor * scale);
      edges.push_back(1 - factor * scale);
    }
  }
  sort_and_make_distinct(edges);
  return edges;
}

ScoreBins bin_scores(const Predictions& rows, const ScoreBinning& binning) {
  std::vector<double> edges = exact_thresholds(binning);
  add_quantiles(rows, true, binning.quantiles, edges);
  add_quantiles(rows, false, binning.quantiles, edges);
  sort_and_make_distinct(edges);
  const std::size_t count = edges.size();
  const Shards shards{static_cast<Index>(rows.size()), kShardRows};
  std::vector<std::vector<double>> parts(static_cast<std::size_t>(shards.count()));  // three sums per bin
  parallel_for(shards.count(), [&](Index shard) {
    std::vector<double>& sums = parts[static_cast<std::size_t>(shard)];
    sums.resize(3 * count);
    for (Index r = shards[shard].begin; r < shards[shard].end; ++r) {
      const auto row = static_cast<std::size_t>(r);
      const double p = rows.probability[row], weight = rows.weight_of(row);
      const auto bin = static_cast<std::size_t>(std::ranges::upper_bound(edges, p) - edges.begin()) - 1;
      sums[3 * bin + (rows.positive(row) ? 0 : 1)] += weight;
      sums[3 * bin + 2] += weight * p;
    }
  });
  std::vector<double> sums(3 * count);
  for (const std::vector<double>& part : parts) {
    std::ranges::transform(sums, part, sums.begin(), std::plus());
  }
  ScoreBins bins;
  for (std::size_t bin = 0; bin < count; ++bin) {
    if (sums[3 * bin] == 0 && sums[3 * bin + 1] == 0) continue;
    bins.lower.push_back(edges[bin]);
    bins.positive.push_back(sums[3 * bin]);
    bins.negative.push_back(sums[3 * bin + 1]);
    bins.probability.push_back(sums[3 * bin + 2]);
  }
  return bins;
}

}  // namespace binet
