#pragma once

#include <string>
#include <string_view>

namespace binet {

/// A number with its noun: "1 row", "2,345 rows". `noun` is the singular; `plural` is for nouns that add more than "s".
std::string counted(long long count, std::string_view noun, std::string_view plural = {});

}  // namespace binet
