// SPDX-License-Identifier: MIT
#include "libspatial/io/pending_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "libspatial/core/error.hpp"
#include "libspatial/io/commit_journal.hpp"
#include "libspatial/io/commit_steps.hpp"

namespace spatial {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& doing, int code) {
  throw Error(ErrorKind::output,
              fmt::format("{} {} failed: {}", doing, file.string(), std::generic_category().message(code)),
              code == ENOSPC ? "The disk is full: free some space or choose another folder."
                             : "Check the folder and its disk, and try again.");
}

void flush(const std::filesystem::path& path, int flags) {
  const int handle = open(path.c_str(), flags | O_CLOEXEC);
  if (handle < 0) fail(path, "opening", errno);
  const int result = fsync(handle), code = errno;
  close(handle);
  // Some network folders cannot be flushed; that is no error, because the file itself was flushed.
  if (result != 0 && !(code == EINVAL && (flags & O_DIRECTORY) != 0)) fail(path, "flushing", code);
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

/// Name of a temporary file in the same folder: .NAME.HOST-PID.ENDING
std::filesystem::path marked(const std::filesystem::path& file, const char* ending) {
  return folder_of(file) / fmt::format(".{}.{}.{}", file.filename().string(), process_mark(), ending);
}

bool stands(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::symlink_status(file, ignored));
}

/// The steps of a commit and, for each, the steps that undo it.
struct Plan {
  std::vector<CommitStep> steps;
  std::vector<std::vector<CommitStep>> undo;  ///< for each step
  std::vector<std::filesystem::path> backups;

  void add(CommitStep step, std::vector<CommitStep> reversed) {
    steps.push_back(std::move(step));
    undo.push_back(std::move(reversed));
  }
};

CommitStep renamed(const std::filesystem::path& from, const std::filesystem::path& to, bool optional = false) {
  return {CommitStep::Kind::rename, from, to, optional};
}

/// Makes a hard link to the old file, so that a file always exists under its name. Returns false if the file system has
/// no hard links.
bool linked(const std::filesystem::path& file, const std::filesystem::path& backup) {
  std::error_code error;
  std::filesystem::remove(backup, error);
  std::filesystem::create_hard_link(file, backup, error);
  return !error;
}

}  // namespace

void clear_leftovers(const std::filesystem::path& target) {
  finish_commits(folder_of(target));
  std::error_code ignored;
  const std::string prefix = fmt::format(".{}.", target.filename().string());
  std::vector<std::filesystem::path> leftovers;
  for (const auto& entry : std::filesystem::directory_iterator(folder_of(target), ignored)) {
    std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix)) continue;
    for (const std::string_view ending : {".old.part", ".part", ".parts"}) {
      if (!name.ends_with(ending)) continue;
      if (is_gone(name.substr(prefix.size(), name.size() - prefix.size() - ending.size())))
        leftovers.push_back(entry.path());
    }
  }
  for (const auto& leftover : leftovers) std::filesystem::remove_all(leftover, ignored);
}

PendingFiles::~PendingFiles() {
  std::error_code ignored;
  if (!committed_)
    for (const Pending& file : files_) std::filesystem::remove(file.temporary, ignored);
  for (const std::filesystem::path& folder : work_folders_) std::filesystem::remove_all(folder, ignored);
  if (committed_) return;
  for (const std::filesystem::path& folder : made_folders_)
    std::filesystem::remove(folder, ignored);  // fails, as intended, if the folder is not empty
}

std::filesystem::path PendingFiles::work_folder(const std::filesystem::path& target) {
  clear_leftovers(target);
  std::filesystem::path folder = marked(target, "parts");
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  if (!std::filesystem::create_directory(folder, error)) fail(folder, "making the folder", error.value());
  work_folders_.push_back(folder);
  return folder;
}

void PendingFiles::make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  if (std::filesystem::create_directory(folder, error)) made_folders_.push_back(folder);
  if (!std::filesystem::is_directory(folder))
    throw Error(ErrorKind::output, fmt::format("the folder {} cannot be made", folder.string()),
                "Create it first, or choose another one.");
  if (access(folder.c_str(), W_OK | X_OK) != 0)
    throw Error(ErrorKind::output, fmt::format("the folder {} is read-only", folder.string()),
                "Choose a folder that you may write to.");
}

std::filesystem::path PendingFiles::add(const std::filesystem::path& target, bool may_replace) {
  // Replace the file that a symbolic link points to, not the link.
  const std::filesystem::path real =
      std::filesystem::is_symlink(target) ? std::filesystem::weakly_canonical(target) : target;
  clear_leftovers(real);
  files_.push_back({real, marked(real, "part"), may_replace});
  std::error_code ignored;
  std::filesystem::remove(files_.back().temporary, ignored);
  return files_.back().temporary;
}

void PendingFiles::remove(const std::filesystem::path& stale) { stale_.push_back(stale); }

std::vector<std::filesystem::path> PendingFiles::targets() const {
  std::vector<std::filesystem::path> result;
  for (const Pending& file : files_) result.push_back(file.target);
  return result;
}

const std::filesystem::path& PendingFiles::temporary_of(const std::filesystem::path& target) const {
  const auto at =
      std::find_if(files_.begin(), files_.end(), [&](const Pending& file) { return file.target == target; });
  if (at == files_.end())
    throw Error(ErrorKind::internal, fmt::format("{} is not a file of this result", target.string()));
  return at->temporary;
}

/// The steps of a commit in their order, and what is undone if one of them fails.
void PendingFiles::commit() {
  std::vector<std::filesystem::path> folders;
  for (const Pending& file : files_) {
    flush(file.temporary, O_RDONLY);
    folders.push_back(folder_of(file.target));
  }
  for (const std::filesystem::path& file : stale_)
    if (stands(file)) folders.push_back(folder_of(file));
  std::sort(folders.begin(), folders.end());
  folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
  const FolderLocks turn(folders);

  Plan plan;
  const bool several = files_.size() + stale_.size() > 1;
  for (const std::filesystem::path& file : stale_) {
    const std::filesystem::path backup = marked(file, "old.part");
    plan.backups.push_back(backup);
    plan.add(renamed(file, backup, true), {renamed(backup, file, true)});
  }
  for (const Pending& file : files_) {
    if (!file.may_replace && stands(file.target))
      throw Error(ErrorKind::output, fmt::format("another program wrote {} during this run", file.target.string()),
                  "Choose another name, or allow it to be replaced by --overwrite.");
    const std::filesystem::path backup = marked(file.target, "old.part");
    std::error_code ignored;
    // A single rename replaces the old file atomically. Only a group of files needs backups to return to.
    if (several && std::filesystem::is_regular_file(file.target, ignored)) {
      if (!linked(file.target, backup)) plan.add(renamed(file.target, backup), {renamed(backup, file.target, true)});
      plan.backups.push_back(backup);
      plan.add(renamed(file.temporary, file.target),
               {renamed(file.target, file.temporary), renamed(backup, file.target, true)});
    } else {
      plan.add(renamed(file.temporary, file.target), {renamed(file.target, file.temporary)});
    }
  }

  // The order matters: journals are written before the first step and removed after the last.
  if (several) {
    std::vector<CommitStep> to_the_end = plan.steps;
    for (const std::filesystem::path& backup : plan.backups)
      to_the_end.push_back({CommitStep::Kind::remove, backup, {}, true});
    write_journals(folders, to_the_end);
    for (const std::filesystem::path& folder : folders) flush(folder, O_RDONLY | O_DIRECTORY);
  }
  const auto failure = make_steps(plan.steps);
  if (failure) {
    std::vector<CommitStep> back;
    for (std::size_t k = failure->step; k-- > 0;) back.insert(back.end(), plan.undo[k].begin(), plan.undo[k].end());
    make_steps(back);
  }
  std::error_code ignored;
  for (const std::filesystem::path& backup : plan.backups) std::filesystem::remove(backup, ignored);
  if (several) remove_journals(folders);
  if (failure) {
    const CommitStep& failed = plan.steps[failure->step];
    fail(failed.to.filename().string().ends_with(".old.part") ? failed.from : failed.to, "replacing", failure->code);
  }
  committed_ = true;
  for (const std::filesystem::path& folder : folders) flush(folder, O_RDONLY | O_DIRECTORY);
}

}  // namespace spatial
