// Against R: logistic.json is made by tests/reference/logistic.R.
#include "linear/coordinate_descent.hpp"
#include "linear/linear_objective.hpp"
#include "linear/logistic.hpp"
#include "linear/maximum_likelihood.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <string>
#include <vector>

namespace binet {
namespace {

struct ReferenceCase {
  std::string name;
  Examples examples;
  VectorD coefficients, standard_errors;
  double alpha = 0;
  std::vector<double> lambda;
  std::vector<VectorD> elastic_net;
};

VectorD to_vector(const nlohmann::json& json) {
  const auto numbers = json.get<std::vector<double>>();
  return VectorD::Map(numbers.data(), static_cast<Index>(numbers.size()));
}

std::vector<ReferenceCase> reference_cases() {
  std::ifstream file(BINET_SOURCE_DIR "/tests/reference/logistic.json");
  std::vector<ReferenceCase> cases;
  for (const auto& json : nlohmann::json::parse(file)) {
    ReferenceCase c;
    c.name = json["name"];
    const auto rows = static_cast<Index>(json["features"].size());
    c.examples.features = {Matrix(rows, static_cast<Index>(json["features"][0].size())), Codes(rows, 0), Codes(rows, 0),
                           Matrix(rows, 0)};
    for (Index i = 0; i < rows; ++i) {
      c.examples.features.dense.row(i) = to_vector(json["features"][static_cast<std::size_t>(i)]).cast<Scalar>();
    }
    c.examples.target = to_vector(json["target"]).cast<Scalar>();
    c.examples.weight = to_vector(json["weight"]).cast<Scalar>();
    c.coefficients = to_vector(json["coefficients"]);
    c.standard_errors = to_vector(json["standard_errors"]);
    c.alpha = json["alpha"];
    c.lambda = json["lambda"].get<std::vector<double>>();
    for (const auto& row : json["elastic_net"]) c.elastic_net.push_back(to_vector(row));
    cases.push_back(std::move(c));
  }
  return cases;
}

TEST(Reference, CoefficientsAndStandardErrorsAreGlms) {
  for (const ReferenceCase& c : reference_cases()) {
    for (const char* solver : {"auto", "newton"}) {
      const LogisticFit fit = solve_logistic(c.examples, {.solver = solver, .tolerance = 1e-12});
      EXPECT_LT((fit.parameters - c.coefficients).cwiseAbs().maxCoeff(), 1e-6) << c.name << " by " << solver;
      const VectorD errors =
          examine_maximum_likelihood(c.examples, fit.parameters, {}).covariance.diagonal().cwiseSqrt();
      EXPECT_LT(((errors - c.standard_errors).array() / c.standard_errors.array()).abs().maxCoeff(), 1e-6) << c.name;
    }
  }
}

TEST(Reference, ElasticNetIsAsLowAsGlmnets) {
  for (const ReferenceCase& c : reference_cases()) {
    for (std::size_t i = 0; i < c.lambda.size(); ++i) {
      const double l1 = c.alpha * c.lambda[i], l2 = (1 - c.alpha) * c.lambda[i];
      VectorD parameters;
      const Convergence result = minimize_elastic_net(c.examples, parameters, {.l1 = l1, .l2 = l2, .tolerance = 1e-10});
      EXPECT_TRUE(result.converged) << c.name;
      LinearObjective objective(c.examples, l2);
      const VectorD& theirs = c.elastic_net[i];
      const double their_objective = objective.value(theirs) + l1 * theirs.tail(theirs.size() - 1).lpNorm<1>();
      EXPECT_LE(result.objective, their_objective + 1e-12) << c.name;
      EXPECT_GE(result.objective, their_objective - 1e-6 * their_objective) << c.name;
    }
  }
}

}  // namespace
}  // namespace binet
