#pragma once

#include "binet/model/classifier.hpp"
#include "json/json_place.hpp"

namespace binet {

/// The settings of the run that made a model: stored unchanged as text. Only how the training file was read, its weight
/// column and the limits of drift matter when other files are read.
void read_settings(const JsonPlace&, Classifier&);

}  // namespace binet
