#include "cli/trace_text.hpp"

#include "cli/format_text.hpp"
#include "cli/text_layout.hpp"
#include "cli/text_table.hpp"
#include "cli/trace_parameters.hpp"

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
    if (l.kind == TracedLayer::Kind::dropout) return name + ": dropout, which passes its inputs on here";
    if (l.kind == TracedLayer::Kind::normalise) {
      return name + ": layer_norm, a = gain*x + b with x = (input - mean)/deviation over the layer's inputs";
    }
    const bool gated = l.kind == TracedLayer::Kind::gated;
    const std::string gate = gated ? "gated, a = f(z)*g with g = sigmoid(v); " : "";
    const Activation& f = *l.activation;
    return name + ": " + gate + std::string(f.name) + ", f = " + std::string(f.formula) + ", f' = " +
           std::string(f.derivative);
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

  double weight(const TracedLayer& layer, Index from, Index unit, bool of_gate = false) const {
    const ParameterBlock* weights = layer.block(ParameterKind::weight, of_gate);
    return step_.before[weights->offset + from * weights->columns + unit];
  }
  double scale(const TracedLayer& layer, Index from, bool of_gate = false) const {
    const ParameterBlock* scales = layer.block(ParameterKind::scale, of_gate);
    return scales == nullptr ? 1 : step_.before[scales->offset + from];
  }

  /// A further term of a sum: " + 0.4*1", " - 0.8".
  std::string added(double factor, const std::string& rest) const {
    return (factor < 0 ? " - " : " + ") + number(std::abs(factor)) + rest;
  }

  double bias(const TracedLayer& layer, Index unit, bool of_gate = false) const {
    return step_.before[layer.block(ParameterKind::bias, of_gate)->offset + unit];
  }

  /// The sum that gives z of a layer with weights, or v of a gate.
  std::string z_text(const TracedLayer& layer, Index i, Index unit, bool of_gate = false) const {
    std::string text = of_gate ? "v = " : "z = ";
    const bool scaled = layer.block(ParameterKind::scale, of_gate) != nullptr;
    if (layer.has_weights() && layer.inputs <= kTermsShown) {
      for (Index from = 0; from < layer.inputs; ++from) {
        const double w = weight(layer, from, unit, of_gate);
        const std::string rest =
            "*" + number(layer.input(i, from)) + (scaled ? "*" + number(scale(layer, from, of_gate)) : "");
        text += from == 0 ? number(w) + rest : added(w, rest);
      }
      text += added(bias(layer, unit, of_gate), "") + " = ";
    }
    return text + number(of_gate ? layer.gate_z(i, unit) : layer.z(i, unit));
  }

  /// "a = 1.2*0.5 + 0.1 = 0.7" of a unit of layer_norm, followed by x.
  std::string normal_text(const TracedLayer& layer, Index i, Index unit) const {
    const double gain = step_.before[layer.block(ParameterKind::scale)->offset + unit];
    return "x = " + number(layer.normal(i, unit)) + "   a = " + number(gain) + "*" + number(layer.normal(i, unit)) +
           added(bias(layer, unit), "") + " = " + number(layer.a(i, unit));
  }

  void print_forward(std::size_t at, Index i) {
    const TracedLayer& layer = layers()[at];
    line("  " + title(at) + (is_output(at) ? ": p = sigmoid(z)" : ""), 4);
    if (layer.kind == TracedLayer::Kind::dropout) return;
    const bool normal = layer.kind == TracedLayer::Kind::normalise;
    if (normal) line("    mean = " + number(layer.mean[i]) + "   deviation = " + number(layer.deviation[i]), 4);
    const std::vector<Index> units = units_shown(layer, i);
    for (const Index unit : units) {
      const std::string name = is_output(at) ? "" : std::to_string(unit + 1);
      line("    " + padded(name, 3) + (normal ? normal_text(layer, i, unit) : z_text(layer, i, unit)), 11);
      if (is_output(at) || normal) continue;
      const bool gated = layer.kind == TracedLayer::Kind::gated;
      if (gated) line("       " + z_text(layer, i, unit, true), 11);
      const std::string gate = gated ? "g = " + number(layer.gate(i, unit)) + "   " : "";
      line("       " + gate + "a = " + number(layer.a(i, unit)) + (gated ? "   f'*g = " : "   f' = ") +
               number(layer.slope(i, unit)),
           11);
    }
    say_left_out(units.size(), layer.units);
    if (!is_output(at)) return;
    line("       p = " + number(step_.pass.probability[i]) + "   loss = " + std::string(loss_row().formula) + " = " +
             number(step_.pass.loss[i]),
         11);
  }

  /// What delta is, of a layer other than the output.
  std::string delta_formula(std::size_t at) const {
    const TracedLayer &layer = layers()[at], &above = layers()[at + 1];
    using Kind = TracedLayer::Kind;
    if (layer.kind == Kind::dropout) return "delta = dL/da, from the layer after it";
    const std::string slope = layer.kind == Kind::normalise ? "" : layer.kind == Kind::gated ? "f'*g * " : "f' * ";
    if (above.kind == Kind::dense) return "delta = " + slope + "sum of w*delta of the layer after it";
    if (above.kind == Kind::gated) return "delta = " + slope + "sum of w*delta + v*dL/dv of the layer after it";
    if (above.kind != Kind::normalise) return "delta = " + slope + "delta of the layer after it";
    return "delta = " + slope +
           "dL/da; through layer_norm dL/da = (d - mean(d) - x*mean(d*x))/deviation with d = gain*delta";
  }

  std::string delta_text(const TracedLayer& layer, const TracedLayer& above, Index i, Index unit) const {
    const bool sloped = layer.kind != TracedLayer::Kind::normalise;
    std::string text = "delta = ";
    if (above.kind == TracedLayer::Kind::dense && above.units <= kTermsShown) {
      text += sloped ? number(layer.slope(i, unit)) + " * (" : "";
      for (Index to = 0; to < above.units; ++to) {
        const double w = weight(above, unit, to) * scale(above, unit);
        const std::string rest = "*" + number(above.delta(i, to));
        text += to == 0 ? number(w) + rest : added(w, rest);
      }
      text += sloped ? ") = " : " = ";
    } else if (above.kind != TracedLayer::Kind::dense && sloped) {
      text += number(layer.slope(i, unit)) + " * " + number(above.below(i, unit)) + " = ";
    }
    return text + number(layer.delta(i, unit));
  }

  void print_backward(std::size_t at, Index i) {
    const TracedLayer& layer = layers()[at];
    if (is_output(at)) {
      line("  output: delta = " + std::string(loss_row().slope_formula) + " = " + number(layer.delta(i, 0)), 4);
      return;
    }
    line("  layer " + std::to_string(at + 1) + ": " + delta_formula(at), 4);
    if (layer.kind == TracedLayer::Kind::dropout) return;
    const std::vector<Index> units = units_shown(layer, i);
    for (const Index unit : units) {
      std::string text = "    " + padded(std::to_string(unit + 1), 3) + delta_text(layer, layers()[at + 1], i, unit);
      if (layer.kind == TracedLayer::Kind::gated) text += "   dL/dv = " + number(layer.gate_delta(i, unit));
      line(text, 15);
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
    if (layer.kind == TracedLayer::Kind::normalise && p.kind == ParameterKind::scale) {
      return weighted + number(layer.normal(0, p.unit)) + "*" + number(layer.delta(0, p.unit));
    }
    const double delta = (p.of_gate ? layer.gate_delta : layer.delta)(0, p.unit);
    if (p.kind == ParameterKind::bias) return weighted + number(delta);
    if (p.kind == ParameterKind::scale) {
      return weighted + number(layer.input(0, p.from)) + (p.of_gate ? "*(sum of v*dL/dv)" : "*(sum of w*delta)");
    }
    return weighted + number(layer.input(0, p.from) * scale(layer, p.from, p.of_gate)) + "*" + number(delta);
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
  if (subject.scaled) {
    text += wrapped("Inputs: numbers are scaled first, so they differ from the cells of the file; --set "
                    "encoding.numeric=none leaves them as they are",
                    kTraceWidth, 2, 0) +
            "\n";
  }
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

}  // namespace binet
