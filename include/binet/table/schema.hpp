#pragma once

#include "binet/base/types.hpp"
#include "binet/table/table.hpp"
#include "binet/table/term_column.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace binet {

/// The distribution of a column's cells over a few bins, for comparison with other rows.
struct ColumnHistogram {
  std::vector<double> edges;        ///< numeric: ascending; bin i holds numbers up to edges[i], the last bin everything
                                     //< above
  std::vector<std::string> levels;  ///< category: the most frequent levels; the last bin holds all others
  std::vector<double> shares;       ///< shares of the non-missing cells, one per bin; empty if unknown
};

/// A feature column as the model knows it.
struct ColumnSchema {
  std::string name;
  ColumnType type = ColumnType::numeric;
  std::vector<std::string> levels;            ///< category: every level of the training rows
  Index missing = 0;                          ///< number of missing cells in the training rows
  double minimum = 0, maximum = 0, mean = 0;  ///< numeric: over the training rows; the mean is weighted
  ColumnSource source = {};
  std::string dropped;                        ///< why the column is not used ("constant", "all missing"); empty if used
  ColumnHistogram histogram = {};             ///< over the training rows
  bool only_in_terms = false;                 ///< only the terms of the model read it
};

/// A column that the model computes from those of the file.
struct TermSchema {
  TermColumn definition;
  ColumnSchema column;  ///< numeric
};

/// The two classes.
struct TargetSchema {
  std::string name;
  std::string positive, negative;
  bool numeric = false;  ///< compare by value, so that 1 and 1.0 are the same class
};

/// Limits of drift: a warning appears when a larger share of a column's cells differs from the training rows.
struct DriftLimits {
  double unseen = 0.05;  ///< share of cells with levels unknown to the model
  double missing = 0.1;  ///< share of missing cells above that in training
  double range = 0.01;   ///< share of numbers outside the training range
};

/// Which rows make a sequence, where an example is a sequence of rows and not one row.
struct SequenceColumns {
  std::string sequence;   ///< rows with the same value are one sequence; empty: every row is an example by itself
  std::string order;      ///< sorts the rows of a sequence: numbers or dates; empty: they are in the order of the file
  bool each_row = false;  ///< every row is the end of an example; false: the last row of each sequence
  ColumnType order_type = ColumnType::numeric;
  ColumnSource order_source = {};  ///< how dates of `order` are written

  bool used() const { return !sequence.empty(); }
};

/// The columns that a file needs for prediction.
struct Schema {
  std::vector<ColumnSchema> columns;  ///< of the file
  TargetSchema target;
  Index rows = 0;
  std::vector<TermSchema> terms = {};
  SequenceColumns sequence = {};
  std::string offset = {};  ///< a numeric column of `columns` that is added to the logit as it is; empty: none
  bool intercept = true;    ///< false: the logit of a linear model is 0 where every feature is 0
};

/// The column of the offset; null if the model has none.
const ColumnSchema* find_offset(const Schema&);

/// "offset "exposure" is missing …", the rest of an error about a row.
std::string describe_missing_offset(const std::string& column);

/// Finds the two classes of a column and chooses the positive one: `positive` if given; otherwise the one of the pair
/// that means yes (1, true, yes, y, t, positive, pos; any case) if the other means no (0, −1, false, no, n, f,
/// negative, neg) or is empty; otherwise the rarer one; with equal counts the one that sorts last. Throws Error that
/// lists the classes found if there are not two, or if `positive` is not one of them.
/// More than two texts that are spellings of two classes, which differ in case or in blanks around them, are these two.
TargetSchema infer_target(const Table&, const std::string& target, const std::optional<std::string>& positive);

/// A note on the texts that are read as a class although they are spelled otherwise; empty if there are none.
std::string note_on_spellings(const Table&, const TargetSchema&);

/// 1 for the positive class, 0 for the other, NaN for missing. Throws Error with line and value for any other class.
Vector read_target(const Table&, const TargetSchema&);

/// Row weights: 0, or from 1e-30 to 1e30. Throws Error with line and value for any other value.
Vector read_weight(const Table&, const std::string& column);

/// Features of the rows given: all columns but those listed; those of Table::terms become the schema's terms. `weight`,
/// one per row or none, weighs their means. With sequences a row stands for all rows of its sequence up to it.
Schema infer_schema(const Table&, const TargetSchema&, std::span<const std::string> not_features,
                    std::span<const Index> rows, std::span<const Scalar> weight = {}, const SequenceColumns& = {});

/// `options` with the types of a saved schema, to read another file (such as a validation file) like the first. Types
/// of columns that the schema does not use are inferred.
TableOptions read_as(const Schema&, TableOptions options);

}  // namespace binet
