// SPDX-License-Identifier: MIT
// Input as it comes to the commands on strategies and monitoring: dates, codes and numbers as people write them, maps
// that do not match, layers without a place.
#include <gmock/gmock.h>

#include "tests/cli/input_test.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;

class AfterInput : public InputTest {};

TEST_F(AfterInput, DatesInSixFormatsCountAndNonsenseDoesNot) {
  const std::vector<std::string> dates{"2025-06-30", "30/06/2025", "30 June 2025", "30 Jun 2025",  "30.06.2025",
                                       "20250630",   "Ongoing",    "31/02/2025",   "1 April 2026", "31/03/2021"};
  std::vector<std::vector<std::string>> sites;
  std::string evidence = "site_ref,kind,date\n";
  for (std::size_t i = 0; i < dates.size(); ++i) {
    sites.push_back({std::to_string(i)});
    evidence += std::to_string(i) + ",advice," + dates[i] + "\n";
  }
  FixtureLayer authority;
  authority.name = "authority";
  authority.fields = {"code"};
  authority.rows = {{square_wkt(499000, 99000, 5000), {"E1"}}};
  write({squares("lws", {"ref"}, sites), authority});
  write_file(folder_ / "evidence.csv", evidence + "99,advice,2025-06-30\n");
  const ToolRun tool = run({"register", "sdl160", "in.gpkg#lws", "--id", "ref", "--evidence", "evidence.csv",
                            "--authority", "in.gpkg#authority", "--authority-code", "code", "--year", "2026"});
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_EQ(ask("SELECT sites || ' ' || in_positive_management || ' ' || unknown FROM sdl160"), "10 6 0");
  EXPECT_EQ(ask("SELECT group_concat(feature_id) FROM (SELECT feature_id FROM issues WHERE rule = 'date_unreadable' "
                "ORDER BY feature_id)"),
            "6,7");
  EXPECT_EQ(ask("SELECT group_concat(feature_id) FROM (SELECT feature_id FROM issues WHERE rule = "
                "'evidence_outside_window' ORDER BY feature_id)"),
            "8,9")
      << "after the window, and on the day before it";
  EXPECT_EQ(ask("SELECT severity || ' ' || feature_id FROM issues WHERE rule = 'evidence_without_site'"), "error 99")
      << "and the run goes on";
}

TEST_F(AfterInput, UnitsWithoutPeopleGiveNoPercentagesAndNoZeroes) {
  FixtureLayer units = squares("units", {"unit", "people"}, {{"a", "0"}, {"b", "0"}, {"c", "\x01"}});
  FixtureLayer authority = squares("authority", {"code"}, {{"E1"}});
  authority.rows[0].wkt = square_wkt(499000, 99000, 3000);
  FixtureLayer park = squares("park", {"ref"}, {{"p"}});
  park.rows[0].wkt = square_wkt(500000, 100200, 300);
  write({units, authority, park});
  config(
      "[layers.authority]\nlayer = \"in.gpkg#authority\"\nid = \"code\"\n[[greenspace.site]]\nlayer = "
      "\"in.gpkg#park\"\nid = \"ref\"\n[greenspace.people]\nlayer = \"in.gpkg#units\"\nid = \"unit\"\n");
  const ToolRun tool = run({"greenspace", "county.toml"});
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_EQ(ask("SELECT count(*) FROM ags_authority WHERE percent IS NOT NULL"), "0");
  EXPECT_EQ(
      ask("SELECT people || ' ' || (ha_per_1000 IS NULL) || ' ' || round(accessible_ha, 6) || ' ' || shortfall_ha "
          "FROM capacity WHERE authority = 'E1'"),
      "0.0 1 9.0 0.0");
  EXPECT_EQ(ask("SELECT count(*) FROM indicators WHERE value IS NOT NULL"), "0") << "not known, which is not 0";
  EXPECT_EQ(ask("SELECT feature_id FROM issues WHERE rule = 'unit_without_people'"), "c");
}

TEST_F(AfterInput, LongTextsAreCutInShapefilesOnlyAndToldInBoth) {
  const std::string text(700, 'm');
  write({squares("measures", {"measure_id", "measure_code"}, {{"p1", "M1"}}), squares("area", {"ref"}, {{"a"}})});
  write_file(folder_ / "statement.csv", "measure_code,measure_text,mapped\nM1," + text + ",yes\n");
  config(
      "[project]\narea = \"in.gpkg#area\"\n[layers.measure]\nlayer = \"in.gpkg#measures\"\n[strategy]\nstatement = "
      "\"statement.csv\"\n");
  ASSERT_EQ(run({"strategy", "county.toml"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT length(measure_text) FROM measures"), "700");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'text_too_long'"), "0");
  const ToolRun shape = run_tool({"strategy", "county.toml", "-o", "out.shp", "--csv", "tables"}, folder_.path());
  ASSERT_EQ(shape.exit_code, 0) << shape.err;
  EXPECT_THAT(shape.err, HasSubstr("texts were cut to 254 bytes"));
  EXPECT_THAT(read_file(folder_ / "tables" / "issues.csv"), HasSubstr("text_too_long"));
  EXPECT_THAT(read_file(folder_ / "tables" / "measures.csv"), HasSubstr(text)) << "the table beside it has it all";
  const std::string cells = read_file(folder_ / "out.dbf");
  EXPECT_THAT(cells, HasSubstr(std::string(254, 'm')));
  EXPECT_THAT(cells, testing::Not(HasSubstr(std::string(255, 'm'))));
}

/// The same two squares in the British National Grid and in longitude and latitude of its own datum.
std::vector<FixtureLayer> two_systems(const std::vector<std::string>& fields,
                                      const std::vector<std::vector<std::string>>& old_values,
                                      const std::vector<std::vector<std::string>>& new_values) {
  FixtureLayer grid, degrees;
  grid.name = "grid";
  grid.fields = fields;
  grid.rows = {{square_wkt(500000, 100000, 100), old_values[0]}, {square_wkt(500200, 100000, 100), old_values[1]}};
  degrees.name = "degrees";
  degrees.crs = "EPSG:4277";
  degrees.fields = fields;
  degrees.rows = {{"POLYGON((-0.5810999373 50.7903669431,-0.5796815024 50.7903496789,-0.5796542513 50.7912487623,"
                   "-0.5810727134 50.7912660270,-0.5810999373 50.7903669431))",
                   new_values[0]},
                  {"POLYGON((-0.5782630689 50.7903323975,-0.5768446369 50.7903150988,-0.5768173314 50.7912141811,"
                   "-0.5782357907 50.7912314803,-0.5782630689 50.7903323975))",
                   new_values[1]}};
  return {grid, degrees};
}

TEST_F(AfterInput, EditionsMayBeInDifferentReferenceSystems) {
  write(two_systems({"ref", "class"}, {{"1", "a"}, {"2", "b"}}, {{"1", "a"}, {"2", "a"}}));
  const ToolRun sites = run({"register", "in.gpkg#grid", "in.gpkg#degrees", "--id", "ref"});
  ASSERT_EQ(sites.exit_code, 0) << sites.err;
  EXPECT_EQ(ask("SELECT group_concat(change) FROM register_review"), "unchanged,unchanged")
      << "vertices are off by hundredths of a millimetre";
  const ToolRun maps = run({"change", "in.gpkg#grid", "in.gpkg#degrees", "--class", "class"});
  ASSERT_EQ(maps.exit_code, 0) << maps.err;
  EXPECT_EQ(ask("SELECT round(area_ha, 4) FROM change_matrix WHERE from_class = 'b' AND to_class = 'a'"), "1.0");
  EXPECT_EQ(ask("SELECT sum(boundary_ha) < 1e-5 FROM change_matrix WHERE 'unmapped' IN (from_class, to_class)"), "1")
      << "what the transformation leaves along the edges is boundary noise";
}

TEST_F(AfterInput, ClassesOfWholeNumbersTextsAndDecimalsAreTheSame) {
  write({squares("whole", {"code:Integer"}, {{"1"}, {"2"}, {"3"}}), squares("text", {"code"}, {{"1"}, {"2"}, {"2"}}),
         squares("decimal", {"code:Real"}, {{"1"}, {"2"}, {"2"}})});
  for (const char* other : {"in.gpkg#text", "in.gpkg#decimal"}) {
    const ToolRun tool = run({"change", "in.gpkg#whole", other, "--class", "code"});
    ASSERT_EQ(tool.exit_code, 0) << tool.err;
    EXPECT_EQ(ask("SELECT group_concat(class || ' ' || round(opening_ha, 6) || ' ' || round(closing_ha, 6), '; ') FROM "
                  "extent_account"),
              "1 1.0 1.0; 2 1.0 2.0; 3 1.0 0.0")
        << other;
  }
}

TEST_F(AfterInput, MapsThatCoverDifferentLandSaySo) {
  FixtureLayer old_map = squares("old", {"code"}, {{"a"}, {"b"}}), new_map = squares("new", {"code"}, {{"a"}, {"b"}});
  new_map.rows[1].wkt = square_wkt(500400, 100000, 100);
  write({old_map, new_map});
  const ToolRun tool = run({"change", "in.gpkg#old", "in.gpkg#new", "--class", "code"});
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_THAT(tool.err, HasSubstr("2.0000 ha of the change are unmapped in one of the maps"));
  EXPECT_EQ(ask("SELECT round(unclear_ha, 6) || ' of ' || round(changed_ha, 6) FROM change_summary"), "2.0 of 2.0");
  EXPECT_EQ(ask("SELECT round(opening_ha, 6) || ' ' || round(closing_ha, 6) FROM extent_account WHERE class = "
                "'unmapped'"),
            "1.0 1.0");
}

// Two maps of one chessboard, the new one moved by half a metre to the east and north: every border inside is a strip
// of 0.5 x 99.5 m that changed class, 2 x 39 x 40 of them; where strips cross, both classes changed places and nothing
// did.
TEST_F(AfterInput, ThousandsOfSliversAreEachCountedAsBoundaryNoise) {
  FixtureLayer old_map, new_map;
  old_map.name = "old";
  new_map.name = "new";
  old_map.fields = new_map.fields = {"code"};
  for (int column = 0; column < 40; ++column)
    for (int row = 0; row < 40; ++row) {
      const double x = 500000 + 100 * column, y = 100000 + 100 * row;
      const std::string code = (column + row) % 2 == 0 ? "a" : "b";
      old_map.rows.push_back({square_wkt(x, y, 100), {code}});
      new_map.rows.push_back({square_wkt(x + 0.5, y + 0.5, 100), {code}});
    }
  write({old_map, new_map});
  std::vector<std::string> areas;
  for (const char* limit : {"4000", "10"}) {
    const ToolRun tool = run({"change", "in.gpkg#old", "in.gpkg#new", "--class", "code", "--max-memory", limit});
    ASSERT_EQ(tool.exit_code, 0) << tool.err;
    const std::string inside = " WHERE from_class IN ('a', 'b') AND to_class IN ('a', 'b') AND from_class <> to_class";
    EXPECT_EQ(ask("SELECT round(sum(area_ha), 6) || ' ' || round(sum(boundary_ha), 6) || ' ' || sum(pieces) FROM "
                  "change_matrix" +
                  inside),
              "15.522 15.522 3120");
    EXPECT_EQ(ask("SELECT count(*) FROM changed_areas" + inside), "3120");
    areas.push_back(ask("SELECT group_concat(hex(geom) || area_ha || boundary) FROM changed_areas"));
  }
  EXPECT_EQ(areas[0], areas[1]) << "whether they are in memory or in a file";
}

TEST_F(AfterInput, ASourceThatIsEmptyAfterItsFilterStopsABaseline) {
  write({squares("area", {"ref"}, {{"a"}}), squares("base", {"ref", "code"}, {{"1", "g4"}}),
         squares("survey", {"ref", "code"}, {{"s", "w1f"}})});
  const std::string head = "[project]\narea = \"in.gpkg#area\"\n",
                    source = "[[baseline.source]]\nlayer = ", fields = "id = \"ref\"\nclass = \"code\"\n";
  const std::string text = head + source + "\"in.gpkg#survey\"\n" + fields + "where = \"code = 'g9'\"\n" + source +
                           "\"in.gpkg#base\"\n" + fields;
  config(text);
  fails({"baseline", "county.toml"}, 3, "lets none of its features through");
  const ToolRun anyway = run({"baseline", "county.toml", "--set", "project.allow_elsewhere=true"});
  ASSERT_EQ(anyway.exit_code, 0) << anyway.err;
  EXPECT_EQ(ask("SELECT group_concat(DISTINCT source) FROM baseline"), "base");
}

TEST_F(AfterInput, LayersWithoutAreasOrWithoutAReferenceSystemAreRejected) {
  FixtureLayer nowhere = squares("nowhere", {"ref", "class"}, {{"1", "a"}}), points;
  nowhere.crs = "";
  points.name = "points";
  points.rows = {{"POINT(500000 100000)", {"1", "a"}}};
  write({squares("good", {"ref", "class"}, {{"1", "a"}}), nowhere, points});
  write_file(folder_ / "table.csv", "measure_code,measure_text\na,b\n");
  const std::string area = "[project]\narea = \"in.gpkg#good\"\ndate = \"2026-03-31\"\n";
  for (const std::string& bad : {std::string("nowhere"), std::string("points")}) {
    const std::string layer = "layer = \"in.gpkg#" + bad + "\"\n", name = "in.gpkg#" + bad;
    fails({"change", "in.gpkg#good", name, "--class", "class"}, 3, name);
    fails({"register", "in.gpkg#good", name, "--id", "ref"}, 3, name);
    config(area + "[[protected.area]]\ncategory = \"x\"\n" + layer);
    fails({"protected", "county.toml"}, 3, name);
    config(area + "[[baseline.source]]\nclass = \"class\"\n" + layer);
    fails({"baseline", "county.toml"}, 3, name);
    config(area + "[[planting.layer]]\nclass = \"high\"\n" + layer);
    fails({"planting", "county.toml"}, 3, name);
    config(area + "[[greenspace.site]]\n" + layer +
           "[greenspace.people]\nlayer = \"in.gpkg#good\"\npeople = \"ref\"\n");
    fails({"greenspace", "county.toml"}, 3, name);
    config(area + "[layers.measure]\nfields = [\"measure_code = class\"]\n" + layer +
           "[strategy]\nstatement = \"table.csv\"\n");
    fails({"strategy", "county.toml"}, 3, name);
    config(area +
           "[layers.bline]\nlayer = \"in.gpkg#good\"\n[layers.habitat]\nclass = \"class\"\ncrosswalk = "
           "\"ukhab\"\n" +
           layer + "[pollinators]\nflower_rich = [\"g3*\"]\n");
    fails({"pollinators", "county.toml"}, 3, name);
  }
}

TEST_F(AfterInput, CurvesAreMadeStraightAndHeightsDroppedWithAnIssue) {
  FixtureLayer measures;
  measures.name = "measures";
  measures.fields = {"measure_id", "measure_code"};
  measures.rows = {
      {"CURVEPOLYGON(CIRCULARSTRING(500000 100000,500050 100050,500100 100000,500050 99950,500000 100000))",
       {"round", "M1"}},
      {"POLYGON Z((500200 100000 5,500300 100000 5,500300 100100 5,500200 100000 5))", {"high", "M1"}}};
  FixtureLayer area = squares("area", {"ref"}, {{"a"}});
  area.rows[0].wkt = square_wkt(499000, 99000, 3000);
  write({measures, area});
  write_file(folder_ / "statement.csv", "measure_code,measure_text,mapped\nM1,text,yes\nM2,text,yes\n");
  write_file(folder_ / "links.csv", "measure_code,priority_id\nM1,P9\n");
  write_file(folder_ / "priorities.csv", "priority_id,priority\nP1,Woods\n");
  config(
      "[project]\narea = \"in.gpkg#area\"\n[layers.measure]\nlayer = \"in.gpkg#measures\"\n[strategy]\nstatement = "
      "\"statement.csv\"\npriorities = \"priorities.csv\"\nmeasure_priorities = \"links.csv\"\n");
  const ToolRun tool = run({"strategy", "county.toml"});
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'curve_linearised'"), "1");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'z_or_m_dropped'"), "1");
  EXPECT_EQ(ask("SELECT round(area_ha, 2) FROM measures WHERE measure_id = 'round'"), "0.79") << "pi x 50 x 50 m";
  for (const char* rule : {"priority_unknown", "measure_without_place"})
    EXPECT_EQ(ask(std::string("SELECT count(*) FROM issues WHERE rule = '") + rule + "'"), "1")
        << rule << ": a row that points nowhere does not stop the run";
}

}  // namespace
}  // namespace spatial::test
