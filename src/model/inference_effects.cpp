#include "model/inference_effects.hpp"

#include "linear/marginal_effects.hpp"
#include "math/chi_squared.hpp"
#include "model/member.hpp"
#include "table/level_order.hpp"
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

/// A level of a category, or what stands for one: missing cells, or rare levels together.
struct Alternative {
  std::string name;   ///< "sex=male"
  std::string level;  ///< "" if it is no level
  Index column = -1;  ///< its code in the design of all columns; −1: none
};

class EffectMaker {
 public:
  explicit EffectMaker(const EffectEstimates& from) : from_(from) {
    for (std::size_t k = 0; k < from.kept.size(); ++k) {
      const DesignSource& source = from.all.sources[static_cast<std::size_t>(from.kept[k])];
      places_.push_back({source, definition_of(source.column), static_cast<Index>(k)});
    }
  }

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
  struct Place {
    DesignSource source;
    const TermColumn* definition;  ///< null for a column of the file
    Index column;                  ///< of the design
  };

  const TermColumn* definition_of(const std::string& column) const {
    const auto& terms = from_.model.schema.terms;
    const auto found = std::ranges::find(terms, column, [](const TermSchema& term) { return term.column.name; });
    return found == terms.end() ? nullptr : &found->definition;
  }

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
  VectorD slope_of(const Place& place, const std::vector<TermColumn>& parts) const {
    VectorD slope = values_of(parts, from_.table, from_.model.schema, from_.all.rows).rowwise().sum();
    const VectorD term = cells(place.source.column);
    return term.array().isNaN().select(0.0, slope) / scale(place.column);
  }

  void add_slope(const std::string& name) {
    DesignColumns columns;
    std::vector<VectorD> slopes;
    bool in_terms = false;
    Index flag = -1;
    for (const Place& place : places_) {
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

  /// The levels of a category that a term takes as ordered; none otherwise.
  std::vector<std::string> order_of(const ColumnSchema& column) const {
    for (const Place& place : places_) {
      if (place.definition == nullptr) continue;
      for (const TermFactor& factor : place.definition->factors) {
        if (factor.column == column.name && !factor.scores.empty()) return factor.levels;
      }
    }
    return {};
  }

  /// The codes of a category in the order in which its coefficients are listed.
  std::vector<Index> codes_of(const DesignCategory& category) const {
    std::vector<std::string> levels;
    std::vector<Index> codes, others;
    for (Index j = category.begin; j < category.end; ++j) {
      const std::string& level = from_.all.sources[static_cast<std::size_t>(j)].level;
      if (level.empty()) {
        others.push_back(j);
      } else {
        levels.push_back(level);
      }
    }
    for (const std::size_t place : detail::order_of_levels(levels)) {
      codes.push_back(category.begin + static_cast<Index>(place));
    }
    codes.insert(codes.end(), others.begin(), others.end());
    return codes;
  }

  /// The alternatives of a category, and first the reference.
  std::vector<Alternative> alternatives(const ColumnSchema& column) const {
    std::vector<Alternative> found(1);
    for (const DesignCategory& category : from_.all.categories) {
      if (category.column != column.name) continue;
      found[0] = {column.name + "=" + category.reference, category.reference, -1};
      for (const Index j : codes_of(category)) {
        const Alternative each{from_.all.design.names[static_cast<std::size_t>(j)],
                               from_.all.sources[static_cast<std::size_t>(j)].level, j};
        if (each.level == category.reference && !each.level.empty()) {
          found[0] = each;
        } else if (std::ranges::binary_search(from_.kept, j)) {
          found.push_back(each);
        }
      }
      return found;
    }
    if (column.levels.empty()) return {};
    const std::vector<std::string> order = order_of(column);
    const std::string reference = order.empty() ? *std::ranges::min_element(column.levels) : order[0];
    found[0] = {column.name + "=" + reference, reference, -1};
    std::vector<std::string> sorted = order;
    if (order.empty()) {
      for (const std::size_t place : detail::order_of_levels(column.levels)) sorted.push_back(column.levels[place]);
    }
    for (const std::string& level : sorted) {
      if (level != reference) found.push_back({column.name + "=" + level, level, -1});
    }
    return found;
  }

  /// The design's columns that depend on the category, in rows that all have one of its levels.
  Eigen::MatrixXd rows_at(const Alternative& each, const ColumnSchema& column, const DesignColumns& columns) const {
    Eigen::MatrixXd values = Eigen::MatrixXd::Zero(rows(), std::ssize(columns));
    for (std::size_t k = 0; k < columns.size(); ++k) {
      const auto c = static_cast<Index>(k);
      const Place& place = places_[static_cast<std::size_t>(columns[k])];
      if (place.definition == nullptr) {
        values.col(c).setConstant(from_.kept[static_cast<std::size_t>(place.column)] == each.column ? 1 : 0);
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
    for (const Place& place : places_) {
      const bool code = place.source.kind == DesignSource::Kind::code && place.source.column == column.name;
      const bool term = place.definition != nullptr &&
                        std::ranges::any_of(place.definition->factors, [&](const TermFactor& factor) {
                          return factor.expression.empty() && factor.column == column.name;
                        });
      if (code || term) columns.push_back(place.column);
    }
    const std::vector<Alternative> all = alternatives(column);
    if (columns.empty() || all.size() < 2) return;
    const Eigen::MatrixXd without = rows_at(all[0], column, columns);
    for (std::size_t a = 1; a < all.size(); ++a) {
      effects_.push_back(effect_of(all[a].name,
                                   average_contrast(from_.design, from_.fit, from_.covariance, columns,
                                                    rows_at(all[a], column, columns), without)));
    }
  }

  const EffectEstimates& from_;
  std::vector<Place> places_;  ///< one per column of the design
  std::vector<MarginalEffect> effects_;
};

}  // namespace

std::vector<MarginalEffect> marginal_effects(const EffectEstimates& from) {
  return EffectMaker(from).make();
}

}  // namespace binet
