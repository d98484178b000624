// SPDX-License-Identifier: MIT
// Templates as programs and people save them: the units are those of the same template saved well, and what Defra's
// service would not take is told.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "libspatial/core/error.hpp"
#include "tests/support/bng_file.hpp"
#include "tests/support/bng_runs.hpp"
#include "tests/support/files.hpp"

namespace spatial::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class BngSaved : public testing::Test {
 protected:
  std::filesystem::path file(const std::string& name = "template.gpkg") const { return folder_ / name; }
  BngRun run(bool check_only = false) const { return bng_run(file(), check_only); }
  BngRun saved(const BngSite& site, const BngFileStyle& style = {}) const {
    write_bng_file(file(), site, style);
    return run();
  }
  static void has_the_sound_units(const BngRun& result) {
    EXPECT_NEAR(result.figure("area", "before"), 4.1956, 1e-9);
    EXPECT_NEAR(result.figure("area", "after"), 2.1956 + 2 * 0.8671800006, 1e-9);
    EXPECT_NEAR(result.figure("hedgerow", "after"), 0.6, 1e-9);
    EXPECT_NEAR(result.figure("watercourse", "after"), 1.2, 1e-9);
    EXPECT_EQ(result.json.at("left_out"), 0);
  }
  TempDir folder_;
};

/// The site with Z, M or both in every geometry.
BngSite with_dimensions(BngSite site, const std::string& kind) {
  for (BngFileRow& row : site) {
    std::string wkt, more = kind == "ZM" ? " 12.5 nan" : kind == "Z" ? " 12.5" : " 0";
    for (const char c : row.wkt) {
      if ((c == ',' || c == ')') && !wkt.empty() && wkt.back() != ')') wkt += more;
      wkt += c;
      if (c == '(' && wkt.find(kind) == std::string::npos) wkt.insert(wkt.size() - 1, " " + kind + " ");
    }
    row.wkt = wkt;
  }
  return site;
}

TEST_F(BngSaved, TheSoundTemplateHasNothingToFind) {
  const BngRun result = saved(sound_site());
  has_the_sound_units(result);
  EXPECT_THAT(result.found(), IsEmpty());
  EXPECT_EQ(result.rejections, 0u);
}

TEST_F(BngSaved, ByArcGisWithItsNamesAndDimensions) {
  for (const char* kind : {"Z", "M", "ZM"}) {
    SCOPED_TRACE(kind);
    BngFileStyle style;
    style.underscores = true;
    style.key = "OBJECTID";
    style.geometry = "SHAPE";
    style.extra = "SHAPE_Length DOUBLE, SHAPE_Area DOUBLE, GlobalID TEXT(38)";
    style.z = std::string(kind).find('Z') != std::string::npos;
    style.m = std::string(kind).find('M') != std::string::npos;
    const BngRun result = saved(with_dimensions(sound_site(), kind), style);
    has_the_sound_units(result);
    EXPECT_THAT(result.found(),
                testing::IsSupersetOf({"bng_required_layer_missing Red Line Boundary",
                                       "bng_layer_unexpected Red_Line_Boundary", "bng_column_missing Habitats.fid",
                                       "bng_column_missing Habitats.geom", "bng_column_missing Habitats.Parcel Ref"}));
    EXPECT_THAT(
        result.summary,
        AllOf(HasSubstr("there is no layer 'Red Line Boundary'; 'Red_Line_Boundary' is read as it"),
              HasSubstr("there is no column 'fid'; the primary key is 'OBJECTID'"),
              HasSubstr("there is no column 'geom'; the geometry is in 'SHAPE'"),
              HasSubstr("there is no column 'Parcel Ref'; 'Parcel_Ref' is read as it"), Not(HasSubstr("not counted"))));
    EXPECT_GT(run(true).rejections, 0u) << "Defra's service compares names letter by letter";
  }
}

TEST_F(BngSaved, ByQgisWithAnotherKeyStylesAndAView) {
  BngFileStyle style;
  style.key = "id";
  write_bng_file(file(), sound_site(), style);
  run_sql(file(),
          "CREATE TABLE layer_styles(id INTEGER PRIMARY KEY, f_table_name TEXT, styleQML TEXT);"
          "INSERT INTO layer_styles VALUES(1,'Habitats','<qgis/>');"
          "INSERT INTO gpkg_contents(table_name,data_type,identifier) VALUES('layer_styles','attributes','styles');"
          "CREATE VIEW lost_habitats AS SELECT * FROM Habitats WHERE \"Retention Category\"='Lost';"
          "INSERT INTO gpkg_contents(table_name,data_type,identifier,srs_id) VALUES('lost_habitats','features','v',"
          "27700);INSERT INTO gpkg_geometry_columns VALUES('lost_habitats','geom','MULTIPOLYGON',27700,0,0);");
  const BngRun result = run();
  has_the_sound_units(result);
  EXPECT_THAT(result.found(), testing::UnorderedElementsAre(
                                  "bng_layer_unexpected lost_habitats", "bng_column_missing Habitats.fid",
                                  "bng_column_missing Hedgerows.fid", "bng_column_missing Red Line Boundary.fid",
                                  "bng_column_missing Rivers.fid", "bng_column_missing Urban Trees.fid"))
      << "a table of styles is no layer";
  EXPECT_THAT(result.summary, HasSubstr("Not counted: the rows of 'lost_habitats'"));
}

TEST_F(BngSaved, WithAViewInPlaceOfTheHabitats) {
  write_bng_file(file(), sound_site());
  run_sql(file(),
          "ALTER TABLE Habitats RENAME TO drawn; CREATE VIEW Habitats AS SELECT fid, geom, \"Parcel Ref\", \"Baseline "
          "Habitat Type\", \"Baseline Condition\", \"Retention Category\", \"Proposed Habitat Type\", \"Proposed "
          "Condition\" FROM drawn");
  const BngRun result = run();
  has_the_sound_units(result);
  EXPECT_THAT(result.found(), Contains("bng_column_primary_key Habitats.fid"));
}

TEST_F(BngSaved, ByHandWithoutAStampAndWithShapesNotDeclared) {
  BngFileStyle style;
  style.stamped = false;
  write_bng_file(file(), sound_site(), style);
  run_sql(file(), "UPDATE gpkg_geometry_columns SET geometry_type_name = 'GEOMETRY'");
  const BngRun result = run();
  has_the_sound_units(result);
  EXPECT_THAT(result.found(),
              testing::UnorderedElementsAre("bng_not_geopackage ", "bng_geometry_type Habitats",
                                            "bng_geometry_type Hedgerows", "bng_geometry_type Red Line Boundary",
                                            "bng_geometry_type Rivers", "bng_geometry_type Urban Trees"));
}

TEST_F(BngSaved, WithColumnsOfOtherTypes) {
  BngSite site = sound_site();
  site[1].cells["Habitat created in advance/years"] = "2.0";
  write_bng_file(file(), site);
  run_sql(file(),
          "ALTER TABLE Habitats ADD COLUMN kept TEXT; UPDATE Habitats SET kept = \"Habitat created in advance/years\";"
          "ALTER TABLE Habitats DROP COLUMN \"Habitat created in advance/years\";"
          "ALTER TABLE Habitats ADD COLUMN \"Habitat created in advance/years\" REAL;"
          "UPDATE Habitats SET \"Habitat created in advance/years\" = kept; ALTER TABLE Habitats DROP COLUMN kept;"
          "ALTER TABLE Habitats DROP COLUMN Area; ALTER TABLE Habitats ADD COLUMN Area TEXT(20);"
          "UPDATE Habitats SET Area = '0.5 ha'");
  const BngRun result = run();
  EXPECT_NEAR(result.figure("area", "created"), 2 * 0.931225, 1e-9) << "4 years less an advance of 2";
  EXPECT_THAT(result.found(),
              testing::UnorderedElementsAre("bng_column_type Habitats.Area",
                                            "bng_column_type Habitats.Habitat created in advance/years"));
}

TEST_F(BngSaved, TwoTemplatesInOneFileAreNeverMixed) {
  BngSite site = sound_site(), other = sound_site();
  for (BngFileRow& row : other)
    if (row.layer == "Habitats") row.cells["Retention Category"] = "Lost";
  write_bng_file(file(), site);
  run_sql(file(), bng_layer_sql("Habitats", "Habitats_2", other) +
                      bng_layer_sql("Red Line Boundary", "Red Line Boundary (2)", other) +
                      bng_layer_sql("Habitats", "Habitat", other));
  const BngRun result = run();
  has_the_sound_units(result);
  EXPECT_THAT(
      result.summary,
      AllOf(HasSubstr("'Habitats_2' looks like a second layer 'Habitats': only 'Habitats' is read, and the rows "
                      "of 'Habitats_2' are not counted; keep one template in a file"),
            HasSubstr("Not counted: the rows of 'Habitat', 'Habitats_2', 'Red Line Boundary (2)'")));
  EXPECT_EQ(result.json.at("unread_layers").size(), 3u);
  EXPECT_EQ(run(true).rejections, 3u);
}

TEST_F(BngSaved, AMissingLayerIsReadUnderTheNameOfItsPlural) {
  write_bng_file(file(), sound_site());
  run_sql(file(),
          "ALTER TABLE \"Urban Trees\" RENAME TO urban_tree; UPDATE gpkg_contents SET table_name='urban_tree' WHERE "
          "table_name='Urban Trees'; UPDATE gpkg_geometry_columns SET table_name='urban_tree' WHERE "
          "table_name='Urban Trees'");
  const BngRun result = run();
  has_the_sound_units(result);
  EXPECT_THAT(result.message("bng_layer_unexpected"), HasSubstr("it is read as 'Urban Trees'; give it that name"));
}

TEST_F(BngSaved, AnOlderEditionIsCountedAsFarAsItGoes) {
  BngFileStyle style;
  style.omits = {"Baseline Rural or Urban Tree", "Proposed Rural or Urban Tree", "Category",
                 "Baseline Distinctiveness",     "Proposed Distinctiveness",     "Count"};
  BngSite site = sound_site();
  site[1].cells["Proposed Strategic Significance"] = "Within area formally identified in local strategy";
  site.push_back(site[2]);
  site.back().wkt = bng_box(60, 10, 70, 20);
  site.back().cells["Parcel Ref"] = "P3";
  site.back().cells["Baseline Habitat Type"] = "Amenity grassland";
  const BngRun result = saved(site, style);
  EXPECT_NEAR(result.figure("area", "before"), 4.1956, 1e-9) << "trees count as urban";
  EXPECT_THAT(result.found(), testing::IsSupersetOf({"bng_column_missing Urban Trees.Baseline Rural or Urban Tree",
                                                     "bng_significance_unknown P1", "bng_habitat_unknown P3"}));
  EXPECT_EQ(result.json.at("left_out"), 1);
}

TEST_F(BngSaved, ATemplateWithoutProposedColumnsIsABaselineFile) {
  BngFileStyle style;
  style.omits = {"Retention Category",          "Proposed Habitat Type", "Proposed Condition",
                 "Proposed Broad Habitat Type", "Proposed Hedge Type",   "Proposed River Type"};
  const BngRun result = saved(sound_site(), style);
  EXPECT_TRUE(result.json.at("baseline_only").get<bool>());
  EXPECT_NEAR(result.figure("area", "before"), 4.1956, 1e-9);
}

TEST_F(BngSaved, WhereALayerHasTwoGeometriesOrNoneRegisteredThatIsTheReason) {
  for (const auto& [sql, why] :
       {std::pair{"ALTER TABLE Habitats ADD COLUMN old_shape POLYGON", "'Habitats' has 2 geometry columns"},
        std::pair{"DELETE FROM gpkg_geometry_columns WHERE table_name = 'Habitats'",
                  "'Habitats' has no row in gpkg_geometry_columns"}}) {
    write_bng_file(file(), sound_site());
    run_sql(file(), sql);
    try {
      run();
      ADD_FAILURE() << "counted in spite of: " << sql;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
      EXPECT_THAT(error.message(), HasSubstr(why));
    }
    EXPECT_GT(run(true).rejections, 0u) << "the check tells it as a finding";
  }
}

TEST_F(BngSaved, CurvesCountAsTheLandTheyEnclose) {
  BngSite site = sound_site();
  site[1].wkt =
      "MULTISURFACE(CURVEPOLYGON(CIRCULARSTRING(400000 200050,400025 200075,400050 200050,400025 200025,400000 "
      "200050)))";
  const BngRun result = saved(site);
  EXPECT_NEAR(result.figure("area", "before"), 2.1956 + 3.14159265 * 625 / 1e4 * 4, 1e-3);
}

TEST_F(BngSaved, LandAcrossTheEdgeOfTheNationalGridIsCountedAndTold) {
  for (const auto& [x, y] : {std::pair{-50.0, 1e5}, {299950.0, 1299950.0}, {699950.0, 3e5}, {-50.0, -50.0}}) {
    SCOPED_TRACE(fmt::format("{} {}", x, y));
    BngSite site = sound_site();
    for (BngFileRow& row : site) row.wkt.clear();
    const auto at = [x = x, y = y](double x0, double x1) {
      return bng_box(x0 + x - 400000, y - 200000, x1 + x - 400000, y + 100 - 200000);
    };
    site[0].wkt = at(0, 100);
    site[1].wkt = at(0, 50);
    site[2].wkt = at(50, 100);
    site.resize(3);
    const BngRun result = saved(site);
    EXPECT_NEAR(result.figure("area", "before"), 4, 1e-9);
    EXPECT_THAT(result.found(), testing::ElementsAre("bng_outside_england ", "empty_layer "));
  }
}

TEST_F(BngSaved, CoordinatesThatCannotBeRightAreNeverCountedInSilence) {
  BngSite degrees = sound_site();
  degrees[0].wkt = "POLYGON((-2.5 51.4,-2.49 51.4,-2.49 51.41,-2.5 51.41,-2.5 51.4))";
  degrees[1].wkt = degrees[0].wkt;
  degrees.resize(2);
  const BngRun result = saved(degrees);
  EXPECT_EQ(result.json.at("left_out"), 1);
  EXPECT_THAT(result.message("bng_geometry_unreadable"), HasSubstr("look like degrees"));
  EXPECT_THAT(result.found(), Contains(testing::StartsWith("bng_red_line_none")));

  BngSite swapped = sound_site();
  swapped[0].wkt = "POLYGON((200000 400000,200100 400000,200100 400100,200000 400100,200000 400000))";
  swapped[1].wkt = swapped[0].wkt;
  swapped.resize(2);
  EXPECT_THAT(saved(swapped).message("bng_outside_england"), HasSubstr("with east and north swapped"));

  BngSite nowhere = sound_site();
  nowhere[1].wkt = "POLYGON((400000 200000,nan 200000,400050 200100,400000 200100,400000 200000))";
  nowhere[3].wkt = "LINESTRING(400000 200050,400100 nan)";
  const BngRun lost = saved(nowhere);
  EXPECT_EQ(lost.json.at("left_out"), 2);
  EXPECT_THAT(lost.summary, HasSubstr("P1: row 1 of layer 'Habitats' has a coordinate that is not a number"));
}

TEST_F(BngSaved, ARedLineOfSeveralPartsIsOneRedLine) {
  BngSite site = sound_site();
  site[0].wkt =
      "MULTIPOLYGON(((400000 200000,400050 200000,400050 200100,400000 200100,400000 200000)),((400200 200000,400250 "
      "200000,400250 200100,400200 200100,400200 200000)))";
  site[2].wkt = bng_box(200, 0, 250, 100);
  site[3].wkt = bng_line(0, 50, 50, 50);
  site[3].cells["Length"] = "50";
  const BngRun result = saved(site);
  EXPECT_THAT(result.found(), IsEmpty());
  EXPECT_NEAR(result.figure("area", "before"), 4.1956, 1e-9);
}

TEST_F(BngSaved, SizesStatedInOtherUnitsAreComparedAndNeverCounted) {
  const auto told = [&](const std::string& area, const std::string& length) {
    BngSite site = sound_site();
    site[1].cells["Area"] = area;
    site[3].cells["Length"] = length;
    const BngRun result = saved(site);
    has_the_sound_units(result);
    return result;
  };
  for (const auto& [area, length] : {std::pair{"5000", "100"},
                                     {"0.5", "0.1"},
                                     {"0.5 ha", "100 m"},
                                     {"5,000", "0.1 km"},
                                     {"5000 m²", "100m"},
                                     {"1.236 acres", "109.4 yards"},
                                     {"", ""},
                                     {"0", "N/A"}})
    EXPECT_EQ(told(area, length).message("bng_size_differs"), "") << area << ' ' << length;
  EXPECT_THAT(told("1.236", "100").message("bng_size_differs"),
              "1.236 is stated, but the shape measures 5000.0 m²; in acres it would fit: the template wants m²");
  EXPECT_THAT(told("53820", "100").message("bng_size_differs"), HasSubstr("in square feet it would fit"));
  EXPECT_THAT(told("5000", "328").message("bng_size_differs"),
              "328 is stated, but the shape measures 100.0 m; in feet it would fit: the template wants m");
  EXPECT_THAT(told("5000", "0.0621").message("bng_size_differs"), HasSubstr("in miles it would fit"));
  EXPECT_THAT(told("0.5 acres", "100").message("bng_size_differs"),
              "0.5 acres is stated, but the shape measures 5000.0 m²");
  EXPECT_THAT(told("about half", "100").message("bng_size_differs"), HasSubstr("the stated text is not a size"));
}

TEST_F(BngSaved, TranslatedAndMixedWordsAreNeverTakenForTheMetrics) {
  for (const char* word : {"gut", "mäßig", "не good", "Good ił", "Cymedrol", "好 good", "Gut (Good)"}) {
    BngSite site = sound_site();
    site[1].cells["Baseline Condition"] = word;
    const BngRun result = saved(site);
    EXPECT_THAT(result.found(), Contains("bng_condition_unknown P1")) << word;
    EXPECT_EQ(result.json.at("left_out"), 1) << word;
  }
  for (const char* word : {" MODERATE ", "moderate\xC2\xA0", "\xEF\xBB\xBFModerate", "3. moderate",
                           "Mod\xC2\xAD"
                           "erate"}) {
    BngSite site = sound_site();
    site[1].cells["Baseline Condition"] = word;
    has_the_sound_units(saved(site));
  }
}

TEST_F(BngSaved, LinesAndTreesThatAreDrawnOddlyAreTold) {
  BngSite site = sound_site();
  for (const std::size_t row : {3, 5}) site.push_back(site[row]);
  site[6].cells["Parcel Ref"] = "H2";
  site[6].wkt = bng_line(100, 50, 0, 50);
  site[7].cells["Tree Ref"] = "T2";
  site.push_back(site[3]);
  site[8].cells["Parcel Ref"] = "H3";
  site[8].wkt = bng_line(10, 10, 10, 10);
  site.push_back(site[5]);
  site[9].cells["Tree Ref"] = "T3";
  site[9].wkt = "MULTIPOINT(400010 200010,400020 200020)";
  site.push_back(site[5]);
  site[10].cells["Tree Ref"] = "T4";
  site[10].wkt = "POINT(400060 200060)";
  site[10].cells["Count"] = "3";
  const BngRun result = saved(site);
  EXPECT_THAT(result.found(), testing::IsSupersetOf({"self_overlap H2", "self_overlap T2", "bng_geometry_unreadable H3",
                                                     "bng_size_differs T3", "bng_size_differs T4"}));
  EXPECT_NEAR(result.figure("hedgerow", "before"), 1.2, 1e-9) << "both are counted, as Defra's service counts them";
  EXPECT_NEAR(result.figure("area", "before"), 4 + 4 * 0.1956, 1e-9) << "a row is a tree";
  EXPECT_THAT(result.summary, AllOf(HasSubstr("has no length and was left out"), HasSubstr("counts as one tree")));
}

TEST_F(BngSaved, ALayerThatIsOnlyRegisteredAndATemplateThatIsItsOwnOffSiteLandAreRefused) {
  write_bng_file(file(), sound_site());
  BngRunOptions options;
  options.file = options.off_site = file().string();
  options.tables = source_dir() / "data/presets/bng";
  try {
    run_bng(std::nullopt, options, {}, {1, Backend::serial});
    ADD_FAILURE() << "the land would count twice";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
  }
  run_sql(file(), "DROP TABLE Hedgerows");
  EXPECT_GT(run(true).rejections, 0u);
  try {
    EXPECT_THAT(run().found(), Contains("bng_geometry_unreadable Hedgerows"));
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), HasSubstr("'Hedgerows' is registered as a layer, but the file has no such table"));
  }
}

TEST_F(BngSaved, YearsAreWholeNumbersInFigures) {
  const auto created = [&](const char* years) {
    BngSite site = sound_site();
    site[1].cells["Habitat created in advance/years"] = years;
    const BngRun result = saved(site);
    return result.found().contains("bng_years_invalid P1") ? -1 : result.figure("area", "created");
  };
  for (const char* years : {"2", " 2 ", "2.0", "02"}) EXPECT_NEAR(created(years), 2 * 0.931225, 1e-9) << years;
  for (const char* years : {"30+", " 30+ ", "30"}) EXPECT_NEAR(created(years), 2, 1e-9) << years;
  for (const char* years : {"0x2", "2e0", "-2", "2.5", "two", "2 years", "31", ">30", "nan", "inf", "2,0"})
    EXPECT_EQ(created(years), -1) << years;
}

}  // namespace
}  // namespace spatial::test
