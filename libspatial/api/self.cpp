// SPDX-License-Identifier: MIT
/// Commands about the tool itself: help, version, describe, completion and docs.
#include <array>
#include <memory>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/pages.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/report/data_dictionary.hpp"

namespace spatial::api {
namespace {

/// The rows that every command has, for help pages only; the options they point to are never used.
const Parameters& running() {
  static RunOptions options;
  static const Parameters rows = run_rows(options);
  return rows;
}

const Command& named(const std::vector<Command>& all, const std::string& name) {
  std::vector<std::string> known;
  for (const Command& command : all) {
    if (command.name == name) return command;
    known.push_back(command.name);
  }
  throw Error(ErrorKind::usage, "unknown command '" + name + "'" + did_you_mean(name, known),
              "`lnrs --help` lists all commands.");
}

}  // namespace

Command help_command() {
  const auto words = std::make_shared<std::vector<std::string>>();
  return {.name = "help",
          .sentence = "Explain a command, or list all.",
          .parameters = {{.name = "COMMAND",
                          .target = words.get(),
                          .many = Many::words,
                          .fewest = 0,
                          .most_words = 2,
                          .place = Place::positional,
                          .sentence = "Its name"}},
          .examples = {"lnrs help overlay", "lnrs help network metrics"},
          .run = [words](Session& session) {
            const std::vector<Command> all = commands();
            session.print(words->empty() ? overview(all) : help_text(named(all, joined(*words, " ")), all, running()));
            return 0;
          }};
}

Command version_command() {
  return {.name = "version",
          .sentence = "Print the versions of the tool and its libraries.",
          .parameters = {},
          .examples = {"lnrs version"},
          .run = [](Session& session) {
            session.print(version_text() + "\n");
            return 0;
          }};
}

Command describe_command() {
  const auto json = std::make_shared<bool>(false);
  return {.name = "describe",
          .sentence = "Describe every command, its parameters and its results for programs.",
          .parameters = {json_row(*json, "As JSON by docs/describe.schema.json, which is the only form there is")},
          .examples = {"lnrs describe --json > lnrs.json"},
          .run = [json](Session& session) {
            session.print(description(commands(), running()));
            return 0;
          }};
}

Command completion_command() {
  const auto shell = std::make_shared<std::string>();
  return {.name = "completion",
          .sentence = "Print what a shell needs to complete commands and options.",
          .parameters = {{.name = "SHELL",
                          .kind = Kind::choice,
                          .target = shell.get(),
                          .choices = {{"bash"}, {"zsh"}},
                          .place = Place::positional,
                          .required = true,
                          .sentence = "bash or zsh"}},
          .examples = {"lnrs completion bash > ~/.local/share/bash-completion/completions/lnrs"},
          .run = [shell](Session& session) {
            session.print(*shell == "bash" ? bash_completion(commands(), running())
                                           : zsh_completion(commands(), running()));
            return 0;
          }};
}

Command docs_command() {
  struct Options {
    std::string page;
    std::filesystem::path folder;
  };
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {.name = "docs",
          .sentence = "Print a page of the documentation that derives from the tool.",
          .parameters = {{.name = "page",
                          .kind = Kind::choice,
                          .target = &o.page,
                          .choices = {{"commands"}, {"config"}, {"data"}, {"man"}},
                          .place = Place::positional,
                          .required = true,
                          .sentence = "Name of the page; man writes the man pages"},
                         {.name = "DIR",
                          .kind = Kind::folder,
                          .target = &o.folder,
                          .place = Place::positional,
                          .depends_on = {"page"},
                          .sentence = "Folder for the man pages"}},
          .examples = {"lnrs docs commands > docs/commands.md", "lnrs docs man build/man"},
          .hidden = true,
          .run = [options](Session& session) {
            const std::vector<Command> all = commands();
            if (options->page == "commands") session.print(commands_page(all, running()));
            if (options->page == "config") session.print(config_page());
            if (options->page == "data") session.print(data_dictionary());
            if (options->page != "man") return 0;
            if (options->folder.empty())
              throw Error(ErrorKind::usage, "no folder for the man pages was named", "Write lnrs docs man DIR.");
            session.wrote(write_man_pages(options->folder, all, running()));
            return 0;
          }};
}

}  // namespace spatial::api
