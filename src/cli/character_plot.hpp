#pragma once

#include <string>
#include <utility>
#include <vector>

namespace binet {

/// A curve or points to draw with characters.
struct CharacterSeries {
  std::vector<double> x, y;
  bool joined = true;  ///< false: only the points, each as `mark`
  const char* mark = "o";
  bool faint = false;  ///< every fourth dot only: a reference line
};

/// A plot of at most 80 columns in braille patterns, two by four dots per character: title, axis labels, the series.
std::string character_plot(const std::string& title, const std::string& x_title, const std::vector<CharacterSeries>&,
                           std::pair<double, double> x_range, std::pair<double, double> y_range);

}  // namespace binet
