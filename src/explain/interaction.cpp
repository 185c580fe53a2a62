#include "explain/interaction.hpp"

#include "binet/base/error.hpp"
#include "explain/column_effect.hpp"
#include "explain/hypothetical_rows.hpp"
#include "model/member.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

constexpr std::size_t kGrid = 5;
constexpr double kLeast = 0.01;

/// Mean logit over the rows with both columns set, at (place in a, place in b).
MatrixD joint_effect(const Classifier& model, const Table& table, std::span<const Index> rows, const ColumnValues& a,
                     const ColumnValues& b) {
  const auto means =
      mean_surface([&](const Table& changed) { return hypothetical_logits(model, changed); }, table, rows, a, b);
  MatrixD joint(std::ssize(means), static_cast<Index>(b.size()));
  for (Index i = 0; i < joint.rows(); ++i) {
    joint.row(i) = Eigen::Map<const Eigen::RowVectorXd>(means[static_cast<std::size_t>(i)].data(), joint.cols());
  }
  return joint;
}

/// Root mean square of m_ij − m_i· − m_·j + m··.
double strength_of(const MatrixD& joint) {
  const VectorD of_a = joint.rowwise().mean();
  const Eigen::RowVectorXd of_b = joint.colwise().mean();
  MatrixD rest = joint;
  rest.colwise() -= of_a;
  rest.rowwise() -= of_b;
  rest.array() += joint.mean();
  return std::sqrt(rest.squaredNorm() / static_cast<double>(rest.size()));
}

}  // namespace

bool is_additive(const Classifier& model) {
  return model.schema.terms.empty() && model.members.size() == 1 && model.members[0].network.hidden().empty();
}

std::vector<Interaction> interactions(const Classifier& model, const Table& table, std::span<const Index> rows,
                                      std::span<const std::string> columns) {
  std::vector<Interaction> found;
  if (is_additive(model)) return found;
  std::vector<ColumnValues> values;
  for (const std::string& column : columns) {
    try {
      values.push_back(column_values(model, table, rows, column, kGrid));
    } catch (const Error&) {
      continue;  // no value in these rows
    }
  }
  for (std::size_t a = 0; a < values.size(); ++a) {
    for (std::size_t b = a + 1; b < values.size(); ++b) {
      if (values[a].size() < 2 || values[b].size() < 2) continue;
      try {
        const double strength = strength_of(joint_effect(model, table, rows, values[a], values[b]));
        if (strength >= kLeast) found.push_back({values[a].schema->name, values[b].schema->name, strength});
      } catch (const Error&) {
        continue;  // a term without a value, such as the logarithm of a difference below 0
      }
    }
  }
  std::ranges::stable_sort(found, std::ranges::greater(), &Interaction::strength);
  return found;
}

}  // namespace binet
