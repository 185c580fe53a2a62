#include "cli/diagnosis_advice.hpp"

#include "cli/format_text.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

using Layers = std::vector<LayerDiagnosis>;

constexpr double kVanished = 1e-2;     ///< relative to the last hidden layer's gradient
constexpr double kManySaturated = 0.5, kManyDead = 0.1, kOffCentre = 0.25;

/// Hidden layers with parameters.
std::vector<std::size_t> learning_layers(const Layers& layers) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i + 1 < layers.size(); ++i) {
    if (!std::isnan(layers[i].parameter_gradient_rms)) found.push_back(i);
  }
  return found;
}

std::string list(const std::vector<std::size_t>& layers) {
  std::string text = layers.size() == 1 ? "layer " : "layers ";
  if (layers.size() > 2 && layers.back() - layers.front() + 1 == layers.size()) {
    return text + std::to_string(layers.front() + 1) + " to " + std::to_string(layers.back() + 1);
  }
  for (std::size_t i = 0; i < layers.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == layers.size() ? " and " : ", ") + std::to_string(layers[i] + 1);
  }
  return text;
}

template <class Holds>
std::vector<std::size_t> layers_where(const Layers& layers, Holds holds) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i + 1 < layers.size(); ++i) {
    if (holds(layers[i])) found.push_back(i);
  }
  return found;
}

std::string sentence_case(std::string text) {
  if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

/// A gradient of 0 at the start is harmless if the output weights are 0.
std::string on_zero_gradients(const Layers& start, bool output_weights_start_at_0) {
  const auto zero = layers_where(start, [](const LayerDiagnosis& layer) { return layer.parameter_gradient_rms == 0; });
  if (zero.empty()) return "";
  if (!output_weights_start_at_0) {
    return sentence_case(list(zero)) + " had a gradient of 0 at the start: no change of its weights changes the loss.";
  }
  return sentence_case(list(zero)) + " had a gradient of 0 at the start because the output weights start at 0: " +
         "nothing flows back through them. The first step changes the output weights, and the gradient is no longer 0; "
         "this is not an error.";
}

std::string on_vanishing(const std::vector<Layers>& epochs, const std::string& initializer) {
  const bool zero_start = epochs.front().front().parameter_gradient_rms == 0;
  const std::size_t moment = zero_start && epochs.size() > 1 ? 1 : 0;
  const Layers& layers = epochs[moment];
  const std::vector<std::size_t> hidden = learning_layers(layers);
  if (hidden.size() < 2) return "";
  const double first = layers[hidden.front()].parameter_gradient_rms;
  const double last = layers[hidden.back()].parameter_gradient_rms;
  if (!(first > 0) || first > kVanished * last) return "";
  std::string text = moment == 0 ? "At the start" : "After epoch 1";
  text += format_text(
      " the gradient of layer %zu is %.2g times that of layer %zu: it vanishes on the way back, and the "
      "first layers hardly learn. ",
      hidden.front() + 1, first / last, hidden.back() + 1);
  return text + (initializer == "data" ? "Fewer layers, or relu, keep more of it."
                                       : "--initializer data scales the weights so that it does not vanish; relu and "
                                         "fewer layers also help.");
}

/// At a minimum or on a plateau, only a small share of the largest gradient is left.
std::string on_unfinished(const std::vector<Layers>& epochs, const Layers& end) {
  constexpr double kMuchLeft = 0.5;
  const auto largest = [](const Layers& layers) {
    double found = 0;
    for (const LayerDiagnosis& layer : layers) found = std::max(found, layer.parameter_gradient_norm);
    return found;
  };
  double peak = 0;
  for (const Layers& layers : epochs) peak = std::max(peak, largest(layers));
  if (!(largest(end) > kMuchLeft * peak)) return "";
  return "The final gradient is more than half of the largest one: the network was still learning. More epochs or a "
         "higher learning rate may help.";
}

}  // namespace

std::vector<std::string> diagnosis_advice(const std::vector<Layers>& epochs, const Layers& end,
                                          bool output_weights_start_at_0, const std::string& initializer) {
  std::vector<std::string> sentences{on_zero_gradients(epochs.front(), output_weights_start_at_0),
                                     on_vanishing(epochs, initializer)};
  const auto dead = layers_where(end, [](const LayerDiagnosis& l) { return l.dead_units > kManyDead; });
  if (!dead.empty()) {
    sentences.push_back("In " + list(dead) + " more than 10% of the units are dead: their slope is 0 or nearly 0 on "
                        "every row, so that they no longer learn. A lower learning rate, leaky_relu or fewer units "
                        "may help.");
  }
  const auto saturated = layers_where(end, [](const LayerDiagnosis& l) {
    return l.saturated > kManySaturated && l.activation != "relu";  // half of the slopes of relu are 0 by design
  });
  if (!saturated.empty()) {
    sentences.push_back("In " + list(saturated) + " more than half of the activations are saturated: their slope is "
                        "below 0.01, and little gradient passes. That is normal once the predictions are right; "
                        "otherwise scaled inputs, a lower learning rate or smaller initial weights may help.");
  }
  const auto off_centre = layers_where(end, [](const LayerDiagnosis& l) {
    return l.activation == "sigmoid" && std::abs(l.mean_output) > kOffCentre;
  });
  if (!off_centre.empty()) {
    sentences.push_back(
        "The outputs of " + list(off_centre) +
        " are not centred on zero, as is usual for sigmoid: "
        "the weights of the next layer get gradients of one sign per row, and their steps zig-zag. tanh is "
        "centred.");
  }
  sentences.push_back(on_unfinished(epochs, end));
  std::erase(sentences, "");
  return sentences;
}

}  // namespace binet
