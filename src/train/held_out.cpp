#include "train/held_out.hpp"

#include <algorithm>
#include <utility>

namespace binet {

HeldOut::HeldOut(const LabelledRows& rows, TrainingPlaces of_training, VectorD logits, std::string how)
    : logit(std::move(logits)),
      target(rows.target),
      weight(rows.weight),
      group(rows.group),
      places(std::move(of_training)),
      described(std::move(how)) {}

HeldOut HeldOut::of_file(const LabelledRows& file, VectorD logit) {
  return HeldOut(file, {}, std::move(logit), file.table->source);
}

HeldOut HeldOut::of_all(const LabelledRows& training, VectorD logit, std::string described) {
  return HeldOut(training, TrainingPlaces::all(), std::move(logit), std::move(described));
}

HeldOut HeldOut::of_some(const LabelledRows& training, std::vector<Index> places, VectorD logit,
                         std::string described) {
  const bool all = std::ssize(places) == training.size() && std::ranges::is_sorted(places);
  if (all) return of_all(training, std::move(logit), std::move(described));
  const LabelledRows rows = training.gather(places);
  return HeldOut(rows, TrainingPlaces::some(places), std::move(logit), std::move(described));
}

HeldOut HeldOut::of_holdout(const TrainingData& data, const Holdout& holdout, VectorD logit) {
  if (data.validation.table != nullptr) return of_file(data.validation, std::move(logit));
  return of_some(data.training, holdout.places, std::move(logit), holdout.described);
}

HeldOut HeldOut::with_logits(VectorD other) const {
  HeldOut found;
  found.logit = std::move(other);
  found.target = target;
  found.weight = weight;
  found.group = group;
  found.fold = fold;
  found.places = places;
  found.described = described;
  return found;
}

}  // namespace binet
