#pragma once

#include <stdexcept>
#include <string>

namespace binet {

/// Something in the data, a model file or the run itself went wrong. The program exits with status 1.
/// The text is one line, complete in itself: it says where, what was found and what was expected.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The request itself is wrong: an unknown flag, a misspelt setting, a value out of range. Exit status 2.
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
