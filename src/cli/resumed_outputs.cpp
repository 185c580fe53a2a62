#include "cli/resumed_outputs.hpp"

#include "binet/base/error.hpp"
#include "binet/modelfile/model_file.hpp"
#include "io/output_place.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>

namespace binet {
namespace {

/// Every line of a log begins so.
constexpr std::string_view kLogStart = "{\"epoch\":";

bool may_be_written(const OutputPlace& place) {
  return !place.exists || place.way == OutputPlace::Way::descriptor;
}

bool is_left_by_the_run(const std::string& path, const Checkpoint& checkpoint) {
  try {
    const Classifier model = load_model(path);
    return model.report.interrupted && !checkpoint.data_hash.empty() &&
           model.report.data_hash == checkpoint.data_hash;
  } catch (const Error&) {
    return false;
  }
}

bool is_log(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string start(kLogStart.size(), '\0');
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(file.gcount()));
  return start.empty() || start == kLogStart;
}

bool is_regular(const OutputPlace& place) {
  return S_ISREG(place.status.st_mode);
}

}  // namespace

void check_resumed_outputs(const Checkpoint& checkpoint, const std::string& resumed, bool model_given, bool log_given) {
  const OutputConfig& output = checkpoint.config.output;
  if (const OutputPlace model(output.model); !model_given && !may_be_written(model)) {
    if (!is_regular(model) || !is_left_by_the_run(model.path, checkpoint)) {
      throw Error(
          resumed + ": names as its model " + model.name +
          ", which exists and is not the interrupted model of this run; to replace it, type: binet train --resume " +
          resumed + " -o " + model.name);
    }
  }
  if (output.log.empty()) return;
  if (const OutputPlace log(output.log); !log_given && !may_be_written(log)) {
    if (!is_regular(log) || !is_log(log.path)) {
      throw Error(resumed + ": names as its log " + log.name +
                  ", which exists and is not a log; to append to it, type: binet train --resume " + resumed +
                  " --log " + log.name);
    }
  }
}

}  // namespace binet
