#include "table/term_columns.hpp"

#include "base/number_text.hpp"
#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "csv/text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace binet {

using namespace detail;

namespace {

constexpr double kMissingCell = std::numeric_limits<double>::quiet_NaN();

const std::vector<std::string>& levels_of(const Column& column, const Schema& schema) {
  const auto known = std::ranges::find(schema.columns, column.name, &ColumnSchema::name);
  return known == schema.columns.end() || known->levels.empty() ? column.levels : known->levels;
}

void add_once(const std::string& name, std::vector<std::string>& names) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

}  // namespace

TermCells::TermCells(const Table& table, const Schema& levels, std::span<const TermColumn* const> columns,
                     bool undefined_is_missing)
    : table_(table), undefined_is_missing_(undefined_is_missing) {
  for (const TermColumn* column : columns) {
    std::vector<Factor>& factors = columns_.emplace_back();
    for (const TermFactor& factor : column->factors) add(levels, factor, factors);
  }
}

void TermCells::add(const Schema& levels, const TermFactor& from, std::vector<Factor>& factors) {
  Factor factor;
  factor.from = &from;
  if (from.expression.empty()) {
    add_levels(levels, from, factor);
  } else {
    const Arithmetic arithmetic = parse_arithmetic(from.expression);
    for (const std::string& name : columns_of(arithmetic)) {
      const auto place = static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
      if (place == names_.size()) {
        numbers_.emplace_back(table_, table_.at(name));
        names_.push_back(name);
      }
      factor.numbers.push_back(place);
    }
    factor.program.emplace_back(arithmetic, names_);
  }
  factors.push_back(std::move(factor));
}

void TermCells::add_levels(const Schema& levels, const TermFactor& from, Factor& factor) {
  factor.category = category(levels, from.column);
  const auto& places = categories_[factor.category].place_of_level;
  if (from.scores.empty()) {
    if (const auto found = places.find(from.level); found != places.end()) factor.place = found->second;
    return;
  }
  factor.scores.assign(places.size(), 0.0);
  for (std::size_t i = 0; i < from.scores.size(); ++i) {
    const auto found = places.find(from.levels[i]);
    if (found != places.end()) factor.scores[static_cast<std::size_t>(found->second)] = from.scores[i];
  }
}

std::size_t TermCells::category(const Schema& schema, const std::string& name) {
  const Column& column = table_.at(name);
  const auto known = std::ranges::find(categories_, &column, &Category::column);
  if (known != categories_.end()) return static_cast<std::size_t>(known - categories_.begin());
  const std::vector<std::string>& levels = levels_of(column, schema);
  const auto matcher = std::make_shared<LevelMatcher>(levels);
  Category& added = categories_.emplace_back();
  added.column = &column;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    added.place_of_level.emplace(levels[i], static_cast<std::int32_t>(i));
  }
  added.place_of_code.push_back(-1);
  for (const std::string& text : column.levels) added.place_of_code.push_back(matcher->find(text).level);
  if (column.type == ColumnType::numeric) added.matcher = matcher;
  return categories_.size() - 1;
}

double TermCells::of_category(const Factor& factor, const TableBlock& block, Index row) const {
  const Category& category = categories_[factor.category];
  std::int32_t place = -1;
  if (category.matcher == nullptr) {
    place = category.place_of_code[static_cast<std::size_t>(block.codes(row, category.column->slot) + 1)];
  } else if (const double x = block.number(*category.column, row); !std::isnan(x)) {
    place = category.matcher->find(shortest_digits(x)).level;
  }
  if (factor.scores.empty()) return place == factor.place ? 1 : 0;
  return place < 0 ? 0 : factor.scores[static_cast<std::size_t>(place)];
}

double TermCells::value(const std::vector<Factor>& factors, const TableBlock& block, Index row,
                        const double* numbers) const {
  double product = 1;
  for (const Factor& factor : factors) {
    if (!factor.program.empty()) continue;
    product *= of_category(factor, block, row);
    if (product == 0) return 0;
  }
  for (const Factor& factor : factors) {
    if (factor.program.empty()) continue;
    for (const std::size_t number : factor.numbers) {
      if (std::isnan(numbers[number])) return kMissingCell;
    }
    const double x = factor.program[0](numbers);
    product *= factor.from->polynomial.empty() ? x : factor.from->polynomial(x);
    if (std::isfinite(product)) continue;
    if (undefined_is_missing_) return kMissingCell;
    fail(factor, block, row, numbers);
  }
  return product;
}

void TermCells::fail(const Factor& factor, const TableBlock& block, Index row, const double* numbers) const {
  const std::string values = joined(factor.numbers, ", ", [&](std::size_t number) {
    return "column " + in_quotes(names_[number]) + ": found " + shortest_digits(numbers[number]);
  });
  throw Error(table_.place(block.first_row + row) + values + "; expected a number for which " +
              factor.from->expression + " in model.terms is finite");
}

void TermCells::fill(const TableBlock& block, RowRange rows, double* out) const {
  const std::size_t width = numbers_.size();
  std::vector<double> column(static_cast<std::size_t>(rows.size())), cells(column.size() * width);
  for (std::size_t c = 0; c < width; ++c) {
    numbers_[c].read(block, rows, column.data());
    for (std::size_t i = 0; i < column.size(); ++i) cells[i * width + c] = column[i];
  }
  for (std::size_t i = 0; i < column.size(); ++i) {
    const double* const numbers = cells.data() + i * width;
    for (const std::vector<Factor>& factors : columns_) {
      *out++ = value(factors, block, rows.begin + static_cast<Index>(i), numbers);
    }
  }
}

std::string TermColumn::term() const {
  return joined(variables, ":");
}

std::vector<std::string> numbers_of(const TermColumn& term) {
  std::vector<std::string> names;
  for (const TermFactor& factor : term.factors) {
    if (factor.expression.empty()) continue;
    for (const std::string& name : columns_of(parse_arithmetic(factor.expression))) add_once(name, names);
  }
  return names;
}

std::vector<std::string> columns_of(const TermColumn& term) {
  std::vector<std::string> names = numbers_of(term);
  for (const TermFactor& factor : term.factors) {
    if (factor.expression.empty()) add_once(factor.column, names);
  }
  return names;
}

void add_term_columns(Table& table, const Schema& levels, std::span<const TermColumn> columns,
                      bool undefined_is_missing) {
  if (columns.empty()) return;
  std::vector<const TermColumn*> wanted;
  for (const TermColumn& column : columns) {
    wanted.push_back(&column);
    if (table.find(column.name) != nullptr) {
      throw Error(table.source + ": has a column " + in_quotes(column.name) +
                  ", the name that model.terms gives to a column of its own; rename it or leave it out (--ignore)");
    }
  }
  const TermCells cells(table, levels, wanted, undefined_is_missing);
  const auto count = static_cast<Index>(columns.size());
  Index exact = 0;
  for (const Column& column : table.columns) exact += column.exact ? 1 : 0;
  for (const TableBlock& block : table.blocks) exact = std::max(exact, block.exact.columns());
  std::vector<std::vector<Index>> missing(table.blocks.size());
  parallel_for(static_cast<Index>(table.blocks.size()), [&](Index b) {
    constexpr Index kStripRows = 256;
    TableBlock& block = table.blocks[static_cast<std::size_t>(b)];
    std::vector<Index>& found = missing[static_cast<std::size_t>(b)];
    found.assign(columns.size(), 0);
    const Index before = block.exact.columns();
    PageArray<double> wider(block.rows, exact + count);
    const Shards strips{block.rows, kStripRows};
    std::vector<double> values(static_cast<std::size_t>(kStripRows * count));
    for (Index s = 0; s < strips.count(); ++s) {
      const RowRange strip = strips[s];
      cells.fill(block, strip, values.data());
      for (Index i = 0; i < strip.size(); ++i) {
        double* const row = wider.row(strip.begin + i);
        std::copy_n(block.exact.row(strip.begin + i), before, row);
        const double* const added = values.data() + i * count;
        std::copy_n(added, count, row + exact);
        for (Index c = 0; c < count; ++c) found[static_cast<std::size_t>(c)] += std::isnan(added[c]) ? 1 : 0;
      }
    }
    block.exact = std::move(wider);
    block.keep();
  });
  for (std::size_t c = 0; c < columns.size(); ++c) {
    Column column;
    column.name = columns[c].name;
    column.exact = true;
    column.slot = exact + static_cast<Index>(c);
    for (const std::vector<Index>& found : missing) column.missing += found[c];
    table.columns.push_back(std::move(column));
    table.terms.push_back(columns[c]);
  }
}

bool lacks_terms(const Table& table, const Schema& schema) {
  const auto used =
      std::ranges::find_if(schema.terms, [](const TermSchema& term) { return term.column.dropped.empty(); });
  return used != schema.terms.end() && table.find(used->column.name) == nullptr;
}

void add_term_columns(Table& table, const Schema& schema, bool undefined_is_missing) {
  if (!lacks_terms(table, schema)) return;
  std::vector<TermColumn> columns;
  for (const TermSchema& term : schema.terms) {
    if (term.column.dropped.empty()) columns.push_back(term.definition);
  }
  add_term_columns(table, schema, columns, undefined_is_missing);
}

void compute_terms_anew(const Schema& schema, Table& table) {
  const std::vector<TermColumn> terms = std::exchange(table.terms, {});
  std::erase_if(table.columns, [&](const Column& column) {
    return std::ranges::find(terms, column.name, &TermColumn::name) != terms.end();
  });
  add_term_columns(table, schema, terms, true);
}

}  // namespace binet
