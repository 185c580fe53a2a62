#include "train/out_of_fold.hpp"

#include "math/sigmoid.hpp"
#include "train/candidate.hpp"

#include <algorithm>

namespace binet {

std::vector<OutOfFoldRow> out_of_fold_rows(const TrainingData& data, const HeldOut& held_out) {
  std::vector<OutOfFoldRow> found;
  if (!held_out.places.known()) return found;
  const LabelledRows& rows = data.training;
  for (Index i = 0; i < held_out.logit.size(); ++i) {
    const Index place = held_out.places[i];
    found.push_back({rows.rows[static_cast<std::size_t>(place)] + 1,
                     held_out.fold.empty() ? 0 : held_out.fold[static_cast<std::size_t>(i)], sigmoid(held_out.logit[i]),
                     rows.target[place] > Scalar{0.5}});
  }
  std::ranges::sort(found, {}, &OutOfFoldRow::row);
  return found;
}

}  // namespace binet
