#pragma once

#include "io/descriptor.hpp"

#include <string>

namespace binet {

/// A file being made in a folder, at first without a name where the file system can do that, else with one nobody can
/// guess, open to its owner alone. Without replace() it disappears, also when the program is killed (a named one:
/// unless by SIGKILL).
class TemporaryFile {
 public:
  /// `folder` empty: the current one. Not open, with errno set, if the folder takes no file.
  explicit TemporaryFile(const std::string& folder);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  bool is_open() const { return file_.is_open(); }
  int descriptor() const { return file_.number(); }
  /// Becomes the file at `path`, in the same folder, which is replaced in one step. The bytes are on the disk before
  /// the name is, and the name is when the function returns. False, with errno set, if the system refuses.
  bool replace(const std::string& path);

 private:
  bool give_name();

  std::string folder_;
  std::string name_;  ///< empty: none yet
  Descriptor file_;
};

/// Removes the named ones of this process. May be called from a signal handler.
void remove_temporary_files();

}  // namespace binet
