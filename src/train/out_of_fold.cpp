#include "train/out_of_fold.hpp"

#include "math/sigmoid.hpp"
#include "train/candidate.hpp"

#include <algorithm>

namespace binet {

std::vector<OutOfFoldRow> out_of_fold_rows(const TrainingData& data, const HeldOut& held_out) {
  std::vector<OutOfFoldRow> found;
  const LabelledRows& rows = data.training;
  const bool all = held_out.places.empty() && held_out.logit.size() == rows.size();
  if (data.validation.table != nullptr || (!all && std::ssize(held_out.places) != held_out.logit.size())) return found;
  for (Index i = 0; i < held_out.logit.size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    const Index place = all ? i : held_out.places[at];
    found.push_back({rows.rows[static_cast<std::size_t>(place)] + 1, held_out.fold.empty() ? 0 : held_out.fold[at],
                     sigmoid(held_out.logit[i]), rows.target[place] > Scalar{0.5}});
  }
  std::ranges::sort(found, {}, &OutOfFoldRow::row);
  return found;
}

}  // namespace binet
