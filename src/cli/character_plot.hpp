#pragma once

#include <cstddef>
#include <optional>
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

/// The part of a plot inside its axes, in characters.
struct PlotSize {
  int columns = 60, rows = 15;
};
inline constexpr int kPlotMargin = 10;  ///< columns left of it, for the labels

/// A plot in braille patterns, two by four dots per character: title, axis labels, the series.
std::string character_plot(const std::string& title, const std::string& x_title, const std::vector<CharacterSeries>&,
                           std::pair<double, double> x_range, std::pair<double, double> y_range, PlotSize = {});

/// The range of the finite values of y with a margin, not below 0; empty if they do not differ.
std::optional<std::pair<double, double>> loss_range(const std::vector<CharacterSeries>&);

/// Plots of `size`, as many beside one another as fit into `width` columns.
std::string beside_one_another(const std::vector<std::string>& plots, PlotSize size, std::size_t width);

}  // namespace binet
