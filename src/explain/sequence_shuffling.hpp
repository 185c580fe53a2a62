#pragma once

#include "binet/model/classifier.hpp"
#include "binet/table/table.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace binet {

/// Predictions of sequences where cells of some columns are shuffled among all rows that the sequences hold: what they
/// say of the sequence and of the step is lost, and the column keeps its values.
class SequenceShuffling {
 public:
  /// `rows`: those that the examples end with. The model must outlive the object.
  SequenceShuffling(const Classifier&, const Table&, std::span<const Index> rows);

  /// The columns of the file that are in use, in the order of the schema.
  const std::vector<std::string>& names() const { return names_; }
  /// Number of rows that the sequences hold.
  Index held() const { return usual_.rows; }
  /// The logits of the examples where held row i has the cells of held row order[i] in the columns with these places.
  VectorD logits(std::span<const std::size_t> columns, std::span<const Index> order);

 private:
  const Classifier& model_;
  std::vector<std::string> names_;
  Table usual_, changed_;    ///< the rows held, in the order of the file
  std::vector<Index> ends_;  ///< the last row of each example among them
};

}  // namespace binet
