#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace binet::drawing {

// The parts of which every chart is drawn, in pixels of the drawing.

inline constexpr double kWidth = 400, kHeight = 270, kLeft = 50, kRight = 12, kBottom = 44, kTop = 10, kLegendLine = 18;
inline constexpr double kLargestText = 15;  ///< pixels of text in rows of small charts; 12 elsewhere
inline constexpr double kCharacter = 6.6;  ///< mean width of a 12-pixel character

/// Maps values to pixels.
struct Axis {
  double low = 0, high = 1, from = 0, to = 1;
  bool is_log = false;

  double operator()(double value) const;
  /// The data attribute from which scripts read the axis: lowest and highest value, and their pixels.
  std::string attributes(const char* name) const;
};

/// The range of the finite values added.
struct Extent {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  void add(double value);
  void add(const std::vector<double>& values);
};

/// A length in pixels, rounded to a tenth.
std::string px(double value);
/// ` name="12.5"`.
std::string attribute(const char* name, double value);
std::string line_element(const char* kind, double x1, double y1, double x2, double y2);
std::string text_element(double x, double y, const char* anchor, const std::string& text, const std::string& kind = "");

double drawn_width(std::string_view text);
/// Shortened to `most` mean characters, above 0, with an ellipsis.
std::string shortened(const std::string& text, std::size_t most);
/// The same of "column=level" or "column × column", each part by itself where both are long. Requires `most` above 5.
std::string shortened_parts(const std::string& text, std::size_t most);

/// The start of the svg element; `more` are attributes.
std::string svg_start(const std::string& id, const std::string& title, const std::string& note, double height,
                      const std::string& more);

/// A figure element around a drawing, with a table of its numbers that can be opened.
std::string figure(const std::string& id, const std::string& title, const std::string& note, const std::string& svg,
                   const std::string& table);
std::string number_cell(double value);

/// Empty for NaN and beyond the end of the list.
std::string csv_number(const std::vector<double>& values, std::size_t i);

}  // namespace binet::drawing
