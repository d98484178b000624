// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/io/read_sites.hpp"
#include "tests/support/files.hpp"
#include "tests/support/raw_layer.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::FixtureLayer;
using test::square_wkt;
using test::TempDir;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Executor one_thread{1, Backend::serial, nullptr};

FixtureLayer mixed() {
  FixtureLayer layer{"mixed", "EPSG:27700", "Unknown", {"ref"}, {}};
  layer.rows = {
      {square_wkt(500000, 100000, 100), {"area"}},
      {"LINESTRING (500000 100000, 500003 100004)", {"line"}},
      {"MULTILINESTRING ((500000 100000, 500003 100004), (500010 100000, 500010 100007, 500020 100007))", {"lines"}},
      {"POINT (500050 100050)", {"point"}},
      {"MULTIPOINT ((500050 100050), (500060 100050))", {"points"}},
      {"GEOMETRYCOLLECTION (POINT (500050 100050), LINESTRING (500000 100000, 500003 100004), " +
           square_wkt(500000, 100000, 10) + ")",
       {"all"}},
      {"", {"none"}}};
  return layer;
}

class AnyKind : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(AnyKind, KeepsAreasLinesAndPointsOfEveryRow) {
  const auto& [driver, file] = GetParam();
  const TempDir dir;
  FixtureLayer layer = mixed();
  if (driver == std::string("GeoJSON") || driver == std::string("GeoJSONSeq") || driver == std::string("LIBKML"))
    layer.crs = "EPSG:4326";
  for (test::FixtureRow& row : layer.rows)
    if (layer.crs == "EPSG:4326")
      for (const auto& [from, to] : {std::pair{"50000", "0.0000"},
                                     {"50001", "0.0001"},
                                     {"50002", "0.0002"},
                                     {"50005", "0.0005"},
                                     {"50006", "0.0006"},
                                     {"50010", "0.0010"},
                                     {"10000", "52.00"},
                                     {"10005", "52.05"},
                                     {"10010", "52.10"}})
        for (std::size_t at = 0; (at = row.wkt.find(from, at)) != std::string::npos; at += std::string(to).size())
          row.wkt.replace(at, std::string(from).size(), to);
  test::write_fixture(dir / file, driver, {layer});
  ReadOptions options;
  options.crs = layer.crs;
  options.id_field = "ref";
  const RawFeatures raw = read_features({dir / file, {}}, Role::habitat, options, one_thread).features;
  EXPECT_THAT(raw.layer.id, ElementsAre("area", "line", "lines", "point", "points", "all", "none"));
  ASSERT_EQ(raw.lines.size(), 7u);
  ASSERT_EQ(raw.points.size(), 7u);
  std::vector<std::size_t> areas, lines, points;
  for (std::size_t i = 0; i < 7; ++i) {
    areas.push_back(raw.layer.geometry[i].part_count());
    lines.push_back(raw.lines[i].line_count());
    points.push_back(raw.points[i].size());
  }
  EXPECT_THAT(areas, ElementsAre(1, 0, 0, 0, 0, 1, 0));
  EXPECT_THAT(lines, ElementsAre(0, 1, 2, 0, 0, 1, 0));
  EXPECT_THAT(points, ElementsAre(0, 0, 0, 1, 2, 1, 0));
  EXPECT_EQ(raw.lines[2].line(1).size(), 3u);
  EXPECT_EQ(raw.layer.dropped, 0u);
  if (layer.crs != "EPSG:4326") {
    EXPECT_EQ(raw.points[4][1], (Point{500060, 100050}));
    EXPECT_EQ(raw.lines[2].line(1)[2], (Point{500020, 100007}));
    EXPECT_DOUBLE_EQ(area_m2(raw.layer.geometry[5]), 100);
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, AnyKind,
                         ::testing::Values(std::pair{"GPKG", "a.gpkg"}, std::pair{"GeoJSON", "a.geojson"},
                                           std::pair{"GeoJSONSeq", "a.geojsonl"}, std::pair{"LIBKML", "a.kml"}),
                         [](const auto& one) { return std::string(one.param.second).substr(2); });

TEST(ReadFeatures, OfOneKindFromEveryFormat) {
  const TempDir dir;
  for (const auto& [driver, file] : {std::pair{"ESRI Shapefile", "a.shp"},
                                     {"FlatGeobuf", "a.fgb"},
                                     {"GPKG", "a.gpkg"},
                                     {"OpenFileGDB", "a.gdb"},
                                     {"MapInfo File", "a.tab"},
                                     {"MapInfo File", "a.mif"}}) {
    test::write_fixture(
        dir / file, driver,
        {{"l", "EPSG:27700", "Point", {"ref"}, {{"POINT (500001 100002)", {"A"}}, {"POINT (500003 100004)", {"B"}}}}});
    ReadOptions options;
    options.id_field = "ref";
    const RawFeatures raw = read_features({dir / file, {}}, Role::habitat, options, one_thread).features;
    ASSERT_EQ(raw.layer.id.size(), 2u) << driver;
    const std::size_t a = raw.layer.id[0] == "A" ? 0 : 1;
    ASSERT_EQ(raw.points[a].size(), 1u) << driver;
    EXPECT_NEAR(raw.points[a][0].x, 500001, 1e-3) << driver;
    EXPECT_NEAR(raw.points[a][0].y, 100002, 1e-3) << driver;
  }
}

TEST(ReadFeatures, DecodesEveryBlobAsGdalDoes) {
  const TempDir dir;
  FixtureLayer layer{"l", "EPSG:27700", "Unknown", {"ref"}, {}};
  layer.rows = {{"POINT Z (1 2 3)", {"z"}},
                {"POINT EMPTY", {"empty"}},
                {"MULTIPOINT M ((1 2 9), (3 4 9))", {"m"}},
                {"LINESTRING ZM (0 0 1 1, 3 4 1 1)", {"zm"}},
                {"LINESTRING EMPTY", {"empty line"}},
                {"MULTILINESTRING ((0 0, 1 1), EMPTY, (2 2, 3 3, 4 4))", {"gap"}},
                {"CIRCULARSTRING (0 0, 1 1, 2 0)", {"arc"}}};
  test::write_fixture(dir / "a.gpkg", "GPKG", {layer});
  ReadOptions direct, through_gdal;
  through_gdal.where = "rowid IS NOT NULL OR ref LIKE '%'";
  const RawFeatures a = read_features({dir / "a.gpkg", {}}, Role::habitat, direct, {2, Backend::tbb, nullptr}).features;
  const RawFeatures b = read_features({dir / "a.gpkg", {}}, Role::habitat, through_gdal, one_thread).features;
  ASSERT_EQ(a.layer.fid, b.layer.fid);
  for (std::size_t i = 0; i < a.layer.fid.size(); ++i) {
    ASSERT_EQ(a.lines[i].line_count(), b.lines[i].line_count()) << i;
    EXPECT_TRUE(std::equal(a.lines[i].points().begin(), a.lines[i].points().end(), b.lines[i].points().begin(),
                           b.lines[i].points().end()))
        << i;
    EXPECT_TRUE(std::equal(a.points[i].begin(), a.points[i].end(), b.points[i].begin(), b.points[i].end())) << i;
  }
  EXPECT_EQ(a.lines[5].line_count(), 2u);
  EXPECT_GT(a.lines[6].line(0).size(), 100u);
}

TEST(ReadFeatures, TransformsLinesAndPoints) {
  const TempDir dir;
  test::write_fixture(
      dir / "a.gpkg", "GPKG",
      {{"l",
        "EPSG:4326",
        "Unknown",
        {"ref"},
        {{"POINT (1.716073973 52.658007833)", {"p"}}, {"LINESTRING (1.716073973 52.658007833, 1.72 52.66)", {"l"}}}}});
  const RawFeatures raw = read_features({dir / "a.gpkg", {}}, Role::habitat, {}, one_thread).features;
  EXPECT_NEAR(raw.points[0][0].x, 651409.804, 12);  // a station of the Ordnance Survey's OSTN15 test data
  EXPECT_NEAR(raw.lines[1].line(0)[0].y, 313177.450, 12);
}

SitesResult sites_of(const LayerName& name, const SiteReadOptions& options = {}) {
  return read_sites(name, options, one_thread);
}

TEST(ReadSites, FindsReferenceNameAndAreaByTheirUsualNames) {
  const TempDir dir;
  FixtureLayer layer{"apps", "EPSG:27700", "Unknown", {"Application_No", "Site Address", "area_ha:Real"}, {}};
  layer.rows = {{square_wkt(500000, 100000, 100), {"26/0001/FUL", "1 High St", "1.25"}},
                {"POINT (500000 100000)", {"26/0002/OUT", "Barn", "\x01"}}};
  test::write_fixture(dir / "a.gpkg", "GPKG", {layer});
  const SitesResult read = sites_of({dir / "a.gpkg", {}});
  EXPECT_EQ(read.ref_field, "Application_No");
  EXPECT_EQ(read.name_field, "Site Address");
  EXPECT_EQ(read.area_field, "area_ha");
  EXPECT_THAT(read.sites.layer.id, ElementsAre("26/0001/FUL", "26/0002/OUT"));
  EXPECT_THAT(read.sites.layer.name, ElementsAre("1 High St", "Barn"));
  EXPECT_DOUBLE_EQ(read.sites.stated_m2[0], 12500);
  EXPECT_TRUE(std::isnan(read.sites.stated_m2[1]));
  ASSERT_EQ(read.sites.lines[1].size(), 1u);
  EXPECT_EQ(read.sites.lines[1][0].size(), 1u);
  SiteReadOptions options;
  options.ref_field = "Aplication_No";
  try {
    sites_of({dir / "a.gpkg", {}}, options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("did you mean 'Application_No'?"));
  }
}

TEST(ReadSites, UnderstandsStatedAreas) {
  EXPECT_DOUBLE_EQ(stated_area_m2("2.5", "site_area").value(), 25000);
  EXPECT_DOUBLE_EQ(stated_area_m2("2,5 ha", "site_area").value(), 25000);
  EXPECT_DOUBLE_EQ(stated_area_m2("1,200 sq m", "site_area").value(), 1200);
  EXPECT_DOUBLE_EQ(stated_area_m2("1200 m\u00B2", "site_area").value(), 1200);
  EXPECT_DOUBLE_EQ(stated_area_m2("1200", "area_m2").value(), 1200);
  EXPECT_DOUBLE_EQ(stated_area_m2("0.12 Hectares", "Area (sqm)").value(), 1200);
  for (const char* none : {"", "n/a", "-1", "0", "nan", "3 acres", "ha"})
    EXPECT_FALSE(stated_area_m2(none, "site_area").has_value()) << none;
}

TEST(ReadSites, FromCsvWithCoordinates) {
  const TempDir dir;
  test::write_file(dir / "a.csv",
                   "Reference,Easting (m),Northing (m)\n"
                   "A,531234,181234\n"
                   "B,\"531,234.5\",\"181,234.5\"\n"
                   "C,\"531234,5\",\"181234,5\"\n"
                   "D, 531 234 ,181\u00A0234\n"
                   "E,TQ31,81\n"
                   "F,,\n"
                   "\"=cmd|' /C calc'!A1\",531234,181234\n");
  const SitesResult read = sites_of({dir / "a.csv", {}});
  const RawSites& sites = read.sites;
  EXPECT_THAT(sites.layer.id, ElementsAre("A", "B", "C", "D", "E", "F", "=cmd|' /C calc'!A1"));
  EXPECT_EQ(sites.lines[0][0][0], (Point{531234, 181234}));
  EXPECT_EQ(sites.lines[1][0][0], (Point{531234.5, 181234.5}));
  EXPECT_EQ(sites.lines[2][0][0], (Point{531234.5, 181234.5}));
  EXPECT_EQ(sites.lines[3][0][0], (Point{531234, 181234}));
  EXPECT_EQ(sites.lines[4].size(), 0u);
  EXPECT_EQ(sites.lines[5].size(), 0u);
  EXPECT_EQ(read.crs.operation, "none");
  EXPECT_THAT(test::texts_of(sites.layer.issues),
              ElementsAre("null_geometry E: row 6: 'TQ31' in column 'Easting (m)' is not a number"));
}

TEST(ReadSites, FromCsvWithSemicolonsAndDecimalCommas) {
  const TempDir dir;
  test::write_file(dir / "a.csv",
                   "\xEF\xBB\xBFref;x;y;area_m2\r\nA;531234,5;181,234;1200,5\r\nB;531 234,25;181234;\r\n");
  const RawSites sites = sites_of({dir / "a.csv", {}}).sites;
  EXPECT_THAT(sites.layer.id, ElementsAre("A", "B"));
  EXPECT_EQ(sites.lines[0][0][0], (Point{531234.5, 181.234}));
  EXPECT_EQ(sites.lines[1][0][0], (Point{531234.25, 181234}));
  EXPECT_DOUBLE_EQ(sites.stated_m2[0], 1200.5);
}

TEST(ReadSites, FromCsvWithGridReferences) {
  const TempDir dir;
  test::write_file(dir / "a.csv", "ref,Grid Reference\nA,TQ 3123 8123\nB,tq312812\nC,TQ 31\nD,somewhere\nE,\n");
  const SitesResult read = sites_of({dir / "a.csv", {}});
  const RawSites& sites = read.sites;
  EXPECT_EQ(sites.lines[0][0][0], (Point{531235, 181235})) << "the middle of a square of 10 m";
  EXPECT_EQ(sites.lines[1][0][0], (Point{531250, 181250})) << "and of 100 m";
  for (const std::size_t row : {2, 3, 4}) EXPECT_EQ(sites.lines[row].size(), 0u);
  EXPECT_EQ(read.crs.operation, "none");
  EXPECT_THAT(
      test::texts_of(sites.layer.issues),
      ElementsAre(
          HasSubstr(
              "C: row 4: 'TQ 31' in column 'Grid Reference' names a square of 10 km, which is too large for a place"),
          HasSubstr("D: row 5: 'somewhere' in column 'Grid Reference' is not a grid reference")));
}

TEST(ReadSites, GridReferencesHelpRowsWithoutCoordinates) {
  const TempDir dir;
  test::write_file(dir / "a.csv", "ref,NGR,Easting,Northing\nA,TQ 3123 8123,500000,100000\nB,TQ 3123 8123,,\n");
  const RawSites sites = sites_of({dir / "a.csv", {}}).sites;
  EXPECT_EQ(sites.lines[0][0][0], (Point{500000, 100000})) << "coordinates say it more exactly";
  EXPECT_EQ(sites.lines[1][0][0], (Point{531235, 181235}));
  test::write_file(dir / "degrees.csv", "ref,NGR,Latitude,Longitude\nA,TQ 3123 8123,51.5,-0.1\nB,TQ 3123 8123,,\n");
  EXPECT_EQ(sites_of({dir / "degrees.csv", {}}).sites.lines[1].size(), 0u) << "a layer has one reference system";
}

TEST(ReadSites, FromCsvWithDegrees) {
  const TempDir dir;
  test::write_file(dir / "a.csv", "id,Latitude,Longitude\n1,52.658007833,1.716073973\n");
  const SitesResult read = sites_of({dir / "a.csv", {}});
  EXPECT_EQ(read.crs.source_crs, "WGS 84");
  EXPECT_NEAR(read.sites.lines[0][0][0].x, 651409.804, 12);
  EXPECT_NEAR(read.sites.lines[0][0][0].y, 313177.450, 12);
}

TEST(ReadSites, FromCsvWithWellKnownText) {
  const TempDir dir;
  test::write_file(dir / "a.csv", "ref,geometry,easting,northing\nA,\"" + square_wkt(500000, 100000, 10) +
                                      "\",1,2\nB,,500000,100000\nC,POLYGO((0 0,\nD,\"SRID=27700;POINT (500001 "
                                      "100001)\",,\nE,POINT (1 2) and more,,\n");
  const RawSites sites = sites_of({dir / "a.csv", {}}).sites;
  EXPECT_DOUBLE_EQ(area_m2(sites.layer.geometry[0]), 100);
  EXPECT_EQ(sites.lines[0].size(), 0u);
  EXPECT_EQ(sites.lines[1][0][0], (Point{500000, 100000}));
  EXPECT_EQ(sites.lines[3][0][0], (Point{500001, 100001}));
  EXPECT_THAT(sites.layer.issues.at(0).message, HasSubstr("'POLYGO((0 0' in column 'geometry' is not well-known text"));
  EXPECT_EQ(sites.layer.issues.at(1).feature_id, "E");
  SiteReadOptions named;
  named.csv = {.wkt = {}, .x = "easting", .y = "northing"};
  EXPECT_EQ(sites_of({dir / "a.csv", {}}, named).sites.lines[0][0][0], (Point{1, 2}));
}

TEST(ReadSites, FromCsvWithoutAnyPlaceHasRowsWithoutGeometry) {
  const TempDir dir;
  test::write_file(dir / "a.csv", "ref,postcode\nA,CT1 1AA\n");
  try {
    sites_of({dir / "a.csv", {}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("no column with a place"));
    EXPECT_THAT(error.what(), HasSubstr("Easting and Northing"));
  }
}

TEST(ReadSites, FromKmlWithEntities) {
  const TempDir dir;
  test::write_file(
      dir / "a.kml",
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml "
      "xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark><name>Fish &amp; Chips &lt;b&gt; "
      "&#233;</name><Point><coordinates>1.716073973,52.658007833,0</coordinates></Point></Placemark>"
      "<Placemark><name>second</name><Polygon><outerBoundaryIs><LinearRing><coordinates>1.71,52.65 1.72,52.65 "
      "1.72,52.66 1.71,52.65</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>");
  const SitesResult read = sites_of({dir / "a.kml", {}});
  ASSERT_EQ(read.sites.layer.fid.size(), 2u);
  EXPECT_THAT(read.sites.layer.name[0], HasSubstr("Fish & Chips <b> \u00E9"));
  EXPECT_NEAR(read.sites.lines[0][0][0].x, 651409.804, 12);
  EXPECT_EQ(read.sites.layer.geometry[1].part_count(), 1u);
  // Entities of a document's own can name any file or fill the memory.
  test::write_file(dir / "own.kml",
                   "<?xml version=\"1.0\"?>\n<!DOCTYPE kml [<!ENTITY secret SYSTEM \"file:///etc/hostname\">]>\n<kml "
                   "xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark><name>&secret;</name>"
                   "<Point><coordinates>1,52</coordinates></Point></Placemark></Document></kml>");
  EXPECT_THROW(sites_of({dir / "own.kml", {}}), Error);
  test::write_file(dir / "bad.kml",
                   "<?xml version=\"1.0\"?><kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark><name>a "
                   "& b</name></Document></kml>");
  EXPECT_THROW(sites_of({dir / "bad.kml", {}}), Error);
}

/// Zips files with Python's standard library; GDAL 3.6 writes zips only through /vsizip/, which would test it against
/// itself.
void zip(const std::filesystem::path& archive, const std::filesystem::path& folder) {
  const std::string command = "cd '" + folder.string() +
                              "' && python3 -c \"import zipfile,os,sys\nwith zipfile.ZipFile(sys.argv[1],'w') as z:\n "
                              "for d,_,fs in os.walk('.'):\n  for f in fs: z.write(os.path.join(d,f))\" '" +
                              archive.string() + "'";
  ASSERT_EQ(std::system(command.c_str()), 0);
}

TEST(ReadSites, FromZippedShapefiles) {
  const TempDir dir;
  std::filesystem::create_directories(dir / "in/deep folder");
  std::filesystem::create_directories(dir / "in/__MACOSX");
  test::write_file(dir / "in/__MACOSX/._sites.shp", "x");
  test::write_fixture(dir / "in/deep folder/sites.shp", "ESRI Shapefile",
                      {{"sites", "EPSG:27700", "Polygon", {"ref"}, {{square_wkt(500000, 100000, 10), {"A"}}}}});
  zip(dir / "one.zip", dir / "in");
  EXPECT_DOUBLE_EQ(area_m2(sites_of({dir / "one.zip", {}}).sites.layer.geometry[0]), 100);
  test::write_fixture(dir / "in/points.shp", "ESRI Shapefile",
                      {{"points", "EPSG:27700", "Point", {"ref"}, {{"POINT (1 2)", {"P"}}}}});
  zip(dir / "two.zip", dir / "in");
  try {
    sites_of({dir / "two.zip", {}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("holds 2 files and none is named"));
    EXPECT_THAT(error.what(), HasSubstr("'points'"));
    EXPECT_THAT(error.what(), HasSubstr("'sites'"));
  }
  EXPECT_EQ(sites_of({dir / "two.zip", "points"}).sites.lines[0][0][0], (Point{1, 2}));
  test::write_file(dir / "broken.zip", "PK\x03\x04 and then nothing");
  EXPECT_THROW(sites_of({dir / "broken.zip", {}}), Error);
  std::filesystem::create_directories(dir / "other");
  test::write_file(dir / "other/readme.txt", "x");
  zip(dir / "other.zip", dir / "other");
  EXPECT_THROW(sites_of({dir / "other.zip", {}}), Error);
}

TEST(DecimalNumbers, AsPeopleTypeThem) {
  const auto plain = [](std::string_view text) { return decimal_number(text, false); };
  EXPECT_EQ(plain("531234"), 531234.0);
  EXPECT_EQ(plain("+1.5"), 1.5);
  EXPECT_EQ(plain("-1,234,567.25"), -1234567.25);
  EXPECT_EQ(plain("-2,5"), -2.5);
  EXPECT_EQ(plain("531,234"), 531234.0);
  EXPECT_EQ(decimal_number("531,234", true), 531.234);
  EXPECT_EQ(decimal_number("531.234", true), 531.234);
  EXPECT_EQ(plain("1e3"), 1000.0);
  EXPECT_EQ(plain(" 1 234 567.5 "), 1234567.5);
  EXPECT_EQ(plain("12\u00a0345"), 12345.0);
  EXPECT_EQ(plain("- 5"), -5.0);
  for (const char* none : {"10 20", "1 2", "1 23 456", "1234 567", "1 2345", "1 234 5", "52 30 12"})
    EXPECT_FALSE(plain(none).has_value()) << none << ": spaces part nothing but thousands";
  for (const char* none : {"", " ", "abc", "1,2,3", "1.2.3", "1,23.4", "nan", "inf", "0x10", "12a", ",", "-", "++1"})
    EXPECT_FALSE(plain(none).has_value()) << none;
}

}  // namespace
}  // namespace spatial
