#include "train/separation.hpp"

#include "base/counted.hpp"
#include "model/linear_network.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace binet {

namespace {

constexpr std::size_t kMostNames = 5, kMostReasons = 5;

/// "a", "b" and 3 more
std::string list_names(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMostNames); ++i) {
    text += (i == 0 ? "\"" : ", \"") + names[i] + "\"";
  }
  return names.size() <= kMostNames ? text : text + " and " + std::to_string(names.size() - kMostNames) + " more";
}

struct ClassRange {
  Scalar lowest = std::numeric_limits<Scalar>::infinity(), highest = -std::numeric_limits<Scalar>::infinity();
  void include(Scalar x) {
    lowest = std::min(lowest, x);
    highest = std::max(highest, x);
  }
};

bool separates_alone(const Examples& examples, Index column) {
  ClassRange positive, negative;
  for (Index i = 0; i < examples.rows(); ++i) {
    (examples.target[i] > Scalar{0.5} ? positive : negative).include(examples.features.dense(i, column));
  }
  return positive.lowest >= negative.highest || negative.lowest >= positive.highest;
}

/// The class of all rows with a level if it is the same; empty if there are both classes, or no rows.
std::string only_class(const Examples& examples, Index column, Index level, const TargetSchema& target) {
  Index rows = 0, positives = 0;
  for (Index i = 0; i < examples.rows(); ++i) {
    if (examples.features.codes(i, column) != level) continue;
    ++rows;
    if (examples.target[i] > Scalar{0.5}) ++positives;
  }
  return rows == 0 ? "" : positives == rows ? target.positive : positives == 0 ? target.negative : "";
}

class SeparationText {
 public:
  SeparationText(const Encoder& encoder, const Examples& examples, const TargetSchema& target,
                 const MaximumLikelihood& found)
      : encoder_(encoder), examples_(examples), target_(target), found_(found) {}

  std::string sentence() {
    const std::vector<std::string> names = linear_parameter_names(encoder_);
    std::vector<std::string> together;
    Index parameter = 1;
    for (; parameter <= examples_.features.dense.cols(); ++parameter) {
      if (!is_unbounded(parameter)) continue;
      const std::string& name = names[static_cast<std::size_t>(parameter)];
      if (separates_alone(examples_, parameter - 1)) {
        reasons_.push_back("column \"" + name + "\" alone separates the classes");
      } else {
        together.push_back(name);
      }
    }
    for (Index c = 0; c < examples_.features.codes.cols(); ++c) {
      const auto levels = static_cast<Index>(encoder_.code_names(c).size());
      for (Index level = 0; level < levels; ++level, ++parameter) {
        if (!is_unbounded(parameter)) continue;
        const std::string& name = names[static_cast<std::size_t>(parameter)];
        const std::string label = only_class(examples_, c, level, target_);
        if (label.empty()) {
          together.push_back(name);
        } else {
          reasons_.push_back("every row with " + name + " is of class \"" + label + "\"");
        }
      }
    }
    if (reasons_.empty() || (!found_.complete && !together.empty())) {
      const char* all = together.size() == 1 ? "column " : "a combination of ";
      reasons_.push_back((together.empty() ? "the intercept" : all + list_names(together)) +
                         " misclassifies no row and decides " + std::to_string(found_.separated_rows) + " of " +
                         std::to_string(examples_.rows()));
    }
    return join();
  }

 private:
  bool is_unbounded(Index parameter) const { return found_.unbounded[static_cast<std::size_t>(parameter)] != 0; }

  std::string join() const {
    const std::size_t listed = std::min(reasons_.size(), kMostReasons);
    std::string text = found_.complete ? "complete separation: " : "quasi-complete separation: ";
    for (std::size_t i = 0; i < listed; ++i) text += reasons_[i] + "; ";
    if (listed < reasons_.size())
      text += counted(std::ssize(reasons_) - static_cast<long long>(listed), "more reason") + " of this kind; ";
    const bool one = reasons_.size() == 1;
    text += found_.complete ? "no coefficient has a finite estimate"
            : one           ? "its estimate is not finite"
                            : "these estimates are not finite";
    return text + "; a penalty makes " + (one && !found_.complete ? "it" : "them") +
           " finite (--penalty firth, with intervals; --l2 above 0; or no --l2 to have it chosen)";
  }

  const Encoder& encoder_;
  const Examples& examples_;
  const TargetSchema& target_;
  const MaximumLikelihood& found_;
  std::vector<std::string> reasons_;
};

std::string describe_aliased(const std::vector<std::string>& names) {
  return (names.size() == 1 ? "column " : "columns ") + list_names(names) +
         (names.size() == 1 ? " is a combination of the columns before it: its coefficient is not estimated"
                            : " are combinations of the columns before them: their coefficients are not estimated");
}

}  // namespace

std::vector<std::string> describe_open_estimates(const Encoder& encoder, const Examples& examples,
                                                 const TargetSchema& target, const MaximumLikelihood& found) {
  std::vector<std::string> sentences;
  if (found.separated_rows > 0) sentences.push_back(SeparationText(encoder, examples, target, found).sentence());
  const std::vector<std::string> names = linear_parameter_names(encoder);
  std::vector<std::string> aliased;
  for (std::size_t j = 1; j < names.size(); ++j) {  // the intercept comes first: aliased only where there is none
    if (found.aliased[j]) aliased.push_back(names[j]);
  }
  if (!aliased.empty()) sentences.push_back(describe_aliased(aliased));
  if (found.undecided) {
    sentences.push_back(
        "the fit is too close to separation to tell which estimates are finite: no standard errors; a penalty makes "
        "all "
        "finite (--penalty firth, with intervals; --l2 above 0; or no --l2 to have it chosen)");
  }
  return sentences;
}

}  // namespace binet
