#pragma once

#include "binet/model/classifier.hpp"
#include "binet/model/evaluation.hpp"
#include "binet/table/table.hpp"
#include "cli/command_parser.hpp"
#include "cli/reading_flags.hpp"

#include <span>
#include <string>
#include <vector>

namespace binet {

/// A whole file as a saved model reads it, and its rows with a target; of sequences the rows that they end with.
struct LabelledFile {
  Table table;              ///< every number exact
  std::vector<Index> rows;  ///< of the table
  Vector target;            ///< one entry per row of `rows`
  Vector weight;            ///< the same, or empty
  bool trained_on = false;  ///< the model was trained on this file

  /// Only the rows at these places.
  LabelledFile some(std::span<const Index> places) &&;
  /// The model's predictions of these rows.
  ScoredRows score(const Classifier&) const;
};

struct LabelledReading {
  std::string data;
  ReadingFlags reading;
  std::string memory;  ///< limit; empty: none
  bool drop_unlabelled = false;
  bool drop_missing = false;  ///< leave out rows with a missing cell in a column of the model
  bool needs_target = true;  ///< else all rows count, with a target of NaN where there is none
};

/// Throws Error for a file without the target column, and for a row without a target unless such rows are left out;
/// UsageError where missing cells of sequences are to be left out.
LabelledFile read_labelled_file(const LabelledReading&, const Classifier&);

/// --drop-unlabelled, --drop-missing, --memory and how the file is read.
void add_labelled_flags(CommandParser, LabelledReading&);

void add_drop_missing_flag(CommandParser, bool& drop_missing);
/// Throws UsageError for a model of sequences.
void check_drop_missing(bool drop_missing, const Classifier&);
/// Why there may be no rows: "; with --drop-missing, …", or empty.
std::string remark_on_dropped(bool drop_missing);

}  // namespace binet
