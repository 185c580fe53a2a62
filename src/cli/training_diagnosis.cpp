#include "cli/training_diagnosis.hpp"

#include "binet/base/error.hpp"
#include "cli/format_text.hpp"
#include "cli/text_table.hpp"

#include <cmath>

namespace binet {
namespace {

std::string gradient_cell(double value) {
  return std::isnan(value) ? "-" : format_text("%.1e", value);
}

std::string share_cell(double value) {
  return std::isnan(value) ? "-" : format_text("%.0f%%", 100 * value);
}

}  // namespace

TrainingDiagnosis::TrainingDiagnosis(const Config& config) : loss_(config.loss) {
  if (config.model.kind != "mlp") {
    throw UsageError("--diagnose shows the training of one network: expected --model mlp, found " + config.model.kind);
  }
}

void TrainingDiagnosis::watch(TrainingObserver& observer) {
  observer.network = [this](TrainingMoment moment, const Network& network, const Examples& training) {
    moments_[static_cast<std::size_t>(moment)] =
        diagnose(network, training, loss(loss_.name), loss_);
  };
}

std::string TrainingDiagnosis::print() const {
  const auto& [start, first_epoch, end] = moments_;
  std::vector<std::vector<std::string>> rows{
      {"layer", "gradient: start", "epoch 1", "end", "saturated: start", "end", "dead units: start", "end"}};
  for (std::size_t i = 0; i < end.size(); ++i) {
    const std::string name = std::to_string(i + 1) + " " + (i + 1 < end.size() ? end[i].type : "output");
    rows.push_back({name, gradient_cell(start[i].parameter_gradient_rms),
                    gradient_cell(first_epoch[i].parameter_gradient_rms), gradient_cell(end[i].parameter_gradient_rms),
                    share_cell(start[i].saturated), share_cell(end[i].saturated), share_cell(start[i].dead_units),
                    share_cell(end[i].dead_units)});
  }
  return "\nPer layer: root mean square gradient of its parameters; saturated: share of\n"
         "activations with a slope below 0.01; dead units: saturated on every row\n" +
         print_table(rows);
}

}  // namespace binet
