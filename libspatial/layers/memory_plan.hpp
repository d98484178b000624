// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <limits>
#include <memory>

#include "libspatial/core/file_pool.hpp"

namespace spatial {

/// How a command keeps within the memory it was given (--max-memory). Where what it takes, reckoned from the size of
/// its files, is more, layers are read in parts and coordinates go to a file from which they are looked at as they are
/// needed; what is done with them is the same, and so is the result. What stays in memory are some 0.4 KB a feature,
/// attributes, and the rows of the result.
struct MemoryPlan {
  std::shared_ptr<FilePool> pool;                               ///< nullptr: all is in memory
  double part_bytes = std::numeric_limits<double>::infinity();  ///< of a file, to be read at a time

  bool in_parts() const noexcept { return pool != nullptr; }
};

/// `file_bytes`: of all files of the run. `max_memory_mb`: 0 = no limit. `output`: coordinates go to a file beside it.
MemoryPlan memory_plan(double file_bytes, double max_memory_mb, const std::filesystem::path& output);

/// Memory a run takes for itself, and for a byte of its files: measured, a union of five layers takes 3.3, an
/// intersection 1.9 (benchmarks/README.md, "Overlay").
inline constexpr double program_mb = 60, memory_bytes_a_file_byte = 4;
/// What is left for a run's data; of less than the program takes, a third.
double bytes_for_data(double max_memory_mb);

}  // namespace spatial
