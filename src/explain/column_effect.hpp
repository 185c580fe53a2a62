#pragma once

#include "binet/model/classifier.hpp"
#include "binet/table/table.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace binet {

/// Values of a column that stand for its rows: quantiles of numbers, ascending, or the most common levels.
struct ColumnValues {
  const ColumnSchema* schema = nullptr;
  std::vector<double> numbers;
  std::vector<std::string> levels;

  std::size_t size() const { return schema->type == ColumnType::numeric ? numbers.size() : levels.size(); }
  /// The value as text, with up to six digits.
  std::string text(std::size_t place) const;
};

/// At most `most` of them; a numeric column has its least and its greatest number among them. Throws UsageError for a
/// column that the model does not use, and Error for one without a value in these rows.
ColumnValues column_values(const Classifier&, const Table&, std::span<const Index> rows, const std::string& column,
                           std::size_t most);

/// Accumulated local effects of a numeric column on the probability (Apley, Zhu 2020), at the values given: the mean
/// change from one value to the next of the rows between them, summed from the left, and shifted so that the mean over
/// the rows is 0. Unlike partial dependence it asks for no row far from the data where columns are correlated.
std::vector<double> accumulated_effects(const Classifier&, const Table&, std::span<const Index> rows,
                                        const ColumnValues&);

/// One number per row of a table.
using RowMeasure = std::function<VectorD(const Table&)>;

/// The mean of a measure over the rows with two columns set, at [place in a][place in b].
std::vector<std::vector<double>> mean_surface(const RowMeasure&, const Table&, std::span<const Index> rows,
                                              const ColumnValues& a, const ColumnValues& b);

/// The mean probability over the rows with two columns set, at [place in a][place in b].
std::vector<std::vector<double>> effect_surface(const Classifier&, const Table&, std::span<const Index> rows,
                                                const ColumnValues& a, const ColumnValues& b);

}  // namespace binet
