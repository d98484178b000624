// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/core/parallel.hpp"

namespace spatial {

/// One stage of a run and the time it took.
struct StageTime {
  std::string name;
  std::size_t items = 0;  ///< features, pairs or rows worked on; the same in every run
  double wall_s = 0;
  double cpu_s = 0;  ///< of all threads
};

/// Names the stages of a run for the progress display and measures them. Not thread-safe: one per run, used between
/// parallel loops.
///
///     StageClock clock(executor.progress);
///     clock.begin("read habitats");
///     clock.end(features);
class StageClock {
 public:
  explicit StageClock(Progress* progress) : progress_(progress) {}
  /// Ends the current stage and begins the next. Throws Error(interrupted) if the run was interrupted.
  void begin(const std::string& name);
  /// Ends the running stage.
  void end(std::size_t items = 0);
  const std::vector<StageTime>& stages() const noexcept { return stages_; }

 private:
  Progress* progress_;
  std::vector<StageTime> stages_;
  bool running_ = false;
  double wall_ = 0, cpu_ = 0;
};

/// Highest resident memory of the process so far, MB.
double peak_memory_mb();

}  // namespace spatial
