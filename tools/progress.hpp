// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/run/stage_progress.hpp"

namespace spatial::tool {

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
