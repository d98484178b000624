// SPDX-License-Identifier: MIT
// lnrs sites on what planners send: spreadsheets, postcodes, lists with wrong, missing and repeated places.
#include <gmock/gmock.h>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class SiteInputsTool : public testing::Test {
 protected:
  SiteInputsTool() {
    write_fixture(
        folder_ / "county.gpkg", "GPKG",
        {{"habitat", "EPSG:27700", "Unknown", {"ref", "class"}, {{square_wkt(375000, 165000, 1000), {"H1", "w1f"}}}}});
    write_file(folder_ / "county.toml",
               "[project]\ndate = \"2026-03-31\"\n[layers.habitat]\nlayer = \"county.gpkg#habitat\"\nid = "
               "\"ref\"\nclass = \"class\"\ncrosswalk = \"ukhab\"\n[sites]\nradius_m = 50\n");
  }
  ToolRun run(const std::string& list, std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"sites", "county.toml", "--sites", list, "-o", "out.gpkg", "--overwrite"};
    words.insert(words.end(), more.begin(), more.end());
    return run_tool(words, folder_.path());
  }
  std::string ask(const std::string& sql) const { return query(folder_ / "out.gpkg", sql); }
  std::string place(const std::string& id) const {
    return ask("SELECT easting || ' ' || northing FROM sites WHERE site_id = '" + id + "'");
  }
  std::string said(const std::string& rule, const std::string& id) const {
    return ask("SELECT group_concat(message, '; ') FROM issues WHERE rule = '" + rule + "' AND feature_id = '" + id +
               "'");
  }
  TempDir folder_;
};

const std::vector<std::string> head{"Ref", "Name", "Easting", "Northing", "Received"};

TEST_F(SiteInputsTool, ReadsTheOnlySheetWithRows) {
  write_workbook(folder_ / "list.xlsx", {{"Sites",
                                          {head,
                                           {"26/01", "Barn", "375100", "165100", "date:46093"},
                                           {"26/02", "Mill", "375300", "165300", "12/03/2026"}},
                                          {}},
                                         {"Sheet2", {}, {}}});
  const ToolRun out = run("list.xlsx");
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(ask("SELECT group_concat(site_id || '|' || name || '|' || status, ';') FROM sites"),
            "26/01|Barn|reservations;26/02|Mill|reservations");
  EXPECT_EQ(place("26/01"), "375100.0 165100.0");
}

TEST_F(SiteInputsTool, NamesTheSheetsWhereSeveralHaveRows) {
  write_workbook(folder_ / "list.xlsx", {{"Applications", {head, {"26/01", "", "375100", "165100", ""}}, {}},
                                         {"Notes", {{"Note"}, {"Ask about the barn"}}, {}}});
  const ToolRun out = run("list.xlsx");
  EXPECT_EQ(out.exit_code, 3);
  EXPECT_THAT(out.err, HasSubstr("list.xlsx has 2 sheets with rows and none is named"));
  EXPECT_THAT(out.err, HasSubstr("Name one as list.xlsx#LAYER: 'Applications', 'Notes'."));
  EXPECT_EQ(run("list.xlsx#Applications").exit_code, 0);
  EXPECT_EQ(place("26/01"), "375100.0 165100.0");
  const ToolRun notes = run("list.xlsx#Notes");
  EXPECT_EQ(notes.exit_code, 3);
  EXPECT_THAT(notes.err, HasSubstr("list.xlsx#Notes has no column with a place; its columns are 'Note'"));
}

TEST_F(SiteInputsTool, SaysThatATitleHidesTheNamesOfTheColumns) {
  write_workbook(folder_ / "list.xlsx",
                 {{"Sites", {{"Weekly list"}, head, {"26/01", "", "375100", "165100", ""}}, {"A1:E1"}}});
  const ToolRun out = run("list.xlsx");
  EXPECT_EQ(out.exit_code, 3);
  EXPECT_THAT(out.err, HasSubstr("'Weekly list'"));
  EXPECT_THAT(out.err, HasSubstr("delete titles above them and split merged cells"));
}

TEST_F(SiteInputsTool, MergedReferencesAreMissingBelowTheFirst) {
  write_workbook(folder_ / "list.xlsx", {{"Sites",
                                          {head,
                                           {"26/01", "", "375100", "165100", ""},
                                           {"", "", "375300", "165300", ""},
                                           {"", "", "", "", ""},
                                           {"26/03", "", "375500", "165500", ""}},
                                          {"A2:A3"}}});
  const ToolRun out = run("list.xlsx");
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(ask("SELECT count(*) FROM sites"), "3") << "a row without a single value is no site";
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'missing_id'"), "1");
  EXPECT_EQ(ask("SELECT easting FROM sites WHERE reference IS NULL"), "375300.0");
}

TEST_F(SiteInputsTool, NamesReferencesThatBecameDates) {
  // 46048 is 26 January 2026: what Excel makes of 26/01 typed in.
  write_workbook(
      folder_ / "list.xlsx",
      {{"Sites", {head, {"date:46048", "", "375100", "165100", ""}, {"26/02", "", "375300", "165300", ""}}, {}}});
  const ToolRun out = run("list.xlsx");
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'site_reference_is_date'"), "1");
  EXPECT_THAT(ask("SELECT message FROM issues WHERE rule = 'site_reference_is_date'"),
              HasSubstr("row 2: the reference in column 'Ref' is the date 2026"));
  EXPECT_EQ(ask("SELECT count(*) FROM sites WHERE site_id = '26/02'"), "1") << "dates as text stay text";
}

TEST_F(SiteInputsTool, ReadsOpenDocumentSpreadsheets) {
  write_fixture(folder_ / "list.ods", "ODS",
                {{"Sites", "", "None", {"Ref", "Grid Ref"}, {{"", {"A", "ST 751 651"}}, {"", {"B", "nowhere"}}}}});
  const ToolRun out = run("list.ods");
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(place("A"), "375150.0 165150.0");
  EXPECT_EQ(ask("SELECT status || '|' || problem FROM sites WHERE site_id = 'B'"),
            "not_checked|row 3: 'nowhere' in column 'Grid Ref' is not a grid reference");
}

TEST_F(SiteInputsTool, PostcodesArePlacesByATableOfTheUsers) {
  write_file(folder_ / "list.csv",
             "Reference,Address,Post Code\nA,1 High Street,BA1 5AH\nB,2 High Street,ba15aj\nC,3 High Street,BA9 9ZZ\n"
             "D,4 High Street,BA1 5AL\nE,5 High Street,n/a\nF,6 High Street,\n");
  write_file(
      folder_ / "onspd.csv",
      "pcd,pcd2,pcds,dointr,oseast1m,osnrth1m,osgrdind\n\"BA1 5AH\",\"BA1  5AH\",\"BA1 5AH\",198001,375100,165100,1\n"
      "\"BA1 5AJ\",\"BA1  5AJ\",\"BA1 5AJ\",198001,375300,165300,1\n\"BA1 5AL\",\"BA1  5AL\",\"BA1 5AL\",198001,,,9\n");
  const ToolRun without = run("list.csv");
  EXPECT_EQ(without.exit_code, 3);
  EXPECT_THAT(without.err, HasSubstr("list.csv has no column with a place"));
  const ToolRun out = run("list.csv", {"--postcodes", "onspd.csv"});
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(place("A"), "375100.0 165100.0");
  EXPECT_EQ(place("B"), "375300.0 165300.0");
  EXPECT_THAT(ask("SELECT reservations FROM sites WHERE site_id = 'A'"),
              HasSubstr("a circle with a radius of 50 m around the centre of its postcode is used"));
  EXPECT_EQ(said("site_by_postcode", "A"), "placed at the centre of postcode BA1 5AH according to onspd.csv");
  // A postcode that the table lacks is a finding with its row.
  EXPECT_EQ(said("null_geometry", "C"), "row 4: 'BA9 9ZZ' in column 'Post Code' is not in onspd.csv");
  EXPECT_EQ(said("null_geometry", "D"), "row 5: 'BA1 5AL' in column 'Post Code' is without a place in onspd.csv");
  EXPECT_THAT(said("null_geometry", "E"), HasSubstr("is not a postcode"));
  EXPECT_EQ(ask("SELECT group_concat(site_id) FROM sites WHERE status = 'not_checked'"), "C,D,E,F");
}

TEST_F(SiteInputsTool, ReadsCodePointOpenAsItComes) {
  write_file(folder_ / "list.csv", "ref,postcode\nA,BA1 5AH\nB,BS1 1AA\n");
  std::filesystem::create_directories(folder_ / "codepo");
  write_file(folder_ / "codepo" / "ba.csv", "\"BA15AH\",10,375100,165100,\"E92000001\",\"\",\"\",\"\",\"\",\"\"\n");
  write_file(folder_ / "codepo" / "bs.csv", "\"BS1 1AA\",10,375300,165300,\"E92000001\",\"\",\"\",\"\",\"\",\"\"\n");
  const std::string config = read_file(folder_ / "county.toml") + "postcodes = \"codepo\"\n";
  write_file(folder_ / "county.toml", config);
  ASSERT_EQ(run("list.csv").exit_code, 0);
  EXPECT_EQ(place("A"), "375100.0 165100.0");
  EXPECT_EQ(place("B"), "375300.0 165300.0");
  write_file(folder_ / "codepo" / "readme.csv", "Name,Value\nx,1\n");
  const ToolRun wrong = run("list.csv");
  EXPECT_EQ(wrong.exit_code, 3);
  EXPECT_THAT(wrong.err, HasSubstr("readme.csv is not a table of postcodes: its columns are Name, Value"));
}

TEST_F(SiteInputsTool, SaysOfEachRowWhatIsWrongWithItsPlace) {
  write_file(folder_ / "list.csv",
             "ref,Easting,Northing\nright,375100,165100\nswapped,165100,375100\ntruncated,3751,1651\nmissing,,\n"
             "half,375100,\nwords,375100,abc\nsame place,375100,165100\nright,375500,165500\n,375700,165700\n");
  const ToolRun out = run("list.csv");
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(ask("SELECT count(*) FROM sites"), "9") << "every row of the list is a row of the result";
  EXPECT_THAT(said("site_axes_swapped", "swapped"), HasSubstr("east and north changed places"));
  EXPECT_THAT(said("site_far_from_layers", "truncated"), HasSubstr("further than 1000 m from all that is mapped"));
  EXPECT_EQ(
      ask("SELECT group_concat(site_id) FROM (SELECT site_id FROM sites WHERE status = 'not_checked' ORDER BY 1)"),
      "half,missing,words");
  EXPECT_EQ(said("null_geometry", "half"), "row 6: '' in column 'Northing' is not a number");
  EXPECT_EQ(said("null_geometry", "words"), "row 7: 'abc' in column 'Northing' is not a number");
  EXPECT_EQ(ask("SELECT problem FROM sites WHERE site_id = 'missing'"), "the row has no shape and no coordinates");
  EXPECT_EQ(said("site_repeated", "same place"), "has the same place as 'right'");
  EXPECT_THAT(said("duplicate_id", "right-2"), HasSubstr("occurs again"));
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'missing_id'"), "1");
  EXPECT_THAT(out.err, HasSubstr("3 of 9 sites could not be checked"));
}

TEST_F(SiteInputsTool, NamesRepeatedOutlines) {
  const std::string outline = "\"POLYGON((375100 165100,375200 165100,375200 165200,375100 165200,375100 165100))\"",
                    begun_elsewhere =
                        "\"POLYGON((375200 165200,375100 165200,375100 165100,375200 165100,375200 165200))\"";
  write_file(folder_ / "list.csv", "ref,wkt\nA," + outline + "\nB," + begun_elsewhere + "\n");
  ASSERT_EQ(run("list.csv", {"--html", "out.html"}).exit_code, 0);
  EXPECT_EQ(said("site_repeated", "B"), "has the same outline as 'A'");
  EXPECT_EQ(said("site_repeated", "A"), "");
  EXPECT_THAT(read_file(folder_ / "out.html"), HasSubstr("has the same outline as &#39;A&#39;"));
}

TEST_F(SiteInputsTool, WellKnownTextInDegreesIsNotTakenForMetres) {
  write_file(folder_ / "list.csv",
             "ref,wkt\nA,\"POLYGON((-2.355 51.384,-2.354 51.384,-2.354 51.385,-2.355 51.385,-2.355 51.384))\"\n"
             "B,\"POLYGON((375100 165100,375200 165100,375200 165200,375100 165200,375100 165100))\"\n");
  const ToolRun out = run("list.csv");
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(ask("SELECT status || '|' || problem FROM sites WHERE site_id = 'A'"),
            "not_checked|its coordinates look like degrees, not metres");
  EXPECT_THAT(said("site_in_degrees", "A"), HasSubstr("give --assume-crs EPSG:4326"));
  EXPECT_EQ(ask("SELECT status FROM sites WHERE site_id = 'B'"), "checked");
}

TEST_F(SiteInputsTool, WritesCsvForExcel) {
  write_file(folder_ / "list.csv", "ref,name,Easting,Northing\nA,\"Café; =1+1\",375100,165100\n=B,-12,375300,165300\n");
  ASSERT_EQ(run("list.csv", {"--csv", "plain"}).exit_code, 0);
  ASSERT_EQ(run("list.csv", {"--csv", "excel", "--csv-for", "excel", "--csv-separator", "semicolon"}).exit_code, 0);
  const std::string plain = read_file(folder_ / "plain" / "sites.csv"),
                    excel = read_file(folder_ / "excel" / "sites.csv");
  EXPECT_TRUE(plain.starts_with("site_id,reference,name,"));
  EXPECT_TRUE(excel.starts_with("\xEF\xBB\xBFsite_id;reference;name;")) << excel.substr(0, 40);
  EXPECT_THAT(excel, HasSubstr("\nA;A;\"Café; =1+1\";")) << "quoted, for it holds the separator";
  EXPECT_THAT(plain, HasSubstr("\nA,A,Café; =1+1,"));
  EXPECT_THAT(excel, HasSubstr("\n'=B;'=B;-12;")) << "formulas are escaped, numbers are not";
  EXPECT_THAT(excel, Not(HasSubstr("\n=B")));
  const ToolRun wrong = run("list.csv", {"--csv", "excel", "--csv-for", "exel"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("excel"));
}

}  // namespace
}  // namespace spatial::test
