#pragma once

#include "json/json_layout.hpp"
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
  bool sampling_weights = false;  ///< a weight is the number of population members a row represents, not a number of
                                  ///< equal rows
  bool drop_missing = false;      ///< rows with a missing feature were left out of training
  bool firth = false;             ///< the model maximises Firth's penalised likelihood
  bool profile = false;           ///< intervals by profile likelihood instead of Wald's
  /// Terms by name, "age" or "age:sex", in the order to list them; others follow in the order of the file's columns.
  std::vector<std::string> term_order = {};
  std::size_t influential = 10;   ///< number of rows to list
};

/// A χ² test; 0 degrees of freedom: no test.
struct TestResult {
  double statistic = 0, p_value = 0;
  Index degrees = 0;
};

/// The test of all coefficients of one term.
struct TermTest {
  std::string name;
  TestResult test;
  /// The term's columns are those of a spline, a polynomial or an ordered category: only this test of them together
  /// has a meaning, and their odds ratios have none.
  bool basis = false;
  double inflation = 0;  ///< generalised variance inflation factor; NaN if there is only one column
};

/// Average marginal effect: the mean slope of the probability along a number, or the mean difference of a level from
/// the reference.
struct MarginalEffect {
  std::string name;
  bool contrast = false;  ///< a risk difference; the risk ratio is given too
  double effect = 0, standard_error = 0, z = 0, p_value = 0, lower = 0, upper = 0;
  double ratio = 0, ratio_lower = 0, ratio_upper = 0;
};

/// The effect of a column of the file on the log odds where another one, with which a term reads it, has a value.
struct SimpleEffect {
  Coefficient effect;        ///< name: "age", "sex=male"; per unit, or against the reference; `scaled` is not set
  std::string held;          ///< the other column
  std::string at;            ///< "sex=male", "age=45"
  std::string level;         ///< of a category that is held
  double value = 0;          ///< of a number that is held
};

struct InfluentialRow {
  std::size_t line = 0;  ///< in the file
  double cook = 0, leverage = 0, pearson = 0, probability = 0;
  bool positive = false;
};

/// Statistics of logistic regression without penalty on the rows it was fitted to, computed in double. Undefined values
/// are NaN. docs/statistics.md gives the formulas.
struct Inference {
  InferenceSettings settings;
  Index rows = 0;
  double weight_sum = 0;
  bool whole_weights = true;  ///< every weight is a whole number, as counts are
  std::vector<Coefficient> coefficients;  ///< including one row per reference level
  std::vector<std::string> basis_of;      ///< one per coefficient: the term whose basis it belongs to; mostly empty
  bool likelihood_defined = true;         ///< false for sampling weights, which have no likelihood
  LikelihoodSummary likelihood;
  double bic = 0, nagelkerke = 0;
  TestResult model_test;  ///< of all coefficients but the intercept, by likelihood ratio
  TestResult wald_test;   ///< the same with the requested covariance, unless it is the model-based one
  TestResult hosmer_lemeshow;
  bool term_tests_by_likelihood = true;  ///< false: Wald tests with the requested covariance
  std::vector<TermTest> terms;
  std::vector<TermTest> joint_tests;  ///< of columns of the file that several terms read: of all these terms together
  std::vector<SimpleEffect> simple_effects;
  std::vector<MarginalEffect> effects;
  std::vector<InfluentialRow> influential;  ///< in order of falling Cook's distance
};

/// Throws UsageError for an unknown kind of errors or one that a Firth fit does not have. Throws Error for a model
/// without these statistics (a penalty, hidden layers, class weights) and for separated classes.
Inference infer(const Classifier&, const Table&, const InferenceSettings&);

/// Fills z, p value, the normal interval and the odds ratios of an estimate.
void fill_wald(double standard_error, Coefficient&);

/// The column of "cluster=COLUMN"; empty for other kinds of errors.
std::string cluster_column(std::string_view errors);

/// A description such as "model-based", "robust (HC3)" or "clustered by clinic".
std::string describe_errors(const InferenceSettings&);

Json inference_to_json(const Inference&);

}  // namespace binet
