#pragma once

#include "binet/base/error.hpp"
#include "io/descriptor.hpp"
#include "io/output_place.hpp"
#include "io/temporary_file.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace binet {

/// The reader of standard output has gone, as `| head` does. Not a failure: the program ends quietly.
class OutputClosed : public Error {
 public:
  using Error::Error;
};

/// A file that appears whole or not at all: text goes to a temporary file, which takes the path's place at commit(), or
/// whose bytes do where the file itself must stay (OutputPlace::Way). Without commit, what stood at the path stays
/// untouched. After commit it survives a loss of power. Open streams, devices and pipes are written straight: there
/// nothing can be taken back.
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
  void open_temporary();
  void overwrite();

  OutputPlace place_;
  std::unique_ptr<TemporaryFile> temporary_;  ///< none if written straight
  Descriptor target_;                         ///< what is written straight or over
  int descriptor_ = -1;                       ///< where text goes: one of the two, or an open stream
  std::string buffer_;
};

/// Throws what OutputFile would throw, leaving nothing behind: call it before long work whose result goes to `path`.
void check_writable(const std::string& path);

/// Writes the whole text: OutputFile, write, commit.
void write_file(const std::string& path, std::string_view text);

}  // namespace binet
