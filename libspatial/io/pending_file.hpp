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
  /// A file of an earlier result that goes once the new ones are in place; of a link, the link alone. Nothing if it is not there.
  void remove(const std::filesystem::path& stale);
  /// Flushes to the disk, moves every file into place, removes what is to go and flushes the folder. If one step fails, the
  /// ones before it are undone. Throws Error(output).
  void commit();

 private:
  struct Pending {
    std::filesystem::path target, temporary, backup;
    bool replaced = false, moved = false;
  };
  void undo() noexcept;
  std::vector<Pending> files_, stale_;  ///< stale: without a temporary
  std::vector<std::filesystem::path> folders_;
};

}  // namespace spatial
