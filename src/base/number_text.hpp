#pragma once

#include <string>

namespace binet {

/// The shortest digits that read back as the same number: "0.1", "1e+20"; "nan" or "inf" for non-finite values.
std::string shortest_digits(float);
std::string shortest_digits(double);

/// The same, appended to a text.
void append_shortest(float, std::string& text);
void append_shortest(double, std::string& text);

}  // namespace binet
