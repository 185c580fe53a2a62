#pragma once

namespace binet {

/// Installs signal handlers: the first SIGINT, SIGTERM or SIGHUP asks the run to stop; a later one ends the program at
/// once. Signals within a third of a second of the first count as the same request: `timeout` and some shells send them
/// to the process and to its group. Ignored signals, as under nohup, stay ignored.
void catch_interrupts();

/// True once the user has asked to stop. Work that can end early polls it.
bool stop_requested();

/// The signal that asked to stop; 0 if none did.
int stop_signal();

/// Announces that the run is finishing and writing its results: waits for pipes no longer throw Interrupted. Returns
/// stop_requested().
bool finish_after_stop();

/// A descriptor to poll in every wait: readable once the user has asked to stop; -1 before catch_interrupts() and after
/// finish_after_stop().
int stop_descriptor();

}  // namespace binet
