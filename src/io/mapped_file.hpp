#pragma once

#include "io/descriptor.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace binet {

/// The bytes of a regular file, read-only. If the file is truncated while it is read, bytes beyond its new end are
/// inaccessible: see end_on_cut_files().
class MappedFile {
 public:
  /// Null if the file cannot be mapped; `file` is then unchanged.
  static std::shared_ptr<const MappedFile> map(Descriptor& file, std::size_t size, const std::string& name);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return {bytes_, size_}; }
  /// Throws Error if the file has become shorter; a cut within the last page causes no signal.
  void require_uncut() const;
  /// Prints that the file was truncated and ends the program. Async-signal-safe.
  [[noreturn]] void end_program() const;

 private:
  MappedFile(Descriptor file, const char* bytes, std::size_t size, const std::string& name);

  Descriptor file_;
  const char* bytes_;
  std::size_t size_;
  std::string error_;  ///< error text if it is truncated
  std::string line_;   ///< the same as a line for standard error
};

/// From now on, access beyond the end of a truncated mapped file ends the program with status 1 and a line with the
/// file's name instead of SIGBUS; temporary files are removed.
void end_on_cut_files();

}  // namespace binet
