#include "page/number_format.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace binet {
namespace {

template <class... Values>
std::string printed(const char* pattern, Values... values) {
  char text[64];
  std::snprintf(text, sizeof text, pattern, values...);
  return text;
}

/// "1234567" as "1,234,567".
std::string with_commas(std::string digits) {
  const std::size_t start = digits.starts_with('-') ? 1 : 0;
  for (std::size_t at = digits.size(); at > start + 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string without_zeros(std::string decimals) {
  while (decimals.back() == '0') decimals.pop_back();
  if (decimals.back() == '.') decimals.pop_back();
  return decimals;
}

/// The minus is the typographic one, as page.js writes it.
std::string with_minus(std::string text) {
  for (std::size_t at = text.find('-'); at != std::string::npos; at = text.find('-', at + 3)) {
    text.replace(at, 1, "−");
  }
  return text;
}

}  // namespace

std::string number_text(double value, int digits) {
  if (std::isnan(value)) return "–";
  if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
  if (value == 0) return "0";
  const double size = std::abs(value);
  if (size >= 1e15 || size < 1e-5) {
    const std::string text = printed("%.2e", value);
    const std::size_t at = text.find('e');
    return with_minus(without_zeros(text.substr(0, at)) + "e" + std::to_string(std::atoi(text.c_str() + at + 1)));
  }
  if (size >= 9999.5) return with_minus(with_commas(printed("%.0f", value)));
  if (size >= 1000) return with_minus(printed("%.0f", value));  // without a comma: it may be a year
  const std::string rounded = printed("%.*g", digits, value);
  return with_minus(rounded.find('e') == std::string::npos ? rounded
                                                              : without_zeros(printed("%.*f", digits + 4, value)));
}

std::string digits_text(double value, int digits) {
  const double size = std::abs(value);
  if (!(size >= 1e-5 && size < 1000)) return number_text(value, digits);
  // What rounding makes of it: 0.9996 with three digits is 1.00.
  const double rounded = std::atof(printed("%.*e", digits - 1, size).c_str());
  return fixed_text(value, std::max(0, digits - 1 - static_cast<int>(std::floor(std::log10(rounded) + 1e-9))));
}

std::string fixed_text(double value, int decimals) {
  if (!std::isfinite(value)) return number_text(value);
  const std::string text = with_minus(printed("%.*f", decimals, value));
  return text.starts_with("−") && text.find_first_not_of("−0.") == std::string::npos ? text.substr(3) : text;
}

int error_decimals(double error) {
  if (!(error > 0) || std::isinf(error)) return 3;
  return std::clamp(1 - static_cast<int>(std::floor(std::log10(error))), 1, 6);
}

std::string share_text(double share) {
  if (std::isnan(share)) return "–";
  const double percent = 100 * share;
  if (share > 0 && percent < 0.1) return percent < 0.001 ? "<0.001%" : number_text(percent, 2) + "%";
  if (share < 1 && percent >= 99.95) return percent > 99.999 ? ">99.999%" : printed("%.3f%%", percent);
  return printed("%.1f%%", percent);
}

std::string count_text(double count) {
  if (std::abs(count - std::round(count)) < 1e-6 * std::max(1.0, std::abs(count))) {
    return with_minus(with_commas(printed("%.0f", count)));
  }
  return count >= 1000 ? with_commas(printed("%.0f", count)) : printed("%.2f", count);
}

std::vector<double> axis_ticks(double low, double high, int count) {
  if (!(high > low)) return {low};
  const double rough = (high - low) / count, power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * power >= rough * 0.999) step = factor * power;
  }
  std::vector<double> ticks;
  for (double i = std::ceil(low / step - 1e-9); i * step <= high + step * 1e-9; ++i) {
    ticks.push_back(std::abs(i) < 0.5 ? 0.0 : i * step);
    if (ticks.size() > 40) break;
  }
  return ticks;
}

std::vector<double> log_ticks(double low, double high) {
  const double decades = std::log10(high) - std::log10(low);  // high / low may be infinite
  const int every = decades > 6 ? static_cast<int>(std::ceil(decades / 6)) : 1;
  std::vector<double> ticks;
  for (int power = static_cast<int>(std::floor(std::log10(low)));
       power <= static_cast<int>(std::ceil(std::log10(high))); ++power) {
    if (every > 1 && power % every != 0) continue;
    for (const double factor : {1.0, 2.0, 5.0}) {
      if (factor != 1 && decades > 2.2) continue;
      const double tick = factor * std::pow(10.0, power);
      if (tick >= low * 0.9999 && tick <= high * 1.0001) ticks.push_back(tick);
    }
  }
  constexpr std::size_t kLeastTicks = 3;
  return ticks.size() >= kLeastTicks || decades > 1 ? ticks : axis_ticks(low, high);
}

}  // namespace binet
