#pragma once

#include "model/inference.hpp"

#include <string>
#include <string_view>

namespace binet {

/// The statistics in a format of `inference_formats`: text for a terminal of 80 columns, csv and markdown of the
/// coefficients, paper (sentences with odds ratios), or json of everything.
std::string print_inference(const Inference&, std::string_view format);

/// Throws UsageError listing the formats if the format is unknown.
void check_inference_format(std::string_view format);

}  // namespace binet
