#pragma once

#include "binet/model/classifier.hpp"
#include "binet/table/table.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace binet {

/// Where the cells of each column stand in the features of each encoder, so that a cell can be changed without encoding
/// the row again.
class EncodedColumns {
 public:
  /// Throws Error for a model with terms or of sequences.
  explicit EncodedColumns(const Classifier&);

  /// The columns in use, in the order of the schema.
  const std::vector<std::string>& names() const { return names_; }
  /// The place of a name; names().size() if there is none.
  std::size_t find(std::string_view name) const;

  /// Of one column in the features of one encoder.
  struct Places {
    std::vector<Index> dense, codes, bins;
  };
  const Places& places(std::size_t encoder, std::size_t column) const { return places_[encoder][column]; }

  /// The column's cell of a row of `from` becomes that of a row of `to`; one entry per encoder each.
  void copy_cell(std::size_t column, const std::vector<Features>& from, Index row, std::vector<Features>& to,
                 Index place) const;
  /// True if the cell is encoded alike in both rows.
  bool same_cell(std::size_t column, const std::vector<Features>& a, Index row, const std::vector<Features>& b,
                 Index place) const;

 private:
  std::vector<std::string> names_;
  std::vector<std::vector<Places>> places_;  ///< by encoder, by column
};

/// The rows by every encoder of the model.
std::vector<Features> encode_rows(const Classifier&, const Table&, std::span<const Index> rows);
std::vector<Features> encode_rows(const Classifier&, const Table&);

/// Features of the same shape for `rows` rows, not initialised.
std::vector<Features> sized_like(const std::vector<Features>&, Index rows);

/// Row `row` of `from` becomes row `place` of `to`.
void copy_row(const std::vector<Features>& from, Index row, std::vector<Features>& to, Index place);

}  // namespace binet
