// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <vector>

#include "libspatial/api/parameter.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/network_path.hpp"
#include "libspatial/core/text.hpp"
#include "tools/command.hpp"
#include "tools/events.hpp"
#include "tools/heap.hpp"

namespace spatial::tool {
namespace {

volatile std::sig_atomic_t received_signal = 0;
CancelToken stop;

// The first signal asks running loops to stop, so that temporary files are removed. The second one ends the process at
// once.
extern "C" void on_signal(int signal) {
  if (received_signal != 0) _exit(128 + signal);
  received_signal = signal;
  stop.request();
  constexpr std::string_view note = "\nlnrs: stopping; once more stops at once\n";
  if (write(STDERR_FILENO, note.data(), note.size()) < 0) return;
}

void watch_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

/// Message for a word that CLI11 could not place: "unknown command 'inspct'; did you mean 'inspect'?". Otherwise
/// CLI11's own message.
std::string words_for(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App* command = &app;
  std::string command_name;
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
    command_name += (command_name.empty() ? "" : " ") + command->get_name();
  }
  const std::vector<std::string> rest = app.remaining(true);
  if (rest.empty()) return command == &app ? "no command was given" : error.what();
  const bool is_option = rest.front().starts_with("-");
  const std::string word = rest.front().substr(0, rest.front().find('='));
  std::vector<std::string> known;
  if (is_option) {
    for (const CLI::Option* option : command->get_options())
      for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  } else if (command == &app) {
    known = command_names();
  }
  const std::string kind = is_option ? "option" : command == &app ? "command" : "argument";
  for (const std::string& list : kind == "argument" ? lists_of(command_name) : std::vector<std::string>())
    if (const CLI::Option* option = command->get_option_no_throw(list); option != nullptr && option->count() > 0)
      return fmt::format("unknown argument '{}'; a list has commas and no blanks, e.g. {} {},{}", word, list,
                         joined(option->results(), ","), api::list_text({word}));
  return fmt::format("unknown {} '{}'{}", kind, word, did_you_mean(word, known));
}

/// A word of the command line with its secrets hidden. It may be a connection, or an option or key followed by one
/// ("--set layers.boa.layer=PG:…").
std::string word_without_secrets(const std::string& word) {
  for (std::size_t from = 0;;) {
    const std::size_t quoted = from + (from < word.size() && (word[from] == '"' || word[from] == '\'') ? 1 : 0);
    const std::string shown = without_secrets(std::string_view(word).substr(quoted));
    if (shown != std::string_view(word).substr(quoted)) return word.substr(0, quoted) + shown;
    const std::size_t equals = word.find('=', from);
    if (equals == std::string::npos) return word;
    from = equals + 1;
  }
}

/// Hides secrets in the command line, also where other programs can see it (ps).
std::vector<std::string> words_without_secrets(int count, char** words) {
  std::vector<std::string> shown;
  for (int i = 0; i < count; ++i) {
    shown.push_back(i == 0 ? std::string(words[i]) : word_without_secrets(words[i]));
    const std::size_t length = std::strlen(words[i]);
    if (shown.back() == words[i]) continue;
    std::memset(words[i], '*', length);
    std::memcpy(words[i], shown.back().data(), std::min(length, shown.back().size()));
  }
  return shown;
}

int run(int count, char** given) {
  std::vector<std::string> all = words_without_secrets(count, given);
  std::vector<char*> words;
  for (std::string& word : all) words.push_back(word.data());
  CLI::App app;
  RunOptions options;
  Action action;
  set_up(app, options, action);
  try {
    app.parse(count, words.data());
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    start_logging(options);
    const std::string command = app.get_subcommands().empty() ? "" : " " + app.get_subcommands().front()->get_name();
    report_failure(words_for(app, error),
                   command.empty() ? "`lnrs --help` lists all commands."
                                   : fmt::format("`lnrs{} --help` explains its options.", command),
                   exit_code(ErrorKind::usage));
    return exit_code(ErrorKind::usage);
  }
  start_logging(options);
  watch_signals();
  set_up_heap(app.got_subcommand("merge") ? FreedMemory::kept : FreedMemory::returned);
  const CancelScope scope(&stop);
  return action();
}

int run_reporting(int count, char** words) {
  const auto failed = [](std::string_view message, std::string_view remedy, int code) {
    report_failure(message, remedy, code);
    return code;
  };
  try {
    return run(count, words);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted)
      return failed("interrupted; nothing was written", "",
                    received_signal != 0 ? 128 + received_signal : exit_code(error.kind()));
    return failed(error.message(), error.remedy(), exit_code(error.kind()));
  } catch (const std::bad_alloc&) {
    return failed("out of memory", "Use a smaller area or a machine with more memory.", exit_code(ErrorKind::internal));
  } catch (const std::exception& error) {
    return failed(fmt::format("unexpected: {}", error.what()),
                  "This is a fault of the tool. Please report it with the command line and the config.",
                  exit_code(ErrorKind::internal));
  }
}

}  // namespace
}  // namespace spatial::tool

int main(int argc, char** argv) {
  // Readers of messages or data may close the pipe early. Writing then fails, and the program goes on.
  std::signal(SIGPIPE, SIG_IGN);
  const int code = spatial::tool::run_reporting(argc, argv);
  spatial::tool::tell_done(code);
  return code;
}
