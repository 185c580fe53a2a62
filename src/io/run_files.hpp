#pragma once

#include "io/output_place.hpp"

#include <optional>
#include <string>
#include <vector>

namespace binet {

/// All files that a run reads and writes, registered before the first is opened. No file may be both read and written
/// or written twice, under any name, and a stream may have only one reader.
class RunFiles {
 public:
  /// `role` is for messages: "the config". An empty path is ignored.
  RunFiles& reads(const std::string& path, const std::string& role);
  /// Throws Error if the path cannot be written to.
  RunFiles& writes(const std::string& path, const std::string& role);
  /// Registers output to an open standard stream of the program.
  RunFiles& writes_stream(int descriptor, const std::string& role);
  /// Throws UsageError that names the file and both roles.
  void check() const;

 private:
  struct Use {
    std::string name, role;
    bool written = false;
    int descriptor = -1;                 ///< an open file, by number
    std::string place = {};              ///< the path of a new file
    std::optional<struct stat> status = {};  ///< if it exists
  };
  static bool clash(const Use&, const Use&);

  std::vector<Use> uses_;
};

}  // namespace binet
