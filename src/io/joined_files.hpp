#pragma once

#include "binet/io/byte_source.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace binet::detail {

/// One of several files whose text is read as one.
struct FilePart {
  std::string name;
  std::size_t lines_before = 0;  ///< to subtract from a line of the whole
};

/// Where each file begins, as far as they are read. Threads may use it at a time.
class FileParts {
 public:
  void clear();
  void add(FilePart);
  std::vector<FilePart> all() const;
  /// A text that begins with "FIRST:LINE:", FIRST being the first file's name and LINE a line of the whole, with the
  /// file and its line instead; any other text as it is.
  std::string in_place(const std::string& text) const;

 private:
  mutable std::mutex mutex_;
  std::vector<FilePart> parts_;
};

using OpenText = std::function<std::unique_ptr<ByteSource>(const std::string& path)>;

/// The text of several files, one behind the other, without the headers of all but the first. Throws Error, which names
/// the file, for a header that is not that of the first one.
std::unique_ptr<ByteSource> join_files(std::vector<std::string> paths, OpenText open, bool header, FileParts& parts);

}  // namespace binet::detail
