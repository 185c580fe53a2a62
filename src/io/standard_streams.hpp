#pragma once

namespace binet {

/// Call this first. Opens /dev/null for standard streams that are closed, as in some daemons: otherwise the next file
/// opened would take the number and receive the stream's text.
void open_closed_standard_streams();

/// True if the standard stream was closed at the start.
bool was_closed_at_start(int descriptor);

/// Makes std::cout and std::cerr wait for pipes that are full or non-blocking. The first failure of std::cout is kept
/// for standard_output_failure().
void use_waiting_standard_streams();
/// The errno of the first failure; 0 if there was none.
int standard_output_failure();

}  // namespace binet
