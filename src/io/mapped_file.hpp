#pragma once

#include "io/descriptor.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace binet {

/// The bytes of a regular file, read-only. If the file is cut while it is read, the bytes beyond its new end cannot be
/// looked at: see end_on_cut_files().
class MappedFile {
 public:
  /// Null if the file cannot be mapped, then `file` is left as it was.
  static std::shared_ptr<const MappedFile> map(Descriptor& file, std::size_t size, const std::string& name);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return {bytes_, size_}; }
  /// Throws Error if the file has become shorter, which within the last page nothing else tells.
  void require_uncut() const;
  /// Says that the file was cut and ends the program. May be called from a signal handler.
  [[noreturn]] void end_program() const;

 private:
  MappedFile(Descriptor file, const char* bytes, std::size_t size, const std::string& name);

  Descriptor file_;
  const char* bytes_;
  std::size_t size_;
  std::string error_;  ///< what to say if it is cut
  std::string line_;   ///< the same, as it goes to standard error
};

/// From now on a look beyond the end of a mapped file that was cut ends the program with status 1 and a line that names
/// the file, instead of SIGBUS; temporary files are removed.
void end_on_cut_files();

}  // namespace binet
