#include "binet/model/coefficients.hpp"

#include "math/chi_squared.hpp"
#include "model/linear_network.hpp"
#include "model/member.hpp"
#include "table/term_changes.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace binet {

namespace {


/// x' = (x − center)/scale of a dense column; the identity for an indicator of missing cells.
struct LinearScale {
  double center = 0, scale = 1;
  bool clipped = false;
};

std::vector<LinearScale> dense_scales(const Encoder& encoder) {
  std::vector<LinearScale> scales;
  for (const std::string& name : encoder.dense_names()) {
    const auto found = std::ranges::find(encoder.numeric(), name, &NumericEncoding::column);
    scales.push_back(found == encoder.numeric().end() ? LinearScale{}
                                                      : LinearScale{found->center, found->scale, found->clip > 0});
  }
  return scales;
}

void add_wald_statistics(Coefficient& coefficient, double standard_error) {
  coefficient.standard_error = standard_error;
  coefficient.z = coefficient.original / standard_error;
  coefficient.p_value = std::erfc(std::abs(coefficient.z) / std::sqrt(2.0));
  coefficient.lower = coefficient.original - kNormalQuantile975 * standard_error;
  coefficient.upper = coefficient.original + kNormalQuantile975 * standard_error;
  coefficient.odds_ratio_lower = std::exp(coefficient.lower);
  coefficient.odds_ratio_upper = std::exp(coefficient.upper);
}

/// Marks the columns of terms that are curves.
void mark_curves(const std::vector<TermSchema>& terms, std::vector<Coefficient>& coefficients) {
  std::set<std::string> curves;
  for (const TermSchema& term : terms) {
    if (describes_curve(term.definition)) curves.insert(term.definition.term());
  }
  for (Coefficient& coefficient : coefficients) {
    const auto found =
        std::ranges::find(terms, coefficient.name, [](const TermSchema& term) { return term.column.name; });
    coefficient.curve = found != terms.end() && curves.contains(found->definition.term());
  }
}

}  // namespace

namespace {

/// The index of the reference level's code: the level named, otherwise the first in byte order that is not empty; −1 if
/// it has no code, which means an effect of 0.
Index reference_code(const CategoryEncoding& category) {
  const auto& levels = category.levels;
  const auto empty_last = [](const std::string& level) { return std::pair(level.empty(), std::string_view(level)); };
  const auto found = category.reference.empty() ? std::ranges::min_element(levels, {}, empty_last)
                                                : std::ranges::find(levels, category.reference);
  return found == levels.end() ? -1 : found - levels.begin();
}

/// Subtracts the reference level's effect from those of its column and adds it to the intercept. Marks the references.
void compare_with_references(const Encoder& encoder, bool intercept, VectorD& parameters,
                             std::vector<Coefficient>& coefficients) {
  Index first = 1 + std::ssize(encoder.dense_names());
  for (const CategoryEncoding& category : encoder.categories()) {
    const Index codes = category.code_count(), reference = reference_code(category);
    const bool absolute = !intercept && category.reference.empty();  // every level has a logit of its own
    if (reference >= 0 && !absolute) {
      const double effect = parameters[first + reference];
      parameters.segment(first, codes).array() -= effect;
      parameters[0] += effect;
      coefficients[static_cast<std::size_t>(first + reference)].reference = true;
    }
    first += codes;
  }
}

}  // namespace

VectorD uncentred_intercept(const Encoder& encoder, Index parameter_count) {
  VectorD factors = VectorD::Zero(parameter_count);
  factors[0] = 1;
  const std::vector<LinearScale> scales = dense_scales(encoder);
  for (std::size_t j = 0; j < scales.size(); ++j) {
    factors[static_cast<Index>(j) + 1] = -scales[j].center / scales[j].scale;
  }
  return factors;
}

bool is_logistic(const Classifier& model) {
  return model.members.size() == 1 && model.members[0].network.layer_count() == 1 &&
         model.members[0].network.input_shape().bins.empty();
}

std::vector<Coefficient> logistic_coefficients(const Classifier& model) {
  if (!is_logistic(model)) return {};
  const Network& network = model.members[0].network;
  const Encoder& encoder = model.encoders[model.members[0].encoder];
  const std::vector<std::string> names = linear_parameter_names(encoder);
  const std::vector<LinearScale> scales = dense_scales(encoder);
  VectorD parameters = linear_parameters(network);
  std::vector<Coefficient> coefficients(names.size());
  compare_with_references(encoder, model.schema.intercept, parameters, coefficients);
  const bool any_clipped = std::ranges::any_of(scales, &LinearScale::clipped);
  const std::vector<double>& errors = model.report.standard_errors;
  const bool with_errors = static_cast<Index>(errors.size()) == parameters.size();

  for (std::size_t i = 0; i < names.size(); ++i) {
    Coefficient& coefficient = coefficients[i];
    const LinearScale scale = i >= 1 && i <= scales.size() ? scales[i - 1] : LinearScale{};
    coefficient.name = names[i];
    coefficient.scaled = parameters[static_cast<Index>(i)];
    coefficient.original = scale.clipped ? Coefficient::kNone : coefficient.scaled / scale.scale;
    if (i == 0) {
      coefficient.original =
          any_clipped ? Coefficient::kNone : uncentred_intercept(encoder, parameters.size()).dot(parameters);
    }
    coefficient.fixed =
        i == 0 ? !model.schema.intercept : !model.schema.offset.empty() && names[i] == model.schema.offset;
    if (with_errors && !coefficient.reference && !coefficient.fixed) {
      const double error = i == 0 ? model.report.original_intercept_error : errors[i] / std::abs(scale.scale);
      coefficient.aliased = error == 0 && coefficient.scaled == 0;
      coefficient.unbounded = error <= 0 && !coefficient.aliased;
      coefficient.undetermined = error == kUndeterminedEstimate;
      if (coefficient.aliased || coefficient.undetermined) coefficient.original = Coefficient::kNone;
      if (error > 0) add_wald_statistics(coefficient, error);
    }
    coefficient.odds_ratio = std::exp(coefficient.original);
  }
  if (!model.schema.terms.empty()) mark_curves(model.schema.terms, coefficients);
  return coefficients;
}

}  // namespace binet
