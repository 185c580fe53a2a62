#pragma once

#include "binet/table/block_reader.hpp"
#include "csv/notation.hpp"

#include <span>
#include <string>
#include <utility>

namespace binet {

/// The notation of row weights, such as decimal commas, in a file that is read in blocks.
class WeightNotation {
 public:
  /// `column`: its name; empty if there are no weights.
  explicit WeightNotation(std::string column) : column_(std::move(column)) {}

  /// Makes plain numbers of the column's texts in the next blocks of the file. As in training, the notation is the
  /// preferred one in which all texts so far are numbers; texts stay if there is none. Throws Error if earlier blocks
  /// were read in another notation.
  void apply(std::span<RowBlock>);

 private:
  std::string column_;
  detail::NotationEvidence evidence_;
  detail::ColumnNotation applied_;
};

}  // namespace binet
