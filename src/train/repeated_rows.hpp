#pragma once

#include "train/training_data.hpp"

#include <string>

namespace binet {

/// True if every weight is a whole number, so that weights count rows.
bool weights_are_counts(const LabelledRows&);

/// Replaces whole weights by rows that stand as often as their weight says, in place, so that a table of weighted rows
/// trains like the table of the repeated rows: folds, leave-one-out and copies are then the same. Weights that are no
/// counts stay, and so do weights whose sum exceeds a million rows. Returns whether rows were replaced.
bool repeat_by_weight(LabelledRows&);

/// The number of different table rows among them; rows are ascending.
Index count_different(const LabelledRows&);

/// "the weights are whole numbers and count rows: 24 rows stand for 4,526 rows"; empty if no row is repeated.
std::string note_on_repeated(const LabelledRows&);

}  // namespace binet
