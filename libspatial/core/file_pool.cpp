// SPDX-License-Identifier: MIT
#include "libspatial/core/file_pool.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "libspatial/core/error.hpp"
#include "libspatial/core/parallel.hpp"

namespace spatial {
namespace {

constexpr std::size_t step_bytes = std::size_t{16} << 20;  // smallest step by which a block's file grows
constexpr std::size_t least_room = std::size_t{1} << 28;
constexpr std::chrono::milliseconds pause{2};

[[noreturn]] void fail(const std::filesystem::path& folder, const char* doing, int code) {
  throw Error(ErrorKind::output,
              fmt::format("{} for data beyond --max-memory in {} failed: {}", doing, folder.string(),
                          std::generic_category().message(code)),
              code == ENOSPC
                  ? "The disk is full: free some space, choose another folder for the result, or allow more memory."
                  : "Choose another folder for the result, or allow more memory.");
}

std::size_t whole_pages(std::size_t bytes) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return (bytes + page - 1) / page * page;
}

int unnamed_file(const std::filesystem::path& folder) {
#ifdef O_TMPFILE
  if (const int file = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600); file >= 0) return file;
#endif
  std::string name = (folder / ".lnrs-XXXXXX").string();
  const int file = mkostemp(name.data(), O_CLOEXEC);
  if (file < 0) fail(folder, "making a file", errno);
  unlink(name.c_str());
  return file;
}

/// Number of bytes of mapped files in memory; 0 if the system does not report it.
class MappedBytes {
 public:
  MappedBytes() {
#ifdef __linux__
    file_ = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
#endif
  }
  ~MappedBytes() {
    if (file_ >= 0) close(file_);
  }
  MappedBytes(const MappedBytes&) = delete;
  MappedBytes& operator=(const MappedBytes&) = delete;

  std::size_t now() const {
    std::array<char, 128> text{};
    if (file_ < 0) return 0;
    const ssize_t length = pread(file_, text.data(), text.size(), 0);
    const char *at = text.data(), *end = text.data() + std::max<ssize_t>(length, 0);
    std::size_t pages = 0;
    for (int field = 0; field < 3; ++field) {  // size, resident, resident from files
      while (at != end && *at == ' ') ++at;
      const auto parsed = std::from_chars(at, end, pages);
      if (parsed.ec != std::errc{}) return 0;
      at = parsed.ptr;
    }
    return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  }

 private:
  int file_ = -1;
};

}  // namespace

struct FilePool::Watch {
  explicit Watch(std::size_t most) : resident(most), thread([this](const std::stop_token& stop) { run(stop); }) {}

  void run(const std::stop_token& stop) {
    const MappedBytes mapped;
    // Estimate of what the program and its libraries occupy: the lowest value that was left after recent releases.
    std::array<std::size_t, 16> left;
    left.fill(mapped.now());
    std::size_t times = 0, others = left.front();
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
      wake.wait_for(lock, stop, pause, [] { return false; });
      if (mapped.now() <= others + resident) continue;
      for (const Block* block : blocks)
        // The content stays in the file.
        if (block->capacity_ > 0) madvise(block->data_, block->capacity_, MADV_DONTNEED);
      left[times++ % left.size()] = mapped.now();
      others = *std::min_element(left.begin(), left.end());
    }
  }

  std::size_t resident;
  std::mutex mutex;
  std::condition_variable_any wake;
  std::vector<Block*> blocks;
  std::jthread thread;  // the last member, so that it ends before the others are destroyed
};

FilePool::FilePool(std::filesystem::path folder, std::size_t resident_bytes)
    : folder_(folder.empty() ? "." : std::move(folder)), watch_(std::make_unique<Watch>(resident_bytes)) {}

FilePool::~FilePool() = default;

FilePool::Block::Block(FilePool& pool, std::size_t most_bytes) : pool_(pool), most_(whole_pages(most_bytes)) {
  // Address space costs nothing, but a system may limit it, so ask for less if refused.
  void* room = MAP_FAILED;
  for (;; most_ = whole_pages(most_ / 2)) {
    room = mmap(nullptr, most_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (room != MAP_FAILED || most_ <= least_room) break;
  }
  if (room == MAP_FAILED) fail(pool_.folder_, "finding addresses", errno);
  data_ = static_cast<std::byte*>(room);
  const std::scoped_lock lock(pool_.watch_->mutex);
  pool_.watch_->blocks.push_back(this);
}

FilePool::Block::~Block() {
  {
    const std::scoped_lock lock(pool_.watch_->mutex);
    std::erase(pool_.watch_->blocks, this);
  }
  munmap(data_, most_);
  if (file_ >= 0) close(file_);
}

void FilePool::Block::grow(std::size_t bytes) {
  if (bytes <= capacity_) return;
  if (bytes > most_)
    throw Error(
        ErrorKind::output,
        fmt::format("{} bytes of data beyond --max-memory do not fit into the addresses that the system allows", bytes),
        "Allow more address space (ulimit -v), or more memory.");
  const std::size_t next =
      std::min(most_, whole_pages(std::max({bytes, capacity_ + step_bytes, capacity_ + capacity_ / 8})));
  if (file_ < 0) file_ = unnamed_file(pool_.folder_);
  // Reserve disk space now, so that a full disk is an error here and not a crash when a page is written.
  int code = EINTR;
  while (code == EINTR) {
    throw_if_cancelled();
    code = posix_fallocate(file_, static_cast<off_t>(capacity_), static_cast<off_t>(next - capacity_));
  }
  if (code != 0) fail(pool_.folder_, "taking room on the disk", code);
  const std::scoped_lock lock(pool_.watch_->mutex);
  if (mmap(data_ + capacity_, next - capacity_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file_,
           static_cast<off_t>(capacity_)) == MAP_FAILED)
    fail(pool_.folder_, "mapping a file", errno);
  capacity_ = next;
}

}  // namespace spatial
