// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

namespace spatial {

/// The files of one result: they appear together or not at all.
///
/// Files are written under temporary names in their folders (`.NAME.HOST-PID.part`); `commit` puts them in place.
/// Guarantees:
///  - a failure or an exception before or during `commit` leaves the old files, and removes the temporary ones;
///  - a process that is killed leaves either the old files or all new ones: the renames are made by a child process
///  that the kill does
///    not reach (io/commit_steps.hpp), and a journal lets the next run finish what a power cut stopped
///    (io/commit_journal.hpp);
///  - two processes that commit into the same folders do it one after the other: the later result stands whole.
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

  /// The name to write to. Removes what a killed run of this computer left of the same target. `may_replace`: whether
  /// `commit` may replace a file that stands there by then.
  std::filesystem::path add(const std::filesystem::path& target, bool may_replace = true);
  /// A new folder beside the target for programs that write several files under names of their own; removed at the end.
  std::filesystem::path work_folder(const std::filesystem::path& target);
  /// Makes a folder for outputs if there is none; without `commit` a folder made here is removed again if it is empty.
  void make_folder(const std::filesystem::path& folder);
  /// A file of an earlier result that `commit` removes once the new ones are in place; of a link, the link alone.
  /// Nothing if it is not there.
  void remove(const std::filesystem::path& stale);
  /// Flushes to the disk, puts every file in place in the order of `add`, removes what is to go and flushes the
  /// folders. If one step fails, the ones before it are undone.
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

/// Finishes what a run of this computer that was killed left half done in the folder of `target`, and removes its
/// temporary files for that target.
void clear_leftovers(const std::filesystem::path& target);

}  // namespace spatial
