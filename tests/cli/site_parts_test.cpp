// SPDX-License-Identifier: MIT
// lnrs sites in parts: the bytes of a run without parts, whatever the number and order of parts, and after kills.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using Words = std::vector<std::string>;

constexpr double east = 500000, north = 100000;

FixtureLayer habitats() {
  constexpr const char* codes[] = {"w1f", "g3c", "g3a", "c1c", "w1f", "u1b"};
  FixtureLayer layer;
  for (int k = 0; k < 24 * 24; ++k)
    if (k % 7 != 3)
      layer.rows.push_back({square_wkt(east + 150.0 * (k % 24), north + 150.0 * (k / 24), k % 11 == 0 ? 170 : 150),
                            {fmt::format("H{}", k), codes[(k * k + k / 24) % 6]}});
  return layer;
}

/// Points, lines, squares, and some that cannot be checked; references are not in the order of the file.
FixtureLayer applications(int count) {
  FixtureLayer layer;
  layer.name = "applications";
  layer.fields = {"reference", "area_ha:Real"};
  for (int k = 0; k < count; ++k) {
    const double x = east + 36.0 * (k * 37 % 97), y = north + 36.0 * (k * 61 % 89);
    const std::string ref = fmt::format("26/{:05}", k * 31 % 1009);
    if (k % 13 == 5)
      layer.rows.push_back({"", {ref, "1"}});
    else if (k % 5 == 1)
      layer.rows.push_back({fmt::format("POINT ({} {})", x, y), {ref, "0.8"}});
    else
      layer.rows.push_back({square_wkt(x, y, 40 + k), {ref, "\x01"}});
  }
  return layer;
}

class SiteParts : public testing::Test {
 protected:
  SiteParts() {
    FixtureLayer sssi{"sssi", "EPSG:27700", "Unknown", {"ref", "name"}, {}}, boa = sssi, area = sssi;
    boa.name = "boa", area.name = "area";
    for (int k = 0; k < 9; ++k)
      sssi.rows.push_back({square_wkt(east + 1100.0 * (k % 3), north + 1300.0 * (k / 3), 300),
                           {fmt::format("S{}", k), fmt::format("Down {}", k)}});
    boa.rows.push_back({square_wkt(east, north, 2000), {"B1", "Vale"}});
    area.rows.push_back({square_wkt(east - 500, north - 500, 4000), {"A", "County"}});
    FixtureLayer targets{"targets",
                         "",
                         "None",
                         {"boa_id", "habitat", "action", "quantity_ha", "text"},
                         {{"", {"B1", "Lowland meadows", "restore", "10", "Restore meadows."}}}};
    write_fixture(folder_ / "county.gpkg", "GPKG", {habitats(), sssi, boa, area, targets});
    write_fixture(folder_ / "list.gpkg", "GPKG", {applications(90)});
    write_fixture(folder_ / "few.gpkg", "GPKG", {applications(9)});
    write_file(folder_ / "county.toml",
               "[project]\nname = \"Test county\"\ndate = \"2026-03-31\"\narea = \"county.gpkg#area\"\n"
               "[layers.habitat]\nlayer = \"county.gpkg#habitat\"\nid = \"ref\"\nclass = \"class\"\n"
               "crosswalk = \"ukhab\"\n[layers.designated]\nlayer = \"county.gpkg#sssi\"\nid = \"ref\"\n"
               "name = \"name\"\n[layers.boa]\nlayer = \"county.gpkg#boa\"\nid = \"ref\"\nname = \"name\"\n"
               "[layers.boa.targets]\nlayer = \"county.gpkg#targets\"\n"
               "[[network]]\npreset = \"woodland\"\n[[network]]\npreset = \"grassland_calcareous\"\n"
               "[[network]]\npreset = \"heathland\"\n[sites]\nradius_m = 20\nconsultations = \"england\"\n"
               "[[sites.consult]]\nrole = \"designated\"\ndistance_m = 200\nwho = \"Natural England\"\n"
               "why = \"near\"\n");
  }
  ToolRun run(const Words& words, Interruption interruption = {}) const {
    return run_tool(words, folder_.path(), interruption);
  }
  std::string bytes(const std::string& file) const { return read_file(folder_ / file); }
  std::filesystem::path path(const std::string& file) const { return folder_ / file; }
  Words words(const std::string& list) const { return {"sites", "county.toml", "--sites", list, "--radius", "25"}; }

  void whole(const std::string& list, const std::string& name) const {
    Words all = words(list);
    const Words outputs{"-o", name + ".gpkg", "--html", name + ".html", "--csv", name + "_csv"};
    all.insert(all.end(), outputs.begin(), outputs.end());
    const ToolRun result = run(all);
    ASSERT_EQ(result.exit_code, 0) << result.err;
  }
  std::size_t plan(Words what, std::size_t parts, const std::string& folder) const {
    what.insert(what.begin(), "plan");
    const Words more{"--parts", std::to_string(parts), "-o", folder};
    what.insert(what.end(), more.begin(), more.end());
    const ToolRun result = run(what);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return nlohmann::json::parse(bytes(folder + "/plan.json"))["parts"].size();
  }
  ToolRun part(const std::string& folder, std::size_t number, Interruption interruption = {}) const {
    return run({"run-part", folder + "/plan.json", std::to_string(number)}, interruption);
  }
  ToolRun merge(const std::string& folder) const {
    return run({"merge", folder + "/plan.json", "-o", "merged.gpkg", "--html", "merged.html", "--csv", "merged_csv",
                "--overwrite"});
  }
  /// Every file of the two runs.
  void expect_same(const std::string& name) const {
    EXPECT_TRUE(bytes("merged.gpkg") == bytes(name + ".gpkg"));
    // The page names its GeoPackage nowhere, so it is the same as well.
    EXPECT_TRUE(bytes("merged.html") == bytes(name + ".html"));
    std::size_t tables = 0;
    for (const auto& entry : std::filesystem::directory_iterator(path(name + "_csv"))) {
      ++tables;
      const std::string file = entry.path().filename().string();
      EXPECT_TRUE(bytes("merged_csv/" + file) == bytes(name + "_csv/" + file)) << file;
    }
    EXPECT_GT(tables, 8u);
  }

  TempDir folder_;
};

TEST_F(SiteParts, GiveTheSameBytesInAnyNumberAndOrderAndTwice) {
  whole("list.gpkg", "whole");
  ASSERT_NE(query(path("whole.gpkg"), "SELECT count(*) FROM site_networks"), "0") << "nothing to compare";
  ASSERT_NE(query(path("whole.gpkg"), "SELECT count(*) FROM site_consultations"), "0") << "nothing to compare";
  ASSERT_EQ(query(path("whole.gpkg"), "SELECT count(*) FROM sites"), "90");
  for (const std::size_t wanted : {1u, 2u, 7u, 64u}) {
    const std::string folder = fmt::format("run{}", wanted);
    ASSERT_EQ(plan(words("list.gpkg"), wanted, folder), wanted);
    std::vector<std::size_t> order;
    for (std::size_t k = 1; k <= wanted; ++k) order.push_back(k);
    std::shuffle(order.begin(), order.end(), std::mt19937_64(wanted));
    order.push_back(order.front());
    for (const std::size_t number : order) {
      const ToolRun result = part(folder, number);
      ASSERT_EQ(result.exit_code, 0) << number << result.err;
    }
    const ToolRun merged = merge(folder);
    ASSERT_EQ(merged.exit_code, 0) << merged.err;
    expect_same("whole");
  }
}

TEST_F(SiteParts, KilledPartsAreRunAgain) {
  whole("list.gpkg", "whole");
  plan(words("list.gpkg"), 3, "run");
  for (const double after : {0.02, 0.05, 0.1, 0.15, 0.2}) {
    part("run", 2, {.signal = SIGKILL, .after_s = after});
    const std::string missing = run({"plan", "--missing", "run/plan.json"}).out;
    EXPECT_TRUE(missing == "1-3\n" || missing == "1,3\n") << missing;
    const ToolRun early = merge("run");
    EXPECT_EQ(early.exit_code, 3);
    EXPECT_THAT(early.err, HasSubstr("parts are missing or incomplete"));
  }
  for (const std::size_t k : {1u, 2u, 3u}) ASSERT_EQ(part("run", k).exit_code, 0);
  ASSERT_EQ(merge("run").exit_code, 0);
  expect_same("whole");
}

TEST_F(SiteParts, FewSitesNearEachOtherAreOnePart) {
  whole("few.gpkg", "whole");
  ASSERT_EQ(plan(words("few.gpkg"), 7, "run"), 1u);
  ASSERT_EQ(part("run", 1).exit_code, 0);
  ASSERT_EQ(merge("run").exit_code, 0);
  expect_same("whole");
}

TEST_F(SiteParts, KnowEveryFileThatTheConfigNames) {
  plan(words("list.gpkg"), 2, "run");
  ASSERT_EQ(part("run", 1).exit_code, 0);
  const auto inputs = nlohmann::json::parse(bytes("run/plan.json"))["inputs"];
  std::vector<std::string> names;
  for (const auto& input : inputs) names.push_back(input["file"]);
  EXPECT_THAT(names, testing::IsSupersetOf({"county.toml", "county.gpkg", "list.gpkg"}));
  run_sql(path("county.gpkg"), "DELETE FROM sssi WHERE fid = 3");
  const ToolRun changed = part("run", 2);
  EXPECT_EQ(changed.exit_code, 3);
  EXPECT_THAT(changed.err, HasSubstr("county.gpkg has changed"));
}

TEST_F(SiteParts, MergeSaysWhatFailOnAsksFor) {
  Words asked = words("list.gpkg");
  asked.insert(asked.end(), {"--fail-on", "overlap:designated"});
  Words single = asked;
  single.insert(single.end(), {"-o", "whole.gpkg"});
  const ToolRun expected = run(single);
  ASSERT_EQ(expected.exit_code, 5) << expected.err;
  plan(asked, 4, "run");
  for (const std::size_t k : {1u, 2u, 3u, 4u}) ASSERT_EQ(part("run", k).exit_code, 0) << "a part judges nothing";
  const ToolRun merged = run({"merge", "run/plan.json", "-o", "merged.gpkg"});
  EXPECT_EQ(merged.exit_code, 5) << merged.err;
  EXPECT_EQ(merged.out, expected.out);
  EXPECT_TRUE(bytes("merged.gpkg") == bytes("whole.gpkg"));
}

TEST_F(SiteParts, AReportIsRefusedWhereTheCommandHasNone) {
  ASSERT_EQ(plan({"near", "list.gpkg", "county.gpkg#sssi"}, 2, "run"), 2u);
  for (const std::size_t k : {1u, 2u}) ASSERT_EQ(part("run", k).exit_code, 0);
  const ToolRun merged = run({"merge", "run/plan.json", "-o", "near.gpkg", "--html", "near.html"});
  EXPECT_EQ(merged.exit_code, 2);
  EXPECT_THAT(merged.err, HasSubstr("lnrs near has no --html"));
}

}  // namespace
}  // namespace spatial::test
