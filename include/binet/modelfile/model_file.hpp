#pragma once

#include "binet/model/classifier.hpp"

#include <string>
#include <string_view>

namespace binet {

inline constexpr int kModelFileVersion = 1;

/// Writes the model as JSON; "-" is standard output. The file appears complete or not at all (a temporary file beside
/// it, then a rename). Numbers have the shortest digits that read back the same. Throws Error if the file cannot be
/// written.
void save_model(const Classifier&, const std::string& path);

/// Reads a model; its predictions are bit-identical to those of the saved one. Throws Error that names the file, the
/// place in it and what was expected: no model, a newer version, a wrong shape, a non-finite weight, a truncated file.
Classifier load_model(const std::string& path);

/// The same without files; `source` is the name of the text in errors.
std::string print_model(const Classifier&);
Classifier parse_model(std::string_view text, const std::string& source);

}  // namespace binet
