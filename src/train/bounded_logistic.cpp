#include "train/bounded_logistic.hpp"

#include "base/nearest_name.hpp"
#include "base/setting_error.hpp"
#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "csv/text.hpp"
#include "linear/bounded_fit.hpp"
#include "linear/linear_objective.hpp"
#include "table/term_columns.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace binet {
namespace {

constexpr Index kMostBounded = 3000;  ///< coefficients: a Hessian of all is factored at each step

std::string setting_of(int sign) {
  return sign > 0 ? "model.increasing" : "model.decreasing";
}

/// The place among the dense inputs of a numeric column; none if there is no such column.
std::optional<Index> dense_place(const Encoder& encoder, const std::string& name) {
  Index place = 0;
  for (const NumericEncoding& number : encoder.numeric()) {
    if (number.column == name) return place;
    place += 1 + (number.missing_indicator ? 1 : 0);
  }
  return std::nullopt;
}

void require_no_other_term(const Schema& schema, const std::string& name, int sign) {
  for (const TermSchema& term : schema.terms) {
    const std::vector<std::string> columns = columns_of(term.definition);
    if (term.column.name == name || std::ranges::find(columns, name) == columns.end()) continue;
    throw SettingError(setting_of(sign), ": column " + detail::in_quotes(name) + " is read by the term " +
                                             term.definition.term() + " too; expected a column with one coefficient");
  }
}

[[noreturn]] void fail_as_no_number(const Schema& schema, const Encoder& encoder, const std::string& name, int sign) {
  const auto column = std::ranges::find(schema.columns, name, &ColumnSchema::name);
  const std::string start = ": column " + detail::in_quotes(name);
  if (column != schema.columns.end() && !column->dropped.empty()) {
    throw SettingError(setting_of(sign), start + " is not used: " + column->dropped);
  }
  if (column != schema.columns.end() && column->type == ColumnType::category) {
    throw SettingError(setting_of(sign), start + " is of categories; expected numbers");
  }
  std::vector<std::string_view> known;
  for (const NumericEncoding& number : encoder.numeric()) known.push_back(number.column);
  throw SettingError(setting_of(sign), start + " is no numeric column of the model" + did_you_mean(name, known));
}

}  // namespace

bool is_bounded(const ModelConfig& config) {
  return !config.increasing.empty() || !config.decreasing.empty();
}

std::vector<int> bound_signs(const ModelConfig& config, const Schema& schema, const Encoder& encoder) {
  const Index size = encoder.shape().one_hot_size() + 1;
  if (size > kMostBounded) {
    throw UsageError("model.increasing, model.decreasing: the model has " + std::to_string(size) +
                     " coefficients; expected at most " + std::to_string(kMostBounded));
  }
  std::vector<int> signs(static_cast<std::size_t>(size), 0);
  for (const int sign : {1, -1}) {
    for (const std::string& name : sign > 0 ? config.increasing : config.decreasing) {
      const std::optional<Index> place = dense_place(encoder, name);
      if (!place) fail_as_no_number(schema, encoder, name, sign);
      require_no_other_term(schema, name, sign);
      signs[static_cast<std::size_t>(*place) + 1] = sign;
    }
  }
  return signs;
}

LogisticFit solve_bounded(const Examples& examples, const LogisticSettings& settings, const std::vector<int>& signs) {
  LinearObjective objective(examples, settings.l2, settings.levels);
  LogisticFit fit{settings.start.size() > 0 ? settings.start : VectorD::Zero(objective.size()), {}, "bounded"};
  fit.convergence = minimize_bounded(objective, fit.parameters,
                                     {.signs = signs,
                                      .tolerance = settings.tolerance,
                                      .max_iterations = settings.max_iterations,
                                      .progress = settings.progress});
  return fit;
}

detail::LeftOutLogits judge_bounded(const Examples& examples, const VectorD& parameters,
                                    const LogisticSettings& settings, const std::vector<int>& signs, std::uint64_t seed,
                                    const std::vector<Split>& folds) {
  const LinearObjective all(examples, settings.l2, settings.levels);
  const auto refit = [&](const Examples& rest, double share, const VectorD& start) {
    LogisticSettings some = settings;
    some.l2 = settings.l2 / share;
    some.start = start;
    some.progress = {};
    return solve_bounded(rest, some, signs).parameters;
  };
  if (folds.empty()) return detail::left_out_by_folds(all, parameters, seed, refit);
  return {detail::logits_without_folds(all, parameters, folds, refit), "the folds given"};
}

std::string describe_bounds(const Encoder& encoder, const std::vector<int>& signs, const VectorD& parameters) {
  std::vector<std::string> held;
  const std::vector<std::string> names = encoder.dense_names();
  for (std::size_t j = 0; j < names.size(); ++j) {
    if (signs[j + 1] != 0 && parameters[static_cast<Index>(j) + 1] == 0) held.push_back(names[j]);
  }
  const std::string most = std::to_string(std::ranges::count_if(signs, [](int sign) { return sign != 0; }));
  return "model.increasing, model.decreasing: " + std::to_string(held.size()) + " of " + most +
         " bounded coefficients end at their bound, 0" +
         (held.empty() ? "" : ": " + first_joined(held, 10, detail::in_quotes)) +
         "; bounded fits have no standard errors";
}

}  // namespace binet
