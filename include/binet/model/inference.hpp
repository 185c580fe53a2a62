#pragma once

#include "binet/json/json_layout.hpp"
#include "binet/model/classifier.hpp"
#include "binet/model/coefficients.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

struct InferenceSettings {
  std::string errors = "model";  ///< model, robust (hc3), hc0, hc1, hc2, hc3, or cluster=COLUMN
  bool sampling_weights = false;  ///< a row stands for as many of a population, instead of being as many equal rows
  bool drop_missing = false;      ///< rows with a missing feature were left out of training
  bool firth = false;             ///< the model maximises Firth's penalised likelihood
  bool profile = false;           ///< intervals by profile likelihood instead of Wald's
  std::size_t influential = 10;   ///< rows to list
};

/// A χ² test; degrees 0: none.
struct TestResult {
  double statistic = 0, p_value = 0;
  Index degrees = 0;
};

/// Of all coefficients of one column of the file.
struct TermTest {
  std::string name;
  TestResult test;
  double inflation = 0;  ///< generalised variance inflation factor; NaN for the only column
};

/// Averaged over the rows: the slope of the probability along a number, or what a level adds against the reference.
struct MarginalEffect {
  std::string name;
  bool contrast = false;  ///< a risk difference; then the risk ratio is given too
  double effect = 0, standard_error = 0, z = 0, p_value = 0, lower = 0, upper = 0;
  double ratio = 0, ratio_lower = 0, ratio_upper = 0;
};

struct InfluentialRow {
  std::size_t line = 0;  ///< of the file
  double cook = 0, leverage = 0, pearson = 0, probability = 0;
  bool positive = false;
};

/// The statistics of logistic regression without penalty, on the rows it was fitted to, in double throughout. What is
/// undefined is NaN. docs/statistics.md has the formulas.
struct Inference {
  InferenceSettings settings;
  Index rows = 0;
  double weight_sum = 0;
  std::vector<Coefficient> coefficients;  ///< with a row per reference level
  bool likelihood_defined = true;         ///< false for sampling weights, whose likelihood is no likelihood
  LikelihoodSummary likelihood;
  double bic = 0, nagelkerke = 0;
  TestResult model_test, hosmer_lemeshow;
  bool term_tests_by_likelihood = true;  ///< else Wald's, from the covariance asked for
  std::vector<TermTest> terms;
  std::vector<MarginalEffect> effects;
  std::vector<InfluentialRow> influential;  ///< by falling Cook's distance
};

/// Throws UsageError for unknown errors and for those that a Firth fit has not, Error for a model that has no such
/// statistics (a penalty, hidden layers, class weights) and for separated classes.
Inference infer(const Classifier&, const Table&, const InferenceSettings&);

/// The column of "cluster=COLUMN"; empty for other errors.
std::string cluster_column(std::string_view errors);

/// "model-based", "robust (HC3)", "clustered by clinic".
std::string describe_errors(const InferenceSettings&);

Json inference_to_json(const Inference&);

}  // namespace binet
