#pragma once

#include "binet/table/schema.hpp"
#include "binet/table/table.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// Some rows of a file read by a saved schema: types are given, not inferred.
struct RowBlock {
  Table table;  ///< the schema's used columns, and the target or weight if asked for
  std::vector<std::vector<std::string_view>> kept;  ///< one vector a kept column: its cells, unquoted
  std::shared_ptr<const void> text;                 ///< holds what `kept` views
};

struct BlockOptions {
  CsvOptions csv = {};
  std::vector<std::string> keep = {};  ///< columns whose text is wanted
  bool keep_all = false;
  std::vector<std::string> also = {};  ///< category columns to read besides the schema's, if present (target, weight)
};

/// Streams a file in constant memory, block after block, for predict and evaluate; a block is about 256 KB of text. Of
/// a pipe, what has come is given out at once. Throws Error for a column the schema needs and the file lacks (listing
/// missing and extra ones), and "FILE:LINE: column …" for text where the schema has a number.
class BlockReader {
 public:
  BlockReader(const std::string& path, const Schema&, const BlockOptions&);
  ~BlockReader();
  const std::vector<std::string>& kept_names() const;
  bool has_column(const std::string& name) const;
  /// False at the end.
  bool next(RowBlock&);
  /// The blocks that are read, at least one and at most a few MB of text; none, and false, at the end.
  bool next(std::vector<RowBlock>&);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace binet
