// SPDX-License-Identifier: MIT
#include "libspatial/layers/memory_plan.hpp"

#include <algorithm>

namespace spatial {

double bytes_for_data(double max_memory_mb) { return std::max(max_memory_mb - program_mb, max_memory_mb / 3) * 1e6; }

MemoryPlan memory_plan(double file_bytes, double max_memory_mb, const std::filesystem::path& output) {
  const double available = bytes_for_data(max_memory_mb);
  if (max_memory_mb <= 0 || file_bytes * memory_bytes_a_file_byte <= available) return {};
  // A quarter of the memory is for coordinates in use and a quarter for the block being read; the rest is for
  // attributes and results.
  return {std::make_shared<FilePool>(output.parent_path(), static_cast<std::size_t>(available / 4)),
          available / 4 / memory_bytes_a_file_byte};
}

}  // namespace spatial
