// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <limits>
#include <memory>

#include "libspatial/core/file_pool.hpp"

namespace spatial {

/// How a command keeps within its memory limit (--max-memory). If the estimated memory (from file sizes) exceeds the
/// limit, layers are read in parts and their coordinates go to a temporary file, which is read as needed. The
/// algorithms and the result are the same. About 0.4 KB per feature, the attributes and the rows of the result stay in
/// memory.
struct MemoryPlan {
  std::shared_ptr<FilePool> pool;                               ///< nullptr: everything is in memory
  double part_bytes = std::numeric_limits<double>::infinity();  ///< bytes of a file to read at a time

  bool in_parts() const noexcept { return pool != nullptr; }
};

/// `file_bytes`: of all files of the run. `max_memory_mb`: 0 = no limit. `output`: coordinates go to a file beside it.
MemoryPlan memory_plan(double file_bytes, double max_memory_mb, const std::filesystem::path& output);

/// Memory of the program itself, and memory per byte of input files. Measured: 3.3 for a union of five layers, 1.9 for
/// an intersection (benchmarks/README.md, "Overlay").
inline constexpr double program_mb = 60, memory_bytes_a_file_byte = 4;
/// Memory left for the data; if the limit is less than the program itself needs, a third of the limit.
double bytes_for_data(double max_memory_mb);

}  // namespace spatial
