// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>

#include "libspatial/core/progress.hpp"

namespace spatial::tool {

/// One line at the bottom of a terminal: stage, share done, time. Redrawn at most ten times a second, safe to call from
/// several threads, and wiped before anything else is written to stderr.
class ProgressLine : public Progress {
 public:
  ProgressLine();
  ~ProgressLine() override;
  void stage(std::string_view name) override;
  void expect(std::size_t count) override;
  void step() override;

 private:
  void draw();
  std::mutex mutex_;
  std::string stage_;
  std::atomic<std::size_t> done_{0};
  std::atomic<std::size_t> count_{0};
  std::atomic<std::int64_t> next_draw_ns_{0};
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// Removes the progress line, if there is one, so that a log line can take its place.
void wipe_progress_line();

}  // namespace spatial::tool
