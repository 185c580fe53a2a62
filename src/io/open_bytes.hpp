#pragma once

#include "io/byte_source.hpp"
#include "io/descriptor.hpp"

namespace binet {

/// The rest of an open file, decompressed if it is compressed.
std::unique_ptr<ByteSource> bytes_of(Descriptor, const std::string& name);

}  // namespace binet
