// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/box_filter.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/io/read.hpp"
#include "tests/support/files.hpp"
#include "tests/support/raw_layer.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::square_wkt;
using test::TempDir;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Executor one_thread{1, Backend::serial, nullptr};
const char* const no_triggers =
    "DROP TRIGGER rtree_l_geom_insert; DROP TRIGGER rtree_l_geom_update1; DROP TRIGGER rtree_l_geom_update2; DROP "
    "TRIGGER rtree_l_geom_update3; DROP TRIGGER rtree_l_geom_update4;";

/// 40 x 40 squares of 60 m, 100 m apart.
test::FixtureLayer grid() {
  test::FixtureLayer layer{"l", "EPSG:27700", "Polygon", {"ref"}, {}};
  for (int i = 0; i < 1600; ++i)
    layer.rows.push_back({square_wkt(500000 + 100 * (i % 40), 100000 + 100 * (i / 40), 60), {std::to_string(i)}});
  layer.rows.push_back(
      {"POLYGON ((500000 100000, 504000 100000, 504000 104000, 503990 104000, 503990 100010, 500000 100010, 500000 "
       "100000))",
       {"L"}});  // its box holds all, itself little
  return layer;
}

std::vector<std::string> read_in(const std::filesystem::path& file, const ReadOptions& options,
                                 const Executor& executor = one_thread) {
  std::vector<std::string> ids = read_layer({file, {}}, Role::habitat, options, executor).layer.id;
  std::sort(ids.begin(), ids.end());
  return ids;
}

ReadOptions in_box(const Box& box) {
  ReadOptions options;
  options.id_field = "ref";
  options.bbox = box;
  return options;
}

TEST(BoxFilter, ReadsTheSameFromEveryFormat) {
  const TempDir dir;
  const Box box{500959.5, 101150, 501100.5, 101200.5};
  for (const auto& [driver, file] :
       {std::pair{"GPKG", "a.gpkg"}, {"ESRI Shapefile", "a.shp"}, {"FlatGeobuf", "a.fgb"}, {"MapInfo File", "a.tab"}}) {
    test::write_fixture(dir / file, driver, {grid()});
    EXPECT_THAT(read_in(dir / file, in_box(box)), ElementsAre("449", "450", "451", "489", "490", "491")) << driver;
    EXPECT_THAT(read_in(dir / file, in_box({503995, 102070, 503996, 102080})), ElementsAre("L")) << driver;
    EXPECT_THAT(read_in(dir / file, in_box({500070, 100070, 500080, 100080})), ElementsAre()) << driver;
    EXPECT_THAT(read_in(dir / file, in_box({500010, 100020, 500011, 100021})), ElementsAre("0"))
        << driver << ": inside a feature";
  }
}

TEST(BoxFilter, AgreesWithReadingEverythingAtAnyNumberOfThreads) {
  const TempDir dir;
  test::write_fixture(dir / "a.gpkg", "GPKG", {grid()});
  const RawLayer all =
      read_layer({dir / "a.gpkg", {}}, Role::habitat, in_box({499000, 99000, 509000, 109000}), one_thread).layer;
  ASSERT_EQ(all.fid.size(), 1601u);
  GeosContext geos;
  for (const Box& box : {Box{500000, 100000, 502000, 102000}, Box{501234, 100500, 501235, 103999},
                         Box{500060, 100060, 500100, 100100}, Box{0, 0, 1, 1}}) {
    std::vector<std::int64_t> expected;
    for (std::size_t i = 0; i < all.fid.size(); ++i)
      if (!intersection(geos, all.geometry[i], polygon_of(box.grown(1e-6))).empty()) expected.push_back(all.fid[i]);
    for (const unsigned threads : {1u, 2u, 8u})
      EXPECT_EQ(
          read_layer({dir / "a.gpkg", {}}, Role::habitat, in_box(box), {threads, Backend::tbb, nullptr}).layer.fid,
          expected);
  }
}

TEST(BoxFilter, DoesNotTrustAStaleIndex) {
  const TempDir dir;
  test::write_fixture(dir / "a.gpkg", "GPKG", {grid()});
  test::run_sql(dir / "a.gpkg",
                std::string(no_triggers) + "INSERT INTO l (geom, ref) SELECT geom, 'new' FROM l WHERE fid = 1");
  EXPECT_THAT(read_in(dir / "a.gpkg", in_box({500010, 100020, 500011, 100021})), ElementsAre("0", "new"));
  test::run_sql(dir / "a.gpkg", "DROP TABLE rtree_l_geom");
  EXPECT_THAT(read_in(dir / "a.gpkg", in_box({500010, 100020, 500011, 100021})), ElementsAre("0", "new"));
}

TEST(BoxFilter, IsInTheProjectsCrs) {
  const TempDir dir;
  test::write_fixture(dir / "a.gpkg", "GPKG",
                      {{"l",
                        "EPSG:4326",
                        "Unknown",
                        {"ref"},
                        {{"POLYGON ((1.716 52.658, 1.717 52.658, 1.717 52.659, 1.716 52.658))", {"in"}},
                         {"POLYGON ((1.8 52.7, 1.81 52.7, 1.81 52.71, 1.8 52.7))", {"out"}},
                         {"POINT (1.7161 52.6581)", {"point"}}}}});
  EXPECT_THAT(read_in(dir / "a.gpkg", in_box({651300, 313100, 651500, 313400})), ElementsAre("in"));
  const RawFeatures any =
      read_features({dir / "a.gpkg", {}}, Role::habitat, in_box({651300, 313100, 651500, 313400}), one_thread).features;
  EXPECT_THAT(any.layer.id, ElementsAre("in", "point"));
}

TEST(BoxFilter, WorksTogetherWithWhere) {
  const TempDir dir;
  test::write_fixture(dir / "a.gpkg", "GPKG", {grid()});
  ReadOptions options = in_box({500959.5, 101150, 501100.5, 101200.5});
  for (const char* where : {"ref > '450'", "ref > '450' -- a comment", "ST_IsEmpty(geom) = 0 AND ref > '450'"}) {
    options.where = where;
    EXPECT_THAT(read_in(dir / "a.gpkg", options), ElementsAre("451", "489", "490", "491")) << where;
  }
}

TEST(Meets, RectanglesAndLines) {
  const Box box{0, 0, 10, 10};
  const auto line = [&](std::vector<Point> points) { return meets(box, std::span<const Point>(points)); };
  EXPECT_TRUE(line({{-5, 5}, {15, 5}}));
  EXPECT_TRUE(line({{-5, 5}, {5, 15}}));  // touches the corner (0, 10)
  EXPECT_FALSE(line({{-5, 6}, {5, 16}}));
  EXPECT_TRUE(line({{10, 10}}));
  EXPECT_FALSE(line({{10.1, 10}}));
  EXPECT_FALSE(line({{1e300, 0}, {std::numeric_limits<double>::quiet_NaN(), 0}}));
  EXPECT_FALSE(line({}));
}

}  // namespace
}  // namespace spatial
