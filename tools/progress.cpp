// SPDX-License-Identifier: MIT
#include "tools/progress.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace spatial::tool {
namespace {

std::mutex terminal;
bool line_is_drawn = false;

std::int64_t nanoseconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time).count();
}

}  // namespace

void wipe_progress_line() {
  const std::lock_guard lock(terminal);
  if (!line_is_drawn) return;
  std::fputs("\r\x1b[K", stderr);
  line_is_drawn = false;
}

ProgressLine::ProgressLine() = default;
ProgressLine::~ProgressLine() { wipe_progress_line(); }

void ProgressLine::stage(std::string_view name) {
  {
    const std::lock_guard lock(mutex_);
    stage_ = name;
  }
  begin_ = std::chrono::steady_clock::now();
  done_ = 0;
  count_ = 0;
  draw();
}

void ProgressLine::expect(std::size_t count) {
  done_ = 0;
  count_ = count;
}

void ProgressLine::step() {
  done_.fetch_add(1, std::memory_order_relaxed);
  const std::int64_t now = nanoseconds(std::chrono::steady_clock::now().time_since_epoch());
  std::int64_t due = next_draw_ns_.load(std::memory_order_relaxed);
  // One of the threads that find the line due redraws it; the others go on working.
  if (now < due || !next_draw_ns_.compare_exchange_strong(due, now + 100'000'000)) return;
  draw();
}

void ProgressLine::draw() {
  const std::size_t count = count_, done = done_;
  std::string text;
  {
    const std::lock_guard lock(mutex_);
    text = stage_;
  }
  if (count > 0) text += fmt::format("  {:3d} %", 100 * std::min(done, count) / count);
  const auto seconds = nanoseconds(std::chrono::steady_clock::now() - begin_) / 1'000'000'000;
  if (seconds > 0) text += fmt::format("  {} s", seconds);
  const std::lock_guard lock(terminal);
  fmt::print(stderr, "\r\x1b[K{}", text.substr(0, 78));
  std::fflush(stderr);
  line_is_drawn = true;
}

}  // namespace spatial::tool
