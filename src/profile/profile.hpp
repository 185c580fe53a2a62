#pragma once

#include "binet/base/error.hpp"
#include "binet/table/schema.hpp"
#include "binet/table/table.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// What a user should know about a column before training.
struct ColumnProfile {
  std::string name;
  ColumnType type = ColumnType::numeric;
  bool dates = false;  ///< numeric: days since 1970
  Index missing = 0;
  Index distinct = 0;
  double minimum = 0, maximum = 0, mean = 0, deviation = 0;  ///< numeric; NaN if all cells are missing
  std::string commonest;                                     ///< category: the most frequent level and its number of
                                                             ///< cells
  Index commonest_count = 0;
  double roc_auc = 0;  ///< of this column alone for the target, in the better direction; NaN if there is none
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
  std::size_t duplicate_line = 0;   ///< line of the first of them
  std::vector<ClassCount> classes;  ///< of the target, positive class first; empty without a usable target
  std::string target_error;       ///< why the target cannot be used; empty if it can, or if none is given
};

/// A single column with at least this ROC AUC is more likely a leak than a good feature.
inline constexpr double kLeakRocAuc = 0.99;

/// Unreadable records of a file; what() is the error of the last.
class RecordErrors : public Error {
 public:
  explicit RecordErrors(std::vector<std::string> each) : Error(each.back()), each_(std::move(each)) {}
  /// At most twenty, as "FILE:LINE: …", as far as reading can continue after them.
  const std::vector<std::string>& each() const { return each_; }

 private:
  std::vector<std::string> each_;
};

/// Reads a file, keeping 8 bytes per cell, and examines every column. `target` may be empty. Distinct texts and rows
/// are identified by 64-bit hashes. `more`: files with the same header, appended. Throws RecordErrors, and otherwise
/// as read_table().
Profile profile_file(const std::string& path, const TableOptions&, const std::string& target,
                     const std::optional<std::string>& positive, const std::vector<std::string>& more = {});
/// The same for CSV text.
Profile profile_text(std::string_view text, const TableOptions&, const std::string& target,
                     const std::optional<std::string>& positive);

/// For a category column that was probably meant to be numeric, because all but a few cells are numbers: "numbers but
/// for 1 cell, 'n/a' on line 7; --missing n/a reads it as numbers"; otherwise empty.
std::string text_among_numbers(const Table&, const Column&);

}  // namespace binet
