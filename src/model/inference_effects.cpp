#include "model/inference_effects.hpp"

#include "linear/marginal_effects.hpp"
#include "math/chi_squared.hpp"
#include "model/effect_columns.hpp"
#include "table/term_changes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

namespace binet {
namespace {

MarginalEffect effect_of(const std::string& name, const DeltaEstimate& estimate) {
  MarginalEffect effect;
  effect.name = name;
  effect.effect = estimate.value;
  effect.standard_error = estimate.standard_error;
  effect.z = estimate.value / estimate.standard_error;
  effect.p_value = two_sided_normal_tail(effect.z);
  effect.lower = estimate.value - kNormalQuantile975 * estimate.standard_error;
  effect.upper = estimate.value + kNormalQuantile975 * estimate.standard_error;
  return effect;
}

MarginalEffect effect_of(const std::string& name, const AverageContrast& found) {
  MarginalEffect effect = effect_of(name, found.difference);
  effect.contrast = true;
  effect.ratio = std::exp(found.log_ratio.value);
  effect.ratio_lower = std::exp(found.log_ratio.value - kNormalQuantile975 * found.log_ratio.standard_error);
  effect.ratio_upper = std::exp(found.log_ratio.value + kNormalQuantile975 * found.log_ratio.standard_error);
  return effect;
}

class EffectMaker {
 public:
  explicit EffectMaker(const EffectEstimates& from) : from_(from), columns_(from.model, from.all, from.kept) {}

  std::vector<MarginalEffect> make() {
    for (const ColumnSchema& column : from_.model.schema.columns) {
      if (!column.dropped.empty() || column.name == from_.model.schema.offset) continue;
      if (column.type == ColumnType::numeric) {
        add_slope(column.name);
      } else {
        add_contrasts(column);
      }
    }
    return std::move(effects_);
  }

 private:
  Index rows() const { return from_.design.rows(); }
  double scale(Index column) const { return from_.design.scale[column]; }

  /// The cells of a column of the table in the rows of the design.
  VectorD cells(const std::string& name) const {
    const Column& column = from_.table.at(name);
    VectorD found(rows());
    for (Index i = 0; i < rows(); ++i) {
      found[i] = from_.table.number(column, from_.all.rows[static_cast<std::size_t>(i)]);
    }
    return found;
  }

  /// ∂x'/∂name of a term's column: 0 where the term is missing, since it is imputed by a constant there.
  VectorD slope_of(const EffectPlace& place, const std::vector<TermColumn>& parts) const {
    VectorD slope = values_of(parts, from_.table, from_.model.schema, from_.all.rows).rowwise().sum();
    const VectorD term = cells(place.source.column);
    return term.array().isNaN().select(0.0, slope) / scale(place.column);
  }

  void add_slope(const std::string& name) {
    DesignColumns columns;
    std::vector<VectorD> slopes;
    bool in_terms = false;
    Index flag = -1;
    for (const EffectPlace& place : columns_.places()) {
      if (place.source.kind == DesignSource::Kind::flag && place.source.column == name) flag = place.column;
      if (place.source.kind != DesignSource::Kind::number) continue;
      if (place.source.column == name) {
        columns.push_back(place.column);
        slopes.push_back(VectorD::Constant(rows(), 1 / scale(place.column)));
      } else if (place.definition != nullptr) {
        const std::vector<TermColumn> parts = derivative_of(*place.definition, name);
        if (parts.empty()) continue;
        in_terms = true;
        columns.push_back(place.column);
        slopes.push_back(slope_of(place, parts));
      }
    }
    if (!columns.empty()) {
      const VectorD x = cells(name);
      VectorD weight = from_.design.weight;
      Eigen::MatrixXd all(rows(), std::ssize(columns));
      for (std::size_t k = 0; k < columns.size(); ++k) {
        all.col(static_cast<Index>(k)) = x.array().isNaN().select(0.0, slopes[k]);
      }
      for (Index i = 0; i < rows(); ++i) {
        if (std::isnan(x[i])) weight[i] = 0;
      }
      if (weight.sum() > 0) {
        effects_.push_back(
            effect_of(name, average_slope(from_.design, from_.fit, from_.covariance, columns, all, weight)));
      }
    }
    if (flag >= 0 && !in_terms) add_flag(flag);
  }

  /// Rows whose number is missing against the same rows with the mean.
  void add_flag(Index flag) {
    const Eigen::MatrixXd one = Eigen::MatrixXd::Ones(rows(), 1), zero = Eigen::MatrixXd::Zero(rows(), 1);
    effects_.push_back(effect_of(from_.design.names[static_cast<std::size_t>(flag)],
                                 average_contrast(from_.design, from_.fit, from_.covariance, {flag}, one, zero)));
  }

  /// The design's columns that depend on the category, in rows that all have one of its levels.
  Eigen::MatrixXd rows_at(const Alternative& each, const ColumnSchema& column, const DesignColumns& columns) const {
    Eigen::MatrixXd values = Eigen::MatrixXd::Zero(rows(), std::ssize(columns));
    for (std::size_t k = 0; k < columns.size(); ++k) {
      const auto c = static_cast<Index>(k);
      const EffectPlace& place = columns_.places()[static_cast<std::size_t>(columns[k])];
      if (place.definition == nullptr) {
        values.col(c).setConstant(columns_.is_code_of(place, each) ? 1 : 0);
        continue;
      }
      const std::optional<TermColumn> term = at_level(*place.definition, column.name, each.level);
      VectorD cells = VectorD::Zero(rows());
      if (term) cells = values_of({&*term, 1}, from_.table, from_.model.schema, from_.all.rows).col(0);
      if (place.source.kind == DesignSource::Kind::flag) {
        values.col(c) = cells.array().isNaN().cast<double>();
        continue;
      }
      const double center = from_.design.center[place.column];
      values.col(c) = cells.array().isNaN().select(0.0, (cells.array() - center) / scale(place.column));
    }
    return values;
  }

  void add_contrasts(const ColumnSchema& column) {
    DesignColumns columns;
    for (const EffectPlace& place : columns_.places()) {
      if (place.reads_category(column.name)) columns.push_back(place.column);
    }
    const std::vector<Alternative> all = columns_.alternatives(column);
    if (columns.empty() || all.size() < 2) return;
    const Eigen::MatrixXd without = rows_at(all[0], column, columns);
    for (std::size_t a = 1; a < all.size(); ++a) {
      effects_.push_back(effect_of(all[a].name,
                                   average_contrast(from_.design, from_.fit, from_.covariance, columns,
                                                    rows_at(all[a], column, columns), without)));
    }
  }

  const EffectEstimates& from_;
  EffectColumns columns_;
  std::vector<MarginalEffect> effects_;
};

}  // namespace

std::vector<MarginalEffect> marginal_effects(const EffectEstimates& from) {
  return EffectMaker(from).make();
}

}  // namespace binet
