// SPDX-License-Identifier: MIT
// lnrs opportunities in parts of several rounds: the bytes of a run without parts, in every table, page and project,
// whatever the number and order of parts, and after kills.
#include <csignal>
#include <map>
#include <random>
#include <sstream>

#include "tests/cli/part_county.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;

class OpportunityParts : public PartCounty {
 protected:
  void whole(const Words& words) const {
    const ToolRun result =
        run(joined(words, {"-o", "whole.gpkg", "--html", "whole.html", "--csv", "whole_csv", "--overwrite"}));
    ASSERT_EQ(result.exit_code, 0) << result.err;
  }
  /// Every table, and the other files. The GeoPackages differ only in their QGIS projects, which name their file.
  void expect_same(const std::string& folder) const {
    std::filesystem::create_directory(path(folder + "_out"));
    const ToolRun result = run({"merge", folder + "/plan.json", "-o", folder + "_out/whole.gpkg", "--html",
                                folder + "_out/whole.html", "--csv", folder + "_out/whole_csv"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_TRUE(bytes(folder + "_out/whole.gpkg") == bytes("whole.gpkg")) << folder;
    EXPECT_TRUE(bytes(folder + "_out/whole.html") == bytes("whole.html")) << folder;
    std::size_t tables = 0;
    for (const auto& entry : std::filesystem::directory_iterator(path("whole_csv"))) {
      ++tables;
      const std::string file = entry.path().filename().string();
      EXPECT_TRUE(bytes(folder + "_out/whole_csv/" + file) == bytes("whole_csv/" + file)) << folder << file;
    }
    EXPECT_GT(tables, 7u);
  }
  int count(const std::string& what) const { return std::stoi(query(path("whole.gpkg"), "SELECT count(*) " + what)); }
  const Words words_{"opportunities", "county.toml"};
};

TEST_F(OpportunityParts, GiveTheSameBytesInAnyNumberAndOrderAndTwice) {
  whole(words_);
  ASSERT_GT(count("FROM opportunity_areas"), 300);
  ASSERT_GT(count("FROM opportunity_areas WHERE action = 'restore'"), 20);
  ASSERT_GT(count("FROM evidence"), 300);
  for (const char* rule : {"suitability_in_part", "outside_study_area", "candidate_below_minimum"})
    ASSERT_GT(count(fmt::format("FROM issues WHERE rule = '{}'", rule)), 0) << rule;
  for (const std::size_t wanted : {1u, 2u, 7u}) {
    const std::string folder = fmt::format("run{}", wanted);
    EXPECT_EQ(plan(words_, wanted, folder), std::min<std::size_t>(wanted, 3) + (wanted == 1 ? 1 : 4 * wanted));
    EXPECT_EQ(run_all(folder, wanted), wanted == 1 ? 2u : 5u);
    expect_same(folder);
  }
}

TEST_F(OpportunityParts, GiveTheSameBytesInManyRectangles) {
  const Words words = joined(words_, {"--network", "grassland_calcareous"});
  whole(words);
  EXPECT_EQ(plan(words, 64, "run"), 65u) << "a network that is built as a whole, then candidates";
  EXPECT_EQ(run_all("run", 64), 2u);
  expect_same("run");
}

TEST_F(OpportunityParts, GiveTheSameBytesFromEverySourceOfCandidatesAndOfOneNetwork) {
  std::size_t run_number = 0;
  for (const Words& more :
       {Words{"--set", "layers.candidate.layer=county.gpkg#parcel", "--set", "layers.candidate.id=ref"},
        Words{"--set", "candidates.source=square"}, Words{"--network", "woodland", "--network", "heathland"},
        Words{"--set", "candidates.inside_sites=together"}, Words{"--network", "grassland_calcareous"},
        Words{"--set", "scoring.buffer_m=0", "--set", "candidates.max_unit_ha=1000"}}) {
    const Words words = joined(words_, more);
    whole(words);
    ASSERT_GT(count("FROM opportunity_areas"), 20) << more.back();
    const std::string folder = fmt::format("run{}", ++run_number);
    plan(words, 3, folder);
    EXPECT_EQ(run_all(folder, run_number), more.back() == "grassland_calcareous" ? 2u : 5u);
    expect_same(folder);
  }
}

/// Land 60 km long, along which a narrow wood winds; other woods overlap it and each other, also far from its ends.
FixtureLayer long_land(double east, double north) {
  FixtureLayer layer;
  const auto add = [&](const std::string& wkt, const std::string& code) {
    layer.rows.push_back({wkt, {fmt::format("L{:04}", layer.rows.size()), code}});
  };
  std::string there, back;
  for (int k = 0; k <= 120; ++k) {
    const double x = east + 500 * k, y = north + 600 + (k % 2 == 0 ? 250 : -250);
    there += fmt::format("{} {}, ", x, y);
    back = fmt::format("{} {}, ", x, y + 20) + back;
  }
  add(fmt::format("POLYGON (({}{}{} {}))", there, back, east, north + 850), "w1f");
  constexpr const char* codes[] = {"g4", "g3c", "c1c"};
  for (int k = 0; k < 200; ++k)
    for (int row = 0; row < 4; ++row) add(square_wkt(east + 300 * k, north + 300 * row, 300), codes[(k * k + row) % 3]);
  for (int k = 0; k < 60; ++k) add(square_wkt(east + 1000 * k + 37 * (k % 5), north + 400 + 90 * (k % 4), 180), "w1f");
  return layer;
}

TEST_F(OpportunityParts, ReadLittleMoreThanTheirLandWhereAWoodWindsThroughAllOfIt) {
  write_fixture(path("long.gpkg"), "GPKG", {long_land(east, north)});
  write_file(path("long.toml"),
             "[project]\nname = \"Long\"\n[layers.habitat]\nlayer = \"long.gpkg\"\nid = \"ref\"\nclass = \"class\"\n"
             "crosswalk = \"ukhab\"\n[[network]]\npreset = \"woodland\"\n[scoring]\nneighbourhood_m = 300\n");
  const Words words{"opportunities", "long.toml"};
  whole(words);
  ASSERT_GT(count("FROM opportunity_areas"), 500);
  ASSERT_GT(count("FROM issues WHERE rule LIKE '%overlap%'"), 60);
  ASSERT_EQ(plan(words, 8, "run"), 33u) << "three rounds of rectangles, one for the network, one for candidates";
  std::size_t looked_at = 0;
  for (std::size_t k = 1; k <= 33; ++k) {
    const ToolRun result = run({"run-part", "run/plan.json", std::to_string(k), "--verbose"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    std::istringstream lines(result.out + result.err);
    std::string line, word;
    while (std::getline(lines, line)) {  // "read long.gpkg#habitat   123   0.01   0.01"
      std::istringstream words_of_line(line);
      int items = 0;
      if (!line.starts_with("read ") || !(words_of_line >> word >> word >> items)) continue;
      ++looked_at;
      EXPECT_LT(items, 600) << k << ": of 861 habitats, half of which lie along the wood";
    }
  }
  EXPECT_GE(looked_at, 16u) << "parts of the first and the last round";
  expect_same("run");
}

/// Fields whose outlines lie off the grid, overlap their neighbours by a little more or less than is reported, cross
/// themselves or have spikes; some reach over many others.
FixtureLayer faulty_land(double east, double north) {
  FixtureLayer layer;
  std::mt19937 random(11);
  std::uniform_real_distribution<double> off(-0.006, 0.006);
  const auto add = [&](const std::string& wkt, const std::string& code) {
    layer.rows.push_back({wkt, {fmt::format("F{:04}", (layer.rows.size() * 7) % 1009), code}});
  };
  constexpr const char* codes[] = {"g4", "g3c", "c1c", "w1f", "g4"};
  for (int k = 0; k < 40; ++k)
    for (int row = 0; row < 20; ++row) {
      const double x = east + 150 * k, y = north + 150 * row, side = 150;
      const std::string code = codes[(k * k + row) % 5];
      const auto corner = [&](double dx, double dy) {
        return fmt::format("{:.6f} {:.6f}", x + dx + off(random), y + dy + off(random));
      };
      const std::string first = corner(0, 0), a = corner(side, 0), b = corner(side, side), c = corner(0, side);
      if ((k * 20 + row) % 41 == 0)
        add("POLYGON ((" + first + ", " + a + ", " + c + ", " + b + ", " + first + "))", code);
      else if ((k * 20 + row) % 37 == 0)
        add("POLYGON ((" + first + ", " + a + ", " + corner(400, 75) + ", " + a + ", " + b + ", " + c + ", " + first +
                "))",
            code);
      else
        add("POLYGON ((" + first + ", " + a + ", " + b + ", " + c + ", " + first + "))", code);
    }
  for (int k = 0; k < 9; ++k)  // these hang together, and reach over several rectangles
    add(fmt::format("POLYGON (({0} {1}, {2} {1}, {2} {3}, {0} {3}, {0} {1}))", east + 600 * k, north + 40 + 290 * k,
                    east + 600 * k + 1900, north + 90 + 290 * k),
        k % 3 == 0 ? "w1f" : "g4");
  return layer;
}

TEST_F(OpportunityParts, GiveTheSameBytesWhereOutlinesAreFaultyAndOverlap) {
  write_fixture(path("faulty.gpkg"), "GPKG", {faulty_land(east, north)});
  write_file(path("faulty.toml"),
             "[project]\nname = \"Faulty\"\n[layers.habitat]\nlayer = \"faulty.gpkg\"\nid = \"ref\"\n"
             "class = \"class\"\ncrosswalk = \"ukhab\"\n[[network]]\npreset = \"woodland\"\n[scoring]\n"
             "neighbourhood_m = 300\n");
  std::size_t folders = 0;
  for (const Words& more :
       {Words{}, Words{"--set", "clean.snap_m=0.01"}, Words{"--set", "clean.overlap_tolerance_m2=0"},
        Words{"--set", "layers.habitat.resolve_overlaps=first"}}) {
    const Words words = joined({"opportunities", "faulty.toml"}, more);
    whole(words);
    const bool resolved = !more.empty() && more.back().ends_with("first");
    ASSERT_GT(count(fmt::format("FROM issues WHERE rule = '{}'", resolved ? "overlap_resolved" : "self_overlap")), 100);
    ASSERT_GT(count("FROM issues WHERE rule = 'invalid_repaired'"), 15);
    for (const std::size_t wanted : {2u, 9u}) {
      const std::string folder = fmt::format("run{}", ++folders);
      plan(words, wanted, folder);
      run_all(folder, wanted);
      expect_same(folder);
    }
  }
}

/// Features of other layers along the same land, one every `step` metres from `from` to `to`.
FixtureLayer along(const std::string& name, double from, double to, double step, double size, double north,
                   const std::string& one_id = "") {
  FixtureLayer layer{name, "EPSG:27700", "Unknown", {"ref", "name"}, {}};
  for (double x = from; x < to; x += step) {
    const std::string id = fmt::format("{}{}", name, layer.rows.size());
    layer.rows.push_back({square_wkt(x, north + 80 * static_cast<double>(layer.rows.size() % 7), size),
                          {one_id.empty() || layer.rows.size() % 9 != 0 ? id : one_id,
                           layer.rows.size() % 3 == 0 ? "" : "Place " + id}});
  }
  return layer;
}

TEST_F(OpportunityParts, ReadOtherLayersAroundTheirLandAndSitesThatHangTogetherWithIt) {
  constexpr double km = 1000;
  write_fixture(
      path("long.gpkg"), "GPKG",
      {long_land(east, north), along("sssi", east, east + 60 * km, 3 * km, 300, north),
       along("lws", east + 5 * km, east + 55 * km, 800, 900, north + 100),
       along("wood", east, east + 60 * km, 1300, 350, north + 300, "same"),
       along("boa", east + 50 * km, east + 60 * km, 4 * km, 1500, north),
       along("grade", east, east + 5 * km, 900, 400, north), along("road", east, east + 60 * km, 450, 120, north),
       along("district", east - km, east + 61 * km, 10 * km, 10 * km, north - 4 * km)});
  std::string config =
      "[project]\nname = \"Long\"\n[layers.habitat]\nlayer = \"long.gpkg#habitat\"\nid = \"ref\"\nclass = \"class\"\n"
      "crosswalk = \"ukhab\"\n[[network]]\npreset = \"woodland\"\n[scoring]\nneighbourhood_m = 300\n";
  for (const auto& [role, layer] : {std::pair("designated", "sssi"), std::pair("lws", "lws"), std::pair("boa", "boa"),
                                    std::pair("irreplaceable", "wood"), std::pair("constraint", "grade"),
                                    std::pair("exclusion", "road"), std::pair("authority", "district")})
    config += fmt::format("[layers.{}]\nlayer = \"long.gpkg#{}\"\nid = \"ref\"\nname = \"name\"\n", role, layer);
  write_file(path("long.toml"), config);
  const Words words{"opportunities", "long.toml"};
  whole(words);
  ASSERT_GT(count("FROM opportunity_areas WHERE action = 'restore'"), 50);
  ASSERT_GT(count("FROM issues WHERE rule = 'duplicate_id'"), 3);
  ASSERT_EQ(plan(words, 8, "run"), 33u);
  std::map<std::string, std::pair<int, int>> read;  // fewest and most features of a layer that a part has read
  for (std::size_t k = 1; k <= 33; ++k) {
    const ToolRun result = run({"run-part", "run/plan.json", std::to_string(k), "--verbose"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    std::istringstream lines(result.out + result.err);
    std::string line, word, layer;
    std::map<std::string, int> times;
    while (std::getline(lines, line)) {
      std::istringstream words_of_line(line);
      int items = 0;
      if (!line.starts_with("read ") || !(words_of_line >> word >> layer >> items)) continue;
      if (!layer.ends_with("#habitat")) {
        EXPECT_EQ(++times[layer], 1) << k << ": the indexes show which sites hang together: " << layer;
      }
      auto& [fewest, most] = read.emplace(layer.substr(10), std::pair(items, items)).first->second;
      fewest = std::min(fewest, items), most = std::max(most, items);
    }
  }
  EXPECT_LT(read.at("sssi").second, 20) << "of 20";
  EXPECT_EQ(read.at("lws").second, 63) << "they overlap in a chain";
  EXPECT_EQ(read.at("wood"), std::pair(47, 47)) << "ids repeat";
  EXPECT_EQ(read.at("boa").first, 0);
  EXPECT_EQ(read.at("grade").first, 0);
  EXPECT_LT(read.at("road").second, 134) << "of 134";
  expect_same("run");
}

TEST_F(OpportunityParts, KilledInTheMiddleAreRunAgain) {
  whole(words_);
  const std::size_t parts = plan(words_, 3, "run");
  ASSERT_EQ(parts, 15u);
  EXPECT_THAT(part("run", 4).err, HasSubstr("part 4 belongs to round 2"));
  for (std::size_t k = 1; k <= parts; ++k) {
    for (std::size_t times = 0; times < 3; ++times)
      part("run", k, {.signal = SIGKILL, .after_s = 0.01 * static_cast<double>(1 + (3 * k + times) * 7 % 25)});
    const ToolRun result = part("run", k);
    ASSERT_EQ(result.exit_code, 0) << result.err;
    if (k < parts) {
      EXPECT_EQ(merge("run").exit_code, 3);
    }
  }
  expect_same("run");
}

TEST_F(OpportunityParts, WithoutAnyCandidateTheMergeSaysSoLikeARun) {
  const Words words = joined(words_, {"--set", "candidates.max_unit_ha=2000", "--set", "candidates.min_unit_ha=1000"});
  const ToolRun single = run(joined(words, {"-o", "none.gpkg"}));
  ASSERT_EQ(single.exit_code, 3);
  plan(words, 2, "run");
  EXPECT_EQ(run_all("run", 1), 5u);
  const ToolRun merged = merge("run");
  EXPECT_EQ(merged.exit_code, 3);
  EXPECT_THAT(merged.err, HasSubstr("no candidate is left"));
}

}  // namespace
}  // namespace spatial::test
