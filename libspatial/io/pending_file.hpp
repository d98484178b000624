// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

namespace spatial {

/// The files of one result: they appear together or not at all.
///
/// Files are written under temporary names in their folders (`.NAME.HOST-PID.part`); `commit` puts them in place.
///
///  - A failure or an exception before or during `commit` leaves the old files and removes the temporary ones.
///  - A killed process leaves either the old files or all new ones: a child process, which the kill does not reach,
///    makes the renames (io/commit_steps.hpp), and a journal lets the next run finish what a power cut stopped
///    (io/commit_journal.hpp).
///  - Two processes that commit into the same folders do it one after the other; the later result is complete.
///
/// Private to io/ and run/. One thread. Throws Error(output).
///
///     PendingFiles files;
///     write_somehow(files.add("map.gpkg"));
///     write_somehow(files.add("tables/links.csv"));
///     files.commit();
class PendingFiles {
 public:
  PendingFiles() = default;
  ~PendingFiles();
  PendingFiles(const PendingFiles&) = delete;
  PendingFiles& operator=(const PendingFiles&) = delete;

  /// The temporary name to write to. Removes what a killed run on this computer left of the same target. `may_replace`:
  /// whether `commit` may replace a file that exists by then.
  std::filesystem::path add(const std::filesystem::path& target, bool may_replace = true);
  /// A new folder beside the target for programs that write several files under names of their own; removed at the end.
  std::filesystem::path work_folder(const std::filesystem::path& target);
  /// Makes a folder for outputs if there is none; without `commit` a folder made here is removed again if it is empty.
  void make_folder(const std::filesystem::path& folder);
  /// Makes `commit` remove a file of an earlier result once the new files are in place. Of a link, only the link is
  /// removed. A missing file is ignored.
  void remove(const std::filesystem::path& stale);
  /// Flushes to the disk, puts every file in place in the order of `add`, removes stale files and flushes the folders.
  /// If a step fails, the earlier ones are undone.
  void commit();

  /// The targets in the order of `add`.
  std::vector<std::filesystem::path> targets() const;
  /// The temporary name of a target that was added.
  const std::filesystem::path& temporary_of(const std::filesystem::path& target) const;

 private:
  struct Pending {
    std::filesystem::path target, temporary;
    bool may_replace = true;
  };
  std::vector<Pending> files_;
  std::vector<std::filesystem::path> stale_, work_folders_, made_folders_;
  bool committed_ = false;
};

/// Finishes the commit of a killed run of this computer in the folder of `target`, and removes its temporary files for
/// that target.
void clear_leftovers(const std::filesystem::path& target);

}  // namespace spatial
