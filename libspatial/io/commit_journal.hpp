// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "libspatial/io/commit_steps.hpp"

namespace spatial {

/// Private to io/: the journal that lets a commit of several files survive a power cut. Throws Error(output).
///
///     if (is_gone(mark)) std::filesystem::remove(file);   // left by a run that was stopped

/// "HOST-PID" of this process, used in the names of its temporary files.
std::string process_mark();
/// Whether the process with this mark ran on this computer and has ended.
bool is_gone(const std::string& mark);

/// Locks folders against other commits for as long as the object lives; waits for its turn. On a file system without
/// locks it does nothing.
class FolderLocks {
 public:
  /// Sorts the folders, so that two processes never wait for each other.
  explicit FolderLocks(std::vector<std::filesystem::path> folders);
  ~FolderLocks();
  FolderLocks(const FolderLocks&) = delete;
  FolderLocks& operator=(const FolderLocks&) = delete;

 private:
  std::vector<int> handles_;
};

/// Writes the steps of a commit into every folder that it changes (`.lnrs.HOST-PID.journal.part`), before the first
/// step is taken. Throws Error(output).
void write_journals(const std::vector<std::filesystem::path>& folders, const std::vector<CommitStep>& steps);
void remove_journals(const std::vector<std::filesystem::path>& folders) noexcept;

/// Takes the remaining steps in the journals of processes that have ended, then removes the journals. The folder is
/// locked meanwhile.
void finish_commits(const std::filesystem::path& folder);

}  // namespace spatial
