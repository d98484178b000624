// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>

#include "libspatial/geometry/feature_table.hpp"

namespace spatial {

/// Keeps the result of a run in memory, for programs that do not want a file. While this object lives, `write_dataset`
/// on the same thread stores a dataset for `file` here instead of writing it; other files are written as usual.
///
///     MemoryResult result("/dev/shm/x/result.gpkg");
///     run_overlay(…, "/dev/shm/x/result.gpkg", …);
///     result.dataset->layers[0];                         // the layer `overlay`
///
/// One thread. The dataset is copied once. Scopes can be nested; the innermost one for the file receives the dataset.
class MemoryResult {
 public:
  explicit MemoryResult(std::filesystem::path file) noexcept;
  ~MemoryResult();
  MemoryResult(const MemoryResult&) = delete;
  MemoryResult& operator=(const MemoryResult&) = delete;

  std::optional<Dataset> dataset{};  ///< none: nothing was written to the file

  /// The object of this thread that waits for the file, or null.
  static MemoryResult* waiting_for(const std::filesystem::path& file) noexcept;

 private:
  std::filesystem::path file_;
  MemoryResult* around_;
};

}  // namespace spatial
