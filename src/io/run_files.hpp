#pragma once

#include "io/output_place.hpp"

#include <optional>
#include <string>
#include <vector>

namespace binet {

/// Every file a run reads and every file it writes, named before the first is opened: no two of them may be the same
/// where one is written, whatever they are called, and a stream has one reader.
class RunFiles {
 public:
  /// `role` as in messages: "the config". An empty path is none.
  RunFiles& reads(const std::string& path, const std::string& role);
  /// Throws Error if the path cannot be written to.
  RunFiles& writes(const std::string& path, const std::string& role);
  /// What goes to an open standard stream of the program.
  RunFiles& writes_stream(int descriptor, const std::string& role);
  /// Throws UsageError that names the file and both roles.
  void check() const;

 private:
  struct Use {
    std::string name, role;
    bool written = false;
    int descriptor = -1;                 ///< an open file by number
    std::string place = {};              ///< where a new file would be
    std::optional<struct stat> status = {};  ///< if it exists
  };
  static bool clash(const Use&, const Use&);

  std::vector<Use> uses_;
};

}  // namespace binet
