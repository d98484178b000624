// SPDX-License-Identifier: MIT
#include "libspatial/io/memory_result.hpp"

#include <utility>

namespace spatial {
namespace {

thread_local MemoryResult* innermost = nullptr;

}  // namespace

MemoryResult::MemoryResult(std::filesystem::path file) noexcept
    : file_(std::move(file)), around_(std::exchange(innermost, this)) {}

MemoryResult::~MemoryResult() { innermost = around_; }

MemoryResult* MemoryResult::waiting_for(const std::filesystem::path& file) noexcept {
  for (MemoryResult* one = innermost; one != nullptr; one = one->around_)
    if (one->file_ == file) return one;
  return nullptr;
}

}  // namespace spatial
