#pragma once

#include <cstdint>
#include <string>

namespace binet {

/// Table::hash of a file, found without reading it as a table. Throws Error as open_bytes does.
std::uint64_t hash_file(const std::string& path);

}  // namespace binet
