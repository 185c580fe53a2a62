#include "io/log_file.hpp"

#include "binet/base/error.hpp"
#include "io/output_place.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstring>

namespace binet {

LogFile::LogFile(const std::string& path, Start start) {
  if (path.empty()) return;
  const OutputPlace place(path);
  name_ = place.name;
  descriptor_ = place.descriptor;
  if (place.way == OutputPlace::Way::descriptor) return;
  const int begin = start == Start::append ? O_APPEND : O_TRUNC;
  file_ = Descriptor(::open(place.path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | begin, 0666));
  if (!file_.is_open()) throw Error("cannot write log " + name_ + ": " + std::strerror(errno));
  descriptor_ = file_.number();
}

std::string LogFile::write_line(std::string_view line) {
  if (!is_open()) return "";
  try {
    if (write_all(descriptor_, std::string(line) + "\n")) return "";
  } catch (const Interrupted&) {
    return "";  // the run checks this itself
  }
  const int reason = errno;
  failed_ = true;
  return "the log " + name_ + " ends here: " + std::strerror(reason);
}

}  // namespace binet
