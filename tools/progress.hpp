// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

#include "libspatial/core/progress.hpp"

namespace spatial::tool {

/// Keeps count of the stage that is running. A stage may have several loops; each is a part of its own, so a share that
/// begins again at 0 is always that of another part, and says so. Safe to call from several threads; what is shown
/// between begin and end comes at most ten times a second.
class StageProgress : public Progress {
 public:
  void stage(std::string_view name) override;
  void expect(std::size_t count) override;
  void step() override;

 protected:
  struct Moment {
    std::string stage;
    std::size_t part = 0;  ///< 1 in the first loop of the stage, 0 before it
    std::size_t done = 0, count = 0;
    double seconds = 0;  ///< since the stage began
    double share() const { return count == 0 ? 0 : static_cast<double>(done < count ? done : count) / count; }
  };
  virtual void began(const Moment& moment) = 0;
  virtual void moved(const Moment& moment) = 0;
  virtual void ended(const Moment& moment) = 0;
  /// Ends the stage that is running; derived classes call it when they end.
  void finish();

 private:
  Moment now();
  std::mutex mutex_;
  std::string stage_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::size_t part_ = 0;
  std::atomic<std::size_t> done_{0}, count_{0};
  std::atomic<std::int64_t> due_ns_{0};
};

/// One line at the bottom of a terminal: stage, share done, time; wiped before anything else is written to stderr.
class ProgressLine : public StageProgress {
 public:
  ~ProgressLine() override;

 private:
  void began(const Moment& moment) override { moved(moment); }
  void moved(const Moment& moment) override;
  void ended(const Moment&) override {}
};

/// Events for programs (docs/events.md): stage_started, progress, stage_ended.
class ProgressEvents : public StageProgress {
 public:
  ~ProgressEvents() override { finish(); }

 private:
  void began(const Moment& moment) override;
  void moved(const Moment& moment) override;
  void ended(const Moment& moment) override;
};

/// Removes the progress line, if there is one, so that a log line can take its place.
void wipe_progress_line();

}  // namespace spatial::tool
