#pragma once

#include "binet/data/schema.hpp"
#include "binet/data/table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace binet {

/// What a trainer should know about a column before training.
struct ColumnProfile {
  std::string name;
  ColumnType type = ColumnType::numeric;
  Index missing = 0;
  Index distinct = 0;
  double minimum = 0, maximum = 0, mean = 0, deviation = 0;  ///< numeric; NaN if all cells are missing
  std::string commonest;                                     ///< category: the most frequent level, and its cells
  Index commonest_count = 0;
  double roc_auc = 0;  ///< of this column alone for the target, whichever way it points; NaN if there is none
  std::vector<std::string> remarks;  ///< "constant", "same as column 'b'", "looks like an id": one phrase each
};

struct ClassCount {
  std::string name;
  Index rows = 0;
};

struct Profile {
  std::string source;
  Index rows = 0;
  std::vector<ColumnProfile> columns;
  Index duplicate_rows = 0;         ///< rows equal to an earlier one in every column
  std::size_t duplicate_line = 0;   ///< of the first of them
  std::vector<ClassCount> classes;  ///< of the target, positive first; empty without a usable target
  std::string target_trouble;       ///< why the target cannot be trained on; empty if it can, or none is given
};

/// One column that tells the classes apart so well is more likely a leak than luck.
inline constexpr double kLeakRocAuc = 0.99;

/// Looks at every column of a table once. `target` may be empty.
Profile profile_table(const Table&, const std::string& target, const std::optional<std::string>& positive);

/// A category column of numbers but for a few cells is most likely meant as one of numbers: how many cells and the
/// first of them, as "numbers but for 1 cell, 'n/a' on line 7"; else empty.
std::string text_among_numbers(const Table&, const Column&);

/// The first `most` records that cannot be read, as "FILE:LINE: …", where reading can go on behind them.
std::vector<std::string> find_troubles(const std::string& path, const CsvOptions&, std::size_t most);

}  // namespace binet
