#pragma once

#include "io/byte_source.hpp"
#include "io/text_format.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace binet::detail {

/// One of several files that are read as one text.
struct FilePart {
  std::string name;
  std::ptrdiff_t lines_before = 0;  ///< to subtract from a line number of the whole
};

/// The positions where files begin, as far as they have been read. Thread-safe.
class FileParts {
 public:
  void clear();
  void add(FilePart);
  std::vector<FilePart> all() const;
  /// Replaces "FIRST:LINE:" at the start of a text, where FIRST is the first file's name and LINE a line of the whole,
  /// by the actual file and line; returns any other text unchanged.
  std::string in_place(const std::string& text) const;

 private:
  mutable std::mutex mutex_;
  std::vector<FilePart> parts_;
};

using OpenText = std::function<std::unique_ptr<ByteSource>(const std::string& path)>;

/// The concatenated text of several files, with only the first header. `find`: finds the header of each file; empty:
/// they have none. Throws Error with the file's name for a header that differs from the first.
std::unique_ptr<ByteSource> join_files(std::vector<std::string> paths, OpenText open, FindHeader find,
                                       FileParts& parts);

}  // namespace binet::detail
