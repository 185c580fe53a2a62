#pragma once

#include "json/json_layout.hpp"
#include "explain/column_effect.hpp"
#include "explain/effects.hpp"
#include "explain/importance.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// What `binet explain` found, before it is written in one of its formats.
struct ImportanceFigures {
  std::string rows_described;  ///< "1,000 of 22,761 rows"
  double log_loss = 0;         ///< of these rows
  int repeats = 0;
  std::vector<ColumnImportance> items;
  std::vector<std::vector<std::string>> correlated;
};

struct EffectFigures {
  std::string rows_described;
  std::string positive;  ///< the class whose probability it is
  ColumnValues values;
  PartialEffect partial;
  std::vector<double> accumulated;  ///< of numbers; empty for categories
};

struct SurfaceFigures {
  std::string rows_described, positive;
  ColumnValues first, second;
  std::vector<std::vector<double>> mean;  ///< by value of the first, of the second
};

/// `format` is text, csv, json or svg.
std::string write_importance(const ImportanceFigures&, std::string_view format);
std::string write_effect(const EffectFigures&, std::string_view format);
std::string write_surface(const SurfaceFigures&, std::string_view format);

}  // namespace binet
