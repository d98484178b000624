// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <new>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "tools/command.hpp"
#include "tools/heap.hpp"

namespace spatial::tool {
namespace {

volatile std::sig_atomic_t received_signal = 0;

// The first signal asks running loops to stop, so that temporary files are removed; the second ends at once.
extern "C" void on_signal(int signal) {
  if (received_signal != 0) _exit(128 + signal);
  received_signal = signal;
  request_cancel();
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

/// "unknown command 'inspct'; did you mean 'inspect'?" for what CLI11 could not place, or its own words.
std::string words_for(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App* command = app.get_subcommands().empty() ? &app : app.get_subcommands().front();
  const std::vector<std::string> rest = app.remaining(true);
  if (rest.empty()) return command == &app ? "no command was given" : error.what();
  const bool is_option = rest.front().starts_with("-");
  const std::string word = rest.front().substr(0, rest.front().find('='));
  std::vector<std::string> known;
  if (is_option) {
    for (const CLI::Option* option : command->get_options())
      for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  } else if (command == &app) {
    for (const Command& row : commands())
      if (!row.hidden) known.emplace_back(row.name);
  }
  const std::string nearest = nearest_word(word, known);
  const std::string kind = is_option ? "option" : command == &app ? "command" : "argument";
  return fmt::format("unknown {} '{}'{}", kind, word, nearest.empty() ? std::string() : fmt::format("; did you mean '{}'?", nearest));
}

int run(int count, char** words) {
  CLI::App app;
  RunOptions options;
  Action action;
  set_up(app, options, action);
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    start_logging(options);
    const std::string command = app.get_subcommands().empty() ? "" : " " + app.get_subcommands().front()->get_name();
    report_failure(words_for(app, error), fmt::format("`lnrs{} --help` lists what there is", command), exit_code(ErrorKind::usage));
    return exit_code(ErrorKind::usage);
  }
  start_logging(options);
  watch_signals();
  set_up_heap();
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
    if (error.kind() == ErrorKind::interrupted) return failed("interrupted; nothing was written", "", received_signal != 0 ? 128 + received_signal : exit_code(error.kind()));
    return failed(error.message(), error.remedy(), exit_code(error.kind()));
  } catch (const std::bad_alloc&) {
    return failed("out of memory", "use a smaller area or a machine with more memory", exit_code(ErrorKind::internal));
  } catch (const std::exception& error) {
    return failed(fmt::format("unexpected: {}", error.what()), "this is a fault of the tool; please report it with the command line and config", exit_code(ErrorKind::internal));
  }
}

}  // namespace
}  // namespace spatial::tool

int main(int argc, char** argv) { return spatial::tool::run_reporting(argc, argv); }
