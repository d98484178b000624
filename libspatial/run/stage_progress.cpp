// SPDX-License-Identifier: MIT
#include "libspatial/run/stage_progress.hpp"

namespace spatial {
namespace {

std::int64_t nanoseconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time).count();
}

}  // namespace

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
  // Of the threads that find an update due, only one reports it.
  if (time < due || !due_ns_.compare_exchange_strong(due, time + 100'000'000)) return;
  const Moment moment = now();
  if (!moment.stage.empty()) moved(moment);
}

}  // namespace spatial
