// SPDX-License-Identifier: MIT
// The files of a run: checked before the work, complete or not at all, whatever happens on the way.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <map>
#include <random>
#include <thread>

#include "libspatial/core/sha256.hpp"
#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::Eq;
using testing::HasSubstr;
using testing::IsEmpty;

const char* const config =
    "[project]\nname = \"Three woods\"\n[layers.habitat]\nlayer = \"county.gpkg#habitat\"\nid = \"ref\"\nclass = "
    "\"class\"\ncrosswalk = \"ukhab\"\n"
    "[layers.designated]\nlayer = \"county.gpkg#sssi\"\nid = \"ref\"\n"
    "[[network]]\npreset = \"woodland\"\np_min = 0\nmin_patch_ha = 0.1\n";

/// Woods and fields in a row, and a designated site.
class DeliveryTool : public testing::Test {
 protected:
  void SetUp() override {
    FixtureLayer habitat{"habitat", "EPSG:27700", "MultiPolygon", {"ref", "class"}, {}};
    for (int k = 0; k < 6; ++k)
      habitat.rows.push_back(
          {square_wkt(500000 + 100 * k, 100000, 100), {"H" + std::to_string(k), k % 2 == 0 ? "w1f" : "c1"}});
    write_fixture(
        folder_ / "county.gpkg", "GPKG",
        {habitat, {"sssi", "EPSG:27700", "MultiPolygon", {"ref"}, {{square_wkt(500050, 100050, 20), {"S1"}}}}});
    write_file(folder_ / "county.toml", config);
  }

  ToolRun run(const std::vector<std::string>& words, Interruption interruption = {}) const {
    return run_tool(words, folder_.path(), interruption);
  }
  std::filesystem::path path(const std::string& name) const { return folder_ / name; }

  /// Every file in the folder and its subfolders, hidden ones too, with what it holds.
  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> result;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path()))
      if (entry.is_regular_file())
        result[std::filesystem::relative(entry.path(), folder_.path()).string()] =
            hex_of(sha256(read_file(entry.path())));
    return result;
  }

  /// A site check that writes all kinds of files but rasters.
  std::vector<std::string> check(const std::string& radius) const {
    return {"sites",  "county.toml", "--wkt",    "POINT(500150 100050)", "--radius", radius, "-o", "out.gpkg", "--csv",
            "tables", "--html",      "out.html", "--overwrite",          "-q"};
  }

  TempDir folder_;
};

TEST_F(DeliveryTool, NoOutputReplacesAnInput) {
  write_file(path("links.csv"), "patch_a,patch_b,distance_m\nwoodland-1,woodland-2,100\n");
  const std::string links = read_file(path("links.csv"));
  const ToolRun csv = run({"network", "county.toml", "--set", "network.woodland.links.table=links.csv", "-o", "n.gpkg",
                           "--csv", ".", "--overwrite"});
  EXPECT_EQ(csv.exit_code, 2);
  EXPECT_THAT(csv.err, HasSubstr("links.csv is also an input"));
  EXPECT_EQ(read_file(path("links.csv")), links);

  write_file(path("resistance.tif"), "not looked at before the names are checked");
  const ToolRun raster = run({"corridors", "county.toml", "--set", "network.woodland.cost.raster=resistance.tif", "-o",
                              "c.gpkg", "--raster", "resistance.tif"});
  EXPECT_EQ(raster.exit_code, 2);
  EXPECT_THAT(raster.err, HasSubstr("resistance.tif is also an input"));

  write_file(path("words.toml"), "[site]\n");
  const ToolRun wording = run({"sites", "county.toml", "--set", "sites.wording=words.toml", "--wkt",
                               "POINT(500150 100050)", "--radius", "9", "--html", "words.toml", "--overwrite"});
  EXPECT_EQ(wording.exit_code, 2);
  EXPECT_THAT(wording.err, HasSubstr("words.toml is also an input"));
  EXPECT_EQ(read_file(path("words.toml")), "[site]\n");
}

TEST_F(DeliveryTool, NoTwoOutputsAreOneFile) {
  const ToolRun out = run(
      {"sites", "county.toml", "--wkt", "POINT(500150 100050)", "--radius", "9", "-o", "a.gpkg", "--html", "./a.gpkg"});
  EXPECT_EQ(out.exit_code, 2);
  EXPECT_THAT(out.err, HasSubstr("two outputs of this run would both be"));
}

TEST_F(DeliveryTool, WhatExistsIsRefusedBeforeTheWork) {
  std::filesystem::create_directory(path("tables"));
  write_file(path("tables/evidence.csv"), "mine");
  write_file(path("county.gpkg"), "no GeoPackage: a run that read it would end with 3");
  const ToolRun out = run({"opportunities", "county.toml", "-o", "map.gpkg", "--csv", "tables"});
  EXPECT_EQ(out.exit_code, 4);
  EXPECT_THAT(out.err, HasSubstr("evidence.csv already exists"));
  EXPECT_FALSE(std::filesystem::exists(path("map.gpkg")));
}

TEST_F(DeliveryTool, TellsWhichFilesStand) {
  std::vector<std::string> words = check("20");
  words.pop_back();  // -q
  EXPECT_THAT(run(words).err, HasSubstr("wrote out.gpkg, out.html and tables ("));
}

TEST_F(DeliveryTool, TheRecordNamesTheCommand) {
  const std::map<std::string, std::vector<std::string>> commands{
      {"opportunities", {}},
      {"network", {}},
      {"corridors", {}},
      {"circuit", {}},
      {"select", {"--budget-ha", "5"}},
      {"sites", {"--wkt", "POINT(500150 100050)", "--radius", "9"}}};
  for (const auto& [command, more] : commands) {
    std::vector<std::string> words{command, "county.toml", "-o", command + ".gpkg"};
    words.insert(words.end(), more.begin(), more.end());
    ASSERT_EQ(run(words).exit_code, 0) << command;
    EXPECT_EQ(query(path(command + ".gpkg"), "SELECT value FROM run WHERE section = 'run' AND key = 'command'"),
              "lnrs " + command);
  }
}

TEST_F(DeliveryTool, TablesOfAnEarlierResultGo) {
  ASSERT_EQ(run({"network", "county.toml", "-o", "n.gpkg", "--csv", "tables", "--zones"}).exit_code, 0);
  ASSERT_TRUE(std::filesystem::exists(path("tables/zones.csv")));
  ASSERT_EQ(run({"network", "county.toml", "-o", "n.gpkg", "--csv", "tables", "--overwrite"}).exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(path("tables/zones.csv"))) << "it would be taken for part of the new result";
}

/// Waits until the child of a killed run has made its renames: it holds the lock of the folder.
void wait_for_commit(const std::filesystem::path& folder) {
  const int handle = open(folder.c_str(), O_RDONLY | O_DIRECTORY);
  flock(handle, LOCK_EX);
  close(handle);
}

/// Old and new results of `check`, as files() gives them.
struct TwoResults {
  std::map<std::string, std::string> before, after;
};

TEST_F(DeliveryTool, AKillLeavesTheOldFilesOrTheNewOnes) {
  ASSERT_EQ(run(check("30")).exit_code, 0);
  TwoResults results;
  results.after = files();
  ASSERT_EQ(run(check("20")).exit_code, 0);
  results.before = files();
  ASSERT_NE(results.before, results.after);
  const auto start = std::chrono::steady_clock::now();
  ASSERT_EQ(run(check("30")).exit_code, 0);
  const double took_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  std::mt19937 random(1);
  std::size_t killed = 0;
  for (int k = 0; k < 60; ++k) {
    ASSERT_EQ(run(check("20")).exit_code, 0);
    ASSERT_EQ(files(), results.before) << "a run clears what a killed one left";
    killed +=
        run(check("30"),
            {SIGKILL, std::uniform_real_distribution<double>(k % 2 == 0 ? 0.0 : 0.6 * took_s, 1.1 * took_s)(random)})
                    .exit_code == 128 + SIGKILL
            ? 1
            : 0;
    wait_for_commit(folder_.path());
    std::map<std::string, std::string> left = files();
    std::erase_if(left, [](const auto& file) {
      return file.first.ends_with(".part") || file.first.find(".parts/") != std::string::npos;
    });
    ASSERT_THAT(left, AnyOf(Eq(results.before), Eq(results.after))) << "kill " << k;
  }
  EXPECT_GT(killed, 12U);
}

TEST_F(DeliveryTool, AnInterruptLeavesNothing) {
  const std::map<std::string, std::string> before = files();
  const ToolRun out = run(check("30"), {SIGINT, 0.02});
  if (out.exit_code == 0) return;  // too late: it was done
  EXPECT_THAT(out.exit_code, AnyOf(128 + SIGINT, 130));
  EXPECT_EQ(files(), before);
  EXPECT_FALSE(std::filesystem::exists(path("tables")));
}

TEST_F(DeliveryTool, OfTwoRunsAtOnceOneStandsWhole) {
  ASSERT_EQ(run(check("30")).exit_code, 0);
  const std::map<std::string, std::string> thirty = files();
  ASSERT_EQ(run(check("20")).exit_code, 0);
  const std::map<std::string, std::string> twenty = files();
  for (int k = 0; k < 5; ++k) {
    std::thread other([&] { run(check("20")); });
    const ToolRun out = run(check("30"));
    other.join();
    EXPECT_EQ(out.exit_code, 0) << out.err;
    EXPECT_THAT(files(), AnyOf(Eq(twenty), Eq(thirty)));
  }
}

TEST_F(DeliveryTool, AFileThatCannotGrowLeavesTheOldResult) {
  ASSERT_EQ(run(check("20")).exit_code, 0);
  const std::map<std::string, std::string> before = files();
  ASSERT_EQ(run(check("30")).exit_code, 0);
  const std::map<std::string, std::string> after = files();
  for (const std::uint64_t limit : {100, 500, 1000, 3000, 10000, 30000, 100000}) {
    ASSERT_EQ(run(check("20")).exit_code, 0);
    const ToolRun out = run(check("30"), {.largest_file = limit});
    EXPECT_EQ(out.exit_code, 4) << limit << ": " << out.err;
    EXPECT_EQ(files(), before) << limit;
  }
  EXPECT_EQ(run(check("30"), {.largest_file = std::uint64_t{1} << 30}).exit_code, 0);
  EXPECT_EQ(files(), after);
}

}  // namespace
}  // namespace spatial::test
