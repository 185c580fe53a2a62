#pragma once

#include "binet/table/table.hpp"

#include <string>
#include <vector>

namespace binet {

/// Reads several files with the same header as one table, in the given order; one file is read as by read_table().
/// Throws Error as read_table(), with the file and its own line, and for a header that differs from the first file's.
Table read_tables(const std::vector<std::string>& paths, const TableOptions& options = {});

}  // namespace binet
