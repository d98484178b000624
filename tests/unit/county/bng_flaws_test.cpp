// SPDX-License-Identifier: MIT
// Every check of data/presets/bng/checks.csv on a template that has that flaw, made from a sound one.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <functional>

#include "libspatial/core/text.hpp"
#include "libspatial/county/bng_source.hpp"
#include "tests/support/bng_file.hpp"
#include "tests/support/bng_runs.hpp"
#include "tests/support/files.hpp"

namespace spatial::test {
namespace {

/// What spoils a sound site: its rows, or its file once it is written.
struct Flaw {
  std::string key;
  std::function<void(BngSite&)> rows;
  std::string sql = {};
};

Flaw cell(const std::string& key, std::size_t row, std::map<std::string, std::string> cells) {
  return {key, [row, cells = std::move(cells)](BngSite& site) {
            for (const auto& [column, text] : cells) site[row].cells[column] = text;
          }};
}
Flaw shape(const std::string& key, std::size_t row, const std::string& wkt) {
  return {key, [row, wkt](BngSite& site) { site[row].wkt = wkt; }};
}
Flaw form(const std::string& key, const std::string& sql) { return {key, {}, sql}; }

constexpr std::size_t red = 0, lost = 1, kept = 2, hedge = 3, ditch = 4, tree = 5;
const std::string bow = "POLYGON((400000 200000,400050 200100,400050 200000,400000 200100,400000 200000))";

std::vector<Flaw> flaws_of_the_file() {
  return {
      form("not_geopackage", "PRAGMA application_id = 0"),
      form("system_table_missing", "DROP TABLE gpkg_spatial_ref_sys"),
      form("layer_missing", "DELETE FROM gpkg_contents WHERE table_name = 'Habitats'"),
      form("layer_unexpected", bng_layer_sql("Habitats", "iggis", {})),
      form("crs", "UPDATE gpkg_contents SET srs_id = 3857; UPDATE gpkg_geometry_columns SET srs_id = 3857"),
      form("crs_inconsistent", "UPDATE gpkg_contents SET srs_id = 3857 WHERE table_name = 'Habitats'"),
      form("geometry_column_name",
           "ALTER TABLE Habitats RENAME COLUMN geom TO \"the shape\"; UPDATE gpkg_geometry_columns SET column_name = "
           "'the shape' WHERE table_name = 'Habitats'"),
      form("geometry_columns", "ALTER TABLE Habitats ADD COLUMN old_shape POLYGON"),
      form("geometry_type",
           "UPDATE gpkg_geometry_columns SET geometry_type_name = 'MULTILINESTRING' WHERE table_name = 'Hedgerows'"),
      form("geometry_unregistered", "DELETE FROM gpkg_geometry_columns WHERE table_name = 'Habitats'"),
      form("column_missing", "ALTER TABLE Hedgerows RENAME COLUMN Company TO Firm"),
      form("column_type", "ALTER TABLE Rivers DROP COLUMN Length; ALTER TABLE Rivers ADD COLUMN Length TEXT"),
      form("column_not_null",
           "ALTER TABLE Rivers DROP COLUMN Company; ALTER TABLE Rivers ADD COLUMN Company TEXT NOT NULL DEFAULT ''"),
      form("column_primary_key",
           "CREATE TABLE made AS SELECT * FROM \"Urban Trees\"; DROP TABLE \"Urban Trees\"; ALTER TABLE made RENAME TO "
           "\"Urban Trees\""),
      form("geometry_unreadable", "UPDATE Habitats SET geom = x'4750000000' WHERE fid = 1"),
  };
}

std::vector<Flaw> flaws_of_the_land() {
  const auto second = [](std::size_t row, double x) {
    return [row, x](BngSite& site) {
      site.push_back(site[row]);
      site.back().wkt = bng_box(x, 0, x + 10, 10);
    };
  };
  return {
      shape("red_line_none", red, ""),
      {"red_line_many", second(red, 200)},
      {"habitats_none", [](BngSite& site) { site.erase(site.begin() + lost, site.begin() + hedge); }},
      shape("geometry_mixed", kept, bng_line(0, 0, 50, 50)),
      shape("lines_none", hedge, "POINT(400010 200010)"),
      shape("red_line_invalid", red,
            "POLYGON((400000 200000,400100 200100,400100 200000,400000 200100,400000 200000))"),
      shape("parcel_invalid", lost, bow),
      shape("parcels_overlap", kept, bng_box(49.9, 0, 100, 100)),
      {"parcel_too_small",
       [](BngSite& site) {
         site.push_back(site[kept]);
         site.back().wkt = bng_box(60, 10, 60.9, 11);
       }},
      shape("parcel_outside", kept, bng_box(50, 0, 100.1, 100)),
      shape("line_outside", hedge, bng_line(0, 50, 100.2, 50)),
      shape("line_outside", ditch, bng_line(20, -0.2, 20, 100)),
      shape("tree_outside", tree, "POINT(400100.2 200050)"),
      shape("area_sum", kept, bng_box(50, 0, 99.9, 100)),
      {"outside_england",
       [](BngSite& site) { site[red].wkt = site[lost].wkt = "POLYGON((2e5 2e5,2e5 200100,200100 200100,2e5 2e5))"; }},
      shape("red_line_too_large", red, bng_box(0, 0, 10000, 10100)),
      cell("reference_duplicate", kept, {{"Parcel Ref", "P1"}}),
  };
}

std::vector<Flaw> flaws_of_the_words() {
  const std::string advance = "Habitat created in advance/years", delay = "Delay in starting habitat creation/years";
  const std::string channel = "Baseline Encroachment into Watercourse";
  return {
      cell("advance_and_delay", lost, {{advance, "1"}, {delay, "1"}}),
      cell("habitat_unknown", kept, {{"Baseline Habitat Type", "Modifed grass"}}),
      cell("habitat_unknown", hedge, {{"Baseline Hedge Type", "Privet"}}),
      cell("broad_mismatch", kept, {{"Baseline Broad Habitat Type", "Wetland"}}),
      cell("condition_unknown", kept, {{"Baseline Condition", "Splendid"}}),
      cell("condition_impossible", hedge, {{"Baseline Condition", "Fairly Good"}}),
      cell("condition_missing", kept, {{"Baseline Condition", "Not Available"}}),
      cell("baseline_missing", kept, {{"Baseline Habitat Type", "N/A"}}),
      cell("proposed_missing", lost, {{"Proposed Habitat Type", ""}}),
      cell("retention_unknown", kept, {{"Retention Category", "Removed"}}),
      cell("retention_missing", kept, {{"Retention Category", "Null"}}),
      cell("years_invalid", lost, {{advance, "31"}}),
      cell("significance_unknown", kept, {{"Baseline Strategic Significance", "Very important"}}),
      cell("encroachment_missing", ditch, {{channel, ""}}),
      cell("encroachment_unknown", ditch, {{channel, "Some"}}),
      cell("encroachment_impossible", ditch, {{channel, "N/A - Culvert"}}),
      cell("tree_size_unknown", tree, {{"Baseline Tree Size", "Gigantic"}}),
      cell("tree_kind_unknown", tree, {{"Baseline Rural or Urban Tree", "Street"}}),
      cell("enhancement_impossible", lost,
           {{"Retention Category", "Enhanced"},
            {"Proposed Broad Habitat Type", "Woodland and forest"},
            {"Proposed Habitat Type", "Felled"},
            {"Proposed Condition", "Good"}}),
      cell("no_enhancement", lost, {{"Retention Category", "Enhanced"}}),
      cell("condition_falls", lost, {{"Retention Category", "Enhanced"}, {"Proposed Condition", "Poor"}}),
      cell("trading_down", lost,
           {{"Retention Category", "Enhanced"},
            {"Proposed Broad Habitat Type", "Cropland"},
            {"Proposed Habitat Type", "Cereal crops"},
            {"Baseline Habitat Type", "Other neutral grassland"},
            {"Proposed Condition", "Condition Assessment N/A"}}),
      cell("trading_like_for_like", lost,
           {{"Retention Category", "Enhanced"},
            {"Baseline Habitat Type", "Lowland meadows"},
            {"Proposed Habitat Type", "Upland hay meadows"}}),
      cell("irreplaceable", kept,
           {{"Baseline Habitat Type", "Blanket bog"}, {"Baseline Broad Habitat Type", "Wetland"}}),
      cell("irreplaceable_lost", lost,
           {{"Baseline Habitat Type", "Blanket bog"}, {"Baseline Broad Habitat Type", "Wetland"}}),
  };
}

class BngFlaws : public testing::Test {
 protected:
  std::map<std::string, std::string> checks_of(const Flaw& flaw) const {
    BngSite site = sound_site();
    if (flaw.rows) flaw.rows(site);
    write_bng_file(folder_ / "flaw.gpkg", site);
    if (!flaw.sql.empty()) run_sql(folder_ / "flaw.gpkg", flaw.sql);
    return bng_run(folder_ / "flaw.gpkg", true).checks();
  }
  BngTables tables_ = read_bng_tables(source_dir() / "data/presets/bng");
  TempDir folder_;
};

TEST_F(BngFlaws, EveryCheckFindsItsFlawAndJudgesItAsDefra) {
  std::set<std::string> shown{
      // Nothing a file could have: the service's own limits, what cannot happen, and figures of the summary.
      "", "slivers_outside", "out_of_scope", "contents_type", "iggi_outside", "area_created_differs", "net_gain_short",
      "trading_not_met",
      // Tests of their own below.
      "file_invalid", "creation_impossible"};
  for (const std::vector<Flaw>& flaws : {flaws_of_the_file(), flaws_of_the_land(), flaws_of_the_words()})
    for (const Flaw& flaw : flaws) {
      SCOPED_TRACE(flaw.key);
      shown.insert(flaw.key);
      const std::map<std::string, std::string> found = checks_of(flaw);
      const auto at = found.find(flaw.key);
      ASSERT_NE(at, found.end()) << testing::PrintToString(found);
      for (const BngCheck& check : tables_.checks())
        if (check.key == flaw.key) {
          EXPECT_EQ(at->second.ends_with(", rejected"), check.service.starts_with("rejects")) << at->second;
        }
    }
  for (const BngCheck& check : tables_.checks()) EXPECT_TRUE(shown.contains(check.key)) << check.key << " has no flaw";
}

TEST_F(BngFlaws, ATextFileIsNoTemplate) {
  write_file(folder_ / "text.gpkg", "Parcel Ref,Area\n");
  EXPECT_EQ(bng_run(folder_ / "text.gpkg", true).checks(),
            (std::map<std::string, std::string>{{"file_invalid", "error, rejected"}}));
}

TEST_F(BngFlaws, TablesOfAnotherEditionCanForbidWhatTheseAllow) {
  std::filesystem::copy(source_dir() / "data/presets/bng", folder_ / "tables");
  std::string years = read_file(folder_ / "tables/area_time_creation.csv");
  const std::size_t row = years.find("Grassland,Modified grassland,");
  ASSERT_NE(row, std::string::npos);
  const std::size_t end = years.find('\n', row);
  years.replace(row, end - row, "Grassland,Modified grassland,,,,,,,");
  write_file(folder_ / "tables/area_time_creation.csv", years);
  write_bng_file(folder_ / "template.gpkg", sound_site());
  const BngRun run = bng_run(folder_ / "template.gpkg", false, folder_ / "tables");
  EXPECT_THAT(run.found(), testing::ElementsAre("bng_creation_impossible P1"));
  EXPECT_EQ(run.figure("area", "created"), 0);
  EXPECT_EQ(run.json.at("left_out"), 1);
}

TEST_F(BngFlaws, TolerancesAreDefras) {
  const auto clean = [&](const Flaw& flaw) { return !checks_of(flaw).contains(flaw.key); };
  EXPECT_TRUE(clean(shape("parcels_overlap", kept, bng_box(49.996, 0, 100, 100)))) << "0.4 m²";
  EXPECT_TRUE(clean(shape("parcel_outside", kept, bng_box(50, 0, 100.004, 100))));
  EXPECT_TRUE(clean(shape("area_sum", kept, bng_box(50, 0, 99.996, 100))));
  EXPECT_TRUE(clean(shape("line_outside", hedge, bng_line(0, 50, 100.09, 50))));
  EXPECT_TRUE(clean(shape("tree_outside", tree, "POINT(400100.09 200050)")));
  EXPECT_FALSE(clean(shape("parcels_overlap", kept, bng_box(49.993, 0, 100, 100)))) << "0.7 m²";
  EXPECT_FALSE(clean(shape("line_outside", hedge, bng_line(0, 50, 100.11, 50))));
}

}  // namespace
}  // namespace spatial::test
