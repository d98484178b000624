// SPDX-License-Identifier: MIT
#include "libspatial/run/stages.hpp"

#include <sys/resource.h>

#include <chrono>

namespace spatial {
namespace {

double wall_now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

double cpu_now() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

void StageClock::begin(const std::string& name) {
  if (running_) end();
  throw_if_cancelled();
  if (progress_ != nullptr) progress_->stage(name);
  stages_.push_back({name, 0, 0, 0});
  wall_ = wall_now();
  cpu_ = cpu_now();
  running_ = true;
}

void StageClock::end(std::size_t items) {
  if (!running_) return;
  StageTime& stage = stages_.back();
  stage.items = items;
  stage.wall_s = wall_now() - wall_;
  stage.cpu_s = cpu_now() - cpu_;
  running_ = false;
}

double peak_memory_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;  // in kilobytes on Linux
}

}  // namespace spatial
