#pragma once

#include "binet/base/error.hpp"
#include "io/descriptor.hpp"
#include "io/output_place.hpp"
#include "io/temporary_file.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace binet {

/// The reader of standard output has closed it, as `| head` does. Not a failure: the program ends quietly.
class OutputClosed : public Error {
 public:
  using Error::Error;
};

/// A file that appears complete or not at all. Text goes to a temporary file; commit() moves it to the path, or copies
/// its bytes if the existing file must remain (OutputPlace::Way). Without commit, the existing file is unchanged. After
/// commit, the file survives a power loss. Open streams, devices and pipes are written directly and cannot be undone.
class OutputFile {
 public:
  /// Throws Error with the path and the system's reason, as do write() and commit().
  explicit OutputFile(const std::string& path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::string_view text);
  /// Passes buffered text to the system now.
  void flush();
  void commit();

 private:
  [[noreturn]] void fail() const;
  void open_temporary();
  void overwrite();

  OutputPlace place_;
  std::unique_ptr<TemporaryFile> temporary_;  ///< null if written directly
  Descriptor target_;                         ///< the file written directly or overwritten
  int descriptor_ = -1;                       ///< where text goes: either of these, or an open stream
  std::string buffer_;
};

/// Throws what OutputFile would throw and leaves no file: call it before long work whose result goes to `path`.
void check_writable(const std::string& path);

/// Writes a whole file with OutputFile, write and commit.
void write_file(const std::string& path, std::string_view text);

}  // namespace binet
