// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <initializer_list>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/api/groups.hpp"
#include "libspatial/config/config.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/run/outputs.hpp"

namespace spatial::tool {

/// Option groups that mean the same in every command, and the few helpers a command needs to run: a command declares
/// the groups in its setup and reads them in its action.

using api::ConfigOptions;
using api::output_file;
using api::OutputOptions;
using api::read_config;
using api::RunOptions;
/// --threads, -q/--quiet, --log-format; set_up() adds them to every command.
void add_run_options(CLI::App& app, RunOptions& run);

/// CONFIG (or --config), --set, --allow-unknown, --allow-network, --allow-elsewhere, --allow-false-areas,
/// --print-config, --dry-run.
void add_config_options(CLI::App& app, ConfigOptions& options);

/// -o/--output, --overwrite.
void add_output_options(CLI::App& app, OutputOptions& options, const std::string& what);
/// --max-memory of commands that build networks.
void add_network_memory_option(CLI::App& app, double& max_memory_mb);

/// Checks of numbers: finite, at or above 0, or above it, up to the largest if one is given. The message says so in
/// words.
CLI::Validator at_least_zero();
CLI::Validator grid_spacing();  ///< metres; finer grids than 1 nm are none for coordinates of a map
CLI::Validator above_zero(double largest = std::numeric_limits<double>::infinity());

/// Example lines at the end of a command's help.
void add_examples(CLI::App& app, std::initializer_list<std::string_view> lines);

/// Writes data to stdout; Error(output) if it cannot be written completely.
void print(std::string_view text);

/// Messages for people, on stderr: plain lines, or one JSON object a line with --log-format json.
void inform(std::string_view message);  ///< not with --quiet
void warn(std::string_view message);
void warn_of(const std::vector<std::string>& messages);
/// Message and remedy of a failure, with the exit code.
void report_failure(std::string_view message, std::string_view remedy, int exit_code);

/// "wrote …": the files that a run has put in place.
void tell_files(const RunOutcome& outcome);

/// Progress on a terminal, or as events with --log-format json (none with --quiet), and the executor that tells it. Log
/// lines appear above the progress line.
class Session {
 public:
  explicit Session(const RunOptions& run);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  const Executor& executor() const noexcept { return executor_; }
  Progress* progress() const noexcept { return executor_.progress; }

 private:
  std::unique_ptr<Progress> progress_;
  Executor executor_;
};

/// Chooses how inform(), warn() and report_failure() write; called once after parsing.
void start_logging(const RunOptions& run);

}  // namespace spatial::tool
