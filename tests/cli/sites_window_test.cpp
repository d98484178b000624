// SPDX-License-Identifier: MIT
// lnrs sites reads only what a site can touch: the same findings as from the whole county, and nothing read twice.
#include <gmock/gmock.h>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;

/// The sample county with its list of sites in a file of its own: one site, or all of them often enough that the whole
/// county is read.
class SiteWindow : public testing::Test {
 protected:
  SiteWindow() {
    const std::filesystem::path samples = source_dir() / "data/samples";
    std::filesystem::copy_file(samples / "county.gpkg", path("county.gpkg"));
    std::string config = read_file(samples / "county.toml");
    write_file(path("county.toml"), config);
    const std::string plain = "layer = \"county.gpkg#habitat\"\n";
    const std::size_t at = config.find(plain);
    // Woodland from a source of its own, which takes the land of the habitat map, and overlaps of that parted.
    config.insert(at, "resolve_overlaps = \"largest\"\n");
    config.replace(config.find("[layers.habitat]"), std::string("[layers.habitat]").size(),
                   "[[layers.habitat]]\nlayer = \"county.gpkg#ancient_woodland\"\nid = \"aw_id\"\ncode = \"w1f\"\n"
                   "crosswalk = \"ukhab\"\n\n[[layers.habitat]]");
    write_file(path("two_sources.toml"), config);
    std::filesystem::copy_file(path("county.gpkg"), path("all.gpkg"));
    run_sql(path("all.gpkg"), "DROP TRIGGER rtree_planning_site_geom_insert");
    for (const char* copy : {"a", "b", "c"})
      run_sql(path("all.gpkg"), std::string("INSERT INTO planning_site (geom, ref) SELECT geom, ref || '-") + copy +
                                    "' FROM planning_site WHERE length(ref) = 12");
  }

  std::filesystem::path path(const std::string& name) const { return folder_ / name; }

  std::string one(const std::string& ref) const {
    const std::string file = "one_" + ref.substr(3, 5) + ".gpkg";
    std::filesystem::copy_file(path("county.gpkg"), path(file));
    run_sql(path(file), "DELETE FROM planning_site WHERE ref <> '" + ref + "'");
    return file;
  }

  ToolRun run(const std::string& config, const std::string& list, const std::string& output,
              std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"sites", config, "--sites", list + "#planning_site", "-o", output, "--overwrite"};
    words.insert(words.end(), more.begin(), more.end());
    return run_tool(words, folder_.path());
  }

  /// All that is found about one site, numbers with all their digits.
  std::string findings(const std::string& output, const std::string& ref) const {
    const std::vector<std::pair<std::string, std::string>> tables{
        {"site_features",
         "role, feature_id, feature_name, relation, nearest, overlap_ha, share_of_site, "
         "share_of_feature, distance_m, direction, boundary_m"},
        {"site_networks", "network, core_lost_ha, eca_before_ha, eca_lost_ha, eca_lost_percent, eca_proposed_ha"},
        {"site_habitats", "place, habitat, label, features, area_ha, within_1km_ha, within_5km_ha"},
        {"site_targets", "boa_id, habitat, existing_ha, suitable_ha, site_habitats"},
        {"sites", "summary, authorities, designated_affected_ha, irreplaceable_on_site_ha"}};
    std::string all;
    for (const auto& [table, columns] : tables) {
      std::string quoted;
      for (std::size_t from = 0; from < columns.size();) {
        const std::size_t to = std::min(columns.find(", ", from), columns.size());
        quoted += (quoted.empty() ? "quote(" : " || '|' || quote(") + columns.substr(from, to - from) + ")";
        from = to + 2;
      }
      all += table + "\n" +
             query(path(output), "SELECT group_concat(line, char(10)) FROM (SELECT " + quoted + " AS line FROM " +
                                     table + " WHERE site_id = '" + ref + "' ORDER BY 1)") +
             "\n";
    }
    return all;
  }

  TempDir folder_;
};

TEST_F(SiteWindow, OneSiteTellsWhatTheWholeCountyTells) {
  for (const char* config : {"county.toml", "two_sources.toml"}) {
    ASSERT_EQ(run(config, "all.gpkg", "all_out.gpkg").exit_code, 0);
    ASSERT_EQ(query(path("all_out.gpkg"), "SELECT count(*) FROM sites"), "56");
    EXPECT_NE(query(path("all_out.gpkg"), "SELECT count(*) FROM site_networks"), "0") << "nothing to compare";
    for (const std::string ref : {"26/00100/OUT", "26/00107/OUT", "26/00121/OUT", "26/00149/OUT", "26/00177/OUT"}) {
      std::filesystem::remove(path("one_" + ref.substr(3, 5) + ".gpkg"));
      const ToolRun out = run(config, one(ref), "one_out.gpkg");
      ASSERT_EQ(out.exit_code, 0) << out.err;
      EXPECT_EQ(findings("one_out.gpkg", ref), findings("all_out.gpkg", ref)) << config << ", site " << ref;
    }
  }
}

TEST_F(SiteWindow, BuildsOnlyNetworksThatASiteMeets) {
  ASSERT_EQ(run("county.toml", one("26/00100/OUT"), "one_out.gpkg").exit_code, 0);
  const std::string built = query(
      path("one_out.gpkg"), "SELECT count(DISTINCT item) FROM run WHERE section = 'stage' AND item LIKE 'network %'");
  const std::string touched = query(path("one_out.gpkg"), "SELECT count(*) FROM site_networks");
  EXPECT_LE(std::stoi(touched), std::stoi(built));
  EXPECT_LT(std::stoi(built), 6) << "the county has six networks";
}

TEST_F(SiteWindow, ReadsTheHabitatOnceHoweverFarASiteLies) {
  // 40 km east of the county: no layer has anything within the first window.
  const ToolRun out = run_tool({"sites", "county.toml", "--wkt",
                                "POLYGON((610000 160000,610100 160000,610100 160100,610000 160100,610000 160000))",
                                "--ref", "far", "-o", "far.gpkg"},
                               folder_.path());
  ASSERT_EQ(out.exit_code, 0) << out.err;
  const auto stages = [&](const std::string& stage) {
    return std::stoi(query(path("far.gpkg"),
                           "SELECT count(*) FROM run WHERE section = 'stage' AND key = 'items' AND item "
                           "= '" +
                               stage + "'"));
  };
  EXPECT_EQ(stages("read county.gpkg#habitat"), 1);
  EXPECT_LE(stages("clean county.gpkg#habitat"), 3);
  EXPECT_LE(stages("read county.gpkg#lws"), 3);
  EXPECT_EQ(query(path("far.gpkg"), "SELECT count(*) FROM issues WHERE rule = 'site_far_from_layers'"), "1");
  EXPECT_EQ(query(path("far.gpkg"), "SELECT relation FROM site_features WHERE role = 'designated'"), "beyond");
  EXPECT_THAT(query(path("far.gpkg"), "SELECT summary FROM sites"), HasSubstr("Priority habitat: none within 1000 m"));
}

TEST_F(SiteWindow, AWrongCodeAnywhereInTheCountyStopsTheRun) {
  std::string config = read_file(path("county.toml"));
  config.replace(config.find("allow_unknown = true"), std::string("allow_unknown = true").size(),
                 "allow_unknown = false");
  write_file(path("strict.toml"), config);
  const ToolRun out = run("strict.toml", one("26/00100/OUT"), "one_out.gpkg");
  EXPECT_EQ(out.exit_code, 3);
  EXPECT_THAT(out.err, HasSubstr("not in the crosswalk"));
}

}  // namespace
}  // namespace spatial::test
