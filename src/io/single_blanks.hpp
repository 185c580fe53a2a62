#pragma once

#include "io/byte_source.hpp"

#include <memory>

namespace binet::detail {

/// Makes one space of each run of spaces and tabs outside quotes, and none at the ends of a line: for files whose
/// columns are aligned with blanks, as R's read.table and pandas' sep='\s+' read them.
std::unique_ptr<ByteSource> with_single_blanks(std::unique_ptr<ByteSource>, char quote);

}  // namespace binet::detail
