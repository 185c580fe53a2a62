#include "cli/training_diagnosis.hpp"

#include "base/number_text.hpp"
#include "binet/base/error.hpp"
#include "cli/diagnosis_advice.hpp"
#include "cli/format_text.hpp"
#include "cli/text_layout.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

constexpr std::size_t kDiagnosisWidth = 80, kBars = 60;

std::string gradient_cell(double value) {
  return std::isnan(value) ? "-" : value == 0 ? "0" : format_text("%.1e", value);
}

std::string share_cell(double value) {
  return std::isnan(value) ? "-" : format_text("%.0f%%", 100 * value);
}

std::string mean_cell(double value) {
  return std::isnan(value) ? "-" : format_text("%.2f", value);
}

std::string number_or_null(double value) {
  return std::isfinite(value) ? shortest_digits(value) : "null";
}

bool is_0_at_every_output_weight(const Network& network) {
  const std::size_t output = network.layer_count() - 1;
  return std::ranges::all_of(network.parameter_blocks(output), [&](const ParameterBlock& block) {
    return block.kind != ParameterKind::weight ||
           std::ranges::all_of(network.block(block), [](Scalar weight) { return weight == 0; });
  });
}

std::string layer_name(const std::vector<LayerDiagnosis>& layers, std::size_t i) {
  return std::to_string(i + 1) + " " + (i + 1 == layers.size() ? "output" : layers[i].type);
}

}  // namespace

TrainingDiagnosis::TrainingDiagnosis(const Config& config)
    : loss_(config.loss), initializer_(config.model.initializer) {
  if (config.model.kind != "mlp") {
    throw UsageError("--diagnose shows the training of one network: expected --model mlp, found " + config.model.kind);
  }
}

void TrainingDiagnosis::watch(TrainingObserver& observer) {
  observer.network = [this](TrainingMoment moment, int epoch, const Network& network, const Examples& training) {
    Layers layers = diagnose(network, training, loss(loss_.name), loss_);
    if (moment == TrainingMoment::end) {
      end_ = std::move(layers);
      kept_epoch_ = epoch;
      return;
    }
    if (moment == TrainingMoment::start) {
      epochs_.clear();
      output_weights_are_0_ = is_0_at_every_output_weight(network);
    }
    epochs_.push_back(std::move(layers));
  };
}

std::string TrainingDiagnosis::print_layers() const {
  const Layers& start = epochs_.front();
  const Layers& first_epoch = epochs_[std::min<std::size_t>(1, epochs_.size() - 1)];
  std::string text =
      format_text("\nLayers at the start, after epoch 1 and in the end (epoch %d)\n", kept_epoch_) +
      "  layer               gradient           saturated    dead units    mean output\n"
      "               start  epoch 1      end  start   end  start   end    start   end\n";
  for (std::size_t i = 0; i < end_.size(); ++i) {
    text += format_text("  %-11s %7s  %7s  %7s   %4s  %4s   %4s  %4s   %6s %5s\n", layer_name(end_, i).c_str(),
                        gradient_cell(start[i].parameter_gradient_rms).c_str(),
                        gradient_cell(first_epoch[i].parameter_gradient_rms).c_str(),
                        gradient_cell(end_[i].parameter_gradient_rms).c_str(), share_cell(start[i].saturated).c_str(),
                        share_cell(end_[i].saturated).c_str(), share_cell(start[i].dead_units).c_str(),
                        share_cell(end_[i].dead_units).c_str(), mean_cell(start[i].mean_output).c_str(),
                        mean_cell(end_[i].mean_output).c_str());
  }
  return text + "  gradient: root mean square over the layer's parameters; saturated: share of\n"
                "  activations with a slope below 0.01; dead units: saturated on every row\n";
}

std::string TrainingDiagnosis::print_gradients() const {
  double smallest = INFINITY, largest = 0;
  for (const Layers& layers : epochs_) {
    for (const LayerDiagnosis& layer : layers) {
      if (!(layer.parameter_gradient_rms > 0)) continue;
      smallest = std::min(smallest, layer.parameter_gradient_rms);
      largest = std::max(largest, layer.parameter_gradient_rms);
    }
  }
  if (!(largest > 0)) return "";
  static constexpr const char* kBar[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const std::size_t columns = std::min(kBars, epochs_.size());
  std::string text = format_text("\nGradient from the start to epoch %zu, on a logarithmic scale from %.0e to %.0e\n",
                                 epochs_.size() - 1, smallest, largest);
  bool zeros = false;
  for (std::size_t i = 0; i < end_.size(); ++i) {
    if (std::isnan(end_[i].parameter_gradient_rms)) continue;
    text += "  " + padded(layer_name(end_, i), 12);
    for (std::size_t column = 0; column < columns; ++column) {
      const double gradient = epochs_[column * epochs_.size() / columns][i].parameter_gradient_rms;
      const double height = largest > smallest ? std::log(gradient / smallest) / std::log(largest / smallest) : 1;
      zeros |= !(gradient > 0);
      text += gradient > 0 ? kBar[std::clamp(static_cast<int>(height * 8), 0, 7)] : ".";
    }
    text += "\n";
  }
  return text + (zeros ? "  . gradient 0\n" : "");
}

std::string TrainingDiagnosis::print() const {
  if (epochs_.empty() || end_.empty()) return "";
  std::string text = print_layers() + print_gradients();
  const std::vector<std::string> sentences =
      diagnosis_advice(epochs_, end_, output_weights_are_0_, initializer_);
  if (!sentences.empty()) text += "\n";
  for (const std::string& sentence : sentences) text += "- " + wrapped(sentence, kDiagnosisWidth, 2, 2) + "\n";
  return text;
}

std::string TrainingDiagnosis::log_members() const {
  if (epochs_.empty()) return "";
  std::string text;
  const Layers& layers = epochs_.back();
  for (std::size_t i = 0; i < layers.size(); ++i) {
    text += (text.empty() ? "" : ", ") + ("{\"layer\": " + std::to_string(i + 1)) + ", \"type\": \"" +
            (i + 1 == layers.size() ? "output" : layers[i].type) +
            "\", \"gradient_norm\": " + number_or_null(layers[i].parameter_gradient_norm) +
            ", \"gradient_rms\": " + number_or_null(layers[i].parameter_gradient_rms) +
            ", \"saturated\": " + number_or_null(layers[i].saturated) +
            ", \"dead_units\": " + number_or_null(layers[i].dead_units) +
            ", \"mean_output\": " + number_or_null(layers[i].mean_output) + "}";
  }
  return ", \"layers\": [" + text + "]";
}

}  // namespace binet
