#pragma once

#include "binet/table/table.hpp"

#include <string>
#include <vector>

namespace binet {

/// Reads several files with the same header as one table, in their order; one is read as read_table does. Throws Error
/// as read_table does, with the file and its own line, and for a header that is not that of the first file.
Table read_tables(const std::vector<std::string>& paths, const TableOptions& options = {});

}  // namespace binet
