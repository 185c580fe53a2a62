#include "train/mixture_choice.hpp"

#include "binet/base/parallel.hpp"
#include "eval/log_loss.hpp"
#include "model/mixture.hpp"
#include "model/platt_scaling.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

constexpr double kClearly = 4;    ///< standard errors by which logistic regression alone has to be better
constexpr double kNoGain =
    1e-4;  ///< of log loss: where the mixture surely changes it by less, the simplest part will do
constexpr double kSurely = 2;     ///< standard errors
constexpr double kPartCount = 1;  ///< pseudo-observations for each part of the mixture

std::vector<VectorD> pick(const std::vector<VectorD>& logits, std::span<const Index> rows) {
  std::vector<VectorD> some;
  for (const VectorD& of_part : logits) some.emplace_back(of_part(rows));
  return some;
}

MixtureFit fit_parts(const std::vector<VectorD>& logits, const LabelledRows& rows, const EnsembleConfig& config,
                     double shrinkage) {
  MixtureFit fit{std::vector<double>(logits.size(), 1.0 / static_cast<double>(logits.size())), {}};
  if (config.mixture == "em" && logits.size() > 1) {
    fit.weights = fit_mixture(logits, rows.target.cast<double>(), rows.weight.cast<double>(),
                              std::vector<double>(logits.size(), kPartCount));
  }
  if (config.calibration == "platt") {
    fit.calibration = fit_calibration(mix(logits, fit.weights), rows.target, rows.weight, shrinkage);
  }
  return fit;
}

MixtureFit first_part_alone(std::size_t parts) {
  MixtureFit fit{std::vector<double>(parts, 0.0), {}};
  fit.weights.front() = 1;
  return fit;
}

/// One part of the rows, and all others.
struct RowSplit {
  std::vector<Index> others, rows;
};

std::vector<RowSplit> split_by_part(const std::vector<int>& part_of) {
  std::vector<RowSplit> splits(static_cast<std::size_t>(std::ranges::max(part_of)) + 1);
  for (std::size_t row = 0; row < part_of.size(); ++row) {
    for (std::size_t part = 0; part < splits.size(); ++part) {
      (static_cast<std::size_t>(part_of[row]) == part ? splits[part].rows : splits[part].others)
          .push_back(static_cast<Index>(row));
    }
  }
  std::erase_if(splits, [](const RowSplit& split) { return split.rows.empty(); });
  return splits;
}

/// The logits of each row from a mixture fitted to the other parts.
struct CrossFit {
  VectorD logit;
  std::vector<VectorD> by_one;
};

CrossFit cross_fit(const JudgedParts& parts, const std::vector<RowSplit>& splits, const EnsembleConfig& config) {
  const VectorD none(parts.rows.size());
  CrossFit found{none, std::vector<VectorD>(parts.judged_by_one.size(), none)};
  const auto place = [](VectorD& logits, const RowSplit& split, const VectorD& some) {
    for (std::size_t row = 0; row < split.rows.size(); ++row) logits[split.rows[row]] = some[static_cast<Index>(row)];
  };
  parallel_for(static_cast<Index>(splits.size()), [&](Index i) {
    const RowSplit& split = splits[static_cast<std::size_t>(i)];
    // If there is only one part, there is nothing else to fit to.
    const MixtureFit fit = split.others.empty()
                               ? MixtureFit{std::vector<double>(parts.logits.size(),
                                                                1.0 / static_cast<double>(parts.logits.size())),
                                            {}}
                               : fit_parts(pick(parts.logits, split.others), parts.rows.gather(split.others), config,
                                           parts.shrinkage);
    place(found.logit, split, fit.logits(pick(parts.judged, split.rows)));
    for (std::size_t k = 0; k < found.by_one.size(); ++k)
      place(found.by_one[k], split, fit.logits(pick(parts.judged_by_one[k], split.rows)));
  });
  return found;
}

bool first_suffices(const VectorD& mixture, const VectorD& first, const LabelledRows& rows) {
  const MeanSums loss = log_loss_difference(mixture, first, rows.target, rows.weight);
  return loss.mean() > kClearly * loss.standard_error() ||
         std::abs(loss.mean()) + kSurely * loss.standard_error() < kNoGain;
}

}  // namespace

VectorD MixtureFit::logits(const std::vector<VectorD>& of_parts) const {
  return calibration.apply(mix(of_parts, weights));
}

MixtureChoice choose_mixture(const JudgedParts& parts, const EnsembleConfig& config) {
  const std::vector<RowSplit> splits = split_by_part(parts.part_of);
  CrossFit judged = cross_fit(parts, splits, config);
  MixtureChoice choice{fit_parts(parts.logits, parts.rows, config, parts.shrinkage), std::move(judged.logit),
                       std::move(judged.by_one)};
  if (!parts.simplest_first || parts.logits.size() < 2) return choice;
  const VectorD mixture = choice.logit;
  const VectorD& first = parts.judged.front();
  if (first_suffices(mixture, first, parts.rows)) {
    choice.mixture = first_part_alone(parts.logits.size());
    choice.logit_by_one.clear();
  }
  for (const RowSplit& split : splits) {
    if (split.others.empty() ||
        !first_suffices(mixture(split.others), first(split.others), parts.rows.gather(split.others)))
      continue;
    for (const Index row : split.rows) {
      choice.logit[row] = first[row];
      for (VectorD& by_one : choice.logit_by_one) by_one[row] = first[row];
    }
  }
  return choice;
}

}  // namespace binet
