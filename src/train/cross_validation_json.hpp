#pragma once

#include "binet/train/cross_validation.hpp"
#include "json/json_layout.hpp"

namespace binet {

/// What `binet cv --json` prints: means with their standard errors, each fold's metrics, and the evaluation of all
/// folds together.
Json cross_validation_to_json(const CrossValidation&);

}  // namespace binet
