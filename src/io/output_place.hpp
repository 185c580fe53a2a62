#pragma once

#include <sys/stat.h>

#include <string>

namespace binet {

/// The file a path leads to, and how to write it. Determined without opening or changing anything.
struct OutputPlace {
  enum class Way {
    descriptor,  ///< an open descriptor of this process: "-", /dev/stdout, /dev/fd/3, /proc/self/fd/1, links to them
    straight,    ///< a device or a named pipe: cannot be undone
    replace,     ///< a new file replaces the old one in one step
    overwrite,   ///< the existing file is overwritten once the result is complete: a new file could not
                 ///< keep the owner, the other hard links, or the mount
  };
  std::string name;  ///< name for messages
  std::string path;  ///< symbolic links followed
  Way way = Way::replace;
  int descriptor = -1;
  bool exists = false;
  struct stat status {};  ///< if it exists

  /// Throws Error for an empty name, a circle of links, or a folder.
  explicit OutputPlace(const std::string& path);

  /// True if the place is the open standard stream (1 output, 2 errors), or the same file, pipe or terminal.
  bool is_stream(int stream) const;
};

}  // namespace binet
