// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace spatial::fuzz {

/// Reads a fuzzer's input byte by byte; zeros where it ends.
struct Bytes {
  const std::uint8_t* data = nullptr;
  std::size_t size = 0;
  int next() noexcept {
    if (size == 0) return 0;
    --size;
    return *data++;
  }
};

}  // namespace spatial::fuzz
