// SPDX-License-Identifier: MIT
#include "libspatial/io/memory_result.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "libspatial/io/write.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::TempDir;

Dataset dataset_of(const std::string& name) {
  Dataset dataset;
  FeatureTable table;
  table.table.name = name;
  table.geometry = PointColumn{Point{1, 2}, std::nullopt};
  dataset.layers.push_back(std::move(table));
  return dataset;
}

TEST(MemoryResult, KeepsItsFileAndNoOther) {
  const TempDir folder;
  {
    MemoryResult result(folder / "kept.gpkg");
    write_dataset(folder / "kept.gpkg", dataset_of("kept"), {});
    write_dataset(folder / "written.gpkg", dataset_of("written"), {});
    ASSERT_TRUE(result.dataset);
    EXPECT_EQ(result.dataset->layers[0].table.name, "kept");
    EXPECT_EQ(std::get<PointColumn>(result.dataset->layers[0].geometry)[0], (Point{1, 2}));
    EXPECT_FALSE(std::filesystem::exists(folder / "kept.gpkg"));
    EXPECT_TRUE(std::filesystem::exists(folder / "written.gpkg"));
  }
  write_dataset(folder / "kept.gpkg", dataset_of("kept"), {});
  EXPECT_TRUE(std::filesystem::exists(folder / "kept.gpkg"));
}

TEST(MemoryResult, BelongsToItsThread) {
  const TempDir folder;
  const MemoryResult result(folder / "out.gpkg");
  std::thread([&] { write_dataset(folder / "out.gpkg", dataset_of("out"), {}); }).join();
  EXPECT_FALSE(result.dataset);
  EXPECT_TRUE(std::filesystem::exists(folder / "out.gpkg"));
}

}  // namespace
}  // namespace spatial
