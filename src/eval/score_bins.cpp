#include "eval/score_bins.hpp"

#include "binet/base/parallel.hpp"

#include <algorithm>
#include <numeric>

namespace binet {
namespace {

constexpr Index kShardRows = Index{1} << 16;
constexpr std::size_t kMostSampled = 20'000;
constexpr std::size_t kCells = 1024;

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

/// Finds the bin of a probability. The edges are looked for among those in its cell of an even grid: mostly one or
/// none.
class EdgeGrid {
 public:
  explicit EdgeGrid(const std::vector<double>& edges) : edges_(edges), first_(kCells + 2, edges.size()) {
    for (std::size_t edge = edges.size(); edge-- > 0;) first_[cell_of(edges[edge])] = edge;
    for (std::size_t cell = kCells + 1; cell-- > 0;) first_[cell] = std::min(first_[cell], first_[cell + 1]);
  }

  /// The last edge at or below the probability; the first edge always is.
  std::size_t bin_of(double probability) const {
    const std::size_t cell = cell_of(probability);
    const auto begin = edges_.begin();
    return static_cast<std::size_t>(std::upper_bound(begin + place(cell), begin + place(cell + 1), probability) -
                                    begin) -
           1;
  }

 private:
  static std::size_t cell_of(double probability) { return static_cast<std::size_t>(probability * kCells); }
  std::ptrdiff_t place(std::size_t cell) const { return static_cast<std::ptrdiff_t>(first_[cell]); }

  const std::vector<double>& edges_;
  std::vector<std::size_t> first_;  ///< by cell: the first edge in it or above
};

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
  const EdgeGrid grid(edges);
  const Shards shards{static_cast<Index>(rows.size()), kShardRows};
  std::vector<std::vector<double>> parts(static_cast<std::size_t>(shards.count()));  // three sums per bin
  parallel_for(shards.count(), [&](Index shard) {
    std::vector<double>& sums = parts[static_cast<std::size_t>(shard)];
    sums.resize(3 * count);
    for (Index r = shards[shard].begin; r < shards[shard].end; ++r) {
      const auto row = static_cast<std::size_t>(r);
      const double p = rows.probability[row], weight = rows.weight_of(row);
      const std::size_t bin = grid.bin_of(p);
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
