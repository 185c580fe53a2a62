#pragma once

namespace binet {

/// From now on the first SIGINT, SIGTERM or SIGHUP asks the run to stop; a later one ends the program at once. Signals
/// that follow the first within a third of a second are the same request: `timeout` and some shells send it to the
/// process and once more to its group. Signals that were ignored, as under nohup, stay ignored.
void catch_interrupts();

/// True once the user asked to stop. Work that can end early polls it.
bool stop_requested();

/// The signal that asked, 0 if none did.
int stop_signal();

/// Says that the run ends as asked and writes what it has: waits for pipes no longer end with Interrupted. Returns
/// stop_requested().
bool finish_after_stop();

/// What a wait polls besides its own descriptor: readable once the user asked to stop; -1 while nobody listens and after
/// finish_after_stop().
int stop_descriptor();

}  // namespace binet
