#pragma once

#include "binet/config/config.hpp"
#include "binet/model/classifier.hpp"

#include <string>

namespace binet {

/// The model that `train --from` updates. Target and classes that the config leaves open become the model's; settings
/// that an update has no use for are a UsageError.
Classifier load_prior(const std::string& path, Config&);

/// The config with which the rows of an update are read: columns have the types they have in the model.
Config with_columns_of(const Classifier&, const Config&);

}  // namespace binet
