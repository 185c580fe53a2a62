#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// What each floor may include of the project besides itself.
const std::map<std::string, std::set<std::string>> kAllowedFloors = {
    {"base", {}},
    {"math", {"base"}},
    {"io", {"base"}},
    {"csv", {"base", "io"}},
    {"table", {"base", "math", "io", "csv"}},
    {"profile", {"base", "io", "csv", "table"}},
    {"features", {"base", "csv", "table"}},
    {"nn", {"base", "math", "features"}},
    {"sgd", {"base", "math", "features", "nn"}},
    {"linear", {"base", "math", "features", "eval"}},
    {"eval", {"base", "math"}},
    {"json", {"base"}},
    {"config", {"base", "io", "csv", "table", "json", "eval", "nn", "sgd", "linear"}},
    {"model", {"base", "math", "csv", "table", "features", "nn", "linear", "eval", "json"}},
    {"modelfile", {"base", "io", "table", "eval", "json", "model"}},
    {"export", {"base", "math", "table", "nn", "model"}},
    {"train",
     {"base", "math", "io", "csv", "table", "profile", "features", "nn", "sgd", "linear", "eval", "json", "config",
      "model", "modelfile"}},
    {"explain", {"base", "math", "table", "eval", "model"}},
    {"page", {"base"}},
    {"report",
     {"base", "math", "io", "table", "nn", "eval", "json", "model", "modelfile", "export", "explain", "page"}},
    {"playground", {"base", "table", "page"}},
    {"cli",
     {"base", "math", "io", "csv", "table", "profile", "nn", "json", "config", "eval", "model", "modelfile", "export",
      "explain", "train", "page", "report", "playground"}},
};

/// Libraries that only some floors may know.
const std::map<std::string, std::set<std::string>> kLibraryFloors = {
    {"nlohmann", {"json", "config", "model", "modelfile", "train", "report", "playground", "cli"}},
    {"CLI", {"cli"}},
};

/// One sentence for each #include in `text` that a file of `floor` may not have.
std::vector<std::string> violations(const std::string& floor, const std::string& text) {
  std::vector<std::string> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::erase_if(line, [](char c) { return c == ' ' || c == '\t'; });
    constexpr std::string_view kInclude = "#include";
    if (!line.starts_with(kInclude)) continue;
    const bool quoted = line[kInclude.size()] == '"';
    const std::size_t begin = kInclude.size() + 1;
    const std::filesystem::path path(line.substr(begin, line.find_first_of("\">", begin) - begin));
    const std::vector<std::string> parts(path.begin(), path.end());
    if (const auto library = kLibraryFloors.find(parts.front());
        library != kLibraryFloors.end() && !library->second.contains(floor)) {
      found.push_back(floor + " may not include the library " + parts.front());
    }
    if (!quoted || parts.size() == 1) continue;                   // a system header, or a file beside this one
    if (parts.front() == "binet" && parts.size() == 2) continue;
    const std::string& included = parts.front() == "binet" ? parts[1] : parts.front();
    if (included != floor && !kAllowedFloors.at(floor).contains(included)) {
      found.push_back(floor + " may not include " + path.string());
    }
  }
  return found;
}

std::string read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(Floors, EveryFileIncludesOnlyItsOwnFloorAndThoseBelow) {
  const std::filesystem::path source = BINET_SOURCE_DIR;
  int files = 0;
  for (const auto& [floor, allowed] : kAllowedFloors) {
    for (const auto& folder : {source / "include" / "binet" / floor, source / "src" / floor}) {
      if (!std::filesystem::exists(folder)) continue;
      for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        ++files;
        EXPECT_THAT(violations(floor, read(entry.path())), IsEmpty()) << entry.path();
      }
    }
  }
  EXPECT_GT(files, 20);
}

TEST(Floors, EveryFolderIsAFloor) {
  const std::filesystem::path source = BINET_SOURCE_DIR;
  for (const auto& folder : {source / "include" / "binet", source / "src"}) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      EXPECT_TRUE(!entry.is_directory() || kAllowedFloors.contains(entry.path().filename())) << entry.path();
    }
  }
}

// A user of the library compiles against these alone.
TEST(Floors, PublicHeadersIncludeOnlyPublicHeadersAndEigen) {
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(std::filesystem::path(BINET_SOURCE_DIR) / "include")) {
    if (!entry.is_regular_file()) continue;
    std::istringstream lines(read(entry.path()));
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("#include")) continue;
      const bool own = line.starts_with("#include \"binet/");
      const bool library = line.starts_with("#include <") &&
                           (line.find('/') == std::string::npos || line.starts_with("#include <Eigen/"));
      EXPECT_TRUE(own || library) << entry.path() << ": " << line;
    }
  }
}

// What a user of the library reads: data in, settings in, a model out. Every other header is next to its .cpp in src.
TEST(Floors, ThereAreFewPublicHeaders) {
  int headers = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(std::filesystem::path(BINET_SOURCE_DIR) / "include")) {
    headers += entry.is_regular_file();
  }
  EXPECT_LE(headers, 28);
}

/// The number of characters of UTF-8 text.
std::ptrdiff_t characters_of(const std::string& line) {
  return std::ranges::count_if(line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

TEST(Floors, LinesHaveAtMost120Characters) {
  const std::filesystem::path source = BINET_SOURCE_DIR;
  const std::set<std::string> code{".cpp", ".hpp", ".js", ".mjs", ".css", ".html", ".py"};
  for (const auto& folder : {source / "include", source / "src", source / "tests"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      const std::filesystem::path& path = entry.path();
      // The script of exported programs is one text.
      if (!entry.is_regular_file() || !code.contains(path.extension()) || path.filename() == "javascript_program.hpp") {
        continue;
      }
      std::istringstream lines(read(path));
      int number = 0;
      for (std::string line; std::getline(lines, line);) {
        ++number;
        EXPECT_LE(characters_of(line), 120) << path << ":" << number;
      }
    }
  }
}

/// The number of lines of each C++ file of src and include, by path.
std::map<std::filesystem::path, std::ptrdiff_t> lines_of_files() {
  const std::filesystem::path source = BINET_SOURCE_DIR;
  std::map<std::filesystem::path, std::ptrdiff_t> lines;
  for (const char* const folder : {"include", "src"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(source / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      const std::string text = read(entry.path());
      lines[std::filesystem::relative(entry.path(), source)] = std::ranges::count(text, '\n');
    }
  }
  return lines;
}

// A file has one subject: a longer one probably has two.
TEST(Floors, NoFileHasMoreThan420Lines) {
  for (const auto& [path, lines] : lines_of_files()) EXPECT_LE(lines, 420) << path;
}

TEST(Floors, NoFolderHoldsMoreThanAFifthOfTheLines) {
  std::map<std::string, std::ptrdiff_t> of_folder;
  std::ptrdiff_t all = 0;
  for (const auto& [path, lines] : lines_of_files()) {
    of_folder[path.parent_path().filename().string()] += lines;
    all += lines;
  }
  for (const auto& [folder, lines] : of_folder) EXPECT_LE(5 * lines, all) << folder << ": divide it by subject";
}

// So that instructions can one day be chosen when the program starts.
TEST(Floors, OneHeaderAsksWhichInstructionsThereAre) {
  const std::filesystem::path source = BINET_SOURCE_DIR;
  for (const auto& folder : {source / "include", source / "src"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file() || entry.path().filename() == "instructions.hpp") continue;
      const std::string text = read(entry.path());
      for (const char* macro : {"__AVX", "__SSE", "__FMA__"}) {
        EXPECT_EQ(text.find(macro), std::string::npos) << entry.path() << ": ask base/instructions.hpp, not " << macro;
      }
    }
  }
}

TEST(Floors, UpwardIncludesAndStrayLibrariesAreFound) {
  EXPECT_THAT(
      violations("nn", "#include \"binet/base/types.hpp\"\n#include \"binet/base/error.hpp\"\n#include <vector>\n"),
      IsEmpty());
  EXPECT_THAT(violations("math", "#include \"binet/nn/layer.hpp\"\n"), ElementsAre(HasSubstr("binet/nn/layer.hpp")));
  EXPECT_THAT(violations("csv", "  # include \"../eval/metrics.hpp\"\n"), ElementsAre(HasSubstr("eval")));
  EXPECT_THAT(violations("eval", "#include <nlohmann/json.hpp>\n"), ElementsAre(HasSubstr("nlohmann")));
  EXPECT_THAT(violations("model", "#include <CLI/CLI.hpp>\n"), ElementsAre(HasSubstr("CLI")));
}

}  // namespace
