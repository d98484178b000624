// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <cmath>
#include <string>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;

/// Bath with the config that `lnrs init` writes: the worked example of docs/bath.md.
class BathMap : public testing::Test {
 protected:
  void SetUp() override {
    if (shared_dir().empty()) GTEST_SKIP() << "the folder with real layers is absent (LNRS_SHARED)";
    std::filesystem::copy_file(shared_dir() / "data" / "bath.gpkg", folder_ / "bath.gpkg");
    std::filesystem::permissions(folder_ / "bath.gpkg", std::filesystem::perms::owner_all);
    done({"init", "bath.gpkg", "-o", "bath.toml"});
    done({"opportunities", "bath.toml", "-o", "bath_opportunities.gpkg", "-q"});
  }
  ToolRun done(const std::vector<std::string>& words) const {
    ToolRun run = run_tool(words, folder_.path());
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return run;
  }
  double number(const std::string& sql, const std::string& file = "bath_opportunities.gpkg") const {
    const std::string text = query(folder_ / file, sql);
    return text.empty() ? std::nan("") : std::stod(text);
  }

  TempDir folder_;
};

TEST_F(BathMap, TheBestPlacesToCreateHabitatCanBeDefended) {
  const std::string best = " FROM (SELECT * FROM opportunity_areas WHERE action = 'create' ORDER BY rank LIMIT 50)";
  EXPECT_EQ(number("SELECT count(*)" + best), 50);
  EXPECT_LE(number("SELECT max(10000 * in_site_ha)" + best), 1) << "square metres in a site";
  EXPECT_GE(number("SELECT min(potential)" + best), 0.5) << "suitability of the land";
  EXPECT_EQ(number("SELECT count(*)" + best + " WHERE place IS NULL OR length(grid_ref) < 10 OR centre_x IS NULL"), 0);
  // The same land laid over the sites of the source, by the overlay instead of by the map's own columns.
  run_sql(folder_ / "bath_opportunities.gpkg",
          "CREATE VIEW first_50 AS SELECT fid AS OGC_FID, geom, candidate_id" + best +
              "; INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) SELECT 'first_50', 'features', "
              "'first_50', srs_id FROM gpkg_contents WHERE table_name = 'opportunity_areas'; INSERT INTO "
              "gpkg_geometry_columns SELECT 'first_50', 'geom', geometry_type_name, srs_id, z, m FROM "
              "gpkg_geometry_columns WHERE table_name = 'opportunity_areas'");
  for (const char* site : {"sssi", "sac", "spa", "local_nature_reserve", "ancient_woodland"}) {
    done({"overlay", "intersection", "bath_opportunities.gpkg#first_50", std::string("bath.gpkg#") + site, "-o",
          "shared.gpkg", "--overwrite", "-q"});
    const double largest = number(
        "SELECT ifnull(max(area), 0) FROM (SELECT sum(10000 * area_ha) AS area FROM overlay "
        "GROUP BY candidate_id)",
        "shared.gpkg");
    EXPECT_LE(largest, 1) << site;
  }
}

TEST_F(BathMap, FiveExclusionsAndAnotherWeightAreExplained) {
  std::string config = read_file(folder_ / "bath.toml");
  config +=
      "\n[[layers.exclusion]]\nlayer = \"bath.gpkg#planning_site\"\nid = \"site_ref\"\n"
      "where = \"site_ref <= 'SITE-005'\"\n";
  write_file(folder_ / "excluded.toml", config);
  done({"opportunities", "excluded.toml", "-o", "excluded.gpkg", "-q", "--set", "scoring.weights.joined=5"});
  const ToolRun compared =
      done({"compare", "bath_opportunities.gpkg", "excluded.gpkg", "-o", "changes.gpkg", "--html", "changes.html"});
  const double all = number("SELECT count(*) FROM candidate_changes", "changes.gpkg");
  EXPECT_EQ(number("SELECT count(*) FROM candidate_changes WHERE fate = 'came'", "changes.gpkg"), 0);
  EXPECT_GE(number("SELECT count(*) FROM candidate_changes WHERE fate = 'stayed'", "changes.gpkg"), all - 60);
  EXPECT_EQ(number("SELECT sum(candidates) FROM rank_changes", "changes.gpkg"), all);
  EXPECT_LT(
      number("SELECT max(abs(due_suitability + due_constraint + due_better + due_bigger + due_more + due_joined + "
             "due_boa + due_boa_target + due_potential_weighed - (new_score - old_score))) FROM candidate_changes",
             "changes.gpkg"),
      1e-9);
  EXPECT_THAT(compared.out, HasSubstr("scoring.weights.joined: 3, 5"));
  EXPECT_LT(std::filesystem::file_size(folder_ / "changes.html"), 5'000'000u);
}

}  // namespace
}  // namespace spatial::test
