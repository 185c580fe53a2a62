#pragma once

#include "binet/table/table.hpp"
#include "model/member.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// Rows as the networks of a model read them.
struct EncodedRows {
  std::vector<Features> features;  ///< one entry per encoder
  Table cells;                     ///< the columns of the file that joint terms read; without such terms no columns

  Index size() const { return features.empty() ? 0 : features.front().rows(); }
};

/// The cells of one column of the file, beside one another: rows that are read in random order then stay in the cache,
/// where each cell of EncodedRows would bring in its whole row.
struct ColumnCells {
  std::vector<Features> features;   ///< one entry per encoder, with the places of this column only
  std::vector<double> numbers;      ///< the cells that joint terms read; empty if none does
  std::vector<std::int32_t> codes;  ///< the same of a category
};

/// Where the cells of each column of the file stand in the features of each encoder, so that a cell can be changed
/// without encoding the row again. Terms of one column (model.terms) belong to that column. Terms of several columns,
/// the joint terms, are computed anew after cells have changed.
class EncodedColumns {
 public:
  /// The model must outlive the object. Throws Error for a model of sequences.
  explicit EncodedColumns(const Classifier&);

  /// The columns of the file that are in use, in the order of the schema.
  const std::vector<std::string>& names() const { return names_; }

  /// Its place in the features of one encoder.
  struct Places {
    std::vector<Index> dense, codes, bins;
  };
  const Places& places(std::size_t encoder, std::size_t column) const { return places_[encoder][column]; }

  /// The terms that read the same columns, two or more.
  struct Joint {
    std::vector<std::size_t> columns;  ///< ascending
    std::vector<Places> places;        ///< one entry per encoder
  };
  const std::vector<Joint>& joint() const { return joint_; }

  /// The given rows of a table with the columns of the file. Throws Error where a term has no finite value, unless
  /// `undefined_is_missing`.
  EncodedRows encode(const Table&, std::span<const Index> rows, bool undefined_is_missing = false) const;
  EncodedRows encode(const Table&) const;

  /// The column's cell of a row of `from` becomes that of a row of `to`; joint terms stay as they are.
  void copy_cell(std::size_t column, const EncodedRows& from, Index row, EncodedRows& to, Index place) const;
  /// The cells of one column of all rows.
  ColumnCells cells_of(std::size_t column, const EncodedRows&) const;
  /// The same as copy_cell from the rows that the cells are of.
  void copy_cell(std::size_t column, const ColumnCells& from, Index row, EncodedRows& to, Index place) const;
  /// Computes the joint terms of the first `rows` rows from their cells. What is not finite is missing.
  void compute_terms(EncodedRows&, Index rows) const;
  /// True if the cell is encoded alike in both rows.
  bool same_cell(std::size_t column, const EncodedRows& a, Index row, const EncodedRows& b, Index place) const;

 private:
  /// The place of a name; names().size() if there is none.
  std::size_t find(std::string_view name) const;
  std::size_t column_of(const std::string& encoding);
  Joint& joint_of(std::vector<std::size_t> columns);
  void find_joint_terms();
  Table cells_of(const Table&, std::span<const Index> rows) const;
  const Column* cell_column(const EncodedRows&, std::size_t column) const;

  const Classifier& model_;
  std::vector<std::string> names_;
  std::vector<std::vector<Places>> places_;  ///< by encoder, by column
  std::vector<Joint> joint_;
  std::vector<TermColumn> terms_;        ///< the columns of the joint terms
  Schema read_;                          ///< the columns of the file that these read
  std::vector<Encoder> term_encoders_;   ///< of these columns alone, one per encoder of the model
  std::vector<Places> term_places_;      ///< of the features that they make, in their order
};

/// Features of the same shape for `rows` rows, not initialised.
EncodedRows sized_like(const EncodedRows&, Index rows);

/// Row `row` of `from` becomes row `place` of `to`.
void copy_row(const EncodedRows& from, Index row, EncodedRows& to, Index place);

}  // namespace binet
