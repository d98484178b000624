// SPDX-License-Identifier: MIT
#include "libspatial/io/commit_journal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <sstream>

#include "libspatial/core/error.hpp"

namespace spatial {
namespace {

constexpr std::string_view prefix = ".lnrs.", suffix = ".journal.part";
constexpr char separator = '\0';  // the only byte that cannot occur in a path
constexpr std::string_view end_mark = "end";

std::string host() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

std::filesystem::path journal_in(const std::filesystem::path& folder, const std::string& mark) {
  return folder / fmt::format("{}{}{}", prefix, mark, suffix);
}

std::string text_of(const std::vector<CommitStep>& steps) {
  std::string text;
  const auto add = [&](std::string_view field) { (text += field) += separator; };
  for (const CommitStep& step : steps) {
    add(step.kind == CommitStep::Kind::rename ? "rename" : "remove");
    add(std::filesystem::absolute(step.from).native());
    add(step.to.empty() ? "" : std::filesystem::absolute(step.to).native());
  }
  add(end_mark);
  return text;
}

/// Steps of a complete journal; none if the journal was not written completely. A step that was already made is
/// skipped.
std::vector<CommitStep> steps_of(const std::string& text) {
  std::vector<std::string> fields;
  std::istringstream in(text);
  for (std::string field; std::getline(in, field, separator);) fields.push_back(field);
  if (fields.size() % 3 != 1 || fields.back() != end_mark) return {};
  std::vector<CommitStep> steps;
  for (std::size_t k = 0; k + 2 < fields.size(); k += 3)
    steps.push_back({fields[k] == "rename" ? CommitStep::Kind::rename : CommitStep::Kind::remove, fields[k + 1],
                     fields[k + 2], true});
  return steps;
}

}  // namespace

std::string process_mark() { return fmt::format("{}-{}", host(), getpid()); }

bool is_gone(const std::string& mark) {
  const std::string here = host() + "-";
  if (!mark.starts_with(here)) return false;
  int process = 0;
  const char* const end = mark.data() + mark.size();
  const auto parsed = std::from_chars(mark.data() + here.size(), end, process);
  return parsed.ptr == end && process > 0 && kill(process, 0) != 0 && errno == ESRCH;
}

FolderLocks::FolderLocks(std::vector<std::filesystem::path> folders) {
  for (std::filesystem::path& folder : folders) folder = std::filesystem::weakly_canonical(folder);
  std::sort(folders.begin(), folders.end());
  folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
  for (const std::filesystem::path& folder : folders) {
    const int handle = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) continue;
    while (flock(handle, LOCK_EX) != 0 && errno == EINTR) {
    }
    handles_.push_back(handle);
  }
}

FolderLocks::~FolderLocks() {
  for (const int handle : handles_) close(handle);
}

void write_journals(const std::vector<std::filesystem::path>& folders, const std::vector<CommitStep>& steps) {
  const std::string text = text_of(steps);
  for (const std::filesystem::path& folder : folders) {
    const std::filesystem::path journal = journal_in(folder, process_mark());
    const int handle = open(journal.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    const bool written = handle >= 0 && write(handle, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                         fsync(handle) == 0;
    const int code = errno;
    if (handle >= 0) close(handle);
    if (written) continue;
    remove_journals(folders);
    throw Error(
        ErrorKind::output,
        fmt::format("writing in the folder {} failed: {}", folder.string(), std::generic_category().message(code)),
        code == ENOSPC ? "The disk is full: free some space or choose another folder."
                       : "Check the folder and its disk, and try again.");
  }
}

void remove_journals(const std::vector<std::filesystem::path>& folders) noexcept {
  std::error_code ignored;
  for (const std::filesystem::path& folder : folders)
    std::filesystem::remove(journal_in(folder, process_mark()), ignored);
}

void finish_commits(const std::filesystem::path& folder) {
  std::error_code ignored;
  std::vector<std::filesystem::path> journals;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix) || !name.ends_with(suffix)) continue;
    if (is_gone(name.substr(prefix.size(), name.size() - prefix.size() - suffix.size())))
      journals.push_back(entry.path());
  }
  if (journals.empty()) return;
  const FolderLocks turn({folder});
  for (const std::filesystem::path& journal : journals) {
    std::ifstream in(journal, std::ios::binary);
    if (!in) continue;  // another process has finished it
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    make_steps(steps_of(text));
    std::filesystem::remove(journal, ignored);
  }
}

}  // namespace spatial
