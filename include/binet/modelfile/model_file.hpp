#pragma once

#include "binet/model/classifier.hpp"

#include <string>
#include <string_view>

namespace binet {

inline constexpr int kModelFileVersion = 1;

/// Writes the model as JSON, whole or not at all (a temporary file beside it, then a rename); "-" is standard output.
/// Numbers have the shortest digits that read back the same. Throws Error.
void save_model(const Classifier&, const std::string& path);

/// Reads it back; predictions are bit-identical. Throws Error that names the file, the place in it and what was
/// expected: not a model, a newer version, a wrong shape, a non-finite weight, a truncated file.
Classifier load_model(const std::string& path);

/// The same without files; `source` names the text in errors.
std::string print_model(const Classifier&);
Classifier parse_model(std::string_view text, const std::string& source);

}  // namespace binet
