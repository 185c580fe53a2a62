#include "model/inference.hpp"

#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "linear/firth.hpp"
#include "linear/influence.hpp"
#include "linear/likelihood_tests.hpp"
#include "linear/profile_interval.hpp"
#include "linear/robust_covariance.hpp"
#include "math/chi_squared.hpp"
#include "model/inference_design.hpp"
#include "model/inference_effects.hpp"
#include "model/member.hpp"
#include "model/simple_effects.hpp"
#include "table/formula_lexer.hpp"
#include "table/group_columns.hpp"
#include "table/term_columns.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace binet {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kLevel = 0.95;
constexpr std::string_view kCluster = "cluster=";

constexpr std::pair<std::string_view, CoefficientErrors> kErrors[] = {
    {"model", CoefficientErrors::model}, {"robust", CoefficientErrors::hc3}, {"hc0", CoefficientErrors::hc0},
    {"hc1", CoefficientErrors::hc1},     {"hc2", CoefficientErrors::hc2},    {"hc3", CoefficientErrors::hc3}};

CoefficientErrors errors_of(const InferenceSettings& settings) {
  if (!cluster_column(settings.errors).empty()) return CoefficientErrors::cluster;
  const auto found = std::ranges::find(kErrors, settings.errors, [](const auto& row) { return row.first; });
  if (found != std::end(kErrors)) {
    // The sum of sampling weights is not an amount of information, so at least the sandwich is needed.
    if (settings.sampling_weights && found->second == CoefficientErrors::model) return CoefficientErrors::hc0;
    return found->second;
  }
  throw UsageError("--errors " + settings.errors + ": expected " +
                   joined(kErrors, ", ", [](const auto& row) { return std::string(row.first); }) +
                   " or cluster=COLUMN");
}

void require_statistics(const Classifier& model, bool firth) {
  if (model.members.size() != 1 || model.members[0].network.layer_count() != 1) {
    throw Error("a model of kind " + model.report.recipe +
                " has no coefficients; train one with binet train --model logistic --l2 0");
  }
  if (firth) return;
  if (model.report.l1 > 0 || model.report.l2 > 0) {
    throw Error("the model has a penalty, which biases its coefficients, so they have no standard errors; train one "
                "without penalty: binet train --model logistic --l2 0");
  }
  if (!model.report.likelihood) {
    throw Error(
        "the model was not fitted by maximum likelihood: with class weights, bounds or mini-batches there are no "
        "standard errors; train one with binet train --model logistic --l2 0");
  }
}

/// Clusters numbered from 0 in order of first occurrence.
std::vector<Index> clusters(const Table& table, const std::string& column, const std::vector<Index>& rows) {
  std::map<Index, Index> number;
  std::vector<Index> found = read_groups(table, column, rows);
  for (Index& cluster : found) cluster = number.emplace(cluster, std::ssize(number)).first->second;
  if (number.size() < 2) throw Error("--errors cluster=" + column + ": all rows are one cluster; expected at least 2");
  return found;
}

TestResult result_of(const ChiSquaredTest& test) {
  return {test.statistic, test.p_value, test.degrees};
}

void set_interval(const ProfileInterval& ends, Coefficient& c) {
  c.lower = ends.lower;
  c.upper = ends.upper;
  c.odds_ratio_lower = std::exp(c.lower);
  c.odds_ratio_upper = std::exp(c.upper);
}

/// Everything that is computed once for all parts of an Inference.
class InferenceMaker {
 public:
  InferenceMaker(const Classifier& model, const Table& table, const InferenceSettings& settings)
      : model_(model), table_(table), all_(make_inference_design(model, table, settings.drop_missing)) {
    out_.settings = settings;
    out_.rows = all_.design.rows();
    out_.weight_sum = all_.design.weight.sum();
    out_.whole_weights = (all_.design.weight.array() == all_.design.weight.array().round()).all();
    order_ = order_of_terms();
    kept_ = independent_columns(all_.design.x, all_.design.weight);
    design_ = all_.design.select(kept_);
    fit_ = settings.firth ? maximise_firth(design_) : maximise_likelihood(design_);
    if (!fit_.converged) {
      throw Error(table.source +
                  ": the estimates are not finite, or too large to tell: the classes, or some rows, are separated or "
                  "nearly so; binet inspect without --data prints those that are finite, and binet train --penalty "
                  "firth gives all, with intervals");
    }
    errors_ = errors_of(settings);
    std::vector<Index> cluster;
    if (errors_ == CoefficientErrors::cluster) {
      cluster = clusters(table, cluster_column(settings.errors), all_.rows);
    }
    if (settings.firth && errors_ != CoefficientErrors::model) {
      throw UsageError("--errors " + settings.errors +
                       ": a Firth fit has model-based errors and profile intervals only");
    }
    const WeightMeaning meaning =
        settings.sampling_weights ? WeightMeaning::sampling : WeightMeaning::frequency;
    model_covariance_ = robust_covariance(design_, fit_, CoefficientErrors::model, meaning);
    covariance_ = robust_covariance(design_, fit_, errors_, meaning, cluster);
    if (settings.sampling_weights && errors_ == CoefficientErrors::hc0) {
      const auto n = static_cast<double>(out_.rows);  // as survey::svyglm
      covariance_ *= n / (n - 1);
    }
  }

  Inference make() {
    add_coefficients();
    add_likelihood();
    add_wald_test();
    add_terms();
    add_joint_tests();
    const EffectEstimates estimates{model_, table_, all_, kept_, design_, fit_, covariance_};
    out_.effects = marginal_effects(estimates);
    out_.simple_effects = simple_effects(estimates);
    add_influence();
    return std::move(out_);
  }

 private:
  bool has_intercept() const { return !kept_.empty() && kept_.front() == 0; }

  Index place_of(Index column) const {
    const auto found = std::ranges::lower_bound(kept_, column);
    return found != kept_.end() && *found == column ? found - kept_.begin() : -1;
  }

  std::vector<Index> places_of(const std::vector<Index>& columns) const {
    std::vector<Index> places;
    for (const Index j : columns) {
      if (const Index place = place_of(j); place >= 0) places.push_back(place);
    }
    return places;
  }

  Coefficient coefficient(Index column, const VectorD& original, const VectorD& error) const {
    Coefficient c;
    c.name = all_.design.names[static_cast<std::size_t>(column)];
    const Index j = place_of(column);
    c.aliased = j < 0;
    c.original = j < 0 ? kNone : original[j];
    c.odds_ratio = kNone;
    if (j < 0) return c;
    c.scaled = fit_.coefficients[j];
    fill_wald(error[j], c);
    if (out_.settings.firth) {
      set_interval(firth_profile_interval(design_, fit_, j, c.standard_error, kLevel), c);
    } else if (out_.settings.profile) {
      set_interval(profile_interval(design_, fit_, j, c.standard_error, kLevel), c);
    }
    return c;
  }

  void add_coefficients() {
    const Eigen::MatrixXd transform = design_.to_original();
    const VectorD original = transform * fit_.coefficients;
    const VectorD error = (transform * covariance_ * transform.transpose()).diagonal().cwiseSqrt();
    if (has_intercept()) out_.coefficients.push_back(coefficient(0, original, error));
    out_.basis_of.resize(out_.coefficients.size());
    for (const std::size_t t : order_) {
      if (!all_.references[t].empty()) {
        Coefficient reference;
        reference.name = all_.references[t];
        reference.reference = true;
        reference.odds_ratio = 1;
        out_.coefficients.push_back(std::move(reference));
      }
      for (const Index j : all_.terms[t].columns) out_.coefficients.push_back(coefficient(j, original, error));
      out_.basis_of.resize(out_.coefficients.size(), all_.basis[t] != 0 ? all_.terms[t].name : "");
    }
  }

  void add_likelihood() {
    out_.likelihood_defined = !out_.settings.sampling_weights;
    if (!out_.likelihood_defined) return;
    const double n = out_.weight_sum;
    LikelihoodSummary& found = out_.likelihood;
    found.deviance = fit_.deviance;
    found.null_deviance = null_deviance_of(design_);
    found.parameters = design_.size();
    out_.bic = found.deviance + std::log(n) * static_cast<double>(found.parameters);
    out_.nagelkerke =
        std::expm1((found.deviance - found.null_deviance) / n) / std::expm1(-found.null_deviance / n);
    const Index degrees = design_.size() - (has_intercept() ? 1 : 0);
    if (degrees > 0) {
      const double statistic = found.null_deviance - found.deviance;
      out_.model_test = {statistic, chi_squared_upper_tail(statistic, static_cast<double>(degrees)), degrees};
    }
    if ((design_.weight.array() == 1).all()) {
      out_.hosmer_lemeshow = result_of(hosmer_lemeshow(fit_.probability, design_.target));
    }
  }

  /// Tests all coefficients except the intercept, if the errors are not those of the likelihood.
  void add_wald_test() {
    if (errors_ == CoefficientErrors::model) return;
    std::vector<Index> places;
    for (Index j = has_intercept() ? 1 : 0; j < design_.size(); ++j) places.push_back(j);
    if (!places.empty()) out_.wald_test = result_of(wald_test(fit_.coefficients, covariance_, places));
  }

  /// The order of R: that of the formula or, without one, that of the file's columns.
  std::vector<std::size_t> order_of_terms() const {
    std::vector<std::string> names = out_.settings.term_order;
    for (const ColumnSchema& column : model_.schema.columns) names.push_back(detail::formula_name(column.name));
    std::map<std::string, std::size_t> places;
    for (const std::string& name : names) places.emplace(name, places.size());
    std::vector<std::pair<std::size_t, std::size_t>> sorted;
    for (std::size_t t = 0; t < all_.terms.size(); ++t) {
      auto found = places.find(all_.terms[t].name);
      if (found == places.end()) found = places.find(detail::formula_name(all_.terms[t].name));
      sorted.emplace_back(found == places.end() ? places.size() : found->second, t);
    }
    std::ranges::sort(sorted);
    std::vector<std::size_t> order;
    for (const auto& [place, t] : sorted) order.push_back(t);
    return order;
  }

  void add_terms() {
    out_.term_tests_by_likelihood =
        errors_ == CoefficientErrors::model && !out_.settings.firth && !out_.settings.sampling_weights;
    for (const std::size_t t : order_) {
      if (all_.contained[t]) continue;  // as drop1 of R
      const DesignTerm& term = all_.terms[t];
      const std::vector<Index> places = places_of(term.columns);
      const TestResult test = test_of(term.columns);
      if (test.degrees == 0) continue;
      out_.terms.push_back({term.name, test, all_.basis[t] != 0,
                            variance_inflation(model_covariance_, places, has_intercept())});
    }
  }

  /// The test of some columns of all_; 0 degrees of freedom if the others can replace them.
  TestResult test_of(const std::vector<Index>& columns) const {
    const bool aliased = std::ssize(kept_) + (has_intercept() ? 0 : 1) < all_.design.size();
    if (aliased) {
      return result_of(out_.term_tests_by_likelihood
                           ? aliased_likelihood_ratio_test(all_.design, fit_, columns)
                           : aliased_wald_test(all_.design, kept_, fit_.coefficients, covariance_, columns));
    }
    const std::vector<Index> places = places_of(columns);
    return result_of(out_.term_tests_by_likelihood ? likelihood_ratio_test(design_, fit_, places)
                                                   : wald_test(fit_.coefficients, covariance_, places));
  }

  /// Each column of the file with its interactions and curves. Without an intercept the rest of the model would be
  /// coded anew, as for single terms.
  void add_joint_tests() {
    if (!has_intercept()) return;
    std::vector<std::string> names;  // in the order of the terms
    std::map<std::string, std::set<Index>> columns;
    std::map<std::string, int> terms;
    for (const std::size_t t : order_) {
      std::set<std::string> read;
      for (const Index j : all_.terms[t].columns) {
        const std::vector<std::string> of_column = columns_read(all_.sources[static_cast<std::size_t>(j)].column);
        read.insert(of_column.begin(), of_column.end());
      }
      for (const std::string& name : read) {
        if (++terms[name] == 1) names.push_back(name);
        columns[name].insert(all_.terms[t].columns.begin(), all_.terms[t].columns.end());
      }
    }
    for (const std::string& name : names) {
      if (terms[name] < 2) continue;
      const TestResult test = test_of({columns[name].begin(), columns[name].end()});
      if (test.degrees > 0) out_.joint_tests.push_back({name, test, false, kNone});
    }
  }

  /// The columns of the file that a column of the table is computed from.
  std::vector<std::string> columns_read(const std::string& column) const {
    const auto& terms = model_.schema.terms;
    const auto found = std::ranges::find(terms, column, [](const TermSchema& term) { return term.column.name; });
    return found == terms.end() ? std::vector{column} : columns_of(found->definition);
  }

  void add_influence() {
    const Influence found = influence(design_, fit_);
    std::vector<Index> order(static_cast<std::size_t>(design_.rows()));
    std::iota(order.begin(), order.end(), Index{0});
    const auto count = static_cast<Index>(std::min(order.size(), out_.settings.influential));
    std::ranges::partial_sort(order, order.begin() + count, [&](Index a, Index b) {
      return found.cook[a] != found.cook[b] ? found.cook[a] > found.cook[b] : a < b;
    });
    for (Index k = 0; k < count; ++k) {
      const Index i = order[static_cast<std::size_t>(k)];
      out_.influential.push_back({table_.line(all_.rows[static_cast<std::size_t>(i)]), found.cook[i],
                                  found.leverage[i], found.pearson[i], fit_.probability[i], design_.target[i] > 0.5});
    }
  }

  const Classifier& model_;
  const Table& table_;
  InferenceDesign all_;
  std::vector<std::size_t> order_;  ///< of the terms, as they are listed
  std::vector<Index> kept_;  ///< columns of all_ that are not aliased
  Design design_;            ///< these
  DesignFit fit_;
  CoefficientErrors errors_ = CoefficientErrors::model;
  Eigen::MatrixXd model_covariance_, covariance_;  ///< on x'
  Inference out_;
};

}  // namespace

void fill_wald(double standard_error, Coefficient& c) {
  c.standard_error = standard_error;
  c.z = c.original / standard_error;
  c.p_value = two_sided_normal_tail(c.z);
  c.odds_ratio = std::exp(c.original);
  set_interval({c.original - kNormalQuantile975 * standard_error, c.original + kNormalQuantile975 * standard_error}, c);
}

std::string cluster_column(std::string_view errors) {
  return errors.starts_with(kCluster) ? std::string(errors.substr(kCluster.size())) : "";
}

std::string describe_errors(const InferenceSettings& settings) {
  switch (errors_of(settings)) {
    case CoefficientErrors::model: return "model-based";
    case CoefficientErrors::hc0: return settings.sampling_weights ? "robust, for sampling weights" : "robust (HC0)";
    case CoefficientErrors::hc1: return "robust (HC1)";
    case CoefficientErrors::hc2: return "robust (HC2)";
    case CoefficientErrors::hc3: return "robust (HC3)";
    case CoefficientErrors::cluster: break;
  }
  return "clustered by " + cluster_column(settings.errors);
}

Inference infer(const Classifier& model, const Table& table, const InferenceSettings& settings) {
  errors_of(settings);
  require_statistics(model, settings.firth);
  return InferenceMaker(model, table, settings).make();
}

}  // namespace binet
