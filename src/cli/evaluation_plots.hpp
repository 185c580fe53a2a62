#pragma once

#include "binet/model/evaluation.hpp"

#include <string>

namespace binet {

/// ROC curve and calibration plot drawn with characters, for a terminal of 80 columns.
std::string evaluation_plots(const ScoredRows&);

}  // namespace binet
