#pragma once

#include "io/text_format.hpp"

#include <cstdint>
#include <string>

namespace binet {

/// Table::hash of a file, computed without reading it as a table. Throws Error as open_regions().
std::uint64_t hash_file(const std::string& path, const detail::TextFormat&);

}  // namespace binet
