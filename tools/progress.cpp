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

std::int64_t nanoseconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time).count();
}

/// A terminal that is gone does no harm to the run.
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

StageProgress::Moment StageProgress::now() {
  const std::lock_guard lock(mutex_);
  return {stage_, part_, done_, count_,
          1e-9 * static_cast<double>(nanoseconds(std::chrono::steady_clock::now() - begin_))};
}

void StageProgress::stage(std::string_view name) {
  finish();
  {
    const std::lock_guard lock(mutex_);
    stage_ = name;
    part_ = 0;
    begin_ = std::chrono::steady_clock::now();
  }
  done_ = 0;
  count_ = 0;
  began(now());
}

void StageProgress::finish() {
  const Moment moment = now();
  if (!moment.stage.empty()) ended(moment);
  const std::lock_guard lock(mutex_);
  stage_.clear();
}

void StageProgress::expect(std::size_t count) {
  {
    const std::lock_guard lock(mutex_);
    ++part_;
  }
  done_ = 0;
  count_ = count;
}

void StageProgress::step() {
  done_.fetch_add(1, std::memory_order_relaxed);
  const std::int64_t time = nanoseconds(std::chrono::steady_clock::now().time_since_epoch());
  std::int64_t due = due_ns_.load(std::memory_order_relaxed);
  // One of the threads that find it due shows it; the others go on working.
  if (time < due || !due_ns_.compare_exchange_strong(due, time + 100'000'000)) return;
  const Moment moment = now();
  if (!moment.stage.empty()) moved(moment);
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
