// SPDX-License-Identifier: MIT
#include "libspatial/io/read.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/network_path.hpp"
#include "libspatial/geometry/measures.hpp"
#include "tests/support/files.hpp"
#include "tests/support/raw_layer.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::FixtureLayer;
using test::square_wkt;
using test::TempDir;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const Executor one_thread{1, Backend::serial, nullptr};

ReadOptions fields(const std::string& id, const std::string& code = {}) {
  ReadOptions options;
  options.id_field = id;
  options.class_field = code;
  return options;
}

/// What and the remedy of the Error(input) that reading raises; "" if none.
std::string refusal(const LayerName& name, const ReadOptions& options = {}) {
  try {
    read_layer(name, Role::habitat, options, one_thread);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input) << error.what();
    return error.what();
  }
  return {};
}

FixtureLayer two_squares(const std::string& layer = "habitat") {
  return {layer,
          "EPSG:27700",
          "Unknown",
          {"ref", "class"},
          {{square_wkt(500000, 100000, 100), {"B", "w1f"}}, {square_wkt(500200, 100000, 10), {"A", "g2a"}}}};
}

class EveryFormat : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(EveryFormat, GivesTheSameRows) {
  const auto& [driver, file] = GetParam();
  const TempDir dir;
  test::write_fixture(dir / file, driver, {two_squares()});
  const ReadResult result = read_layer(
      {dir / file, {}}, Role::habitat,
      [] {
        ReadOptions options = fields("ref", "class");
        options.extra_fields = {"class"};
        return options;
      }(),
      one_thread);
  // FlatGeobuf sorts its rows along a Hilbert curve; order by id to compare.
  const std::size_t b = result.layer.id.at(0) == "B" ? 0 : 1, a = 1 - b;
  EXPECT_EQ(result.layer.id[a], "A");
  EXPECT_EQ(result.layer.code[b], "w1f");
  EXPECT_EQ(result.layer.extra.at(0).text(a), "g2a");
  EXPECT_NEAR(area_m2(result.layer.geometry[b]), 10000, driver == std::string("GeoJSON") ? 5 : 1e-6);
  EXPECT_NEAR(area_m2(result.layer.geometry[a]), 100, driver == std::string("GeoJSON") ? 0.5 : 1e-6);
  EXPECT_EQ(result.layer.features_in_file, 2u);
  EXPECT_EQ(result.layer.dropped, 0u);
}

INSTANTIATE_TEST_SUITE_P(Formats, EveryFormat,
                         ::testing::Values(std::pair{"GPKG", "a.gpkg"}, std::pair{"ESRI Shapefile", "a.shp"},
                                           std::pair{"FlatGeobuf", "a.fgb"}, std::pair{"GeoJSON", "a.geojson"},
                                           std::pair{"MapInfo File", "a.tab"}),
                         [](const auto& one) { return std::string(one.param.second).substr(2); });

TEST(Read, NumbersAsIdsHaveNoPointZero) {
  const TempDir dir;
  FixtureLayer layer{"l", "EPSG:27700", "Polygon", {"n:Integer", "r:Real", "when:DateTime", "day:Date"}, {}};
  layer.rows = {{square_wkt(0, 0, 10), {"42", "100000", "2024-05-06T07:08:09Z", "2024-05-06"}},
                {square_wkt(0, 0, 10), {"\x01", "0.5", "\x01", "\x01"}}};
  test::write_fixture(dir / "a.gpkg", "GPKG", {layer});
  for (const char* where : {"", "1 = 1"}) {
    ReadOptions options = fields("n", "r");
    options.extra_fields = {"when", "day", "fid"};
    options.where = where;
    const RawLayer raw = read_layer({dir / "a.gpkg", {}}, Role::habitat, options, one_thread).layer;
    EXPECT_THAT(raw.id, ElementsAre("42", ""));
    EXPECT_THAT(raw.code, ElementsAre("100000", "0.5"));
    EXPECT_THAT(raw.extra[0].texts(), ElementsAre("2024-05-06T07:08:09.000Z", ""));
    EXPECT_THAT(raw.extra[1].texts(), ElementsAre("2024-05-06", ""));
    EXPECT_THAT(raw.extra[2].texts(), ElementsAre("1", "2"));
  }
}

TEST(Read, FiltersByWhere) {
  const TempDir dir;
  test::write_fixture(dir / "a.gpkg", "GPKG", {two_squares()});
  ReadOptions options = fields("ref");
  options.where = "class = 'g2a'";
  EXPECT_THAT(read_layer({dir / "a.gpkg", {}}, Role::habitat, options, one_thread).layer.id, ElementsAre("A"));
  options.where = "clas = 'g2a'";
  EXPECT_THAT(refusal({dir / "a.gpkg", {}}, options), HasSubstr("clas"));
}

TEST(Read, NamesTheNearestOfWhatIsMissing) {
  const TempDir dir;
  test::write_fixture(dir / "county.gpkg", "GPKG", {two_squares("habitat"), two_squares("lws")});
  EXPECT_THAT(refusal({dir / "countY.gpk", {}}), HasSubstr("did you mean 'county.gpkg'?"));
  EXPECT_THAT(refusal({dir / "none" / "county.gpkg", {}}), HasSubstr("there is no folder"));
  EXPECT_THAT(refusal({dir / "county.gpkg", "habitats"}),
              HasSubstr("did you mean 'habitat'?\n  Layers: 'habitat', 'lws'."));
  EXPECT_THAT(refusal({dir / "county.gpkg", {}}), HasSubstr("has 2 layers and none is named"));
  EXPECT_THAT(refusal({dir / "county.gpkg", "lws"}, fields("reff")),
              HasSubstr("did you mean 'ref'?\n  Fields: 'ref', 'class', 'fid'."));
}

TEST(Read, PicksTheOnlySpatialLayerBesideTables) {
  const TempDir dir;
  FixtureLayer table{"targets", "", "None", {"boa", "ha:Real"}, {{"", {"BOA 1", "12.5"}}, {"", {"BOA 2", "\x01"}}}};
  test::write_fixture(dir / "a.gpkg", "GPKG", {table, two_squares()});
  EXPECT_EQ(read_layer({dir / "a.gpkg", {}}, Role::habitat, {}, one_thread).layer_name, "habitat");
  const std::vector<TextColumn> read = read_table({dir / "a.gpkg", "targets"});
  ASSERT_EQ(read.size(), 2u);
  EXPECT_THAT(read[0].values, ElementsAre("BOA 1", "BOA 2"));
  EXPECT_THAT(read[1].values, ElementsAre("12.5", ""));
  EXPECT_THAT(table_names(dir / "a.gpkg"), ElementsAre("habitat", "targets"));
}

TEST(Read, ReadsCsvTablesAndRefusesMissingColumns) {
  const TempDir dir;
  test::write_file(dir / "targets.csv", "boa,habitat,ha\n\"BOA, one\",w1f,007\n");
  const auto table = read_table({dir / "targets.csv", {}}, {"ha", "boa"});
  EXPECT_EQ(table.at(0).values.at(0), "007");
  EXPECT_EQ(table.at(1).values.at(0), "BOA, one");
  EXPECT_THROW(read_table({dir / "targets.csv", {}}, {"hectares"}), Error);
}

TEST(Read, ReadsPolygonsFromCsvWhenTheCrsIsStated) {
  const TempDir dir;
  test::write_file(dir / "a.csv", "ref,WKT\n0042,\"" + square_wkt(0, 0, 10) + "\"\n");
  ReadOptions options = fields("ref");
  EXPECT_THAT(refusal({dir / "a.csv", {}}, options), HasSubstr("coordinate reference system"));
  options.assume_crs = "EPSG:27700";
  const RawLayer raw = read_layer({dir / "a.csv", {}}, Role::habitat, options, one_thread).layer;
  EXPECT_THAT(raw.id, ElementsAre("0042"));
  EXPECT_DOUBLE_EQ(area_m2(raw.geometry[0]), 100);
}

TEST(Read, AsksForACrsAndNeverGuesses) {
  const TempDir dir;
  FixtureLayer layer = two_squares();
  layer.crs.clear();
  test::write_fixture(dir / "a.gpkg", "GPKG", {layer});
  test::write_fixture(dir / "a.shp", "ESRI Shapefile", {layer});
  for (const char* file : {"a.gpkg", "a.shp"}) {
    EXPECT_THAT(refusal({dir / file, {}}), HasSubstr("does not say in which coordinate reference system"));
    ReadOptions options;
    options.assume_crs = "EPSG:27700";
    EXPECT_EQ(read_layer({dir / file, {}}, Role::habitat, options, one_thread).crs.operation, "none");
  }
}

TEST(Read, TransformsAndSaysHowWell) {
  const TempDir dir;
  FixtureLayer layer{
      "l",
      "EPSG:4326",
      "Polygon",
      {"ref"},
      {{"POLYGON ((1.716073973 52.658007833, 1.72 52.658, 1.72 52.66, 1.716073973 52.658007833))", {"caister"}}}};
  test::write_fixture(dir / "a.gpkg", "GPKG", {layer});
  const ReadResult result = read_layer({dir / "a.gpkg", {}}, Role::habitat, {}, one_thread);
  EXPECT_EQ(result.crs.source_crs, "WGS 84");
  EXPECT_NE(result.crs.operation, "none");
  // A station of the Ordnance Survey's OSTN15 test data.
  const Point corner = result.layer.geometry[0].points().front();
  EXPECT_NEAR(corner.x, 651409.804, result.crs.accuracy_m.value_or(10) + 2);
  EXPECT_NEAR(corner.y, 313177.450, result.crs.accuracy_m.value_or(10) + 2);
  ASSERT_EQ(result.layer.issues.size(), result.crs.accuracy_m && *result.crs.accuracy_m <= 1 ? 1u : 2u);
  EXPECT_EQ(result.layer.issues[0].rule, IssueRule::reprojected);
  EXPECT_THAT(result.layer.issues[0].message, HasSubstr("'WGS 84'"));
}

TEST(Read, KeepsNullAndEmptyGeometriesAndDropsLines) {
  const TempDir dir;
  FixtureLayer layer{"l", "EPSG:27700", "Unknown", {"ref"}, {}};
  layer.rows = {{"", {"null"}},
                {"POLYGON EMPTY", {"empty"}},
                {"LINESTRING (0 0, 1 1)", {"line"}},
                {square_wkt(0, 0, 5), {"square"}},
                {"POINT (1 2)", {"point"}},
                {"GEOMETRYCOLLECTION (" + square_wkt(0, 0, 5) + ", POINT (3 3))", {"mixed"}}};
  test::write_fixture(dir / "a.gpkg", "GPKG", {layer});
  const RawLayer raw = read_layer({dir / "a.gpkg", {}}, Role::habitat, fields("ref"), one_thread).layer;
  EXPECT_THAT(raw.id, ElementsAre("null", "empty", "square", "mixed"));
  EXPECT_TRUE(raw.geometry[0].empty());
  EXPECT_TRUE(raw.geometry[1].empty());
  EXPECT_DOUBLE_EQ(area_m2(raw.geometry[3]), 25);
  EXPECT_EQ(raw.dropped, 2u);
  EXPECT_EQ(raw.features_in_file, 6u);
  EXPECT_THAT(test::texts_of(raw.issues),
              ElementsAre(StartsWith("wrong_geometry_type line"), StartsWith("wrong_geometry_type point"),
                          StartsWith("non_polygon_parts_dropped mixed")));
}

TEST(Read, RefusesALayerOfLinesAndNamesThem) {
  const TempDir dir;
  test::write_fixture(dir / "a.gpkg", "GPKG",
                      {{"hedges",
                        "EPSG:27700",
                        "LineString",
                        {"ref"},
                        {{"LINESTRING (0 0, 1 1)", {"1"}}, {"LINESTRING (0 0, 1 2)", {"2"}}}}});
  EXPECT_THAT(refusal({dir / "a.gpkg", {}}), HasSubstr("has no polygons, only 2 Line String"));
}

TEST(Read, ReportsAnEmptyLayer) {
  const TempDir dir;
  test::write_fixture(dir / "a.gpkg", "GPKG", {{"l", "EPSG:27700", "Polygon", {"ref"}, {}}});
  const RawLayer raw = read_layer({dir / "a.gpkg", {}}, Role::habitat, {}, one_thread).layer;
  EXPECT_EQ(raw.geometry.size(), 0u);
  ASSERT_EQ(raw.issues.size(), 1u);
  EXPECT_EQ(raw.issues[0].rule, IssueRule::empty_layer);
}

TEST(Read, DropsHeightsAndStraightensCurves) {
  const TempDir dir;
  FixtureLayer layer{"l", "EPSG:27700", "Unknown", {"ref"}, {}};
  layer.rows = {{"POLYGON Z ((0 0 1, 10 0 2, 10 10 3, 0 10 4, 0 0 1))", {"z"}},
                {"MULTIPOLYGON M (((0 0 1, 10 0 2, 10 10 3, 0 10 4, 0 0 1)))", {"m"}},
                {"POLYGON ZM ((0 0 1 9, 10 0 2 9, 10 10 3 9, 0 10 4 9, 0 0 1 9))", {"zm"}},
                {"CURVEPOLYGON (CIRCULARSTRING (0 0, 100 100, 200 0, 100 -100, 0 0))", {"disc"}}};
  test::write_fixture(dir / "a.gpkg", "GPKG", {layer});
  const RawLayer raw = read_layer({dir / "a.gpkg", {}}, Role::habitat, fields("ref"), one_thread).layer;
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_DOUBLE_EQ(area_m2(raw.geometry[i]), 100) << raw.id[i];
    EXPECT_EQ(raw.geometry[i].point_count(), 5u);
  }
  EXPECT_NEAR(area_m2(raw.geometry[3]), 31415.93, 3);
  EXPECT_THAT(test::texts_of(raw.issues),
              ElementsAre(StartsWith("curve_linearised disc"),
                          "z_or_m_dropped : heights or measures of 3 features were dropped"));
}

TEST(Read, ReadsWindows1252Text) {
  const TempDir dir;
  test::write_fixture(dir / "a.gpkg", "GPKG", {two_squares()});
  test::run_sql(dir / "a.gpkg",
                "DROP TRIGGER rtree_habitat_geom_update1; DROP TRIGGER rtree_habitat_geom_update2; DROP TRIGGER "
                "rtree_habitat_geom_update3; DROP TRIGGER rtree_habitat_geom_update4; UPDATE habitat SET class = "
                "CAST(x'4361666520E92096' AS TEXT) WHERE ref = 'A'");
  const RawLayer raw = read_layer({dir / "a.gpkg", {}}, Role::habitat, fields("ref", "class"), one_thread).layer;
  EXPECT_THAT(raw.code, ElementsAre("w1f", "Cafe \u00E9 \u2013"));
  EXPECT_THAT(test::texts_of(raw.issues),
              ElementsAre("text_not_utf8 : text of 1 features was read as Windows-1252, first of 'A'"));
}

TEST(Read, TakesAnyLayerAndFieldName) {
  const TempDir dir;
  const std::string odd = "it's \"odd\"; DROP TABLE #1";
  FixtureLayer layer = two_squares(odd);
  layer.fields = {"re\"f", "cl'ass"};
  test::write_fixture(dir / "a.gpkg", "GPKG", {layer, two_squares("other")});
  const LayerName name{dir / "a.gpkg", odd};
  const RawLayer raw = read_layer(name, Role::habitat, fields("re\"f", "cl'ass"), one_thread).layer;
  EXPECT_THAT(raw.id, ElementsAre("B", "A"));
  EXPECT_THAT(raw.code, ElementsAre("w1f", "g2a"));
  EXPECT_EQ(raw.source, name.text());
}

TEST(Read, RefusesOtherContentThanTheNameSays) {
  const TempDir dir;
  test::write_fixture(dir / "secret.gpkg", "GPKG", {two_squares()});
  test::write_file(dir / "a.geojson", "<OGRVRTDataSource><OGRVRTLayer name=\"habitat\"><SrcDataSource>" +
                                          (dir / "secret.gpkg").string() +
                                          "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>");
  EXPECT_THAT(refusal({dir / "a.geojson", {}}),
              HasSubstr("holds VRT - Virtual Datasource content, which lnrs does not read"));
  test::write_file(dir / "b.gpkg", "this is text");
  EXPECT_THAT(refusal({dir / "b.gpkg", {}}), HasSubstr("is not a GeoPackage"));
  test::write_file(dir / "c.gpkg", "");
  EXPECT_THAT(refusal({dir / "c.gpkg", {}}), HasSubstr("is empty (0 bytes)"));
  test::write_file(dir / "d.shp", "nonsense");
  EXPECT_THAT(refusal({dir / "d.shp", {}}), HasSubstr("cannot be opened as a vector layer"));
}

TEST(Read, RefusesNetworkPathsAndHidesPasswords) {
  for (const char* path : {"https://example.org/a.geojson", "/vsicurl/https://example.org/a.gpkg",
                           "/vsizip//vsicurl/https://example.org/a.zip", "/vsis3/bucket/a.gpkg",
                           "PG:host=example.org password=hunter2", "postgresql://me:hunter2@example.org/db",
                           "MySQL:db,password=hunter2", "ODBC:me/x@db", "WFS:http://example.org"}) {
    const std::string text = refusal(parse_layer_name(path, "/some/folder"));
    EXPECT_THAT(text, HasSubstr("is not a file on this computer")) << path;
    EXPECT_THAT(text, ::testing::Not(HasSubstr("hunter2")));
  }
  EXPECT_EQ(redacted("PG:dbname=a PASSWORD='two words' user=me"), "PG:dbname=a PASSWORD=*** user=me");
  EXPECT_EQ(redacted("https://me:s@cret@example.org/a?sig=abc&x=1"), "https://me:***@example.org/a?sig=***&x=1");
  EXPECT_EQ(redacted("C:/plain path/no secrets.gpkg"), "C:/plain path/no secrets.gpkg");
}

TEST(LayerNames, SplitAtTheLastHash) {
  const TempDir dir;
  test::write_file(dir / "plot#1.gpkg", "x");
  const auto parsed = [&](const std::string& text) { return parse_layer_name(text, dir.path()); };
  EXPECT_EQ(parsed("plot#1.gpkg").file, dir / "plot#1.gpkg");
  EXPECT_EQ(parsed("plot#1.gpkg").layer, "");
  EXPECT_EQ(parsed("plot#1.gpkg#a").file, dir / "plot#1.gpkg");
  EXPECT_EQ(parsed("plot#1.gpkg#a").layer, "a");
  EXPECT_EQ(parsed("none.gpkg#x#y").layer, "y");
  // The record of inputs names the file as it was written, also if '#' is in its name.
  EXPECT_EQ(parsed("plot#1.gpkg").written, "plot#1.gpkg");
  EXPECT_EQ(parsed("plot#1.gpkg#a").written, "plot#1.gpkg");
  EXPECT_EQ(parsed("none.gpkg#x#y").written, "none.gpkg#x");
  EXPECT_EQ(parsed("/abs/none.gpkg").file, "/abs/none.gpkg");
  EXPECT_EQ(parsed("PG:dbname=x").file, "PG:dbname=x");
  EXPECT_EQ((LayerName{"a.gpkg", "b"}.text()), "a.gpkg#b");
}

TEST(Fingerprint, IsTheFilesSha256) {
  const TempDir dir;
  test::write_file(dir / "a.txt", "abc");
  const InputFile file = fingerprint(dir / "a.txt", "a.txt");
  EXPECT_EQ(file.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-2, B.1
  EXPECT_EQ(file.size_bytes, 3u);
  const std::string folder = fingerprint(dir.path(), "folder").sha256;
  EXPECT_EQ(folder.size(), 64u);
  test::write_file(dir / "b.txt", "");
  EXPECT_NE(fingerprint(dir.path(), "folder").sha256, folder);
  EXPECT_THROW(fingerprint(dir / "none", "none"), Error);
}

}  // namespace
}  // namespace spatial
