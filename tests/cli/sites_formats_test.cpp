// SPDX-License-Identifier: MIT
// lnrs sites on the formats and spellings that weekly lists come in.
#include <gmock/gmock.h>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class SiteFormats : public testing::Test {
 protected:
  SiteFormats() {
    write_fixture(
        folder_ / "county.gpkg", "GPKG",
        {{"habitat", "EPSG:27700", "Unknown", {"ref", "class"}, {{square_wkt(375000, 165000, 1000), {"H1", "w1f"}}}}});
    write_file(folder_ / "county.toml",
               "[project]\ndate = \"2026-03-31\"\n[layers.habitat]\nlayer = \"county.gpkg#habitat\"\nid = "
               "\"ref\"\nclass = \"class\"\ncrosswalk = \"ukhab\"\n");
  }
  ToolRun run(std::vector<std::string> words) const {
    words.insert(words.begin(), {"sites", "county.toml", "-o", "out.gpkg", "--overwrite"});
    return run_tool(words, folder_.path());
  }
  std::string ask(const std::string& sql) const { return query(folder_ / "out.gpkg", sql); }
  TempDir folder_;
};

TEST_F(SiteFormats, OneSiteTypedIn) {
  const ToolRun out = run({"--wkt", "POLYGON((375100 165100,375200 165100,375200 165200,375100 165200,375100 165100))",
                           "--ref", "26/01234/FUL", "--html", "site.html"});
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(ask("SELECT site_id || '|' || round(area_ha, 6) || '|' || priority_habitat_relation FROM sites"),
            "26/01234/FUL|1.0|inside");
  EXPECT_THAT(out.err, HasSubstr("Priority habitat: the whole site lies in"));
  const std::string page = read_file(folder_ / "site.html");
  EXPECT_THAT(page, HasSubstr("26/01234/FUL"));
  EXPECT_THAT(page, HasSubstr("<svg"));
  EXPECT_EQ(run({"--wkt", "POLYGON((1 2,3", "--ref", "x"}).exit_code, 3);
  const ToolRun point = run({"--wkt", "POINT(375500 165500)", "--ref", "x", "--radius", "100"});
  ASSERT_EQ(point.exit_code, 0) << point.err;
  EXPECT_EQ(ask("SELECT coalesce(area_ha, 'none') || '|' || reservations FROM sites"),
            "none|it has no outline, so a circle with a radius of 100 m is used");
}

TEST_F(SiteFormats, OneSiteByItsGridReferenceOrInDegrees) {
  const ToolRun place = run({"--wkt", "ST 755 655", "--ref", "x", "--radius", "100"});
  ASSERT_EQ(place.exit_code, 0) << place.err;
  EXPECT_EQ(ask("SELECT easting || '|' || northing || '|' || grid_reference FROM sites"),
            "375550.0|165550.0|ST 7555 6555");
  const ToolRun coarse = run({"--wkt", "ST 75 65", "--ref", "x", "--radius", "100"});
  EXPECT_EQ(coarse.exit_code, 3);
  EXPECT_THAT(coarse.err, HasSubstr("names a square of 1 km"));
  const ToolRun bare = run({"--wkt", "POINT(-2.3535 51.3877)", "--ref", "x", "--radius", "100"});
  EXPECT_EQ(bare.exit_code, 3) << "degrees that are taken for metres";
  EXPECT_THAT(bare.err, HasSubstr("EPSG:4326"));
  const ToolRun degrees =
      run({"--wkt", "POINT(-2.3535 51.3877)", "--ref", "x", "--radius", "100", "--assume-crs", "EPSG:4326"});
  ASSERT_EQ(degrees.exit_code, 0) << degrees.err;
  // gdaltransform of GDAL 3.6 without OSTN15: 375498.2 165465.7.
  EXPECT_EQ(ask("SELECT abs(easting - 375498.2) < 3 AND abs(northing - 165465.7) < 3 FROM sites"), "1")
      << ask("SELECT easting || ' ' || northing FROM sites");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule IN ('reprojected', 'reprojection_approximate')"), "2")
      << "the operation and its accuracy are told";
  EXPECT_THAT(degrees.err, HasSubstr("1 site (typed in)"));
}

TEST_F(SiteFormats, CsvWithEastingsDecimalCommasAndFormulas) {
  write_file(folder_ / "list.csv",
             "Reference;Easting;Northing;Area (ha)\n\"=cmd|' /C calc'!A0\";375500,5;165500,25;1,5\nB;x;y;\n");
  const ToolRun out = run({"--sites", "list.csv", "--radius", "50", "--csv", "csv"});
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(ask("SELECT count(*) FROM sites"), "2");
  EXPECT_EQ(ask("SELECT round(easting, 2) || '|' || round(northing, 2) FROM sites WHERE status = 'reservations'"),
            "375500.5|165500.25");
  EXPECT_EQ(ask("SELECT status FROM sites WHERE site_id = 'B'"), "not_checked");
  EXPECT_THAT(read_file(folder_ / "csv" / "sites.csv"), HasSubstr("'=cmd|"));
  const ToolRun bare = run({"--sites", "list.csv"});
  ASSERT_EQ(bare.exit_code, 0);
  EXPECT_THAT(ask("SELECT reservations FROM sites"), HasSubstr("a circle of the stated area (1.50 ha)"));
  write_file(folder_ / "list.csv", "Reference;Easting;Northing\nA;375500,5;165500,25\n");
  EXPECT_EQ(run({"--sites", "list.csv"}).exit_code, 3);
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'site_needs_radius'"), "1");
}

TEST_F(SiteFormats, CsvWithWellKnownText) {
  write_file(folder_ / "list.csv",
             "ref,wkt\nA,\"POLYGON((375100 165100,375200 165100,375200 165200,375100 165200,375100 "
             "165100))\"\nB,\"POLYGON((broken\"\n");
  const ToolRun out = run({"--sites", "list.csv"});
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(ask("SELECT group_concat(site_id || ' ' || status, '|') FROM sites"), "A checked|B not_checked");
}

TEST_F(SiteFormats, KmlWithEntitiesAndScripts) {
  write_file(folder_ / "list.kml",
             "<?xml version=\"1.0\"?><kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark><name>Barn "
             "&amp; &lt;script&gt;alert(1)&lt;/script&gt;</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
             "-2.358,51.384 -2.357,51.384 -2.357,51.385 -2.358,51.385 "
             "-2.358,51.384</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>");
  const ToolRun out = run({"--sites", "list.kml", "--html", "out.html"});
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(ask("SELECT name FROM sites"), "Barn & <script>alert(1)</script>");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'reprojected' AND role = 'site'"), "1");
  EXPECT_THAT(read_file(folder_ / "out.html"), Not(HasSubstr("<script>alert(1)")));
}

TEST_F(SiteFormats, LinesBecomeSitesByARadius) {
  write_fixture(folder_ / "list.gpkg", "GPKG",
                {{"routes", "EPSG:27700", "Unknown", {"ref"}, {{"LINESTRING(375100 165100,375200 165100)", {"A"}}}}});
  ASSERT_EQ(run({"--sites", "list.gpkg", "--radius", "10"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT round(area_ha, 2) || '|' || reservations FROM sites"),
            "0.23|it has no outline, so a strip with a half width of 10 m is used");
}

}  // namespace
}  // namespace spatial::test
