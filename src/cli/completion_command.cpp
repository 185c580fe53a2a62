#include "base/text_list.hpp"
#include "cli/command.hpp"
#include "io/output_file.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace binet {
namespace {

/// All words that may follow `binet COMMAND`: flags and subcommands.
std::vector<std::string> words_after(const Command& command) {
  Action action;
  const auto app = make_parser(command, action);
  std::vector<std::string> words;
  for (const CLI::App* inner : app->get_subcommands([](const CLI::App*) { return true; })) {
    words.push_back(inner->get_name());
  }
  for (const CLI::Option* option : app->get_options()) {
    if (option->get_group().empty()) continue;  // an old name
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  }
  return words;
}

std::string command_words() {
  return joined(commands(), " ", &Command::name);
}

std::string bash_script() {
  std::string text = "_binet() {\n  local words\n  case \"$COMP_CWORD:${COMP_WORDS[1]}\" in\n    1:*) words=\"" +
                     command_words() + " --help --version\" ;;\n";
  for (const Command& command : commands()) {
    text += "    *:" + std::string(command.name) + ") words=\"" + joined(words_after(command), " ") + "\" ;;\n";
  }
  return text +
         "  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n}\n"
         "complete -o default -F _binet binet\n";
}

std::string fish_script() {
  std::string text = "complete -c binet -n __fish_use_subcommand -f -l help\n";
  for (const Command& command : commands()) {
    const std::string name(command.name);
    text += "complete -c binet -n __fish_use_subcommand -f -a " + name + " -d '" + std::string(command.summary) + "'\n";
    for (const std::string& word : words_after(command)) {
      text += "complete -c binet -n '__fish_seen_subcommand_from " + name + "' " +
              (word.starts_with("--") ? "-l " + word.substr(2) : "-f -a " + word) + "\n";
    }
  }
  return text;
}

}  // namespace

Action declare_completion(CommandParser app) {
  auto shell = std::make_shared<std::string>();
  app.add_option("SHELL", *shell, "bash, zsh or fish")
      .type_name("")
      .required()
      .one_of({"bash", "zsh", "fish"});
  app.footer("For bash: source <(binet completion bash)");
  return [shell] {
    const std::string start = *shell == "zsh" ? "autoload -U +X bashcompinit && bashcompinit\n" : "";
    write_file("-", start + (*shell == "fish" ? fish_script() : bash_script()));
    return ExitStatus::done;
  };
}

}  // namespace binet
