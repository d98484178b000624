// SPDX-License-Identifier: MIT
#include "libspatial/core/file_pool.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

#include "libspatial/core/error.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

constexpr std::size_t mb = std::size_t{1} << 20;

/// How much of files is mapped into this process; 0 where the system does not tell.
std::size_t mapped_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t size = 0, resident = 0, from_files = 0;
  return file >> size >> resident >> from_files ? from_files * 4096 : 0;
}

TEST(FilePool, ABlockGrowsWhereItIsAndKeepsWhatIsInIt) {
  const test::TempDir folder;
  FilePool pool(folder.path(), 4 * mb);
  FilePool::Block block(pool, 1024 * mb);
  EXPECT_EQ(block.capacity(), 0u);
  block.grow(1);
  const std::byte* const at = block.data();
  std::memcpy(block.data(), "first", 5);
  block.grow(100 * mb);
  EXPECT_EQ(block.data(), at);
  EXPECT_GE(block.capacity(), 100 * mb);
  EXPECT_EQ(std::memcmp(block.data(), "first", 5), 0);
  EXPECT_THROW(block.grow(1025 * mb), Error);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "the file has no name";
}

TEST(FilePool, LetsGoOfWhatWasLookedAt) {
  const test::TempDir folder;
  const std::size_t before = mapped_bytes();
  if (before == 0) GTEST_SKIP() << "this system does not tell how much of a file is in memory";
  FilePool pool(folder.path(), 8 * mb);
  FilePool::Block block(pool, 256 * mb);
  block.grow(128 * mb);
  for (std::size_t i = 0; i < 128 * mb; i += 4096) block.data()[i] = static_cast<std::byte>(i / 4096 % 251);
  // The watcher looks every few milliseconds; a busy machine may take its time.
  std::size_t left = mapped_bytes();
  for (int tries = 0; tries < 2000 && left > before + 16 * mb; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    left = mapped_bytes();
  }
  EXPECT_LE(left, before + 16 * mb);
  for (std::size_t i = 0; i < 128 * mb; i += 4096)
    ASSERT_EQ(block.data()[i], static_cast<std::byte>(i / 4096 % 251)) << i;
}

TEST(FilePool, SaysWhereItCannotWrite) {
  FilePool pool("/no/such/folder", mb);
  FilePool::Block block(pool, mb);
  try {
    block.grow(1);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::output);
    EXPECT_NE(std::string(error.message()).find("/no/such/folder"), std::string::npos) << error.message();
    EXPECT_FALSE(std::string(error.remedy()).empty());
  }
}

}  // namespace
}  // namespace spatial
