// SPDX-License-Identifier: MIT
// What a part counted and passes on is stored byte for byte, however long, and read one value at a time.
#include "libspatial/run/part_file.hpp"

#include <gtest/gtest.h>

#include "libspatial/core/error.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/run/part_bytes.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

TEST(PartFile, KeepsEveryByteAndLongValues) {
  std::string every, longer((std::size_t{1} << 26U) + 1000, 'x');
  for (int k = 0; k < 3 * 256; ++k) every += static_cast<char>(k);
  longer[5] = '\0', longer.back() = 'y';
  const PartAccount account{{"bytes", every}, {"count", "17"}, {"long", longer}, {"nothing", ""}};
  const test::TempDir folder;
  const std::filesystem::path file = folder / "part.gpkg";
  Dataset dataset;
  dataset.layers.push_back(account_table(account));
  write_geopackage(file, dataset, {});

  EXPECT_EQ(number_of(account_of(file), "count"), 17);
  EXPECT_TRUE(account_of(file) == account);
  for (const auto& [name, value] : account) {
    std::size_t times = 0;
    EXPECT_TRUE(with_value(file, name, "part", [&, &expected = value](std::string_view found) {
      ++times;
      EXPECT_TRUE(found == expected);
    })) << name;
    EXPECT_EQ(times, 1u) << name;
    EXPECT_TRUE(has_value(file, name));
  }
  EXPECT_FALSE(has_value(file, "other"));
  EXPECT_FALSE(with_value(file, "other", "part", [](std::string_view) { FAIL(); }));
  EXPECT_THROW(with_value(file, "count", "no such account", [](std::string_view) {}), Error);
  EXPECT_LT(std::filesystem::file_size(file), longer.size() + 200'000) << "bytes, not digits";
}

}  // namespace
}  // namespace spatial
