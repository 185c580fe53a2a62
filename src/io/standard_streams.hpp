#pragma once

namespace binet {

/// To be called first in a program. Opens /dev/null in the place of standard streams that are closed, as daemons start
/// programs: the next file opened would otherwise take the number, and receive what is meant for the stream.
void open_closed_standard_streams();

/// True of a standard stream that the above had to open.
bool was_closed_at_start(int descriptor);

/// std::cout and std::cerr from now on wait for pipes that are full or set not to block. The first failure of
/// std::cout leaves its reason in standard_output_failure().
void use_waiting_standard_streams();
/// 0 if there was none.
int standard_output_failure();

}  // namespace binet
