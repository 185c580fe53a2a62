#pragma once

#include <stdexcept>
#include <string>

namespace binet {

/// An error in the data, in a model file or during the run. The program exits with status 1. The text is one complete
/// line: where the error is, what was found and what was expected.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// An error in the request: an unknown flag, a misspelled setting, a value out of range. The program exits with status
/// 2.
class UsageError : public Error {
 public:
  using Error::Error;
};

/// The user asked the run to stop (SIGINT, SIGTERM, SIGHUP). Exit status 130.
class Interrupted : public Error {
 public:
  using Error::Error;
};

}  // namespace binet
