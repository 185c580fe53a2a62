#pragma once

#include "io/descriptor.hpp"

#include <string>

namespace binet {

/// A temporary file in a folder: unnamed if the file system supports that, otherwise with a random name and readable by
/// its owner only. It disappears unless replace() is called, also when the program is killed (if it has a name: except
/// by SIGKILL).
class TemporaryFile {
 public:
  /// An empty `folder` is the current one. If the file cannot be created it is not open, and errno is set.
  explicit TemporaryFile(const std::string& folder);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  bool is_open() const { return file_.is_open(); }
  int descriptor() const { return file_.number(); }
  /// Moves the file to `path` in the same folder, replacing any file there in one step. The bytes reach the disk before
  /// the name does, and the name before the function returns. Returns false, with errno set, if the system refuses.
  bool replace(const std::string& path);

 private:
  /// Gives an unnamed file the name `path` if there is no file of that name.
  bool link_to(const std::string& path);
  bool give_name();

  std::string folder_;
  std::string name_;  ///< empty: none yet
  Descriptor file_;
};

/// Removes this process's named temporary files. Async-signal-safe.
void remove_temporary_files();

}  // namespace binet
