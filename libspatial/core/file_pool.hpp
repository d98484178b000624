// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

namespace spatial {

/// Memory-mapped files for data larger than memory. The operating system loads the pages that are used, and a watcher
/// thread releases pages when more than `resident_bytes` are in memory. Any algorithm that works on a column of points
/// therefore also works on a column larger than memory, with the same result. The files are unlinked as soon as they
/// are made, so they disappear with the pool, however the program ends.
///
///     FilePool pool(folder, 500'000'000);       // about 500 MB stay in memory
///     FilePool::Block block(pool, most_bytes);  // block.grow(n); then use block.data()
///
/// Thread-safety: any number of threads may read a block; one may grow it. Errors: Error(output) if a file cannot be
/// made or the disk is full. Only Linux reports how much of a file is in memory; on other systems the watcher releases
/// nothing and leaves paging to the system.
class FilePool {
 public:
  /// `folder`: on a disk with enough free space. `resident_bytes`: about how much of all blocks may stay in memory.
  FilePool(std::filesystem::path folder, std::size_t resident_bytes);
  ~FilePool();
  FilePool(const FilePool&) = delete;
  FilePool& operator=(const FilePool&) = delete;

  /// An array of bytes that grows in place: its address never changes.
  class Block {
   public:
    Block(FilePool& pool, std::size_t most_bytes);
    ~Block();
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;
    std::byte* data() const noexcept { return data_; }
    std::size_t capacity() const noexcept { return capacity_; }
    /// Makes room for at least `bytes`. Throws Error(output), with a remedy.
    void grow(std::size_t bytes);

   private:
    friend class FilePool;
    FilePool& pool_;
    std::byte* data_ = nullptr;
    std::size_t most_ = 0, capacity_ = 0;
    int file_ = -1;
  };

 private:
  struct Watch;
  std::filesystem::path folder_;
  std::unique_ptr<Watch> watch_;
};

}  // namespace spatial
