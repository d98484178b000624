// SPDX-License-Identifier: MIT
#include "libspatial/io/pending_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <system_error>

#include "libspatial/core/error.hpp"

namespace spatial {
namespace {

std::string host() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& doing, int code) {
  throw Error(ErrorKind::output, fmt::format("{} {} failed: {}", doing, file.string(), std::generic_category().message(code)),
              code == ENOSPC ? "The disk is full: free some space or choose another folder." : "Check the folder and its disk, and try again.");
}

void flush(const std::filesystem::path& path, int flags) {
  const int handle = open(path.c_str(), flags | O_CLOEXEC);
  if (handle < 0) fail(path, "opening", errno);
  const int result = fsync(handle), code = errno;
  close(handle);
  // Some network folders cannot be flushed; the data itself is flushed through the file.
  if (result != 0 && !(code == EINVAL && (flags & O_DIRECTORY) != 0)) fail(path, "flushing", code);
}

std::filesystem::path folder_of(const std::filesystem::path& file) { return file.has_parent_path() ? file.parent_path() : std::filesystem::path("."); }

/// Removes `.NAME.HOST-PID.part` and `.parts` of processes that are gone.
void remove_leftovers(const std::filesystem::path& target) {
  std::error_code ignored;
  const std::string prefix = fmt::format(".{}.{}-", target.filename().string(), host());
  std::vector<std::filesystem::path> leftovers;
  for (const auto& entry : std::filesystem::directory_iterator(folder_of(target), ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix) || (!name.ends_with(".part") && !name.ends_with(".parts"))) continue;
    int process = 0;
    const char* const end = name.data() + name.rfind('.');
    const auto parsed = std::from_chars(name.data() + prefix.size(), end, process);
    if (parsed.ptr == end && process > 0 && kill(process, 0) != 0 && errno == ESRCH) leftovers.push_back(entry.path());
  }
  for (const auto& leftover : leftovers) std::filesystem::remove_all(leftover, ignored);
}

}  // namespace

PendingFiles::~PendingFiles() {
  std::error_code ignored;
  for (const Pending& file : files_)
    if (!file.moved) std::filesystem::remove(file.temporary, ignored);
  for (const std::filesystem::path& folder : folders_) std::filesystem::remove_all(folder, ignored);
}

std::filesystem::path PendingFiles::work_folder(const std::filesystem::path& target) {
  remove_leftovers(target);
  std::filesystem::path folder = folder_of(target) / fmt::format(".{}.{}-{}.parts", target.filename().string(), host(), getpid());
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  if (!std::filesystem::create_directory(folder, error)) fail(folder, "making the folder", error.value());
  folders_.push_back(folder);
  return folder;
}

std::filesystem::path PendingFiles::add(const std::filesystem::path& target) {
  // Writing through a symbolic link keeps the link.
  const std::filesystem::path real = std::filesystem::is_symlink(target) ? std::filesystem::weakly_canonical(target) : target;
  remove_leftovers(real);
  const std::string stem = fmt::format(".{}.{}-{}", real.filename().string(), host(), getpid());
  const std::filesystem::path folder = folder_of(real);
  files_.push_back({real, folder / (stem + ".part"), folder / (stem + ".old"), false, false});
  std::error_code ignored;
  std::filesystem::remove(files_.back().temporary, ignored);
  return files_.back().temporary;
}

void PendingFiles::remove(const std::filesystem::path& stale) {
  stale_.push_back({stale, {}, folder_of(stale) / fmt::format(".{}.{}-{}.old", stale.filename().string(), host(), getpid()), false, false});
}

void PendingFiles::undo() noexcept {
  std::error_code ignored;
  for (Pending& file : stale_) {
    if (file.replaced) std::filesystem::rename(file.backup, file.target, ignored);
    file.replaced = false;
  }
  for (Pending& file : files_) {
    if (file.moved) std::filesystem::remove(file.target, ignored);
    if (file.replaced) std::filesystem::rename(file.backup, file.target, ignored);
    file.moved = file.replaced = false;
  }
}

void PendingFiles::commit() {
  for (const Pending& file : files_) flush(file.temporary, O_RDONLY);
  const bool several = files_.size() + stale_.size() > 1;
  for (Pending& file : files_) {
    std::error_code error, absent;
    // A single rename replaces the old file in one step; only a group needs the old ones to go back to.
    if (several && std::filesystem::is_regular_file(file.target, absent)) {
      std::filesystem::rename(file.target, file.backup, error);
      file.replaced = !error;
    }
    if (!error) std::filesystem::rename(file.temporary, file.target, error);
    if (error) {
      undo();
      fail(file.target, "replacing", error.value());
    }
    file.moved = true;
  }
  for (Pending& file : stale_) {
    std::error_code error;
    std::filesystem::rename(file.target, file.backup, error);
    if (error && error != std::errc::no_such_file_or_directory) {
      undo();
      fail(file.target, "removing", error.value());
    }
    file.replaced = !error;
  }
  std::error_code ignored;
  for (const auto* group : {&files_, &stale_})
    for (const Pending& file : *group)
      if (file.replaced) std::filesystem::remove(file.backup, ignored);
  if (!files_.empty()) flush(folder_of(files_.front().target), O_RDONLY | O_DIRECTORY);
}

}  // namespace spatial
