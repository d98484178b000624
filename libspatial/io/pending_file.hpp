// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

namespace spatial {

/// Private to io/: files that appear complete or not at all. They are written under temporary names in their folder
/// (`.NAME.HOST-PID.part`) and moved into place together by `commit`; otherwise they are removed.
class PendingFiles {
 public:
  PendingFiles() = default;
  ~PendingFiles();
  PendingFiles(const PendingFiles&) = delete;
  PendingFiles& operator=(const PendingFiles&) = delete;

  /// The name to write to. What an interrupted run of this computer left behind is removed.
  std::filesystem::path add(const std::filesystem::path& target);
  /// A new folder beside the target for programs that write several files under names of their own; removed at the end.
  std::filesystem::path work_folder(const std::filesystem::path& target);
  /// Flushes to the disk, moves every file into place and flushes the folder. If a move fails, the ones before it are
  /// undone. Throws Error(output).
  void commit();

 private:
  struct Pending {
    std::filesystem::path target, temporary, backup;
    bool replaced = false, moved = false;
  };
  void undo() noexcept;
  std::vector<Pending> files_;
  std::vector<std::filesystem::path> folders_;
};

}  // namespace spatial
