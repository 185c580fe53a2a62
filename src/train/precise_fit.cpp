#include "train/precise_fit.hpp"

#include "linear/dense_fit.hpp"
#include "model/linear_network.hpp"
#include "train/logistic_report.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

constexpr double kHidden = 1e4;     ///< standard deviations over middle halves
constexpr Index kSampledRows = 101;
constexpr std::size_t kMostNearCopies = 5;  ///< that are named
/// Share of a parameter's information that the others leave. Cells rounded to single precision move the estimates by
/// less than a thousandth of their errors above it.
constexpr double kEnough = 1e-7;
constexpr int kSettled = 32;  ///< steps of Newton's method after which separated rows have probabilities of about e⁻³²
constexpr double kFar = 500;      ///< half of a logit
constexpr double kRests = 1e-3;   ///< change of a logit that is rounding
constexpr double kMostWork = 1e9;  ///< rows × columns², of each of some ten steps

/// The distance between the quartiles of some of the column's cells, evenly spaced; 0 if there are none.
double middle_half(const LabelledRows& rows, const Column& column) {
  std::vector<double> cells;
  const Index step = std::max<Index>(1, rows.size() / kSampledRows);
  for (Index i = 0; i < rows.size(); i += step) {
    const double x = rows.table->number(column, rows.rows[static_cast<std::size_t>(i)]);
    if (!std::isnan(x)) cells.push_back(x);
  }
  if (cells.empty()) return 0;
  std::ranges::sort(cells);
  return cells[cells.size() * 3 / 4] - cells[cells.size() / 4];
}

/// Encoded cells without rounding, in the columns after the intercept. Missing cells stay as they are.
void write_cells(const Encoder& encoder, const LabelledRows& rows, Eigen::MatrixXd& x) {
  Index to = 1;
  for (const NumericEncoding& number : encoder.numeric()) {
    const Column& column = rows.table->at(number.column);
    for (Index i = 0; i < rows.size(); ++i) {
      const double cell = rows.table->number(column, rows.rows[static_cast<std::size_t>(i)]);
      if (std::isnan(cell)) continue;
      const double scaled = number.scaled(cell);
      x(i, to) = number.clip > 0 ? smoothly_clipped(scaled, number.clip) : scaled;
    }
    to += number.missing_indicator ? 2 : 1;
  }
}

/// Names columns without an estimate that are not quite a combination of others, as copies that differ in the eighth
/// digit. A weight in single precision cannot hold what they add.
void note_on_near_copies(const Design& design, const std::vector<Index>& kept, const std::vector<Index>& aliased,
                         FittedLogistic& fit) {
  const std::vector<std::string> names = linear_parameter_names(fit.encoder);
  for (std::size_t k = 0; k < std::min(aliased.size(), kMostNearCopies); ++k) {
    if (aliased[k] == 0) continue;  // a fit without intercept
    std::vector<Index> columns = kept;
    columns.push_back(aliased[k]);
    if (independent_columns(design.x(Eigen::all, columns), design.weight).size() < columns.size()) continue;
    fit.notes.push_back("column \"" + names[static_cast<std::size_t>(aliased[k])] +
                        "\" differs from a combination of other columns by less than a model can hold (7 digits); "
                        "inspect --data estimates its coefficient");
  }
}

/// Repeats the search for separation from a fit in double that stops once the estimates that are finite rest: a fit in
/// single precision may have stopped where a distant row decides a coefficient. Distant rows that the estimates leave
/// far on the side of their class are no part of the search, since they add nothing to likelihood and information.
void separate_from(const Design& design, const std::vector<Index>& kept, double tolerance, FittedLogistic& fit) {
  const DenseFit precise = fit_design(design.select(kept), {.most_steps = kSettled});
  VectorD parameters = VectorD::Zero(design.size());
  parameters(kept) = precise.parameters;
  const VectorD logit = design.x * parameters + design.offset_or_zero();
  std::vector<Index> near, far;
  for (Index i = 0; i < logit.size(); ++i) {
    (logit[i] * (design.target[i] - 0.5) < kFar ? near : far).push_back(i);
  }
  MaximumLikelihood found =
      examine_maximum_likelihood(fit.examples.gather(near), parameters, fit.encoder.shape().levels);
  if (found.separated_rows == 0) return;
  // Along the free directions no estimate must move a distant row.
  const Eigen::MatrixXd rows = design.x(far, Eigen::all) * found.scale.cwiseInverse().asDiagonal();
  if (far.size() > 0 && !((rows * found.free).cwiseAbs().maxCoeff() < kRests)) return;
  fit.solution.parameters = found.parameters;
  fit.solution.convergence = precise.convergence;
  fit.solution.convergence.converged = precise.convergence.relative_gradient_norm <= tolerance;
  fit.likelihood = std::move(found);
}

}  // namespace

bool show_spread(const LabelledRows& rows, const Schema& schema, EncoderSettings settings, Encoder& encoder) {
  std::vector<NumericEncoding> numeric = encoder.numeric();
  const auto hides = [&](const NumericEncoding& number) {
    const double half = middle_half(rows, rows.table->at(number.column));
    return half > 0 && number.scale > kHidden * half;
  };
  if (std::ranges::none_of(numeric, hides)) return false;
  settings.numeric = "robust";
  const Encoder robust = Encoder::fit(schema, *rows.table, rows.rows, settings, rows.weights());
  for (std::size_t j = 0; j < numeric.size(); ++j) {
    if (hides(numeric[j])) numeric[j] = robust.numeric()[j];
  }
  encoder = Encoder(std::move(numeric), encoder.categories());
  return true;
}

void refit_in_double(const LabelledRows& rows, bool always, double tolerance, FittedLogistic& fit) {
  examine(fit);
  if (!fit.likelihood) return;
  MaximumLikelihood& found = *fit.likelihood;
  const bool open = found.separated_rows > 0 || found.undecided;
  if (!always && (open || found.least_pivot > kEnough)) return;
  const auto n = static_cast<double>(rows.size()), columns = static_cast<double>(found.parameters.size());
  if (n * columns * columns > kMostWork) return;
  Design design = design_of(fit.examples, fit.encoder.shape().levels);
  write_cells(fit.encoder, rows, design.x);
  std::vector<Index> kept, aliased;
  for (Index j = 0; j < design.size(); ++j) (found.aliased[static_cast<std::size_t>(j)] ? aliased : kept).push_back(j);
  DenseFit precise = fit_design(design.select(kept), {.firth = fit.firth});
  if (!precise.convergence.converged) {
    if (always && !fit.firth) separate_from(design, kept, tolerance, fit);
    return;
  }
  note_on_near_copies(design, kept, aliased, fit);
  if (!fit.firth) fit.solution.solver = "newton";
  fit.solution.convergence = precise.convergence;
  fit.solution.parameters.setZero();
  fit.solution.parameters(kept) = precise.parameters;
  const Index p = design.size();
  MaximumLikelihood& exact = precise.found;
  found.parameters = fit.solution.parameters;
  found.covariance = MatrixD::Zero(p, p);
  found.covariance(kept, kept) = exact.covariance;
  found.separated_rows = 0;
  found.complete = found.undecided = false;
  found.unbounded.assign(static_cast<std::size_t>(p), 0);
  found.free.resize(p, 0);
  found.scale = VectorD::Ones(p);
  for (std::size_t k = 0; k < kept.size(); ++k) {
    if (exact.aliased[k]) found.aliased[static_cast<std::size_t>(kept[k])] = true;
  }
  found.rank = exact.rank;
}

}  // namespace binet
