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

/// Whoever runs a command: the command line, Python, a test. A command tells it everything and prints nothing itself.
class Session {
 public:
  virtual ~Session() = default;
  virtual const Executor& executor() const = 0;
  virtual void print(std::string_view data) = 0;  ///< the answer of a command that writes no file
  virtual void inform(std::string_view message) = 0;
  virtual void warn(std::string_view message) = 0;
  /// Seconds by stage and the highest memory, for those who ask for it; `asked`: the command's --timings is given.
  virtual void timings(const std::vector<StageTime>& stages, double peak_memory_mb, bool asked) = 0;
  /// How many problems of each kind the input had; they are rows of the table `issues`.
  virtual void issues(const std::vector<IssueCount>& counts) = 0;
  /// The files that the run has put in place.
  virtual void wrote(const std::vector<std::filesystem::path>& files) = 0;
};

/// How a command's work is parted over machines (`lnrs plan`, docs/scale.md).
struct Parting {
  RunStep* step = nullptr;  ///< in the command's options; what stands there is what `run` does
  /// About so many parts of the work that the options ask for; reads no geometry. Throws Error(usage) for options that
  /// rule parts out.
  std::function<std::vector<PartSpec>(std::size_t wanted, const Executor&)> parts{};
  /// Files that are read besides those that the options name, such as the layers of a config; empty: none.
  std::function<std::vector<std::filesystem::path>()> more_files{};
  double seconds_a_mb = 0;  ///< processor time of a part for each MB of its expected memory, measured; 0: not known
};

/// A command as data. `commands()` makes new ones, each with options of its own: fill them through the parameters'
/// targets, then run. A Command can be run once per filling; several live side by side, also on several threads.
struct Command {
  std::string name{};  ///< "overlay"; "network metrics" is a command of `network`
  std::string sentence{};
  Parameters parameters{};
  std::vector<std::string> examples{};  ///< whole command lines
  /// A table of the outputs that the data dictionary (report/data_dictionary.hpp) knows under this name; empty: none.
  std::string tables{};
  bool finds = false;   ///< exit code 5 can occur
  bool hidden = false;  ///< works, but is not listed
  /// Returns the exit code; throws Error.
  std::function<int(Session&)> run{};
  Parting parting{};  ///< without a step the command cannot be parted
};

/// Every command, in the order in which help lists them.
std::vector<Command> commands();

/// What an exit code means.
struct ExitCode {
  int code;
  std::string_view meaning;
};
std::span<const ExitCode> exit_codes() noexcept;

/// The tables that a command writes, without rows.
std::vector<FeatureTable> output_tables(const Command& command);

}  // namespace spatial::api
