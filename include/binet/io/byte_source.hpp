#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace binet {

/// A stream of bytes: a file, standard input, or either of them decompressed.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Up to `size` bytes into `buffer`; 0 at the end. Throws Error with the source's name and the system's reason.
  virtual std::size_t read(char* buffer, std::size_t size) = 0;
  /// False if the next read may have to wait for whoever writes the other end of a pipe.
  virtual bool ready() { return true; }
  /// As shown in errors: the path, or "standard input".
  virtual const std::string& name() const = 0;
};

/// Opens a path, or standard input for "-". Compression (gzip, zstd, bzip2 and xz where the
/// program was built with their libraries) is recognised by the first bytes, whatever the name.
/// Throws Error: no such file, a directory, no permission, damaged compressed data (when met).
std::unique_ptr<ByteSource> open_bytes(const std::string& path);

/// All bytes of a file opened so.
std::string read_all(const std::string& path);

/// True if a file that starts so is compressed; six bytes are enough.
bool is_compressed(std::string_view start);

/// Bytes already in memory, which must outlive the source.
std::unique_ptr<ByteSource> memory_bytes(std::string_view bytes, const std::string& name);

}  // namespace binet
