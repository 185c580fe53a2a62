#pragma once

#include "binet/base/error.hpp"
#include "binet/table/schema.hpp"
#include "binet/table/table.hpp"

#include <vector>

namespace binet {

/// The examples of a table. An example is named by the row it ends with: the last row of each sequence, or with
/// SequenceColumns::each_row, and in a table without sequences, every row.
struct SequenceLabels {
  std::vector<Index> rows;  ///< as sequence_ends names them
  Vector target;            ///< one per row named: 1, 0, or NaN where the label is missing
};

/// Rows that examples end with: of sequences in the order in which they begin in the file, else all in its order.
std::vector<Index> sequence_ends(const Table&, const SequenceColumns&);

/// Without each_row the label of a sequence is that of all its rows which have one; the others may be empty. Throws
/// Error that names both lines where two rows of a sequence have different labels, and as SequenceIndex and
/// read_target do.
SequenceLabels read_sequence_labels(const Table&, const TargetSchema&, const SequenceColumns&);

/// The examples that a model with this schema predicts; of sequences as read_sequence_labels.
SequenceLabels read_labels(const Table&, const Schema&);

/// For an example without a label: names the row's line, and the sequence where the labels are those of sequences.
Error missing_label(const Table&, const std::string& target, const SequenceColumns&, Index row);

/// The columns as a reader of other files finds them: the schema's own, with the sequence and the order, which are no
/// features.
Schema with_sequence_columns(const Schema&);

}  // namespace binet
