#pragma once

#include "base/temporary_directory.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace binet {

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct RunResult {
  int status = 0;
  std::string output;  ///< standard output
  std::string errors;  ///< standard error
};

/// Runs `binet ARGUMENTS` in a shell: quoting and redirections work as a user types them.
inline RunResult run_binet(const std::string& arguments) {
  const TemporaryDirectory directory;
  const std::string command =
      "( " BINET_PROGRAM " " + arguments + " ) >" + (directory / "out") + " 2>" + (directory / "err") + " </dev/null";
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_text(directory / "out"), read_text(directory / "err")};
}

}  // namespace binet
