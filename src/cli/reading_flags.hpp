#pragma once

#include "binet/data/csv.hpp"
#include "binet/model/config.hpp"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>

namespace binet {

/// How a file that a saved model reads may differ from the one it was trained on.
struct ReadingFlags {
  std::string delimiter;  ///< one character or \t; empty: found from the file
  bool no_header = false;
};

void add_reading_flags(CLI::App&, ReadingFlags&);

/// Missing values as at training; a header unless the training file had none or a flag says so.
CsvOptions csv_options(const DataConfig& training, const ReadingFlags&);

}  // namespace binet
