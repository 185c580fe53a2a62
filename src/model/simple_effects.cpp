#include "model/simple_effects.hpp"

#include "linear/marginal_effects.hpp"
#include "model/effect_columns.hpp"
#include "table/term_changes.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace binet {
namespace {

constexpr std::size_t kMostValues = 5;  ///< a number with more distinct values is shown at its quartiles

struct WeightedNumber {
  double value, weight;
};

/// The value at a place of rows in ascending order, from 0, where a row of weight w is w rows.
double value_at(const std::vector<WeightedNumber>& sorted, double place) {
  double sum = 0;
  for (const WeightedNumber& each : sorted) {
    sum += each.weight;
    if (sum > place) return each.value;
  }
  return sorted.back().value;
}

/// The quantile of R, type 7.
double quantile(const std::vector<WeightedNumber>& sorted, double weight_sum, double share) {
  const double place = share * std::max(0.0, weight_sum - 1), below = std::floor(place);
  const double low = value_at(sorted, below);
  return low + (place - below) * (value_at(sorted, below + 1) - low);
}

std::string six_digits(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.6g", value);
  return digits;
}

/// A value of the column that is held.
struct HeldValue {
  std::string text;   ///< "sex=male", "age=45"
  std::string level;  ///< of a category
  double number = 0;  ///< of a number
};

class SimpleEffectMaker {
 public:
  explicit SimpleEffectMaker(const EffectEstimates& from)
      : from_(from),
        columns_(from.model, from.all, from.kept),
        grid_(from.table.gather(std::vector{from.all.rows[0]})) {
    for (const EffectPlace& place : columns_.places()) {
      if (place.definition == nullptr) continue;
      const std::vector<std::string> read = columns_of(*place.definition);
      for (const std::string& one : read) {
        for (const std::string& other : read) {
          if (one != other) beside_[one].insert(other);
        }
      }
    }
    for (const ColumnSchema& column : from.model.schema.columns) {
      if (column.type != ColumnType::numeric || !beside_.contains(column.name)) continue;
      const std::vector<WeightedNumber> numbers = sorted_numbers(column.name);
      double sum = 0, weight = 0;
      for (const WeightedNumber& each : numbers) {
        sum += each.weight * each.value;
        weight += each.weight;
      }
      if (weight > 0) cell(column.name) = sum / weight;
    }
  }

  std::vector<SimpleEffect> make() {
    for (const ColumnSchema& moved : from_.model.schema.columns) {
      const auto beside = beside_.find(moved.name);
      if (beside == beside_.end()) continue;
      for (const ColumnSchema& held : from_.model.schema.columns) {
        if (beside->second.contains(held.name)) add(moved, held);
      }
    }
    return std::move(effects_);
  }

 private:
  double& cell(const std::string& name) { return grid_.blocks.front().exact(0, grid_.at(name).slot); }

  /// Taken over the rows that have the number.
  std::vector<WeightedNumber> sorted_numbers(const std::string& name) const {
    const Column& column = from_.table.at(name);
    std::vector<WeightedNumber> found;
    for (Index i = 0; i < from_.design.rows(); ++i) {
      const double x = from_.table.number(column, from_.all.rows[static_cast<std::size_t>(i)]);
      if (!std::isnan(x)) found.push_back({x, from_.design.weight[i]});
    }
    std::ranges::sort(found, {}, &WeightedNumber::value);
    return found;
  }

  std::vector<HeldValue> values_of_number(const std::string& name) const {
    const std::vector<WeightedNumber> sorted = sorted_numbers(name);
    std::vector<double> values;
    double weight = 0;
    for (const WeightedNumber& each : sorted) {
      if (values.size() <= kMostValues && (values.empty() || values.back() != each.value)) values.push_back(each.value);
      weight += each.weight;
    }
    if (values.size() > kMostValues) {
      values = {quantile(sorted, weight, 0.25), quantile(sorted, weight, 0.5), quantile(sorted, weight, 0.75)};
      values.erase(std::unique(values.begin(), values.end()), values.end());
    }
    std::vector<HeldValue> found;
    for (const double value : values) found.push_back({name + "=" + six_digits(value), "", value});
    return found;
  }

  std::vector<HeldValue> values_of(const ColumnSchema& column) const {
    if (column.type == ColumnType::numeric) return values_of_number(column.name);
    std::vector<HeldValue> found;
    for (const Alternative& each : columns_.alternatives(column)) {
      if (!each.level.empty()) found.push_back({each.name, each.level, 0});
    }
    return found;
  }

  /// The value of a term's column in the grid's row, as the mean over the levels of the categories it still reads.
  double mean_of(const TermColumn& term) const {
    for (const TermFactor& factor : term.factors) {
      if (!factor.expression.empty()) continue;
      const auto& columns = from_.model.schema.columns;
      const auto category = std::ranges::find(columns, factor.column, &ColumnSchema::name);
      const std::vector<HeldValue> levels = values_of(*category);
      double sum = 0;
      for (const HeldValue& each : levels) {
        if (const auto fixed = at_level(term, factor.column, each.level)) sum += mean_of(*fixed);
      }
      return sum / static_cast<double>(levels.size());
    }
    const Index row = 0;
    return binet::values_of({&term, 1}, grid_, from_.model.schema, {&row, 1})(0, 0);
  }

  double mean_of(const std::optional<TermColumn>& term) const { return term ? mean_of(*term) : 0; }

  std::optional<TermColumn> held_at(const std::optional<TermColumn>& term, const ColumnSchema& held,
                                    const HeldValue& value) const {
    if (!term || held.type == ColumnType::numeric) return term;
    return at_level(*term, held.name, value.level);
  }

  void add(const ColumnSchema& moved, const ColumnSchema& held) {
    const double before = held.type == ColumnType::numeric ? cell(held.name) : 0;
    for (const HeldValue& value : values_of(held)) {
      if (held.type == ColumnType::numeric) cell(held.name) = value.number;
      if (moved.type == ColumnType::numeric) {
        add_slope(moved.name, held, value);
      } else {
        add_contrasts(moved, held, value);
      }
    }
    if (held.type == ColumnType::numeric) cell(held.name) = before;
  }

  void add_slope(const std::string& name, const ColumnSchema& held, const HeldValue& value) {
    VectorD slope = VectorD::Zero(from_.design.size());
    for (const EffectPlace& place : columns_.places()) {
      if (place.source.kind != DesignSource::Kind::number) continue;
      double sum = place.source.column == name ? 1 : 0;
      if (place.definition != nullptr) {
        for (const TermColumn& part : derivative_of(*place.definition, name))
          sum += mean_of(held_at(part, held, value));
      }
      slope[place.column] = sum / from_.design.scale[place.column];
    }
    append(name, held, value, slope);
  }

  void add_contrasts(const ColumnSchema& moved, const ColumnSchema& held, const HeldValue& value) {
    const std::vector<Alternative> all = columns_.alternatives(moved);
    for (std::size_t a = 1; a < all.size(); ++a) {
      if (all[a].level.empty()) continue;
      VectorD contrast = VectorD::Zero(from_.design.size());
      for (const EffectPlace& place : columns_.places()) {
        if (!place.reads_category(moved.name) || place.source.kind == DesignSource::Kind::flag) continue;
        double difference = 0;
        for (const auto& [each, sign] : {std::pair{&all[a], 1.0}, std::pair{&all[0], -1.0}}) {
          if (place.definition == nullptr) {
            difference += columns_.is_code_of(place, *each) ? sign : 0;
          } else {
            difference += sign * mean_of(held_at(at_level(*place.definition, moved.name, each->level), held, value));
          }
        }
        contrast[place.column] = difference / from_.design.scale[place.column];
      }
      append(all[a].name, held, value, contrast);
    }
  }

  void append(const std::string& name, const ColumnSchema& held, const HeldValue& value, const VectorD& combination) {
    const DeltaEstimate found = linear_combination(from_.fit.coefficients, from_.covariance, combination);
    SimpleEffect effect{{}, held.name, value.text, value.level, value.number};
    effect.effect.name = name;
    effect.effect.original = found.value;
    fill_wald(found.standard_error, effect.effect);
    effects_.push_back(std::move(effect));
  }

  const EffectEstimates& from_;
  EffectColumns columns_;
  std::map<std::string, std::set<std::string>> beside_;  ///< by column of the file: those that a term reads with it
  Table grid_;  ///< one row, in which the numbers of these columns are at their means
  std::vector<SimpleEffect> effects_;
};

}  // namespace

std::vector<SimpleEffect> simple_effects(const EffectEstimates& from) {
  return SimpleEffectMaker(from).make();
}

}  // namespace binet
