#pragma once

#include "binet/features/features.hpp"
#include "binet/table/schema.hpp"
#include "binet/table/table.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace binet {

/// How columns become features. All statistics come from the rows the encoder is fitted on.
struct EncoderSettings {
  std::string numeric = "standard";  ///< standard: (x − mean)/deviation; robust: (x − median)/(q75 − q25); none
  double clip = 0;                   ///< c > 0: smooth clip x/√(1 + (x/c)²) after scaling
  bool missing_indicator = true;     ///< one more dense column where a numeric column has missing cells
  int bins = 0;                      ///< > 0: numeric columns are piecewise-linear codes with up to this many bins
  int max_levels = 0;                ///< most frequent levels that get a code of their own; 0: all
  int min_count = 1;                 ///< rarer levels are pooled into one code, "other"
  bool reference_level = false;      ///< the reference level has no code, as R's treatment contrasts; for l2 = 0
  std::vector<std::string> references = {};  ///< "column=level": reference levels other than the first bytewise
};

/// Keeps a scaled number where its products with weights, and their squares, are finite in float. NaN stays NaN.
inline double bounded(double scaled) {
  return std::clamp(scaled, -1e15, 1e15);
}

/// x/√(1 + (x/limit)²): nearly x where |x| is far below the limit, never beyond it.
inline double smoothly_clipped(double x, double limit) {
  const double share = x / limit;
  return x / std::sqrt(1 + share * share);
}

struct NumericEncoding {
  std::string column;
  double center = 0, scale = 1;  ///< x' = (x − center)/scale; a missing x is encoded as 0, that is, imputed by center
  double clip = 0;
  bool missing_indicator = false;
  std::vector<double> edges;  ///< ascending ends of piecewise-linear bins, on x' after clipping; empty: a dense column

  double scaled(double x) const { return bounded((x - center) / scale); }
};

struct CategoryEncoding {
  std::string column;
  std::vector<std::string> levels;  ///< code → level
  bool pooled = false;              ///< one code after the levels: "other", for the rarer levels of the training rows
  bool missing = false;             ///< one code after those: missing
  std::string reference;            ///< the level that odds ratios are against; without a code if not in `levels`
  /// Of the rows fitted on, by code, and of a reference level without one; not saved.
  std::vector<double> shares = {};
  double reference_share = 0;
  Index code_count() const;
};

/// Turns table rows into features. A plain value: saved in the model, compared and copied at will.
class Encoder {
 public:
  Encoder() = default;
  /// With sequences, encode() makes an example of each row's sequence up to the row.
  Encoder(std::vector<NumericEncoding>, std::vector<CategoryEncoding>, SequenceColumns = {});

  /// Fits on the rows given. Columns the schema drops are left out. With weights, one per row, every statistic is
  /// weighted: a row of weight 2 counts as two rows.
  static Encoder fit(const Schema&, const Table&, std::span<const Index> rows, const EncoderSettings&,
                     std::span<const Scalar> weight = {});

  /// Columns are found by name. A level never seen, or a missing cell where training had none, gets kNoCode or, where there is one, the code of "other".
  /// Throws Error that lists missing and extra columns.
  Features encode(const Table&, std::span<const Index> rows) const;
  Features encode(const Table&) const;
  /// The same of ascending rows, giving each block of the table back once it is encoded: the peak is little more than
  /// the features.
  Features encode(Table&&, std::span<const Index> rows) const;

  FeatureShape shape() const;
  const std::vector<NumericEncoding>& numeric() const { return numeric_; }
  const std::vector<CategoryEncoding>& categories() const { return categories_; }

  /// "age", "age (missing)": what each dense column is.
  std::vector<std::string> dense_names() const;
  /// "sex=male": what each code of code column c is.
  std::vector<std::string> code_names(Index c) const;

 private:
  struct Lookup;
  Features encode_rows_alone(const Table&, std::span<const Index> rows) const;
  Features encode_sequences(const Table&, std::span<const Index> rows) const;

  SequenceColumns sequence_;
  std::vector<NumericEncoding> numeric_;
  std::vector<CategoryEncoding> categories_;
  std::shared_ptr<const Lookup> lookup_;  ///< level → code
};

}  // namespace binet
