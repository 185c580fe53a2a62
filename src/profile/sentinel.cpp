#include "profile/sentinel.hpp"

#include "base/number_text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace binet {
namespace {

/// True for 999, 9999 and so on, with either sign.
bool is_nines(double x) {
  constexpr double kLeast = 999, kMost = 1e12;
  const double size = std::abs(x);
  return size >= kLeast && size < kMost && std::pow(10, std::round(std::log10(size + 1))) == size + 1;
}

struct Others {
  Index same = 0;
  double least = std::numeric_limits<double>::infinity(), most = -least;
};

Others others_than(double sentinel, const std::vector<double>& numbers) {
  Others others;
  for (const double x : numbers) {
    if (x == sentinel) ++others.same;
    if (x == sentinel || std::isnan(x)) continue;
    others.least = std::min(others.least, x);
    others.most = std::max(others.most, x);
  }
  return others;
}

}  // namespace

bool may_hold_sentinel(const ColumnSchema& column) {
  return is_nines(column.minimum) || is_nines(column.maximum);
}

std::string sentinel_among_numbers(const Table& table, const Column& column) {
  if (column.type != ColumnType::numeric || !column.source.notation.empty()) return "";
  const std::vector<double> numbers = table.numbers(column);
  double least = std::numeric_limits<double>::infinity(), most = -least;
  for (const double x : numbers) {
    least = x < least ? x : least;
    most = x > most ? x : most;
  }
  for (const double sentinel : {least, most}) {
    if (!is_nines(sentinel)) continue;
    const Others others = others_than(sentinel, numbers);
    const double distance = sentinel < others.least ? others.least - sentinel : sentinel - others.most;
    constexpr double kFar = 2;
    if (others.same < 2 || others.least > others.most || distance <= kFar * (others.most - others.least)) continue;
    return std::to_string(others.same) + " cells are " + shortest_digits(sentinel) + ", the others from " +
           shortest_digits(others.least) + " to " + shortest_digits(others.most) + "; --missing " +
           shortest_digits(sentinel) + " reads them as missing";
  }
  return "";
}

}  // namespace binet
