#include "binet/modelfile/model_file.hpp"

#include "binet/base/error.hpp"
#include "binet/base/page_memory.hpp"
#include "io/byte_source.hpp"
#include "io/output_file.hpp"
#include "json/json_place.hpp"
#include "json/json_text.hpp"
#include "json/tensor_text.hpp"
#include "model/member.hpp"
#include "modelfile/encoder_json.hpp"
#include "modelfile/field_checks.hpp"
#include "modelfile/member_json.hpp"
#include "modelfile/model_json.hpp"
#include "modelfile/schema_json.hpp"
#include "modelfile/settings_json.hpp"
#include "modelfile/terms_json.hpp"
#include "modelfile/training_json.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace binet {

namespace {

constexpr const char* kFormat = "binet-model";

Json model_to_json(const Classifier& model, std::vector<TensorRows>& tensors) {
  Json document{{"format", kFormat}, {"version", kModelFileVersion}, {"written_by", "binet " BINET_VERSION}};
  document["target"] = target_to_json(model.schema.target);
  document["threshold"] = {{"value", model.threshold}, {"rule", model.threshold_rule}};
  document["calibration"] = {{"intercept", model.calibration.intercept}, {"slope", model.calibration.slope}};
  document["training"] = training_to_json(model.report);
  document["config"] = model.report.settings.empty() ? Json::object() : parse_json(model.report.settings, "settings");
  document["columns"] = columns_to_json(model.schema.columns);
  if (!model.schema.terms.empty()) document["terms"] = terms_to_json(model.schema.terms);
  document["schema_rows"] = model.schema.rows;
  if (!model.schema.intercept) document["intercept"] = false;
  if (!model.schema.offset.empty()) document["offset"] = model.schema.offset;
  if (model.schema.sequence.used()) document["sequences"] = sequence_to_json(model.schema.sequence);
  Json& encoders = document["encoders"] = Json::array();
  for (const Encoder& encoder : model.encoders) encoders.push_back(encoder_to_json(encoder, model.schema));
  Json& members = document["members"] = Json::array();
  for (const Member& member : model.members) members.push_back(member_to_json(member, tensors));
  return document;
}

Classifier model_from_json(const JsonPlace& document, const std::vector<TensorRows>& tensors) {
  Classifier model;
  document.require_keys({"format", "version", "written_by", "target", "threshold", "calibration", "training", "config",
                         "columns", "terms", "schema_rows", "intercept", "offset", "sequences", "encoders", "members"});
  model.schema.target = target_from_json(document["target"]);
  const JsonPlace threshold = document["threshold"], calibration = document["calibration"];
  threshold.require_keys({"value", "rule"});
  calibration.require_keys({"intercept", "slope"});
  threshold["rule"].read(model.threshold_rule);
  model.threshold = read_share(threshold["value"]);
  model.calibration.intercept = read_finite(calibration["intercept"]);
  model.calibration.slope = read_finite(calibration["slope"]);
  model.report = training_from_json(document["training"]);
  read_settings(document["config"], model);
  model.schema.columns = columns_from_json(document["columns"]);
  if (const auto terms = document.find("terms")) model.schema.terms = terms_from_json(*terms, model.schema);
  document["schema_rows"].read(model.schema.rows);
  require_count(document, "schema_rows");
  if (const auto intercept = document.find("intercept")) intercept->read(model.schema.intercept);
  if (const auto offset = document.find("offset")) {
    offset->read(model.schema.offset);
    if (find_offset(model.schema) == nullptr) offset->fail("the name of a column of numbers");
  }
  if (const auto sequences = document.find("sequences")) model.schema.sequence = sequence_from_json(*sequences);
  const JsonPlace encoders = document["encoders"], members = document["members"];
  for (std::size_t i = 0; i < encoders.size(); ++i) {
    model.encoders.push_back(encoder_from_json(encoders[i], model.schema));
  }
  if (members.size() == 0) members.fail("at least one member");
  for (std::size_t i = 0; i < members.size(); ++i) {
    model.members.push_back(member_from_json(members[i], tensors, model.encoders));
  }
  require_shares(members, model.members);
  return model;
}

/// An error here is an error in the file, not in the user's request.
template <class Read>
auto as_file_error(Read&& read) {
  try {
    return read();
  } catch (const UsageError& error) {
    throw Error(error.what());
  }
}

/// Says what the document is instead, if it can be recognised.
[[noreturn]] void fail_as_other_document(const std::string& file, const Json& value) {
  std::string found;
  if (!value.is_object()) {
    found = "JSON, but no object";
  } else if (value.contains("format") && value["format"].is_string()) {
    found = "a file of format " + show_json(value["format"]);
  } else if (value.contains("data") || value.contains("model") || value.contains("training") ||
             value.contains("$schema")) {
    found = "a config; binet train -c " + file + " makes a model of it";
  } else {
    found = "JSON of another kind";
  }
  throw Error(file + ": not a Binet model: expected JSON with \"format\": \"" + kFormat + "\", found " + found);
}

void check_format(const JsonPlace& document) {
  const Json& value = document.value();
  if (!value.is_object() || !value.contains("format") || value["format"] != kFormat) {
    fail_as_other_document(document.file(), value);
  }
  const auto version = document["version"].get<std::int64_t>();
  if (version > kModelFileVersion) {
    throw Error(document.file() + ": model format version " + std::to_string(version) +
                " is newer than this program reads (" + std::to_string(kModelFileVersion) + "); use a newer binet");
  }
  if (version < 1) document["version"].fail("1");
}

/// All bytes of a file in large pages, which speeds up loading a large model.
struct FileBytes {
  PageMemory memory;
  std::size_t size = 0;

  explicit FileBytes(const std::string& path) {
    constexpr std::size_t kLeast = std::size_t{1} << 16;
    const auto source = open_bytes(path);
    std::error_code unknown;
    const auto likely = std::filesystem::file_size(path, unknown);
    grow(unknown ? kLeast : std::max(kLeast, static_cast<std::size_t>(likely) + 1));
    while (const std::size_t count = source->read(data() + size, memory.bytes() - size)) {
      size += count;
      if (size == memory.bytes()) grow(2 * size);
    }
  }
  std::string_view view() const { return {data(), size}; }

 private:
  char* data() const { return static_cast<char*>(memory.data()); }
  void grow(std::size_t bytes) {
    PageMemory larger(bytes);
    prefer_large_pages(larger.data(), bytes);
    if (size > 0) std::memcpy(larger.data(), data(), size);
    memory = std::move(larger);
  }
};

}  // namespace

Json model_to_document(const Classifier& model, std::vector<TensorRows>& tensors) {
  return model_to_json(model, tensors);
}

std::string print_model(const Classifier& model) {
  SplitText split;
  split.text = print_json(model_to_json(model, split.tensors)) + "\n";
  return put_tensors(split);
}

Classifier parse_model(std::string_view text, const std::string& source) {
  if (text.find('"' + std::string(kFormat) + '"') == std::string_view::npos) {
    Json other;
    try {
      other = as_file_error([&] { return parse_json(text, source); });
    } catch (const Error& error) {
      throw Error(source + ": not a Binet model (" + error.what() + ")");
    }
    fail_as_other_document(source, other);
  }
  const SplitText split = take_tensors(text, source);
  const Json value = as_file_error([&] { return parse_json(split.text, source); });
  const JsonPlace document(value, source);
  check_format(document);
  return model_from_json(document, split.tensors);
}

void save_model(const Classifier& model, const std::string& path) {
  write_file(path, print_model(model));
}

Classifier load_model(const std::string& path) {
  return parse_model(FileBytes(path).view(), path == "-" ? "standard input" : path);
}

}  // namespace binet
