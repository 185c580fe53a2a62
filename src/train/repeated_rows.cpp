#include "train/repeated_rows.hpp"

#include "base/counted.hpp"

#include <cmath>
#include <vector>

namespace binet {
namespace {

constexpr double kMostRows = 1e6;  ///< beyond, one row more or less of a count no longer affects any choice

}  // namespace

bool weights_are_counts(const LabelledRows& rows) {
  return rows.weight.size() > 0 && (rows.weight.array() == rows.weight.array().round()).all();
}

bool repeat_by_weight(LabelledRows& rows) {
  if (!weights_are_counts(rows)) return false;
  const double sum = rows.weight_sum();
  if (!(sum <= kMostRows)) return false;
  std::vector<Index> places;
  places.reserve(static_cast<std::size_t>(sum));
  for (Index place = 0; place < rows.size(); ++place) {
    places.insert(places.end(), static_cast<std::size_t>(rows.weight[place]), place);
  }
  if (std::ssize(places) != rows.size()) rows = rows.gather(places);
  rows.weight.resize(0);
  return true;
}

Index count_different(const LabelledRows& rows) {
  Index different = 0;
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    if (i == 0 || rows.rows[i] != rows.rows[i - 1]) ++different;
  }
  return different;
}

std::string note_on_repeated(const LabelledRows& rows) {
  const Index different = count_different(rows);
  if (different == rows.size()) return "";
  return "the weights are whole numbers and count rows: " + counted(different, "row") +
         (different == 1 ? " stands for " : " stand for ") + counted(rows.size(), "row");
}

}  // namespace binet
