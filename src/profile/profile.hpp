#pragma once

#include "binet/base/error.hpp"
#include "binet/table/schema.hpp"
#include "binet/table/table.hpp"

#include <optional>
#include <string>
#include <string_view>
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
  std::string remark;  ///< on the header and what stands above it; empty if there is nothing to say
  std::vector<ColumnProfile> columns;
  Index duplicate_rows = 0;         ///< rows equal to an earlier one in every column
  std::size_t duplicate_line = 0;   ///< of the first of them
  std::vector<ClassCount> classes;  ///< of the target, positive first; empty without a usable target
  std::string target_error;       ///< why the target cannot be trained on; empty if it can, or none is given
};

/// One column that tells the classes apart so well is more likely a leak than luck.
inline constexpr double kLeakRocAuc = 0.99;

/// Records of a file that cannot be read; what() is of the last, or of the last of many.
class RecordTroubles : public Error {
 public:
  explicit RecordTroubles(std::vector<std::string> each) : Error(each.back()), each_(std::move(each)) {}
  /// Twenty at most, as "FILE:LINE: …", as far as reading can go on behind them.
  const std::vector<std::string>& each() const { return each_; }

 private:
  std::vector<std::string> each_;
};

/// Reads a file, keeping 8 bytes a cell, and looks at every column. `target` may be empty. Distinct texts and rows are
/// told apart by hashes of 64 bits. `more`: files with the same header, read behind it. Throws RecordTroubles, and else as read_table.
Profile profile_file(const std::string& path, const TableOptions&, const std::string& target,
                     const std::optional<std::string>& positive, const std::vector<std::string>& more = {});
/// The same of CSV text.
Profile profile_text(std::string_view text, const TableOptions&, const std::string& target,
                     const std::optional<std::string>& positive);

/// A category column of numbers but for a few cells is most likely meant as one of numbers: how many cells and the
/// first of them, as "numbers but for 1 cell, 'n/a' on line 7"; else empty.
std::string text_among_numbers(const Table&, const Column&);

}  // namespace binet
