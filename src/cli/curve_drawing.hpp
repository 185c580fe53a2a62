#pragma once

#include "nn/activation.hpp"
#include "nn/activation_facts.hpp"

#include <string>

namespace binet {

/// Draws an activation and its derivative with characters, 78 columns wide, with the saturated ends marked below the
/// axis.
std::string draw_in_characters(const Activation&, const ActivationFacts&);

/// The same as an SVG picture: f, f′, the limits of f, and the tangent at 0 unless f has a kink there.
std::string draw_as_svg(const Activation&, const ActivationFacts&);

}  // namespace binet
