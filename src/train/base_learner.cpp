#include "train/base_learner.hpp"

#include "binet/base/parallel.hpp"
#include "eval/log_loss.hpp"
#include "linear/nested_choice.hpp"
#include "model/linear_network.hpp"
#include "nn/data_driven_init.hpp"
#include "train/single_network.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace binet {

namespace {

constexpr Index kBlockRows = 256;

/// Share of the base rate's log loss: below it, choosing among penalties gains little compared with what was learned.
constexpr double kLittleLearned = 0.9;

/// Each example's logit by a fit whose penalty was chosen without it, too; empty if that takes too long, or changes
/// little: on noise, the best of several penalties seems to have learned something.
VectorD judge_part(const Examples& examples, const RidgeSettings& settings, const RidgeChoice& choice) {
  const double loss = std::ranges::min(choice.curve, {}, &RidgePoint::loss).loss;
  const bool little = loss >= kLittleLearned * log_loss_of_share(detail::positive_share(examples));
  if (!little || !detail::nested_choice_is_quick(examples, settings)) return {};
  return detail::judge_ridge_choice(examples, choice, settings).logits;
}

/// The same rows with dense blocks for bins.
Examples with_bins_written_out(const EncodedRows& rows) {
  return {rows.examples.features.write_out_bins(rows.shape.bins), rows.examples.target, rows.examples.weight};
}

/// Reorders parameters: bins after the dense columns move to the end.
void move_bins_last(VectorD& parameters, const FeatureShape& shape) {
  const Index bins = std::accumulate(shape.bins.begin(), shape.bins.end(), Index{0});
  double* const first = parameters.data() + 1 + shape.dense;
  std::rotate(first, first + bins, parameters.data() + parameters.size());
}

/// The output of the last hidden layer for every row.
Matrix hidden_outputs(const Network& network, const Features& features) {
  const std::size_t last = network.layer_count() - 2;
  Matrix outputs(features.rows(), network.layer(last).output_size());
  const Shards blocks{features.rows(), kBlockRows};
  parallel_for(blocks.count(), [&](Index block) {
    const RowRange rows = blocks[block];
    Workspace workspace;
    Vector logits(rows.size());
    network.forward(features, rows, workspace, {logits.data(), static_cast<std::size_t>(logits.size())});
    for (Index i = 0; i < rows.size(); ++i) {
      std::copy_n(workspace.caches[last].output.row(i), outputs.cols(), outputs.row(rows.begin + i).data());
    }
  });
  return outputs;
}

void set_output_layer(Network& network, const VectorD& parameters) {
  for (const ParameterBlock& block : network.parameter_blocks(network.layer_count() - 1)) {
    const Index first = block.kind == ParameterKind::bias ? 0 : 1;
    const Span values = network.block(block);
    for (Index i = 0; i < block.size(); ++i) {
      values[static_cast<std::size_t>(i)] = static_cast<Scalar>(parameters[first + i]);
    }
  }
}

}  // namespace

BaseLearnerFit fit_linear_part(const EncodedRows& rows, const RidgeSettings& given) {
  RidgeSettings settings = given;
  settings.levels = rows.shape.levels;
  settings.held_out_logits = true;
  if (rows.shape.bins.empty()) {
    RidgeChoice choice = choose_ridge(rows.examples, settings);
    detail::LeftOutLogits judged;
    if (detail::nested_choice_is_quick(rows.examples, settings)) {
      judged = detail::judge_ridge_choice(rows.examples, choice, settings);
    }
    const Index folds = judged.fold.empty() ? 0 : std::ranges::max(judged.fold);
    return {make_linear_network(rows.shape, choice.parameters), choice.l2, choice.convergence,
            std::move(choice.held_out_logits), std::move(judged.logits), folds};
  }
  const Examples wide = with_bins_written_out(rows);
  RidgeChoice choice = choose_ridge(wide, settings);
  move_bins_last(choice.parameters, rows.shape);
  return {make_linear_network(rows.shape, choice.parameters), choice.l2, choice.convergence,
          std::move(choice.held_out_logits), judge_part(wide, settings, choice)};
}

BaseLearnerFit fit_sparse_part(const EncodedRows& rows, const ElasticNetChoiceSettings& given) {
  ElasticNetChoiceSettings settings = given;
  settings.levels = rows.shape.levels;
  ElasticNetChoice choice = choose_elastic_net(with_bins_written_out(rows), settings);
  move_bins_last(choice.parameters, rows.shape);
  VectorD held_out = VectorD::Constant(rows.examples.rows(), std::numeric_limits<double>::quiet_NaN());
  VectorD judged = held_out;
  held_out(choice.held_out_rows) = choice.held_out_logits;
  judged(choice.held_out_rows) = choice.judged_logits;
  return {make_linear_network(rows.shape, choice.parameters), choice.l2, choice.convergence, std::move(held_out),
          std::move(judged)};
}

BaseLearnerFit fit_random_features(const EncodedRows& rows, const std::vector<LayerSpec>& hidden,
                                   const RidgeSettings& given, Random& random) {
  Network network(rows.shape, hidden);
  initialize_from_data(network, rows.examples.features, 0.5, random);
  RidgeSettings settings = given;
  settings.held_out_logits = true;
  Features features;
  features.dense = hidden_outputs(network, rows.examples.features);
  features.codes.resize(features.rows(), 0);
  features.bins.resize(features.rows(), 0);
  features.positions.resize(features.rows(), 0);
  const Examples examples{std::move(features), rows.examples.target, rows.examples.weight};
  RidgeChoice choice = choose_ridge(examples, settings);
  set_output_layer(network, choice.parameters);
  return {std::move(network), choice.l2, choice.convergence, std::move(choice.held_out_logits),
          judge_part(examples, settings, choice)};
}

}  // namespace binet
