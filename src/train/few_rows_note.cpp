#include "train/few_rows_note.hpp"

#include "base/counted.hpp"
#include "eval/few_rows.hpp"
#include "linear/example_sample.hpp"
#include "train/group_errors.hpp"

#include <array>
#include <cstdio>
#include <map>

namespace binet {
namespace {

constexpr double kEnoughGroups = 5;  ///< fewer make intervals 1.6 times as wide as the spread between groups suggests

/// Weights of the rows of one class.
struct ClassWeights {
  long long rows = 0;
  double sum = 0, squares = 0, first = 0;
  bool equal = true;

  void add(double weight) {
    if (!(weight > 0)) return;
    if (rows == 0) first = weight;
    equal = equal && weight == first;
    ++rows;
    sum += weight;
    squares += weight * weight;
  }
  double effective() const { return equal ? static_cast<double>(rows) : sum * sum / squares; }
};

}  // namespace

std::string note_on_few_rows(const ScoredRows& rows, const TargetSchema& target) {
  std::array<ClassWeights, 2> classes;
  const Predictions view = rows.view();
  for (std::size_t i = 0; i < rows.target.size(); ++i) classes[view.positive(i) ? 1 : 0].add(view.weight_of(i));
  if (classes[0].rows == 0 || classes[1].rows == 0) return "";
  const bool positive = classes[1].effective() <= classes[0].effective();
  const ClassWeights& rarer = classes[positive ? 1 : 0];
  if (rarer.effective() >= kEnoughOfClass) return "";
  const std::string label = "class \"" + (positive ? target.positive : target.negative) + "\" has ";
  const std::string held_out = counted(rarer.rows, "held-out row");
  const char* rough = ": the metrics rest on these, and their standard errors are rough";
  if (rarer.rows == 1) return label + held_out + ": the metrics rest on it, and not all have a standard error";
  if (rarer.equal) return label + "only " + held_out + rough;
  char effective[32];
  std::snprintf(effective, sizeof effective, "%.1f", rarer.effective());
  return label + held_out + ", with weights so unequal that they count like " + effective + " rows" + rough;
}

std::string note_on_few_groups(const ScoredRows& rows, const std::vector<Index>& group, const std::string& column) {
  if (column.empty() || group.size() != rows.target.size()) return "";
  const Predictions view = rows.view();
  std::map<Index, double> of_group;
  for (std::size_t i = 0; i < group.size(); ++i) of_group[group[i]] += view.weight_of(i);
  std::vector<double> weights;
  for (const auto& [number, weight] : of_group) weights.push_back(weight);
  const double effective = effective_count(weights);
  if (!(effective < kEnoughGroups)) return "";
  const Index count = std::ssize(weights);
  const bool equal = effective > static_cast<double>(count) - 0.5;
  char like[64] = "";
  if (!equal) std::snprintf(like, sizeof like, ", which count like %.1f of equal size", effective);
  return "the held-out rows are of " + counted(count, "group") + " of column \"" + column + "\"" + like +
         ": so few say little about new groups, and standard errors are wide";
}

std::string note_on_single_row(const LabelledRows& rows, const TargetSchema& target) {
  if (detail::rarer_class_size(rows.target) != 1) return "";
  const bool positive = (rows.target.array() > Scalar{0.5}).count() == 1;
  return "class \"" + (positive ? target.positive : target.negative) +
         "\" has a single row: a model fitted without it would know no row of that class";
}

}  // namespace binet
