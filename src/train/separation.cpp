#include "train/separation.hpp"

#include "linear/logistic.hpp"
#include "model/linear_network.hpp"

#include <algorithm>
#include <limits>

namespace binet {

namespace {

struct ClassRange {
  Scalar lowest = std::numeric_limits<Scalar>::infinity(), highest = -std::numeric_limits<Scalar>::infinity();
  void include(Scalar x) {
    lowest = std::min(lowest, x);
    highest = std::max(highest, x);
  }
};

void find_separating_levels(const Encoder& encoder, const Examples& examples, const TargetSchema& target,
                            std::vector<std::string>& reasons) {
  for (Index c = 0; c < examples.features.codes.cols(); ++c) {
    const std::vector<std::string> names = encoder.code_names(c);
    std::vector<Index> rows(names.size()), positives(names.size());
    for (Index i = 0; i < examples.rows(); ++i) {
      const auto code = examples.features.codes(i, c);
      if (code == kNoCode) continue;
      ++rows[static_cast<std::size_t>(code)];
      if (examples.target[i] > Scalar{0.5}) ++positives[static_cast<std::size_t>(code)];
    }
    for (std::size_t level = 0; level < names.size(); ++level) {
      if (rows[level] == 0 || (positives[level] != 0 && positives[level] != rows[level])) continue;
      reasons.push_back("separation: every row with " + names[level] + " is of class \"" +
                        (positives[level] > 0 ? target.positive : target.negative) +
                        "\", so that its coefficient has no finite best value; an l2 above 0 gives it one");
    }
  }
}

void find_separating_columns(const Encoder& encoder, const Examples& examples, std::vector<std::string>& reasons) {
  const std::vector<std::string> names = encoder.dense_names();
  for (Index column = 0; column < examples.features.dense.cols(); ++column) {
    ClassRange positive, negative;
    for (Index i = 0; i < examples.rows(); ++i) {
      (examples.target[i] > Scalar{0.5} ? positive : negative).include(examples.features.dense(i, column));
    }
    if (positive.lowest < negative.highest && negative.lowest < positive.highest) continue;
    reasons.push_back("separation: column \"" + names[static_cast<std::size_t>(column)] +
                      "\" alone parts the classes, so that its coefficient has no finite best value; an l2 above 0 "
                      "gives it one");
  }
}

}  // namespace

std::vector<std::string> explain_separation(const Encoder& encoder, const Examples& examples,
                                            const TargetSchema& target, const VectorD& parameters) {
  std::vector<std::string> reasons;
  find_separating_levels(encoder, examples, target, reasons);
  find_separating_columns(encoder, examples, reasons);
  if (!reasons.empty()) return reasons;
  if (const auto found = find_separation(examples, parameters, encoder.shape().levels)) {
    const std::string name = linear_parameter_names(encoder)[static_cast<std::size_t>(found->parameter)];
    reasons.push_back(std::string("separation: columns together part ") +
                      (found->complete ? "the classes" : "some rows from the other class") + ", \"" + name +
                      "\" with the largest effect, so that coefficients have no finite best values; an l2 above 0 "
                      "gives them some");
  }
  return reasons;
}

}  // namespace binet
