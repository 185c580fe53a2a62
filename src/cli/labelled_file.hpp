#pragma once

#include "binet/model/classifier.hpp"
#include "binet/model/evaluation.hpp"
#include "binet/table/table.hpp"
#include "cli/reading_flags.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace binet {

/// A whole file as a saved model reads it, and its rows with a target; of sequences the rows that they end with.
struct LabelledFile {
  Table table;              ///< every number exact
  std::vector<Index> rows;  ///< of the table
  Vector target;            ///< one entry per row of `rows`
  Vector weight;            ///< the same, or empty
  bool trained_on = false;  ///< the model was trained on this file

  /// The model's predictions of these rows.
  ScoredRows score(const Classifier&) const;
};

struct LabelledReading {
  std::string data;
  ReadingFlags reading;
  bool drop_unlabelled = false;
  bool needs_target = true;  ///< else all rows count, with a target of NaN where there is none
};

/// Throws Error for a file without the target column, and for a row without a target unless such rows are left out.
LabelledFile read_labelled_file(const LabelledReading&, const Classifier&);

/// --drop-unlabelled and how the file is read.
void add_labelled_flags(CLI::App&, LabelledReading&);

}  // namespace binet
