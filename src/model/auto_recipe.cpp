#include "binet/math/sigmoid.hpp"
#include "binet/model/recipes.hpp"
#include "binet/model/training_data.hpp"

#include <cstdio>
#include <unordered_map>

namespace binet {

namespace {

/// Weighted mean log loss of the held-out rows at `places`, or of all if there are none to name.
double log_loss_at(const HeldOut& held_out, const std::vector<Index>& places) {
  std::unordered_map<Index, Index> entry;
  for (std::size_t i = 0; i < held_out.places.size(); ++i) entry[held_out.places[i]] = static_cast<Index>(i);
  const Index count = places.empty() ? held_out.logit.size() : static_cast<Index>(places.size());
  double loss = 0, weights = 0;
  for (Index k = 0; k < count; ++k) {
    const Index i = places.empty() ? k : entry.at(places[static_cast<std::size_t>(k)]);
    const double weight = held_out.weight.size() == 0 ? 1.0 : static_cast<double>(held_out.weight[i]);
    loss += weight * (softplus(held_out.logit[i]) - static_cast<double>(held_out.target[i]) * held_out.logit[i]);
    weights += weight;
  }
  return loss / weights;
}

std::string describe_choice(const char* winner, double lower, const char* loser, double higher) {
  char text[160];
  std::snprintf(text, sizeof text, "%s was chosen: log loss %.4f against %.4f of %s on the same held-out rows", winner,
                lower, higher, loser);
  return text;
}

}  // namespace

Candidate train_better(const TrainingData& data) {
  Candidate mlp = train_mlp(data);
  if (mlp.held_out.described.empty()) return train_logistic(data);
  Candidate logistic = train_logistic(data);
  const double mlp_loss = log_loss_at(mlp.held_out, {});
  const double logistic_loss = log_loss_at(logistic.held_out, mlp.held_out.places);
  const bool simpler = logistic_loss <= mlp_loss;
  Candidate& better = simpler ? logistic : mlp;
  better.model.report.notes.push_back(simpler ? describe_choice("logistic", logistic_loss, "mlp", mlp_loss)
                                              : describe_choice("mlp", mlp_loss, "logistic", logistic_loss));
  return std::move(better);
}

}  // namespace binet
