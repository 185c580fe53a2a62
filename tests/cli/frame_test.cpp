#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "cli/command.hpp"
#include "cli/run_binet.hpp"
#include "cli/text_layout.hpp"

namespace binet {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

bool is_one_line(const std::string& text) {
  return std::ranges::count(text, '\n') == 1 && text.back() == '\n';
}

TEST(Frame, PrintsVersionAndHelp) {
  EXPECT_EQ(run_binet("--version").output, "binet " BINET_VERSION "\n");
  const RunResult help = run_binet("--help");
  EXPECT_EQ(help.status, 0);
  for (const Command& command : commands()) {
    EXPECT_THAT(help.output, HasSubstr("\n  " + std::string(command.name))) << "every command is listed";
  }
}

TEST(Frame, ShortNamesFitTheirWidthAlsoInWideCharacters) {
  EXPECT_EQ(short_name("ns(bill_length_mm, 2)1", 12), "ns(bill… 2)1");
  EXPECT_EQ(short_name("abcdefghijkl漢字漢", 15), "abcdefgh…漢字漢");
}

TEST(Frame, EveryCommandExplainsItself) {
  for (const Command& command : commands()) {
    const RunResult help = run_binet(std::string(command.name) + " --help");
    EXPECT_EQ(help.status, 0) << command.name << help.errors;
    EXPECT_THAT(help.output, HasSubstr("Usage: binet " + std::string(command.name)));
    EXPECT_EQ(run_binet("help " + std::string(command.name)).output, help.output);
  }
}

TEST(Frame, HelpFitsATerminalAndNamesValuesPlainly) {
  std::vector<std::string> requests = {"--help"};
  for (const Command& command : commands()) requests.push_back(std::string(command.name) + " --help");
  for (const std::string& request : requests) {
    std::istringstream lines(run_binet(request).output);
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(text_width(line), 80u) << request << ": " << line;
      for (const char* internal : {"INT:", "UINT", "FLOAT", "(0x)", "Excludes:", "Needs:", "REQUIRED"}) {
        EXPECT_EQ(line.find(internal), std::string::npos) << request << ": " << line;
      }
      // A file, a column or a name is called so.
      const bool text = line.starts_with("  --comment") || line.find(" TEXT") == std::string::npos;
      EXPECT_TRUE(text) << request << ": " << line;
    }
  }
}

TEST(Frame, AWrongRequestIsOneLineAndStatusTwo) {
  const auto expect_usage_error = [](const std::string& arguments, const std::string& part) {
    const RunResult result = run_binet(arguments);
    EXPECT_EQ(result.status, 2) << arguments;
    EXPECT_THAT(result.output, IsEmpty());
    EXPECT_THAT(result.errors, StartsWith("binet: "));
    EXPECT_THAT(result.errors, HasSubstr(part));
    EXPECT_TRUE(is_one_line(result.errors)) << result.errors;
  };
  expect_usage_error("", "no command given");
  expect_usage_error("completoin bash", "unknown command completoin; did you mean 'completion'?");
  expect_usage_error("--vresion", "unknown flag --vresion; did you mean '--version'?");
  expect_usage_error("completion bash --hepl", "unknown flag --hepl; did you mean '--help'?");
  expect_usage_error("completion --zsh", "unknown flag --zsh");
  expect_usage_error("completion", "SHELL is required");
  expect_usage_error("completion bash fish", "unexpected argument fish");
  expect_usage_error("completion tcsh", "tcsh");
}

TEST(Frame, AFullDiskIsAnErrorAndAReaderThatLeftIsNot) {
  const RunResult full = run_binet("--help >/dev/full");
  EXPECT_EQ(full.status, 1);
  EXPECT_THAT(full.errors, HasSubstr("cannot write standard output"));
  // The reader is gone before the program starts to write.
  const RunResult closed = run_binet("--version >/dev/null; (sleep 0.1; " BINET_PROGRAM " --help; echo $? >&2) | true");
  EXPECT_EQ(closed.errors, "0\n");
}

TEST(Completion, NamesEveryCommandAndFlag) {
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    const RunResult script = run_binet("completion " + shell);
    EXPECT_EQ(script.status, 0);
    for (const Command& command : commands()) EXPECT_THAT(script.output, HasSubstr(std::string(command.name)));
  }
}

TEST(Completion, BashCompletesCommands) {
  const RunResult result = run_binet(
      "completion bash | bash -c 'source /dev/stdin; COMP_WORDS=(binet compl); "
      "COMP_CWORD=1; _binet; echo \"${COMPREPLY[@]}\"'");
  EXPECT_EQ(result.output, "completion\n") << result.errors;
}

}  // namespace
}  // namespace binet
