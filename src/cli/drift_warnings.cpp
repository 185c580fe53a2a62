#include "cli/drift_warnings.hpp"

#include "base/nearest_name.hpp"
#include "base/number_text.hpp"
#include "binet/base/error.hpp"
#include "cli/format_text.hpp"
#include "cli/text_layout.hpp"
#include "csv/csv.hpp"
#include "csv/text.hpp"
#include "table/date_parts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>
#include <set>
#include <string>
#include <utility>

namespace binet {

using namespace detail;

namespace {

/// True if more numbers are outside the range than expected for new rows of the same kind: each of n + 1 such numbers
/// is equally likely to be the minimum or the maximum.
bool more_than_chance(double outside, double rows, Index training_rows) {
  constexpr double kDeviations = 3;
  const double expected = rows * 2 / static_cast<double>(training_rows + 1);
  return outside > expected + kDeviations * std::sqrt(expected);
}

std::string unseen_warning(const ColumnSchema& column, const ColumnDrift& drift) {
  const std::string example = drift.commonest_unseen();
  const std::string_view nearest = nearest_name(example, column.levels);
  return percentage(share_of(drift.unseen, drift.rows)) + " of cells are levels unknown to the model, mostly " +
         in_quotes(example) + (nearest.empty() ? "" : "; nearest known level " + in_quotes(nearest));
}

/// A number, or the day it represents.
std::string value_text(const ColumnSchema& column, double value) {
  return holds_days(column.source) ? date_text(value + column.source.origin) : shortest_digits(value);
}

std::string range_warning(const ColumnSchema& column, const ColumnDrift& drift) {
  const bool above = drift.highest > column.maximum;
  return percentage(share_of(drift.outside, drift.rows)) + " of cells are outside the training range " +
         value_text(column, column.minimum) + " to " + value_text(column, column.maximum) + ", as " +
         value_text(column, above ? drift.highest : drift.lowest);
}

}  // namespace

std::vector<std::string> drift_warnings(const DriftCounts& counts, const DriftLimits& limits, Index training_rows) {
  std::vector<std::string> warnings;
  std::set<std::string> fields_missing;  // a date has several columns, and one field
  for (std::size_t c = 0; c < counts.size(); ++c) {
    const ColumnSchema& column = counts.column(c);
    const ColumnDrift& drift = counts[c];
    const auto warn = [&](const std::string& what) {
      warnings.push_back("column " + in_quotes(column.name) + ": " + what);
    };
    const double missing = share_of(drift.missing, drift.rows),
                 before = share_of(static_cast<double>(column.missing), static_cast<double>(training_rows));
    if (share_of(drift.unseen, drift.rows) > limits.unseen) warn(unseen_warning(column, drift));
    if (drift.other_case > 0) {
      warn(percentage(share_of(drift.other_case, drift.rows)) +
           " of cells match a known level only in another case, as " + in_quotes(drift.case_text) + " for " +
           in_quotes(drift.case_level));
    }
    if (missing - before > limits.missing && fields_missing.insert(column.source.field_of(column.name)).second) {
      warn(percentage(missing) + " of cells are missing; " + percentage(before) + " in training");
    }
    if (share_of(drift.outside, drift.rows) > limits.range &&
        more_than_chance(drift.outside, drift.rows, training_rows)) {
      warn(range_warning(column, drift));
    }
  }
  return warnings;
}

void print_drift_warnings(const std::string& source, const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) std::cerr << "binet: " + source + ": " + warning + "\n";
}

void add_drift_flags(CommandParser app, std::vector<std::string>& warn_over) {
  app.add_option(
         "--warn-over", warn_over,
         "unseen=SHARE, missing=SHARE or range=SHARE: warn if a larger share of a column's cells differs from the "
         "training data; default: the limits in the model, usually unseen=0.05, missing=0.1, range=0.01")
      .type_name("NAME=SHARE");
}

DriftLimits drift_limits(DriftLimits limits, const std::vector<std::string>& given) {
  const std::array<std::pair<std::string_view, double*>, 3> known = {
      {{"unseen", &limits.unseen}, {"missing", &limits.missing}, {"range", &limits.range}}};
  for (const std::string& limit : given) {
    const std::size_t equals = std::min(limit.find('='), limit.size());
    const std::string name = limit.substr(0, equals);
    double value = 0;
    const bool is_share =
        equals < limit.size() && parse_number(limit.substr(equals + 1), value) && value >= 0 && value <= 1;
    bool found = false;
    for (const auto& [key, place] : known) {
      if (key != name) continue;
      found = true;
      *place = value;
    }
    if (!found || !is_share) {
      throw UsageError("--warn-over " + limit +
                       ": expected unseen=SHARE, missing=SHARE or range=SHARE, SHARE from 0 to 1");
    }
  }
  return limits;
}

}  // namespace binet
