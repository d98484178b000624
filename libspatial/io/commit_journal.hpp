// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "libspatial/io/commit_steps.hpp"

namespace spatial {

/// Private to io/: what makes a commit of several files survive a power cut.

/// "HOST-PID" of this process, as it stands in the names of its temporary files.
std::string process_mark();
/// Whether the process of that mark ran on this computer and is gone.
bool is_gone(const std::string& mark);

/// Locks folders against other commits as long as it lives; waits for its turn. A file system without locks is not
/// locked.
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

/// The steps of a commit, written into every folder that it changes before the first step is made
/// (`.lnrs.HOST-PID.journal.part`). Throws Error(output).
void write_journals(const std::vector<std::filesystem::path>& folders, const std::vector<CommitStep>& steps);
void remove_journals(const std::vector<std::filesystem::path>& folders) noexcept;

/// Makes the steps that are left in the journals of processes that are gone, and removes the journals. The folder is
/// locked meanwhile.
void finish_commits(const std::filesystem::path& folder);

}  // namespace spatial
