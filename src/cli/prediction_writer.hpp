#pragma once

#include "binet/base/types.hpp"
#include "binet/table/block_reader.hpp"
#include "binet/table/schema.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// Rows of predictions as text: kept columns, `probability` in the shortest digits that read back the same, `label`.
class PredictionFormat {
 public:
  virtual ~PredictionFormat() = default;
  /// Appends the header; empty for formats without one.
  virtual void header(const std::vector<std::string>& /*kept*/, std::string& /*text*/) const {}
  /// Appends row `row` of a block.
  virtual void row(const RowBlock&, std::size_t row, double probability, std::string_view label,
                   std::string& text) const = 0;
};

/// How the columns of the result are called and written.
struct PredictionStyle {
  std::string probability_name = "probability", label_name = "label";
  int digits = 0;  ///< significant ones of a probability; 0: the shortest that read back the same
};

struct PredictionFormatType {
  std::string_view name;
  std::string_view summary;
  std::unique_ptr<PredictionFormat> (*make)(const std::vector<std::string>& kept, const PredictionStyle&);
};

/// To add one: a class and its row in the table.
std::span<const PredictionFormatType> prediction_formats();

/// Throws UsageError that lists the known names, or for a kept column called as one of the result.
std::unique_ptr<PredictionFormat> make_prediction_format(std::string_view name, const std::vector<std::string>& kept,
                                                         const PredictionStyle& style = {});

/// The field as RFC 4180 has it: quoted if it holds the delimiter, a quote or a line break.
void append_field(std::string_view field, char delimiter, std::string& text);

}  // namespace binet
