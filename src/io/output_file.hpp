#pragma once

#include "binet/base/error.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace binet {

/// The reader of standard output has gone, as `| head` does. Not a failure: the program ends quietly.
class OutputClosed : public Error {
 public:
  using Error::Error;
};

/// A file that appears whole or not at all: text goes to a temporary file beside the path, which takes the path's place
/// at commit(). Without commit the temporary is removed and what stood at the path stays untouched.
/// "-" is standard output, and devices and pipes are written straight: there nothing can be taken back.
class OutputFile {
 public:
  /// Throws Error with the path and the system's reason, as write() and commit() do.
  explicit OutputFile(const std::string& path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::string_view text);
  /// Hands buffered text to the system now.
  void flush();
  void commit();

 private:
  [[noreturn]] void fail() const;

  std::string name_;       ///< for messages
  std::string path_;       ///< symbolic links followed
  std::string temporary_;  ///< empty if written straight
  std::string buffer_;
  int descriptor_ = -1;
};

/// Throws what OutputFile would throw, leaving nothing behind: call it before long work whose result goes to `path`.
void check_writable(const std::string& path);

/// Throws UsageError if the output is one of the other files of a run.
void keep_inputs(const std::string& output, std::initializer_list<std::string> inputs);

/// Writes the whole text: OutputFile, write, commit.
void write_file(const std::string& path, std::string_view text);

}  // namespace binet
