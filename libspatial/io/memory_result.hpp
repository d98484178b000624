// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>

#include "libspatial/geometry/feature_table.hpp"

namespace spatial {

/// Keeps what a run would write, for programs that want the result and no file. While it lives, `write_dataset` on the
/// same thread puts a dataset for `file` here instead of writing it; other files are written as ever.
///
///     MemoryResult result("/dev/shm/x/result.gpkg");
///     run_overlay(…, "/dev/shm/x/result.gpkg", …);
///     result.dataset->layers[0];                         // the layer `overlay`
///
/// One thread. The dataset is copied once. Scopes may be nested; the innermost of a file gets it.
class MemoryResult {
 public:
  explicit MemoryResult(std::filesystem::path file) noexcept;
  ~MemoryResult();
  MemoryResult(const MemoryResult&) = delete;
  MemoryResult& operator=(const MemoryResult&) = delete;

  std::optional<Dataset> dataset{};  ///< none: nothing was written to the file

  /// The one of this thread that waits for the file, or null.
  static MemoryResult* waiting_for(const std::filesystem::path& file) noexcept;

 private:
  std::filesystem::path file_;
  MemoryResult* around_;
};

}  // namespace spatial
