// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/api/parameter.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/run/issue_counts.hpp"
#include "libspatial/run/run_step.hpp"
#include "libspatial/run/stages.hpp"

namespace spatial::api {

/// The caller of a command: the command line, Python or a test. A command reports everything to its session and prints
/// nothing itself.
class Session {
 public:
  virtual ~Session() = default;
  virtual const Executor& executor() const = 0;
  virtual void print(std::string_view data) = 0;  ///< the answer of a command that writes no file
  virtual void inform(std::string_view message) = 0;
  virtual void warn(std::string_view message) = 0;
  /// Seconds by stage and peak memory. `asked`: whether --timings was given.
  virtual void timings(const std::vector<StageTime>& stages, double peak_memory_mb, bool asked) = 0;
  /// How many problems of each kind the input had; they are rows of the table `issues`.
  virtual void issues(const std::vector<IssueCount>& counts) = 0;
  /// The files that the run has delivered.
  virtual void wrote(const std::vector<std::filesystem::path>& files) = 0;
};

/// How a command's work is split between machines (`lnrs plan`, docs/scale.md).
struct Parting {
  RunStep* step = nullptr;  ///< in the command's options; it tells `run` which step to do
  /// Splits the work into about this many parts; reads no geometry. Throws Error(usage) for options with which the work
  /// cannot be split.
  std::function<std::vector<PartSpec>(std::size_t wanted, const Executor&)> parts{};
  /// Files that are read besides those that the options name, such as the layers of a config; empty: none.
  std::function<std::vector<std::filesystem::path>()> more_files{};
  double seconds_a_mb = 0;  ///< processor time of a part for each MB of its expected memory, measured; 0: not known
};

/// A command as data. Each call of `commands()` makes new ones with their own options: set these through the
/// parameters' targets, then run. Set the options anew before each run. Several commands can exist at once, even on
/// several threads.
///
///     for (const Command& command : commands()) print(command.name);
struct Command {
  std::string name{};  ///< "overlay"; "network metrics" is a command of `network`
  std::string sentence{};
  Parameters parameters{};
  std::vector<std::string> examples{};  ///< whole command lines
  /// The name of the command's outputs in the data dictionary (report/data_dictionary.hpp); empty: none.
  std::string tables{};
  bool finds = false;   ///< exit code 5 can occur
  bool hidden = false;  ///< works, but is not listed
  /// Returns the exit code; throws Error.
  std::function<int(Session&)> run{};
  Parting parting{};  ///< without a step the command's work cannot be split
};

/// Runs a command, opening each of its sources once (io/open_sources.hpp); returns its exit code, throws Error.
int run(const Command& command, Session& session);

/// Every command, in the order in which help lists them.
std::vector<Command> commands();

/// An exit code and its meaning.
struct ExitCode {
  int code;
  std::string_view meaning;
};
std::span<const ExitCode> exit_codes() noexcept;

/// The tables that a command writes, without rows.
std::vector<FeatureTable> output_tables(const Command& command);

}  // namespace spatial::api
