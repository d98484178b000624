// SPDX-License-Identifier: MIT
#include "libspatial/io/wkb_layer.hpp"

#include <gmock/gmock.h>

#include "libspatial/core/error.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/io/read.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::TempDir;
using testing::ElementsAre;

MultiPolygonColumn two_squares() {
  MultiPolygonColumn column;
  for (const double x : {400000.0, 400300.0}) {
    for (const Point p :
         {Point{x, 200000}, Point{x + 100, 200000}, Point{x + 100, 200100}, Point{x, 200100}, Point{x, 200000}})
      column.add_point(p);
    column.end_ring();
    column.end_part();
    column.end_feature();
  }
  return column;
}

WkbLayer layer_of(const std::vector<std::string_view>& wkb) {
  WkbLayer layer;
  layer.name = "woods";
  layer.crs = "EPSG:27700";
  layer.wkb = wkb;
  layer.extent = {1, 2, 400400, 200100};
  return layer;
}

ColumnSpec spec(const std::string& name, ColumnType type) {
  ColumnSpec made;
  made.name = name;
  made.type = type;
  return made;
}

TEST(WkbLayer, IsReadAsItWasHandedOver) {
  const TempDir folder;
  const MultiPolygonColumn squares = two_squares();
  const std::string first = wkb_of(squares[0]), second = wkb_of(squares[1]), point = wkb_of(Point{1, 2});
  const std::vector<std::string_view> wkb{first, {}, second, point};
  WkbLayer layer = layer_of(wkb);
  layer.columns.push_back({spec("name", ColumnType::text), TextCells{"a", std::nullopt, "", "ü"}});
  layer.columns.push_back({spec("fid", ColumnType::integer), IntegerCells{1, 2, std::nullopt, 4}});
  write_wkb_layer(folder / "woods.gpkg", layer);

  ReadOptions options;
  options.extra_fields = {"name", "fid"};
  const FeaturesResult read = read_features({folder / "woods.gpkg", "woods"}, Role::habitat, options, {});
  const RawLayer& raw = read.features.layer;
  EXPECT_THAT(raw.fid, ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(raw.extra[0].values, ElementsAre("a", "", "", "ü"));
  EXPECT_THAT(raw.extra[1].values, ElementsAre("1", "2", "", "4"));
  EXPECT_EQ(wkb_of(raw.geometry[0]), first);
  EXPECT_EQ(wkb_of(raw.geometry[2]), second);
  EXPECT_TRUE(raw.geometry[1].empty());
  EXPECT_THAT(read.features.points[3], ElementsAre(Point{1, 2}));
  EXPECT_TRUE(raw.issues.empty());
}

TEST(WkbLayer, WithoutACrsStatesNone) {
  const TempDir folder;
  const std::string square = wkb_of(two_squares()[0]);
  const std::vector<std::string_view> wkb{square};
  WkbLayer layer = layer_of(wkb);
  layer.crs.clear();
  write_wkb_layer(folder / "woods.gpkg", layer);
  try {
    read_features({folder / "woods.gpkg", "woods"}, Role::habitat, {}, {});
    FAIL() << "read without a CRS";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    EXPECT_FALSE(error.remedy().empty());
  }
}

TEST(WkbLayer, RefusesAColumnOfAnotherLengthAndAnUnknownCrs) {
  const TempDir folder;
  const std::string square = wkb_of(two_squares()[0]);
  const std::vector<std::string_view> wkb{square};
  const auto kind_of = [&](const WkbLayer& layer) {
    try {
      write_wkb_layer(folder / "woods.gpkg", layer);
    } catch (const Error& error) {
      return error.kind();
    }
    return ErrorKind::found;
  };
  WkbLayer layer = layer_of(wkb);
  layer.columns.push_back({spec("n", ColumnType::integer), IntegerCells{1, 2}});
  EXPECT_EQ(kind_of(layer), ErrorKind::internal);
  layer = layer_of(wkb);
  layer.crs = "EPSG:1";
  EXPECT_EQ(kind_of(layer), ErrorKind::input);
}

}  // namespace
}  // namespace spatial
