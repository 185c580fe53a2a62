#pragma once

#include "binet/table/schema.hpp"
#include "binet/table/table.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// Rows of a file read with a saved schema: types are given, not inferred.
struct RowBlock {
  Table table;  ///< the schema's used columns, and the target or weight if requested
  std::vector<std::vector<std::string_view>> kept;  ///< one vector per kept column: the unquoted text of its cells
  std::shared_ptr<const void> text;                 ///< owns the text that `kept` refers to
};

struct BlockOptions {
  CsvOptions csv = {};
  std::vector<std::string> keep = {};  ///< columns whose text is kept
  bool keep_all = false;
  std::string keep_asked_by = "--keep";  ///< the flag that names them, for an error on a column that is not there
  std::vector<std::string> also = {};  ///< category columns to read in addition to the schema's, if present (target,
                                       ///< weight)
};

/// Reads a file in constant memory, one block after another, for predict and evaluate; a block is about 256 KB of text.
/// Rows from a pipe are returned as soon as they arrive. Throws Error for a column that the schema needs and the file
/// lacks (listing missing and extra ones), and "FILE:LINE: column …" for text in a numeric column.
class BlockReader {
 public:
  BlockReader(const std::string& path, const Schema&, const BlockOptions&);
  ~BlockReader();
  const std::vector<std::string>& kept_names() const;
  const std::vector<std::string>& column_names() const;  ///< of the file
  bool has_column(const std::string& name) const;
  /// A note on text below the table that was not read; empty before the end.
  const std::string& remark() const;
  /// Returns false at the end.
  bool next(RowBlock&);
  /// Returns the blocks that are ready, at least one and at most a few MB of text; false at the end.
  bool next(std::vector<RowBlock>&);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace binet
