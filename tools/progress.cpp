// SPDX-License-Identifier: MIT
#include "tools/progress.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>

#include "tools/events.hpp"

namespace spatial::tool {
namespace {

std::mutex terminal;
bool line_is_drawn = false;

/// Ignores errors: a closed terminal must not stop the run.
void write_to_stderr(const std::string& text) {
  if (std::fputs(text.c_str(), stderr) == EOF || std::fflush(stderr) != 0) std::clearerr(stderr);
}

}  // namespace

void wipe_progress_line() {
  const std::lock_guard lock(terminal);
  if (!line_is_drawn) return;
  write_to_stderr("\r\x1b[K");
  line_is_drawn = false;
}

ProgressLine::~ProgressLine() { wipe_progress_line(); }

void ProgressLine::moved(const Moment& moment) {
  std::string text = moment.stage;
  if (moment.part > 1) text += fmt::format(", part {}", moment.part);
  if (moment.count > 0) text += fmt::format("  {:3.0f} %", std::floor(100 * moment.share()));
  if (moment.seconds >= 1) text += fmt::format("  {:.0f} s", std::floor(moment.seconds));
  const std::lock_guard lock(terminal);
  write_to_stderr("\r\x1b[K" + text.substr(0, 78));
  line_is_drawn = true;
}

void ProgressEvents::began(const Moment& moment) { tell_event("stage_started", {{"stage", moment.stage}}); }
void ProgressEvents::moved(const Moment& moment) {
  tell_event("progress", {{"stage", moment.stage}, {"part", moment.part}, {"fraction", moment.share()}});
}
void ProgressEvents::ended(const Moment& moment) {
  tell_event("stage_ended", {{"stage", moment.stage}, {"seconds", moment.seconds}});
}

}  // namespace spatial::tool
