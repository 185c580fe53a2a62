#include "model/inference.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace binet {
namespace {

/// JSON has neither infinity nor NaN.
Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json test_to_json(const TestResult& test) {
  return {{"statistic", number(test.statistic)}, {"degrees", test.degrees}, {"p_value", number(test.p_value)}};
}

Json coefficient_to_json(const Coefficient& c) {
  Json item{{"name", c.name}};
  if (c.reference) {
    item["reference"] = true;
    item["odds_ratio"] = 1;
    return item;
  }
  if (c.aliased) {
    item["estimate"] = "aliased";
    return item;
  }
  item["estimate"] = number(c.original);
  item["standard_error"] = number(c.standard_error);
  item["z"] = number(c.z);
  item["p_value"] = number(c.p_value);
  item["interval_95"] = {number(c.lower), number(c.upper)};
  item["odds_ratio"] = number(c.odds_ratio);
  item["odds_ratio_interval_95"] = {number(c.odds_ratio_lower), number(c.odds_ratio_upper)};
  return item;
}

Json term_to_json(const TermTest& term, bool by_likelihood) {
  Json item = test_to_json(term.test);
  item["name"] = term.name;
  item["test"] = by_likelihood ? "likelihood ratio" : "Wald";
  return item;
}

Json simple_effect_to_json(const SimpleEffect& e) {
  Json item = coefficient_to_json(e.effect);
  item["at"] = {{"column", e.held}, {"value", e.level.empty() ? Json(e.value) : Json(e.level)}};
  return item;
}

Json effect_to_json(const MarginalEffect& e) {
  Json item{{"name", e.name},
            {"kind", e.contrast ? "contrast" : "slope"},
            {"effect", number(e.effect)},
            {"standard_error", number(e.standard_error)},
            {"z", number(e.z)},
            {"p_value", number(e.p_value)},
            {"interval_95", {number(e.lower), number(e.upper)}}};
  if (e.contrast) {
    item["risk_ratio"] = number(e.ratio);
    item["risk_ratio_interval_95"] = {number(e.ratio_lower), number(e.ratio_upper)};
  }
  return item;
}

Json likelihood_to_json(const Inference& found) {
  Json item{{"deviance", found.likelihood.deviance},
            {"null_deviance", found.likelihood.null_deviance},
            {"parameters", found.likelihood.parameters},
            {"aic", found.likelihood.aic()},
            {"bic", found.bic},
            {"pseudo_r2", found.likelihood.pseudo_r2()},
            {"nagelkerke_r2", found.nagelkerke}};
  if (found.model_test.degrees > 0) item["likelihood_ratio_test"] = test_to_json(found.model_test);
  if (found.hosmer_lemeshow.degrees > 0) item["hosmer_lemeshow"] = test_to_json(found.hosmer_lemeshow);
  return item;
}

}  // namespace

Json inference_to_json(const Inference& found) {
  Json document{{"rows", found.rows},
                {"weight_sum", found.weight_sum},
                {"errors", describe_errors(found.settings)},
                {"intervals", found.settings.profile || found.settings.firth ? "profile likelihood" : "Wald"}};
  if (found.wald_test.degrees > 0) document["wald_test"] = test_to_json(found.wald_test);
  if (found.likelihood_defined) document["likelihood"] = likelihood_to_json(found);
  for (const char* name : {"coefficients", "terms", "joint_tests", "simple_effects", "marginal_effects", "influence"})
    document[name] = Json::array();
  for (std::size_t i = 0; i < found.coefficients.size(); ++i) {
    Json item = coefficient_to_json(found.coefficients[i]);
    if (!found.basis_of[i].empty()) item["basis_of"] = found.basis_of[i];
    document["coefficients"].push_back(std::move(item));
  }
  for (const TermTest& term : found.terms) {
    Json item = term_to_json(term, found.term_tests_by_likelihood);
    item["variance_inflation"] = number(term.inflation);
    document["terms"].push_back(std::move(item));
  }
  for (const TermTest& test : found.joint_tests)
    document["joint_tests"].push_back(term_to_json(test, found.term_tests_by_likelihood));
  for (const SimpleEffect& e : found.simple_effects) document["simple_effects"].push_back(simple_effect_to_json(e));
  for (const MarginalEffect& e : found.effects) document["marginal_effects"].push_back(effect_to_json(e));
  for (const InfluentialRow& row : found.influential) {
    document["influence"].push_back({{"line", row.line},
                                     {"cook", number(row.cook)},
                                     {"leverage", row.leverage},
                                     {"pearson", number(row.pearson)},
                                     {"probability", row.probability},
                                     {"positive", row.positive}});
  }
  return document;
}

}  // namespace binet
