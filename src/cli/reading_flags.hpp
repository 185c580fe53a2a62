#pragma once

#include "binet/config/config.hpp"
#include "binet/csv/csv.hpp"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>

namespace binet {

/// How a file that a saved model reads may differ from the one it was trained on.
struct ReadingFlags {
  std::string delimiter;  ///< one character, \t or tab; empty: found from the file
  std::string encoding;
  std::string query;
  std::size_t skip_lines = 0;
  bool no_header = false;
  std::string max_record = DataConfig().max_record, max_input;
};

void add_reading_flags(CLI::App&, ReadingFlags&);

constexpr int kMostThreads = 4096;

/// For check(): what is wrong with a text that is no number from 0 to 1, else nothing.
std::string check_probability(const std::string&);

/// For check(): what is wrong with a text that is no size such as 512M, else nothing.
std::string check_byte_count(const std::string&);

/// How errors call a file: "-" is standard input.
std::string shown_name(const std::string& path);

/// Missing values as at training; a header unless the training file had none or a flag says so.
CsvOptions csv_options(const CsvOptions& training, const ReadingFlags&);

}  // namespace binet
