#pragma once

#include "binet/table/schema.hpp"
#include "binet/table/table.hpp"
#include "features/features.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace binet {

/// How columns are encoded as features. All statistics come from the rows the encoder is fitted on.
struct EncoderSettings {
  std::string numeric = "standard";  ///< standard: (x − mean)/deviation; robust: (x − median)/(q75 − q25); none
  double clip = 0;                   ///< c > 0: smooth clip x/√(1 + (x/c)²) after scaling
  bool missing_indicator = true;     ///< adds one dense column for each numeric column with missing cells
  int bins = 0;                      ///< > 0: numeric columns become piecewise-linear codes with at most this many bins
  int max_levels = 0;                ///< number of levels, most frequent first, with their own code; 0: all
  int min_count = 1;                 ///< rarer levels share one code, "other"
  bool reference_level = false;      ///< the reference level has no code, as in R's treatment contrasts; for l2 = 0
  bool centred = true;           ///< false: numbers are scaled only, so that 0 stays 0, as without an intercept
  std::string full_category = {};  ///< with reference_level: a column whose levels all have a code
  std::vector<std::string> references = {};  ///< "column=level": reference levels; by default the first level in byte
                                             ///< order
};

/// Limits a scaled number so that its products with weights, and their squares, are finite in float. NaN stays NaN.
inline double bounded(double scaled) {
  return std::clamp(scaled, -1e15, 1e15);
}

/// x/√(1 + (x/limit)²): nearly x where |x| is far below the limit; |result| < limit.
inline double smoothly_clipped(double x, double limit) {
  const double share = x / limit;
  return x / std::sqrt(1 + share * share);
}

struct NumericEncoding {
  std::string column;
  double center = 0, scale = 1;  ///< x' = (x − center)/scale; a missing x is encoded as 0, that is, imputed by center
  double clip = 0;
  bool missing_indicator = false;
  std::vector<double> edges;  ///< ascending upper ends of the piecewise-linear bins, on the clipped x'; empty: a dense
                              ///< column

  double scaled(double x) const { return bounded((x - center) / scale); }
};

struct CategoryEncoding {
  std::string column;
  std::vector<std::string> levels;  ///< code → level
  bool pooled = false;              ///< one code after the levels, "other", for rarer levels of the training rows
  bool missing = false;             ///< one code after those, for missing cells
  std::string reference;            ///< reference level of odds ratios; has no code if it is not in `levels`
  /// Share of the fitted rows per code, and last that of a reference level without a code; not saved.
  std::vector<double> shares = {};
  double reference_share = 0;
  Index code_count() const;
};

/// Encodes table rows as features. A plain value: it can be saved, compared and copied.
class Encoder {
 public:
  Encoder() = default;
  /// With sequences, encode() makes an example of each row's sequence up to the row.
  Encoder(std::vector<NumericEncoding>, std::vector<CategoryEncoding>, SequenceColumns = {});

  /// Fits the encoder on the given rows. Columns the schema drops are left out. `weights` has one entry per row or is
  /// empty; every statistic is weighted: a row of weight 2 counts as two rows.
  static Encoder fit(const Schema&, const Table&, std::span<const Index> rows, const EncoderSettings&,
                     std::span<const Scalar> weight = {});

  /// Encodes the given rows; columns are found by name. An unseen level, or a missing cell in a column without missing
  /// cells in training, gets the code of "other" if there is one, otherwise kNoCode. Throws Error listing missing and
  /// extra columns.
  Features encode(const Table&, std::span<const Index> rows) const;
  Features encode(const Table&) const;
  /// Encodes ascending rows and frees each block of the table once it is encoded: peak memory is little more than the
  /// features.
  Features encode(Table&&, std::span<const Index> rows) const;

  FeatureShape shape() const;
  const std::vector<NumericEncoding>& numeric() const { return numeric_; }
  const std::vector<CategoryEncoding>& categories() const { return categories_; }

  /// Names of the dense columns: "age", "age (missing)".
  std::vector<std::string> dense_names() const;
  /// Names of the codes of code column c: "sex=male".
  std::vector<std::string> code_names(Index c) const;

 private:
  struct Lookup;
  friend class BoundEncoder;
  Features encode_rows_alone(const Table&, std::span<const Index> rows) const;
  Features encode_sequences(const Table&, std::span<const Index> rows) const;

  SequenceColumns sequence_;
  std::vector<NumericEncoding> numeric_;
  std::vector<CategoryEncoding> categories_;
  std::shared_ptr<const Lookup> lookup_;  ///< level → code
};

/// An encoder with the columns of one table: these are found, and their levels matched, once for any number of calls.
/// It reads rows by themselves, not sequences. Encoder and table must outlive it; all threads may share it.
class BoundEncoder {
 public:
  /// Throws Error listing missing and extra columns.
  BoundEncoder(const Encoder&, const Table&);
  BoundEncoder(BoundEncoder&&) noexcept;
  ~BoundEncoder();

  /// Encodes the given rows on the calling thread.
  Features encode(std::span<const Index> rows) const;

 private:
  friend class Encoder;
  struct Implementation;
  std::unique_ptr<const Implementation> implementation_;
};

}  // namespace binet
