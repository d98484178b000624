// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <algorithm>
#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/io/write.hpp"
#include "tests/support/files.hpp"
#include "tests/support/raw_layer.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::TempDir;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Executor one_thread{1, Backend::serial, nullptr};

class OtherFormat : public ::testing::TestWithParam<const char*> {};

TEST_P(OtherFormat, HoldsRowsAndPlacesAndNothingIsLeftBeside) {
  const TempDir dir;
  const std::filesystem::path folder = dir / "out";
  std::filesystem::create_directory(folder);
  const std::filesystem::path file = folder / (std::string("b.") + GetParam());
  MultiPolygonColumn shapes;
  shapes.append(polygon_of(Box{500000, 100000, 500100, 100100}).view());
  shapes.append(polygon_of(Box{500200.25, 100000.125, 500300, 100100}).view());
  shapes.append_parts(polygon_of(Box{500400, 100000, 500500, 100100}).view());
  shapes.append_parts(polygon_of(Box{500600, 100000, 500700, 100100}).view());
  shapes.end_feature();
  const bool flatgeobuf = std::string(GetParam()) == "fgb";
  if (flatgeobuf)
    shapes.append(polygon_of(Box{500800, 100000, 500900, 100100}).view());
  else
    shapes.append(MultiPolygon().view());  // a row without geometry
  const MultiPolygonColumn expected = shapes;
  Table table{"t", "", "", {}};
  table.columns.push_back(
      {{"whole", "", "", "", ColumnType::integer, ""}, IntegerCells{std::nullopt, -7, 9007199254740993, 0}});
  table.columns.push_back(
      {{"real", "", "", "", ColumnType::real, ""}, RealCells{std::nan(""), 0.1, 1e-7, 123456789.125}});
  table.columns.push_back(
      {{"words", "", "", "", ColumnType::text, ""}, TextCells{std::nullopt, "caf\u00E9 \"q\"", "a,b;\\", "x"}});
  Dataset data;
  data.layers = {{table, shapes}};
  EXPECT_THAT(write_dataset(file, data, {}), ElementsAre());
  ReadOptions options;
  options.extra_fields = {"whole", "real", "words"};
  RawLayer again = read_layer({file, {}}, Role::habitat, options, one_thread).layer;
  ASSERT_EQ(again.fid.size(), 4u);
  if (flatgeobuf) {  // its index orders the rows by place
    const auto row_of = [&](const char* whole) {
      const std::vector<std::string> all = again.extra[0].texts();
      return static_cast<std::size_t>(std::find(all.begin(), all.end(), whole) - all.begin());
    };
    again = test::reordered(again, {row_of(""), row_of("-7"), row_of("9007199254740993"), row_of("0")});
  }
  for (std::size_t i = 0; i < 4; ++i) {
    const MultiPolygonView a = again.geometry[i], b = expected[i];
    ASSERT_EQ(a.point_count(), b.point_count());
    EXPECT_EQ(a.part_count(), b.part_count());
    Box one, two;
    for (const Point p : a.points()) one.add(p);
    for (const Point p : b.points()) two.add(p);
    EXPECT_EQ(one, two);
  }
  const std::vector<std::vector<std::string>> texts{{"", "-7", "9007199254740993", "0"},
                                                    {"", "0.1", "1e-07", "123456789.125"},
                                                    {"", "caf\u00E9 \"q\"", "a,b;\\", "x"}};
  for (std::size_t c = 0; c < 3; ++c) EXPECT_EQ(again.extra[c].texts(), texts[c]);
  const std::string bytes = test::read_file(file);
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    EXPECT_THAT(entry.path().filename().string(), ::testing::StartsWith("b.")) << "left behind";
  EXPECT_THROW(write_dataset(file, data, {}), Error);
  write_dataset(file, data, {.overwrite = true});
  EXPECT_EQ(test::read_file(file), bytes);

  Dataset none = data;  // an empty layer is a valid layer
  none.layers[0].geometry = MultiPolygonColumn();
  none.layers[0].table.columns[0].cells = IntegerCells();
  none.layers[0].table.columns[1].cells = RealCells();
  none.layers[0].table.columns[2].cells = TextCells();
  write_dataset(folder / (std::string("b.empty.") + GetParam()), none, {});
  const RawLayer empty =
      read_layer({folder / (std::string("b.empty.") + GetParam()), {}}, Role::habitat, {}, one_thread).layer;
  EXPECT_EQ(empty.fid.size(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Formats, OtherFormat, ::testing::Values("geojson", "fgb", "shp"),
                         [](const auto& one) { return std::string(one.param); });

TEST(OtherFormats, SayWhatAShapefileCannotHold) {
  const TempDir dir;
  Table table{"t", "", "", {}};
  table.columns.push_back({{"habitat_class", "", "", "", ColumnType::text, ""}, TextCells{std::string(300, 'x')}});
  table.columns.push_back({{"habitat_class_2", "", "", "", ColumnType::text, ""}, TextCells{"y"}});
  MultiPolygonColumn shape;
  shape.append(polygon_of(Box{0, 0, 10, 10}).view());
  Dataset dataset;
  dataset.layers = {{table, shape}};
  EXPECT_THAT(write_dataset(dir / "a.shp", dataset, {}),
              ElementsAre("a.shp: a Shapefile's field names have at most 10 characters: habitat_class as habitat_cl, "
                          "habitat_class_2 as habitat__1",
                          "a.shp: 1 texts were cut to 254 bytes, all that a Shapefile holds"));
}

TEST(OtherFormats, SayWhichCellsAShapefileChanges) {
  const TempDir dir;
  Table table{"t", "", "", {}};
  table.columns.push_back(
      {{"density", "", "", "", ColumnType::real, ""},
       RealCells{1.5e24, 1e-20, std::nan(""), 1e-7, 1.0 / 3, 123456789.12345678, -123456789012.12345}});
  table.columns.push_back({{"tiny", "", "", "", ColumnType::real, ""}, RealCells{0, 1, 2, 3, 4, 5, 1.7e308}});
  table.columns.push_back(
      {{"id", "", "", "", ColumnType::integer, ""},
       IntegerCells{std::nullopt, 1, 9007199254740993, 9223372036854775807, -9007199254740992, 0, 7}});
  table.columns.push_back(
      {{"small_id", "", "", "", ColumnType::integer, ""},
       IntegerCells{std::nullopt, 1, 9007199254740993, 999999999999999999, -99999999999999999, 0, 7}});
  table.columns.push_back({{"note", "", "", "", ColumnType::text, ""},
                           TextCells{std::nullopt, "x", "", "", "a,b\nc", "caf\u00E9", std::string(254, 'y')}});
  table.columns.push_back(
      {{"padded", "", "", "", ColumnType::text, ""}, TextCells{"x", "x ", "x", "x", "x", "x", "x"}});
  table.columns.push_back(
      {{"plain", "", "", "", ColumnType::text, ""}, TextCells{"1", "-5", "*", "0", "x", std::nullopt, "NULL"}});
  table.columns.push_back(
      {{"day", "", "", "", ColumnType::date, ""},
       TextCells{"2024-02-29", std::nullopt, "1899-01-01", "2024-12-31", "2024-01-01", "2024-01-01", "2024-01-01"}});
  table.columns.push_back({{"at", "", "", "", ColumnType::date_time, ""}, TextCells(7, "2024-03-31T00:30:00.000Z")});
  table.columns.push_back({{"yes", "", "", "", ColumnType::boolean, ""}, IntegerCells{1, 0, std::nullopt, 1, 0, 1, 0}});
  MultiPolygonColumn shapes;
  for (int k = 0; k < 7; ++k) shapes.append(polygon_of(Box{0, 0, 10.0 + k, 10}).view());
  Dataset dataset;
  dataset.layers = {{table, shapes}};
  EXPECT_THAT(
      write_dataset(dir / "a.shp", dataset, {}),
      ElementsAre(
          "a.shp: 2 values of density changed, e.g. 1.5e+24 to 1.5e+23: a Shapefile's numbers have 24 characters, 15 "
          "of them decimals",
          "a.shp: 1 values of tiny changed, e.g. 1.7e+308 to 1.7e+23: a Shapefile's numbers have 24 characters, 15 of "
          "them decimals",
          "a.shp: 2 values of id changed, e.g. 9007199254740993 to 9007199254740992: a Shapefile's field with whole "
          "numbers of more than 18 characters is read as real numbers",
          "a.shp: 2 values of note changed, e.g. '' to NULL: a Shapefile has no empty texts and no blanks around texts",
          "a.shp: 1 values of padded changed, e.g. 'x ' to 'x': a Shapefile has no empty texts and no blanks around "
          "texts"));
}

/// What is said of a dataset that cannot be written; nothing may be left of it.
std::string refusal(const std::filesystem::path& file, const Dataset& dataset) {
  try {
    write_dataset(file, dataset, {});
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::output);
    EXPECT_TRUE(std::filesystem::is_empty(file.parent_path()));
    return error.what();
  }
  return "was written";
}

TEST(OtherFormats, MoreColumnsThanAFormatHoldsAreRefusedWithAWayOut) {
  const TempDir dir;
  MultiPolygonColumn shape;
  shape.append(polygon_of(Box{0, 0, 10, 10}).view());
  const auto of = [&](std::size_t columns, ColumnType type, const Cells& cells) {
    Dataset dataset;
    dataset.layers = {{{"t", "", "", {}}, shape}};
    for (std::size_t c = 0; c < columns; ++c)
      dataset.layers[0].table.columns.push_back({{"f" + std::to_string(c), "", "", "", type, ""}, cells});
    return dataset;
  };
  const auto without_the_disk = AllOf(HasSubstr("--keep"), testing::Not(HasSubstr("disk")));
  EXPECT_THAT(refusal(dir / "a.shp", of(300, ColumnType::text, TextCells{"x"})),
              AllOf(HasSubstr("a Shapefile cannot hold the 300 columns of 't'"), HasSubstr(".gpkg"), without_the_disk));
  EXPECT_THAT(refusal(dir / "a.shp", of(2100, ColumnType::integer, IntegerCells{1})),
              AllOf(HasSubstr("2,100 columns"), HasSubstr(".gpkg"), without_the_disk));
  Dataset narrow = of(257, ColumnType::text, TextCells{"x"});  // with room for 14 numbers of 18 characters, not of 20
  for (int k = 0; k < 14; ++k)
    narrow.layers[0].table.columns.push_back(
        {{"n" + std::to_string(k), "", "", "", ColumnType::integer, ""}, IntegerCells{9223372036854775807}});
  EXPECT_THAT(refusal(dir / "a.shp", narrow), without_the_disk);
  EXPECT_THAT(refusal(dir / "a.gpkg", of(2100, ColumnType::integer, IntegerCells{1})),
              AllOf(HasSubstr("2,000 columns"), HasSubstr("2,102"), without_the_disk));
  EXPECT_EQ(refusal(dir / "a.gpkg", of(1998, ColumnType::integer, IntegerCells{1})), "was written");
}

TEST(OtherFormats, RowsWithoutGeometryAreRefusedByFlatGeobufNotDropped) {
  const TempDir dir;
  const Table table{"near", "", "", {{{"a", "", "", "", ColumnType::integer, ""}, IntegerCells{1, 2}}}};
  LineColumn lines;
  lines.append(std::vector<Point>{{0, 0}, {1, 1}});
  lines.append(std::vector<Point>());
  MultiPolygonColumn shapes;
  shapes.append(polygon_of(Box{0, 0, 10, 10}).view());
  shapes.append(MultiPolygon().view());
  Dataset dataset;
  for (const GeometryColumn& geometry :
       {GeometryColumn(PointColumn{std::nullopt, Point{1, 2}}), GeometryColumn(lines), GeometryColumn(shapes)}) {
    dataset.layers = {{table, geometry}};
    EXPECT_THAT(refusal(dir / "a.fgb", dataset),
                AllOf(HasSubstr("1 of 2 rows of 'near' have no geometry"), HasSubstr(".gpkg")));
  }
  dataset.layers = {{table, std::monostate{}}};
  for (const std::string ending : {"fgb", "shp"})
    EXPECT_THAT(refusal(dir / ("a." + ending), dataset), HasSubstr("the table 'near' has no geometry"));
}

TEST(OtherFormats, FurtherTablesLieBesideAndStaleIndicesGo) {
  const TempDir dir;
  Dataset dataset;
  MultiPolygonColumn shape;
  shape.append(polygon_of(Box{0, 0, 10, 10}).view());
  dataset.layers = {{{"overlay", "", "", {{{"a", "", "", "", ColumnType::integer, ""}, IntegerCells{1}}}}, shape},
                    {{"issues", "", "", {{{"rule", "", "", "", ColumnType::text, ""}, TextCells{"x", "y"}}}},
                     PointColumn{Point{1, 2}, std::nullopt}},
                    {{"run", "", "", {{{"key", "", "", "", ColumnType::text, ""}, TextCells{"v"}}}}, std::monostate{}}};
  test::write_file(dir / "a.qix", "stale");
  write_dataset(dir / "a.shp", dataset, {});
  EXPECT_TRUE(std::filesystem::exists(dir / "a.issues.shp"));
  EXPECT_TRUE(std::filesystem::exists(dir / "a.run.csv"));
  EXPECT_FALSE(std::filesystem::exists(dir / "a.qix"));
  write_dataset(dir / "c.fgb", dataset, {});
  EXPECT_THAT(test::read_file(dir / "c.issues.csv"), HasSubstr("y"));
  write_dataset(dir / "b.geojson", dataset, {});
  EXPECT_THAT(test::read_file(dir / "b.issues.geojson"),
              HasSubstr("{\"type\":\"Feature\",\"properties\":{\"rule\":\"y\"},\"geometry\":null}"));
  EXPECT_THAT(test::read_file(dir / "b.geojson"), HasSubstr("urn:ogc:def:crs:EPSG::27700"));
  EXPECT_THROW(write_dataset(dir / "a.docx", dataset, {}), Error);
}

TEST(OtherFormats, NothingOfAnEarlierResultStaysBeside) {
  MultiPolygonColumn shape;
  shape.append(polygon_of(Box{0, 0, 10, 10}).view());
  const FeatureTable first{{"overlay", "", "", {{{"a", "", "", "", ColumnType::integer, ""}, IntegerCells{1}}}}, shape};
  const auto with_issues = [&](const PointColumn& places) {
    Dataset dataset;
    dataset.layers = {
        first,
        {{"issues", "", "", {{{"rule", "", "", "", ColumnType::text, ""}, TextCells(places.size(), "x")}}}, places}};
    return dataset;
  };
  const Dataset clean = with_issues({}), placed = with_issues({Point{1, 2}}),
                partly_placed = with_issues({Point{1, 2}, std::nullopt});
  for (const std::string ending : {"csv", "geojson", "fgb", "shp"}) {
    const TempDir dir;
    const std::filesystem::path file = dir / ("o." + ending);
    const auto left = [&] {
      std::vector<std::string> names;
      for (const auto& entry : std::filesystem::directory_iterator(dir.path()))
        if (entry.path().filename().string().find("issues") != std::string::npos)
          names.push_back(entry.path().extension().string());
      std::sort(names.begin(), names.end());
      return joined(names, "");
    };
    const std::string spatial_ones = ending == "shp" ? ".cpg.dbf.prj.shp.shx" : "." + ending;
    write_dataset(file, partly_placed, {});
    EXPECT_EQ(left(), ending == "fgb" ? ".csv" : spatial_ones);
    write_dataset(file, placed, {.overwrite = true});
    EXPECT_EQ(left(), spatial_ones);
    if (ending == "shp") test::write_file(dir / "o.issues.qix", "an index");
    write_dataset(file, clean, {.overwrite = true});
    EXPECT_EQ(left(), "");

    const std::string foreign = "n.issues." + (ending == "shp" ? "dbf" : ending);
    test::write_file(dir / foreign, "somebody's");
    try {
      write_dataset(dir / ("n." + ending), clean, {});
      ADD_FAILURE() << foreign << " was adopted";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::output);
      EXPECT_THAT(error.message(), HasSubstr(foreign + " already exists and would be taken for part of this result"));
    }
    EXPECT_FALSE(std::filesystem::exists(dir / ("n." + ending)));
    EXPECT_EQ(test::read_file(dir / foreign), "somebody's");
    std::filesystem::create_directory(dir / ("n." + ending));
    EXPECT_THROW(write_dataset(dir / ("n." + ending), clean, {.overwrite = true}), Error);
    EXPECT_EQ(test::read_file(dir / foreign), "somebody's");
  }
  // o.issues.csv is part of o.csv, not of o.fgb.
  const TempDir dir;
  write_dataset(dir / "o.csv", placed, {});
  write_dataset(dir / "o.fgb", clean, {});
  write_dataset(dir / "o.fgb", clean, {.overwrite = true});
  EXPECT_TRUE(std::filesystem::exists(dir / "o.issues.csv"));
}

TEST(OtherFormats, AFullDiskLeavesNothing) {
  const TempDir dir;
  const std::filesystem::path disk = dir / "disk";
  std::filesystem::create_directory(disk);
  if (mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=256k") != 0) GTEST_SKIP() << "no right to make a small disk";
  Table table{"t", "", "", {{{"text", "", "", "", ColumnType::text, ""}, TextCells(4000, std::string(200, 'x'))}}};
  MultiPolygonColumn shapes;
  for (int i = 0; i < 4000; ++i) shapes.append(polygon_of(Box{0, 0, 10.0 + i, 10}).view());
  Dataset dataset;
  dataset.layers = {{table, shapes}};
  for (const char* ending : {"geojson", "fgb", "shp", "csv", "gpkg"}) {
    try {
      write_dataset(disk / (std::string("a.") + ending), dataset, {});
      ADD_FAILURE() << ending << " was written on a full disk";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::output) << error.what();
    }
    EXPECT_TRUE(std::filesystem::is_empty(disk)) << ending;
  }
  umount(disk.c_str());
}

}  // namespace
}  // namespace spatial
