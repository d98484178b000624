// SPDX-License-Identifier: MIT
#include "libspatial/io/file_state.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <ctime>

namespace spatial {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000, settled_ns = 3 * second_ns;

std::int64_t in_ns(const timespec& time) { return time.tv_sec * second_ns + time.tv_nsec; }

}  // namespace

bool FileState::settled() const {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return in_ns(now) - std::max(written_ns, changed_ns) > settled_ns;
}

std::optional<FileState> state_of(const std::filesystem::path& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return std::nullopt;
  return FileState{found.st_size, in_ns(found.st_mtim), in_ns(found.st_ctim), found.st_dev, found.st_ino};
}

}  // namespace spatial
