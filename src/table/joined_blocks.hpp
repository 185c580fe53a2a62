#pragma once

#include "binet/table/block_reader.hpp"

#include <vector>

namespace binet {

/// All rows of a file that was read block by block, as one block of one table: what needs rows far apart, as sequences
/// do, reads files so.
RowBlock join_blocks(std::vector<RowBlock> blocks);

/// Reads the rest of the file; without rows a block without columns. Throws as BlockReader.
RowBlock read_all_blocks(BlockReader&);

}  // namespace binet
