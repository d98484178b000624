// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/common.hpp"

namespace spatial::tool {

/// What a parsed command line does when it is run; returns the exit code.
using Action = std::function<int()>;

/// A command that is not rows of api/ yet: its name, one sentence for the list of commands, and a setup that declares
/// options on `app` and returns the action. A setup never opens a file. `run` is filled in by parsing and outlives the
/// action. New commands are rows (CONTRIBUTING.md, "A command").
struct Command {
  std::string_view name;
  std::string_view sentence;
  Action (*setup)(CLI::App& app, const RunOptions& run);
  bool hidden = false;  ///< works, but is not listed
};

std::span<const Command> commands() noexcept;
/// Of every listed command, as rows or not.
std::vector<std::string> command_names();

/// The whole command line: global options and every subcommand. `chosen` receives the action of the subcommand given.
void set_up(CLI::App& app, RunOptions& run, Action& chosen);

}  // namespace spatial::tool
