#include "cli/checkpoint_file.hpp"

#include "binet/base/error.hpp"
#include "io/output_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <iostream>

namespace binet {
namespace {

bool is_regular(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

void remove_regular(const std::string& path) {
  if (is_regular(path)) ::unlink(path.c_str());
}

}  // namespace

CheckpointFile::CheckpointFile(const Config& config, const std::string& resumed)
    : path_(config.output.checkpoint), resumed_(resumed), kept_(!path_.empty()) {
  if (!resumed.empty()) {
    path_ = is_regular(resumed) ? resumed : "";
    kept_ = kept_ && !path_.empty();
  }
  if (kept_) check_writable(path_);
  if (!resumed.empty()) return;
  const bool beside = !kept_ && OutputPlace(config.output.model).way == OutputPlace::Way::replace;
  if (beside) path_ = config.output.model + ".checkpoint";
}

bool CheckpointFile::write(const Checkpoint& checkpoint) {
  try {
    write_file(path_, print_checkpoint(checkpoint));
    return written_ = true;
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& error) {
    std::cerr << "the checkpoint is not kept: " << error.what() << '\n';
    return false;
  }
}

void CheckpointFile::remove() const {
  if (written_) remove_regular(path_);
  if (!resumed_.empty()) remove_regular(resumed_);
}

}  // namespace binet
