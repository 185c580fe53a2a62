#pragma once

#include "binet/config/config.hpp"
#include "binet/model/classifier.hpp"

#include <string>

namespace binet {

/// Loads the model that `train --from` updates. Target and classes that the config leaves open are taken from it.
/// Throws UsageError for settings that do not apply to an update.
Classifier load_prior(const std::string& path, Config&);

/// The config for reading the new rows: columns have the types that they have in the model.
Config with_columns_of(const Classifier&, const Config&);

}  // namespace binet
