// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>
#include <optional>

namespace spatial {

/// What the file system knows about a file without reading it. Programs cannot set changed_ns (ctime), so it also
/// reveals a file that was replaced by one of the same size and modification date.
///
///     const auto before = state_of(file);
///     …                                                   // read the file
///     if (before && before->settled() && before == state_of(file)) …   // as long as this holds, it has the same bytes
struct FileState {
  std::int64_t bytes = 0, written_ns = 0, changed_ns = 0;
  std::uint64_t device = 0, number = 0;

  auto operator<=>(const FileState&) const = default;
  /// Whether the file has been unchanged for so long that its state can be trusted: within one tick of the file
  /// system's clock (1 s on NFS), a change may leave the times as they were.
  bool settled() const;
};

/// nullopt if there is no such regular file.
std::optional<FileState> state_of(const std::filesystem::path& file);

}  // namespace spatial
