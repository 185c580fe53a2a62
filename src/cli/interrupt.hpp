#pragma once

namespace binet {

/// From now on the first SIGINT, SIGTERM or SIGHUP asks the run to stop and the second ends the program at once.
void catch_interrupts();

/// True once the user asked to stop. Work that can end early polls it.
bool stop_requested();

}  // namespace binet
