#pragma once

#include "binet/base/types.hpp"
#include "binet/table/block_reader.hpp"
#include "binet/table/schema.hpp"
#include "cli/row_reasons.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// What is written per row, besides the kept columns.
struct RowPrediction {
  double probability = 0;
  std::string_view label;
  double lower = 0, upper = 0;          ///< of the interval, where it was asked for; NaN: none
  const RowReasons* reasons = nullptr;  ///< where they were asked for
};

/// Rows of predictions as text: kept columns, `probability` in the shortest digits that read back the same, `label`,
/// then `lower` and `upper` of the interval and the reasons if the style asks for some.
class PredictionFormat {
 public:
  virtual ~PredictionFormat() = default;
  /// Appends the header; empty for formats without one.
  virtual void header(const std::vector<std::string>& /*kept*/, std::string& /*text*/) const {}
  /// Appends row `row` of a block.
  virtual void row(const RowBlock&, std::size_t row, const RowPrediction&, std::string& text) const = 0;
};

/// The names and formats of the result's columns.
struct PredictionStyle {
  std::string probability_name = "probability", label_name = "label";
  int digits = 0;  ///< significant digits of a probability; 0: the shortest that read back the same
  bool interval = false;
  std::size_t reasons = 0;  ///< number of columns listed per row with their contribution to the logit
};

struct PredictionFormatType {
  std::string_view name;
  std::string_view summary;
  std::unique_ptr<PredictionFormat> (*make)(const std::vector<std::string>& kept, const PredictionStyle&);
};

/// To add one: a class and its row in the table.
std::span<const PredictionFormatType> prediction_formats();

/// Throws UsageError listing the known names, or for a kept column with the name of a result column, and for reasons in
/// a format that cannot hold them.
std::unique_ptr<PredictionFormat> make_prediction_format(std::string_view name, const std::vector<std::string>& kept,
                                                         const PredictionStyle& style = {});

/// The field as in RFC 4180: quoted if it contains the delimiter, a quote or a line break.
void append_field(std::string_view field, char delimiter, std::string& text);

}  // namespace binet
