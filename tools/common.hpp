// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string_view>

#include "libspatial/api/groups.hpp"
#include "libspatial/core/parallel.hpp"

namespace spatial::tool {

/// What the command line and the sessions of commands share: data, messages, progress.

using api::RunOptions;

/// Writes data to stdout; Error(output) if it cannot be written completely.
void print(std::string_view text);

/// Messages for people, on stderr: plain lines, or one JSON object a line with --log-format json.
void inform(std::string_view message);  ///< not with --quiet
void warn(std::string_view message);
/// Message and remedy of a failure, with the exit code.
void report_failure(std::string_view message, std::string_view remedy, int exit_code);

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
