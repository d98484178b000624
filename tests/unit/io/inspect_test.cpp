// SPDX-License-Identifier: MIT
#include "libspatial/io/inspect.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "libspatial/core/error.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::square_wkt;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Inspect, CountsWhatIsThere) {
  const test::TempDir dir;
  test::FixtureLayer habitat{"habitat", "EPSG:27700", "Unknown", {"ref", "class", "n:Integer"}, {}};
  habitat.rows = {
      {square_wkt(500000, 100000, 100), {"a", "w", "1"}},
      {"POLYGON ((500000 100000, 500010 100010, 500010 100000, 500000 100010, 500000 100000))", {"b", "w", "2"}},
      {"", {"c", "g", "\x01"}},
      {"LINESTRING (0 0, 7 8)", {"d", "h", "4"}},
      {"POLYGON EMPTY", {"e", "x", "5"}}};
  test::FixtureLayer table{"targets", "", "None", {"boa"}, {{"", {"one"}}}};
  test::FixtureLayer degrees{"degrees", "EPSG:4326", "Polygon", {"ref"}, {{square_wkt(-2, 51, 1), {"x"}}}};
  test::write_fixture(dir / "a.gpkg", "GPKG", {habitat, table, degrees});

  for (const unsigned threads : {1u, 2u}) {
    const auto all = inspect({dir / "a.gpkg", {}}, Executor{threads, Backend::tbb, nullptr});
    ASSERT_EQ(all.size(), 3u);
    const LayerSummary& h = all[0];
    EXPECT_EQ(h.layer, "habitat");
    EXPECT_EQ(h.crs, "EPSG:27700 OSGB36 / British National Grid");
    EXPECT_EQ(h.features, 5u);
    EXPECT_EQ(h.null_or_empty, 2u);
    EXPECT_EQ(h.invalid, 1u);
    EXPECT_EQ(h.first_invalid, "Self-intersection at 500005.000 100005.000, feature 2");
    EXPECT_EQ(h.extent, (Box{0, 0, 500100, 100100}));
    EXPECT_NEAR(h.area_ha, 1.0, 0.01);
    ASSERT_EQ(h.fields.size(), 3u);
    EXPECT_TRUE(h.fields[0].unique);
    EXPECT_THAT(h.fields[0].examples, ElementsAre("a", "b", "c"));
    EXPECT_EQ(h.fields[1].distinct, 4u);
    EXPECT_FALSE(h.fields[1].unique);
    EXPECT_EQ(h.fields[2].type, "Integer64");
    EXPECT_EQ(h.fields[2].nulls, 1u);
    EXPECT_FALSE(h.fields[2].unique);
    EXPECT_EQ(all[2].geometry_type, "None");
    EXPECT_EQ(all[2].crs, "none");
    EXPECT_TRUE(std::isnan(all[1].area_ha));
  }
  EXPECT_EQ(inspect({dir / "a.gpkg", "targets"}, {}).size(), 1u);
  EXPECT_THROW(inspect({dir / "a.gpkg", "target"}, {}), Error);
}

TEST(Inspect, CountsDistinctValuesUpToAThousand) {
  const test::TempDir dir;
  test::FixtureLayer layer{"l", "EPSG:27700", "None", {"unique", "thousand", "many"}, {}};
  for (int i = 0; i < 2500; ++i)
    layer.rows.push_back({"", {std::to_string(i), std::to_string(i % 1000), std::to_string(i % 1001)}});
  test::write_fixture(dir / "a.gpkg", "GPKG", {layer});
  const auto fields = inspect({dir / "a.gpkg", {}}, {}).at(0).fields;
  EXPECT_TRUE(fields[0].unique);
  EXPECT_EQ(fields[0].distinct, 1000u);
  EXPECT_TRUE(fields[0].distinct_is_lower_bound);
  EXPECT_FALSE(fields[1].unique);
  EXPECT_EQ(fields[1].distinct, 1000u);
  EXPECT_FALSE(fields[1].distinct_is_lower_bound);
  EXPECT_EQ(fields[2].distinct, 1000u);
  EXPECT_TRUE(fields[2].distinct_is_lower_bound);
}

}  // namespace
}  // namespace spatial
