#pragma once

#include "io/byte_source.hpp"

#include <memory>
#include <string>

namespace binet::detail {

/// The rows of a query on an SQLite database as CSV, one column per column of the result. NULL is an empty cell;
/// numbers have the shortest digits that read back as the same. The database is opened read-only. Throws UsageError for
/// a query that is no single SELECT, or where the program was built without SQLite; Error for a file that is no
/// database, and for a cell of bytes.
std::unique_ptr<ByteSource> rows_of_query(const std::string& path, const std::string& query);

}  // namespace binet::detail
