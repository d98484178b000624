// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

#include "libspatial/core/progress.hpp"

namespace spatial {

/// Tracks the progress of the current stage for the command line and Python to show. A stage may have several loops,
/// and each loop is a separate part: the share returns to 0 only when the part number changes. Safe to call from
/// several threads. Between begin and end of a stage, progress is reported at most ten times a second.
///
///     class Bar : public StageProgress { … };   // overrides began, moved and ended; its destructor calls finish()
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

}  // namespace spatial
