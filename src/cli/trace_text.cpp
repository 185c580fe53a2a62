#include "cli/trace_text.hpp"

#include "cli/format_text.hpp"
#include "cli/text_layout.hpp"
#include "cli/text_table.hpp"
#include "cli/trace_parameters.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace binet {
namespace {

constexpr std::size_t kTraceWidth = 80;
constexpr Index kTermsShown = 6;         ///< terms of a sum that are printed
constexpr std::size_t kUnitsShown = 8, kParametersShown = 40, kLargestShown = 8;

/// Prints the numbers of one step.
class StepText {
 public:
  StepText(const TraceSubject& subject, const Table& table, const TraceStep& step, const TraceTextOptions& options)
      : subject_(subject), table_(table), step_(step), options_(options) {}

  std::string print() {
    const Index rows = std::ssize(step_.places);
    for (Index i = 0; i < rows; ++i) print_row(i);
    print_parameters();
    return std::move(text_);
  }

 private:
  std::string number(double value) const { return format_text("%.*g", options_.digits, value + 0.0); }
  const std::vector<TracedLayer>& layers() const { return step_.pass.layers; }
  bool is_output(std::size_t layer) const { return layer + 1 == layers().size(); }
  void line(const std::string& text, std::size_t indent) {
    text_ += wrapped(text, kTraceWidth, indent, 0) + "\n";
  }

  void print_row(Index i) {
    const Index row = subject_.rows[static_cast<std::size_t>(step_.places[static_cast<std::size_t>(i)])];
    std::string inputs;
    for (Index j = 0; j < step_.batch.inputs.cols(); ++j) {
      if (j == kTermsShown && !options_.all && step_.batch.inputs.cols() > kTermsShown + 1) {
        inputs += format_text(", and %td more", step_.batch.inputs.cols() - j);
        break;
      }
      inputs += (j == 0 ? "" : ", ") + input_name(subject_, 0, j) + " = " + number(step_.batch.inputs(i, j));
    }
    const double y = step_.batch.target[i];
    line(format_text("Row %td (line %zu): ", row + 1, table_.line(row)) + inputs + "; y = " + number(y) + " (" +
             subject_.classes.name + " " + (y > 0.5 ? subject_.classes.positive : subject_.classes.negative) + ")",
         2);
    text_ += "\nForward: z = sum of w*input, + b; a = f(z)\n";
    for (std::size_t layer = 0; layer < layers().size(); ++layer) print_forward(layer, i);
    text_ += "\nBackward: delta = dL/dz\n";
    for (std::size_t layer = layers().size(); layer-- > 0;) print_backward(layer, i);
    text_ += "\n";
  }

  std::string title(std::size_t layer) const {
    const TracedLayer& l = layers()[layer];
    if (is_output(layer)) return "output";
    const std::string name = "layer " + std::to_string(layer + 1);
    if (l.activation == nullptr) return name + ": dropout, which passes its inputs on here";
    return name + ": " + std::string(l.activation->name) + ", f = " + std::string(l.activation->formula) + ", f' = " +
           std::string(l.activation->derivative);
  }

  /// Units that get a line: all of a small layer, otherwise those with the largest |delta|.
  std::vector<Index> units_shown(const TracedLayer& layer, Index i) const {
    std::vector<Index> units(static_cast<std::size_t>(layer.units));
    std::iota(units.begin(), units.end(), Index{0});
    if (options_.all || units.size() <= kUnitsShown) return units;
    std::ranges::stable_sort(
        units, [&](Index a, Index b) { return std::abs(layer.delta(i, a)) > std::abs(layer.delta(i, b)); });
    units.resize(kUnitsShown);
    std::ranges::sort(units);
    return units;
  }

  void say_left_out(std::size_t shown, Index all) {
    if (static_cast<Index>(shown) < all) {
      text_ +=
          format_text("    and %td more, of smaller |delta|; --all prints them\n", all - static_cast<Index>(shown));
    }
  }

  const ParameterBlock* block(const TracedLayer& layer, ParameterKind kind) const {
    const auto found = std::ranges::find(layer.blocks, kind, &ParameterBlock::kind);
    return found == layer.blocks.end() ? nullptr : &*found;
  }
  double weight(const TracedLayer& layer, Index from, Index unit) const {
    const ParameterBlock* weights = block(layer, ParameterKind::weight);
    return step_.before[weights->offset + from * weights->columns + unit];
  }
  double scale(const TracedLayer& layer, Index from) const {
    const ParameterBlock* scales = block(layer, ParameterKind::scale);
    return scales == nullptr ? 1 : step_.before[scales->offset + from];
  }

  /// A further term of a sum: " + 0.4*1", " - 0.8".
  std::string added(double factor, const std::string& rest) const {
    return (factor < 0 ? " - " : " + ") + number(std::abs(factor)) + rest;
  }

  std::string z_text(const TracedLayer& layer, Index i, Index unit) const {
    std::string text = "z = ";
    const bool scaled = block(layer, ParameterKind::scale) != nullptr;
    if (layer.affine && layer.inputs <= kTermsShown) {
      for (Index from = 0; from < layer.inputs; ++from) {
        const double w = weight(layer, from, unit);
        const std::string rest =
            "*" + number(layer.input(i, from)) + (scaled ? "*" + number(scale(layer, from)) : "");
        text += from == 0 ? number(w) + rest : added(w, rest);
      }
      text += added(step_.before[block(layer, ParameterKind::bias)->offset + unit], "") + " = ";
    }
    return text + number(layer.z(i, unit));
  }

  void print_forward(std::size_t at, Index i) {
    const TracedLayer& layer = layers()[at];
    line("  " + title(at) + (is_output(at) ? ": p = sigmoid(z)" : ""), 4);
    if (layer.activation == nullptr) return;
    const std::vector<Index> units = units_shown(layer, i);
    for (const Index unit : units) {
      const std::string name = is_output(at) ? "" : std::to_string(unit + 1);
      line("    " + padded(name, 3) + z_text(layer, i, unit), 11);
      if (is_output(at)) continue;
      line("       a = " + number(layer.a(i, unit)) + "   f' = " + number(layer.slope(i, unit)), 11);
    }
    say_left_out(units.size(), layer.units);
    if (!is_output(at)) return;
    line("       p = " + number(step_.pass.probability[i]) + "   loss = " + std::string(loss_row().formula) + " = " +
             number(step_.pass.loss[i]),
         11);
  }

  void print_backward(std::size_t at, Index i) {
    const TracedLayer& layer = layers()[at];
    if (is_output(at)) {
      line("  output: delta = " + std::string(loss_row().slope_formula) + " = " + number(layer.delta(i, 0)), 4);
      return;
    }
    line("  layer " + std::to_string(at + 1) +
             (layer.activation == nullptr ? ": delta = that of the layer after it"
                                          : ": delta = f' * sum of w*delta of the layer after it"),
         4);
    if (layer.activation == nullptr) return;
    const TracedLayer& above = layers()[at + 1];
    const std::vector<Index> units = units_shown(layer, i);
    for (const Index unit : units) {
      std::string text = "    " + padded(std::to_string(unit + 1), 3) + "delta = ";
      if (above.affine && above.units <= kTermsShown) {
        text += number(layer.slope(i, unit)) + " * (";
        for (Index to = 0; to < above.units; ++to) {
          const double w = weight(above, unit, to) * scale(above, unit);
          const std::string rest = "*" + number(above.delta(i, to));
          text += to == 0 ? number(w) + rest : added(w, rest);
        }
        text += ") = ";
      }
      line(text + number(layer.delta(i, unit)), 15);
    }
    say_left_out(units.size(), layer.units);
  }

  const Loss& loss_row() const { return loss(subject_.training.loss); }

  /// The derivative's formula with numbers, for one row; empty for several rows.
  std::string derivative_text(const TracedParameter& p) const {
    if (std::ssize(step_.places) > 1) return "";
    const TracedLayer& layer = layers()[p.layer];
    const double share = step_.batch.share[0];
    const std::string weighted = share == 1 ? "" : number(share) + "*";
    if (p.kind == ParameterKind::bias) return weighted + number(layer.delta(0, p.unit));
    if (p.kind == ParameterKind::scale) return weighted + number(layer.input(0, p.from)) + "*(sum of w*delta)";
    return weighted + number(layer.input(0, p.from) * scale(layer, p.from)) + "*" + number(layer.delta(0, p.unit));
  }

  void print_parameters() {
    const bool several = std::ssize(step_.places) > 1;
    const bool weighted = (step_.batch.share.array() != 1 / static_cast<double>(step_.places.size())).any();
    const NetworkTrainingSettings& training = subject_.training;
    if (several) {
      text_ += format_text("Loss of the batch: %s\n\n", number(step_.pass.objective).c_str());
    }
    std::string how = "Derivatives and update: dL/dw = input*delta, dL/db = delta";
    if (several)
      how += weighted ? ", summed over the rows times their share of the weight" : ", each the mean over the rows";
    if (training.l2 > 0) how += "; for weights + l2*w with l2 = " + number(training.l2);
    if (training.l1 > 0) how += "; for weights + l1*sign(w) with l1 = " + number(training.l1);
    line(how, 2);
    line("  " + training.optimizer + ": " + std::string(update_formula(subject_)) + "; r = " +
             number(training.learning_rate),
         4);
    const std::vector<TracedParameter> parameters = traced_parameters(subject_);
    for (std::size_t layer = 0; layer < layers().size(); ++layer) print_parameters_of(layer, parameters);
    if (step_.numeric.size() > 0) {
      const double largest = step_.pass.gradient.cwiseAbs().maxCoeff();
      const double off = (step_.numeric - step_.pass.gradient).cwiseAbs().maxCoeff();
      line(format_text("Check: the derivatives differ from numeric ones by at most %.1e (%.1e of the largest).", off,
                       largest > 0 ? off / largest : 0.0),
           0);
    }
    line(format_text("Training computes the same in single precision: its gradient differs by at most %.0e of its "
                     "largest element.",
                     step_.engine_difference),
         0);
  }

  void print_parameters_of(std::size_t layer, const std::vector<TracedParameter>& parameters) {
    std::vector<TracedParameter> shown;
    for (const TracedParameter& p : parameters) {
      if (p.layer == layer) shown.push_back(p);
    }
    if (shown.empty()) return;
    const std::size_t all = shown.size();
    if (!options_.all && all > kParametersShown) {
      std::ranges::stable_sort(shown, [&](const TracedParameter& a, const TracedParameter& b) {
        return std::abs(step_.pass.gradient[a.index]) > std::abs(step_.pass.gradient[b.index]);
      });
      shown.resize(kLargestShown);
    }
    const bool several = std::ssize(step_.places) > 1, checked = step_.numeric.size() > 0;
    std::vector<std::vector<std::string>> rows{{is_output(layer) ? "output" : "layer " + std::to_string(layer + 1)}};
    if (!several && !checked) rows[0].emplace_back("formula");
    rows[0].emplace_back("dL/d");
    if (checked) rows[0].emplace_back("numeric");
    rows[0].insert(rows[0].end(), {"old", "new"});
    for (const TracedParameter& p : shown) {
      rows.push_back({p.name});
      if (!several && !checked) rows.back().push_back(derivative_text(p));
      rows.back().push_back(number(step_.pass.gradient[p.index]));
      if (checked) rows.back().push_back(number(step_.numeric[p.index]));
      rows.back().push_back(number(step_.before[p.index]));
      rows.back().push_back(number(step_.after[p.index]));
    }
    text_ += print_table(rows);
    if (shown.size() < all) {
      text_ +=
          format_text("  and %zu more parameters, of smaller derivatives; --all prints them\n", all - shown.size());
    }
  }

  const TraceSubject& subject_;
  const Table& table_;
  const TraceStep& step_;
  const TraceTextOptions& options_;
  std::string text_;
};

std::string network_text(const TraceSubject& subject) {
  std::string text = format_text("%zu %s", subject.input_names.size(),
                                 subject.input_names.size() == 1 ? "input" : "inputs");
  for (const LayerSpec& layer : subject.network.hidden()) {
    text += ", " + layer.type;
    if (layer.units > 0) text += " " + std::to_string(layer.units) + " " + layer.activation;
  }
  return text + format_text(", output 1 sigmoid: %td parameters", subject.network.parameter_count());
}

}  // namespace

std::string print_trace(const TraceSubject& subject, const Table& table, std::span<const TraceStep> steps,
                        const TraceTextOptions& options) {
  const Loss& used = loss(subject.training.loss);
  std::string text =
      wrapped("Network: " + network_text(subject) + "; loss " + std::string(used.name), kTraceWidth, 2, 0) + "\n";
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const bool numbered = steps.size() > 1;
    text += "\n";
    if (numbered) {
      const std::string head = format_text("Step %zu, epoch %d ", s + 1, steps[s].epoch);
      text += head + std::string(kTraceWidth - head.size(), '-') + "\n";
    }
    text += StepText(subject, table, steps[s], options).print();
  }
  return text;
}

namespace {

Json row_to_json(const MatrixD& numbers, Index row) {
  Json list = Json::array();
  for (Index column = 0; column < numbers.cols(); ++column) list.push_back(numbers(row, column) + 0.0);
  return list;
}

Json example_to_json(const TraceSubject& subject, const TraceStep& step, Index i) {
  const Index row = subject.rows[static_cast<std::size_t>(step.places[static_cast<std::size_t>(i)])];
  Json json{{"row", row + 1}};
  for (Index j = 0; j < step.batch.inputs.cols(); ++j) {
    json["inputs"][subject.input_names[static_cast<std::size_t>(j)]] = step.batch.inputs(i, j);
  }
  json["target"] = step.batch.target[i];
  json["share"] = step.batch.share[i];
  json["layers"] = Json::array();
  for (const TracedLayer& layer : step.pass.layers) {
    json["layers"].push_back({{"activation", layer.activation == nullptr ? "none" : layer.activation->name},
                              {"z", row_to_json(layer.z, i)},
                              {"a", row_to_json(layer.a, i)},
                              {"slope", row_to_json(layer.slope, i)},
                              {"delta", row_to_json(layer.delta, i)}});
  }
  json["logit"] = step.pass.logit[i];
  json["probability"] = step.pass.probability[i];
  json["loss"] = step.pass.loss[i];
  return json;
}

}  // namespace

Json trace_to_json(const TraceSubject& subject, std::span<const TraceStep> steps) {
  const Loss& used = loss(subject.training.loss);
  Json json{{"loss", used.name},
            {"loss_formula", used.formula},
            {"loss_slope", used.slope_formula},
            {"optimizer", subject.training.optimizer},
            {"update", update_formula(subject)},
            {"learning_rate", subject.training.learning_rate},
            {"steps", Json::array()}};
  const std::vector<TracedParameter> parameters = traced_parameters(subject);
  for (const TraceStep& step : steps) {
    Json& item = json["steps"].emplace_back(Json{{"epoch", step.epoch}, {"rows", Json::array()}});
    for (Index i = 0; i < std::ssize(step.places); ++i) item["rows"].push_back(example_to_json(subject, step, i));
    item["objective"] = step.pass.objective;
    item["penalty"] = step.pass.penalty;
    item["parameters"] = Json::array();
    for (const TracedParameter& p : parameters) {
      Json& entry = item["parameters"].emplace_back(Json{{"layer", p.layer + 1}, {"name", p.name}});
      entry["value"] = step.before[p.index];
      entry["derivative"] = step.pass.gradient[p.index];
      if (step.numeric.size() > 0) entry["numeric"] = step.numeric[p.index];
      entry["step"] = step.step[p.index];
      entry["new"] = step.after[p.index];
    }
    item["engine_difference"] = step.engine_difference;
  }
  return json;
}

}  // namespace binet
