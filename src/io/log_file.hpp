#pragma once

#include "io/descriptor.hpp"

#include <string>
#include <string_view>

namespace binet {

/// A log beside a run's result; each line is visible to readers as soon as it is written. After a failed write, nothing
/// more is written and the run continues.
class LogFile {
 public:
  enum class Start { empty, append };

  /// "-" is standard output; an empty path means no file. Throws Error if the file cannot be opened.
  LogFile(const std::string& path, Start);

  bool is_open() const { return !failed_ && descriptor_ >= 0; }
  /// Returns a warning the first time a line cannot be written, otherwise an empty text.
  std::string write_line(std::string_view line);

 private:
  std::string name_;
  Descriptor file_;
  int descriptor_ = -1;
  bool failed_ = false;
};

}  // namespace binet
