// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <limits>
#include <memory>

#include "libspatial/core/file_pool.hpp"

namespace spatial {

/// How a command keeps within the memory it was given (--max-memory). If the estimated memory (from file sizes)
/// exceeds the limit, layers are read in parts and their coordinates go to a temporary file, which is read where they
/// are needed. The algorithms are the same, and so is the result. About 0.4 KB a feature, the attributes and the rows
/// of the result stay in memory.
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
