#pragma once

#include "io/descriptor.hpp"

#include <string>
#include <string_view>

namespace binet {

/// A file of lines beside a run's result: each is there for others to read once it is written. Once a line cannot be
/// written no other is, and the run goes on.
class LogFile {
 public:
  enum class Start { empty, append };

  /// "-" is standard output; an empty path no file at all. Throws Error if the file cannot be opened.
  LogFile(const std::string& path, Start);

  bool is_open() const { return !failed_ && descriptor_ >= 0; }
  /// The first time a line cannot be written, what to warn of; else empty.
  std::string write_line(std::string_view line);

 private:
  std::string name_;
  Descriptor file_;
  int descriptor_ = -1;
  bool failed_ = false;
};

}  // namespace binet
