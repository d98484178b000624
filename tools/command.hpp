// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "tools/common.hpp"

namespace spatial::tool {

/// What a parsed command line does when it is run; returns the exit code.
using Action = std::function<int()>;

/// Of every listed command.
std::vector<std::string> command_names();

/// The options of a command that take a list with commas.
std::vector<std::string> lists_of(const std::string& command);

/// The whole command line: global options and every subcommand. `chosen` receives the action of the subcommand given.
void set_up(CLI::App& app, RunOptions& run, Action& chosen);

}  // namespace spatial::tool
