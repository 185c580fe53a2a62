#pragma once

#include <sys/stat.h>

#include <string>

namespace binet {

/// Where a path leads, and how a result gets there. Found by looking alone: nothing is opened or changed.
struct OutputPlace {
  enum class Way {
    descriptor,  ///< an open one of this process: "-", /dev/stdout, /dev/fd/3, /proc/self/fd/1, links to them
    straight,    ///< a device or a named pipe: nothing can be taken back
    replace,     ///< a new file takes the name in one step
    overwrite,   ///< what stands there is written over once the result is whole: no new file could take the name and
                 ///< keep the owner, the other hard links, or the mount
  };
  std::string name;  ///< for messages
  std::string path;  ///< symbolic links followed
  Way way = Way::replace;
  int descriptor = -1;
  bool exists = false;
  struct stat status {};  ///< if it exists

  /// Throws Error: an empty name, a circle of links, a folder.
  explicit OutputPlace(const std::string& path);

  /// What is written there goes to the open standard stream (1 output, 2 errors) or to the same file, pipe or terminal.
  bool is_stream(int stream) const;
};

}  // namespace binet
