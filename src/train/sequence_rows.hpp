#pragma once

#include "train/training_data.hpp"

#include <string>

namespace binet {

/// data.sequence, data.order and data.predict_each, with the type of the order column in the table.
SequenceColumns sequence_columns(const DataConfig&, const Table&);

/// The examples of a table, each named by the row it ends with; without weights. Throws Error as read_sequence_labels.
LabelledRows read_sequences(const Table&, const TargetSchema&, const SequenceColumns&);

/// Rows of one sequence are one group, which folds do not cut. Where data.group gives groups already, throws Error for
/// a sequence that lies in two.
void keep_sequences_together(const SequenceColumns&, LabelledRows&);

/// Every row that the examples hold, ascending.
PagedVector<Index> rows_of_sequences(const SequenceColumns&, const LabelledRows&);

/// "2 of 20 sequences of valid.csv have the same "patient" as sequences of the training data …"; empty if none have.
std::string note_on_shared_sequences(const TrainingData&);

}  // namespace binet
