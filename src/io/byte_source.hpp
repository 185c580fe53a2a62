#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace binet {

/// A stream of bytes: a file or standard input, decompressed if necessary.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Reads up to `size` bytes into `buffer` and returns their number; 0 at the end. Throws Error with the source's name
  /// and the system's reason.
  virtual std::size_t read(char* buffer, std::size_t size) = 0;
  /// False if the next read may wait for the writer of a pipe.
  virtual bool ready() { return true; }
  /// The name for errors: the path, or "standard input".
  virtual const std::string& name() const = 0;
};

/// Opens a path, or standard input for "-". Compression (gzip, zstd, bzip2 and xz if the program was built with their
/// libraries) is recognised by the first bytes, not by the name. Throws Error for a missing file, a directory or no
/// permission; damaged compressed data throws when it is read.
std::unique_ptr<ByteSource> open_bytes(const std::string& path);

/// All bytes of a file, opened by open_bytes(). Throws as open_bytes() and ByteSource::read().
std::string read_all(const std::string& path);

/// True if a file that begins with these bytes is compressed; six bytes are enough.
bool is_compressed(std::string_view start);

/// A source of bytes in memory, which must outlive it.
std::unique_ptr<ByteSource> memory_bytes(std::string_view bytes, const std::string& name);

}  // namespace binet
