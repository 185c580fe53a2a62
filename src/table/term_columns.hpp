#pragma once

#include "binet/table/schema.hpp"
#include "binet/table/table.hpp"
#include "table/arithmetic.hpp"
#include "table/level_matcher.hpp"
#include "table/number_column.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace binet {

/// The cells of term columns, row by row. The table and the columns must outlive it.
class TermCells {
 public:
  /// `levels`: of the category columns, by which other spellings of a level are recognised; the table's own if the
  /// schema does not know the column. Throws Error that names a column the table lacks.
  TermCells(const Table&, const Schema& levels, std::span<const TermColumn* const>, bool undefined_is_missing = false);

  /// out: rows × columns, row by row; NaN where a column read by an expression is missing. A level that is missing or
  /// unknown makes an indicator or a score 0, and a factor 0 makes the product 0. Throws Error that names line, column
  /// and value where an expression of numbers is not finite.
  void fill(const TableBlock&, RowRange rows_in_block, double* out) const;

 private:
  /// A column of categories: its codes in this table as places among the levels known.
  struct Category {
    const Column* column;
    std::vector<std::int32_t> place_of_code;              ///< by code + 1; −1: missing or unknown
    std::shared_ptr<const detail::LevelMatcher> matcher;  ///< of a column that this table reads as numbers; else null
    std::unordered_map<std::string, std::int32_t> place_of_level;
  };
  struct Factor {
    const TermFactor* from = nullptr;
    std::size_t category = 0;                ///< into categories_
    std::int32_t place = -2;                 ///< of an indicator's level; −2: no level of the column
    std::vector<double> scores;              ///< by place; empty for an indicator
    std::vector<ArithmeticProgram> program;  ///< of an expression: one; else none
    std::vector<std::size_t> numbers;        ///< that it reads, into numbers_
  };

  void add(const Schema& levels, const TermFactor&, std::vector<Factor>& factors);
  void add_levels(const Schema& levels, const TermFactor&, Factor& factor);
  std::size_t category(const Schema& levels, const std::string& column);
  double of_category(const Factor&, const TableBlock&, Index row) const;
  double value(const std::vector<Factor>&, const TableBlock&, Index row, const double* numbers) const;
  [[noreturn]] void fail(const Factor&, const TableBlock&, Index row, const double* numbers) const;

  const Table& table_;
  bool undefined_is_missing_;
  std::vector<std::string> names_;             ///< of numbers_
  std::vector<detail::NumberColumn> numbers_;  ///< numeric columns that expressions read
  std::vector<Category> categories_;
  std::vector<std::vector<Factor>> columns_;
};

/// The columns of the file that it reads, each once.
std::vector<std::string> columns_of(const TermColumn&);
/// Those that its expressions read: numbers.
std::vector<std::string> numbers_of(const TermColumn&);

/// Appends the columns to a table as numbers, exact, and lists them in Table::terms. `undefined_is_missing`: what is
/// not finite is no error but missing.
void add_term_columns(Table&, const Schema& levels, std::span<const TermColumn> columns,
                      bool undefined_is_missing = false);
/// True if the model computes columns that the table lacks.
bool lacks_terms(const Table&, const Schema&);
/// Those that a model uses, unless the table has them.
void add_term_columns(Table&, const Schema&, bool undefined_is_missing = false);
/// Those that the table has, after changes of other columns. What is not finite is missing.
void compute_terms_anew(const Schema&, Table&);

}  // namespace binet
