#include "binet/eval/metrics.hpp"
#include "binet/export/export.hpp"
#include "csv/notation.hpp"
#include "linear/solvers.hpp"
#include "nn/activation.hpp"
#include "nn/initializer.hpp"
#include "nn/layer.hpp"
#include "nn/loss.hpp"
#include "sgd/schedule.hpp"
#include "sgd/update_rule.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

// Adding one row to a table is enough: the program has no second list of its rows.

namespace binet {
namespace {

using Names = std::vector<std::string>;

template <class Rows>
Names names_in(const Rows& rows) {
  Names names;
  for (const auto& row : rows) names.emplace_back(row.name);
  return names;
}

/// The files of src and include, by path from the root of the project.
std::map<std::string, std::string> source_files() {
  const std::filesystem::path root = BINET_SOURCE_DIR;
  std::map<std::string, std::string> files;
  for (const char* const folder : {"include", "src"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      std::ostringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      files[std::filesystem::relative(entry.path(), root).generic_string()] = text.str();
    }
  }
  return files;
}

/// The files besides the table's own that name more than two thirds of the rows: a new row would probably change them.
Names second_lists(const std::map<std::string, std::string>& files, const std::string& own, const Names& rows) {
  Names found;
  for (const auto& [path, text] : files) {
    std::size_t named = 0;
    for (const std::string& row : rows) named += text.find('"' + row + '"') != std::string::npos;
    const bool trace = path == "src/nn/traced_pass.cpp";  // it shows the formulas of each layer
    if (path != own && !trace && 3 * named > 2 * rows.size()) found.push_back(path);
  }
  return found;
}

TEST(OnePlace, NoFileHoldsASecondListOfTheRowsOfATable) {
  struct Table {
    std::string file;
    Names rows;
  };
  const Table tables[] = {
      {"src/nn/activation.cpp", names_in(activations())},    {"src/nn/initializer.cpp", names_in(initializers())},
      {"src/nn/layer.cpp", names_in(layer_types())},         {"src/nn/loss.cpp", names_in(losses())},
      {"src/sgd/update_rule.cpp", names_in(update_rules())}, {"src/sgd/schedule.cpp", names_in(schedules())},
      {"src/linear/solvers.cpp", names_in(solvers())},       {"src/eval/metrics.cpp", names_in(metrics())},
      {"src/csv/notation.cpp", names_in(detail::notations())}, {"src/export/export.cpp", names_in(export_formats())},
  };
  const auto files = source_files();
  for (const Table& table : tables) {
    EXPECT_TRUE(files.contains(table.file)) << table.file;
    EXPECT_EQ(second_lists(files, table.file, table.rows), Names()) << "rows of " << table.file;
  }
}

TEST(OnePlace, ASecondListIsFound) {
  const std::map<std::string, std::string> files{{"table", R"("a", "b", "c", "d")"},
                                                 {"list", R"(x == "a" || x == "c" || x == "d")"},
                                                 {"few", R"(x == "b" || x == "d")"}};
  EXPECT_EQ(second_lists(files, "table", {"a", "b", "c", "d"}), Names{"list"});
}

/// The places of `count` lines of code that also stand elsewhere: "a.cpp:7 and b.cpp:12". Blanks at the ends of
/// lines, comments, #include lines and closing braces do not count.
Names repeated_blocks(const std::map<std::string, std::string>& files, std::size_t count) {
  std::unordered_map<std::string, std::string> first_place;
  Names found;
  for (const auto& [path, text] : files) {
    std::deque<std::pair<std::string, int>> block;
    std::istringstream lines(text);
    int number = 0, quiet_until = 0;
    for (std::string line; std::getline(lines, line);) {
      ++number;
      const std::size_t begin = line.find_first_not_of(' ');
      if (begin == std::string::npos) continue;
      line.erase(0, begin);
      const auto starts = [&](const char* with) { return line.starts_with(with); };
      if (starts("//") || starts("#") || starts("}") || starts("namespace") || starts("using")) continue;
      block.emplace_back(line, number);
      if (block.size() > count) block.pop_front();
      if (block.size() < count) continue;
      std::string whole;
      for (const auto& [part, place] : block) whole += part + '\n';
      const std::string place = path + ":" + std::to_string(block.front().second);
      const auto [other, is_new] = first_place.emplace(whole, place);
      if (is_new || block.front().second < quiet_until) continue;
      found.push_back(other->second + " and " + place);
      quiet_until = number;
    }
  }
  return found;
}

TEST(OnePlace, NoTenLinesOfCodeStandTwice) {
  EXPECT_EQ(repeated_blocks(source_files(), 10), Names());
}

TEST(OnePlace, RepeatedLinesAreFound) {
  const std::map<std::string, std::string> files{{"a", "int x;\n\n  f(x);\n}\ng();\n"},
                                                 {"b", "h();\nf(x);\n// as in a\ng();\n"}};
  EXPECT_EQ(repeated_blocks(files, 2), Names{"a:3 and b:2"});
}

}  // namespace
}  // namespace binet
