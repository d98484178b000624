// SPDX-License-Identifier: MIT
// A file is hashed once in a process, but again if it was changed, even by a program that hides it.
#include "libspatial/io/file_state.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "libspatial/io/read.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

void write(const std::filesystem::path& file, char what) {
  std::ofstream(file, std::ios::binary) << std::string(1'000'000, what);
}

TEST(FileState, OfAChangedFileDiffersThoughSizeAndDateAreTheSame) {
  const test::TempDir folder;
  const std::filesystem::path file = folder / "layer.gpkg";
  write(file, 'a');
  ASSERT_TRUE(state_of(file));
  EXPECT_FALSE(state_of(file)->settled()) << "another change within a tick of the clock would not show";
  const InputFile first = fingerprint(file, "layer.gpkg");
  std::this_thread::sleep_for(std::chrono::milliseconds(3200));
  const auto before = state_of(file);
  ASSERT_TRUE(before && before->settled());
  EXPECT_EQ(fingerprint(file, "layer.gpkg").sha256, first.sha256);
  if (const std::size_t begin = test::bytes_read(); begin > 0) {
    EXPECT_EQ(fingerprint(file, "by another name").sha256, first.sha256);
    EXPECT_LT(test::bytes_read() - begin, 100'000u) << "read before";
  }
  EXPECT_EQ(fingerprint(file, "by another name").path, "by another name");

  const auto date = std::filesystem::last_write_time(file);
  write(file, 'b');
  std::filesystem::last_write_time(file, date);
  ASSERT_EQ(state_of(file)->written_ns, before->written_ns);
  EXPECT_NE(state_of(file), before);
  EXPECT_NE(fingerprint(file, "layer.gpkg").sha256, first.sha256);
  EXPECT_FALSE(state_of(folder / "none")) << "there is no such file";
  EXPECT_FALSE(state_of(file.parent_path())) << "a folder is no file";
}

}  // namespace
}  // namespace spatial
