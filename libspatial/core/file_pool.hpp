// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

namespace spatial {

/// Bulk data that lies in files and is looked at through memory: the system brings in what is touched, and a watcher
/// lets go of it again when more than a stated share is in memory at once. So whatever works on a column of points
/// works on one that is larger than memory, and gives the same result. The files have no name from the start and are
/// gone with the pool, however the program ends.
///
/// Thread-safety: blocks may be read from any number of threads and are grown by one. Errors: Error(output) where a
/// file cannot be made or the disk is full. Where the system does not tell how much of a file is in memory (other than
/// Linux) nothing is let go of early; the system still may.
class FilePool {
 public:
  /// `folder`: on the disk that has the room. `resident_bytes`: about how much of all blocks stays in memory.
  FilePool(std::filesystem::path folder, std::size_t resident_bytes);
  ~FilePool();
  FilePool(const FilePool&) = delete;
  FilePool& operator=(const FilePool&) = delete;

  /// An array of bytes that grows where it is: its address never changes.
  class Block {
   public:
    Block(FilePool& pool, std::size_t most_bytes);
    ~Block();
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;
    std::byte* data() const noexcept { return data_; }
    std::size_t capacity() const noexcept { return capacity_; }
    /// Room for so many bytes at least. Throws Error(output), with a remedy.
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
