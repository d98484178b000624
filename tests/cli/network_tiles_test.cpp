// SPDX-License-Identifier: MIT
// Networks found in tiles have the bytes of a run on the whole county, also where habitat crosses the borders of tiles
// in every way.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/cli/part_county.hpp"

namespace spatial::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr double limit_m = 450;  ///< of links of woodland

/// Habitat whose numbers are known. Ids are in another order than places, so patches are not numbered from tile to
/// tile.
class NetworkTiles : public PartCounty {
 protected:
  NetworkTiles() {
    const auto add = [&](const std::string& wkt, const char* code) {
      const std::size_t k = map_.rows.size();
      map_.rows.push_back({wkt, {fmt::format("H{}", k * 389 % 997), code, fmt::format("{}", 0.5 + 0.25 * (k % 3))}});
    };
    // A chain that touches in corners only, from corner to corner of the county, and one that touches in sides.
    for (int k = 0; k < chain; ++k) add(square_wkt(x(100 * k), y(100 * k), 100), "w1f");
    for (int k = 0; k < chain; ++k) add(square_wkt(x(100 * k), y(-1000), 100), "w1f");
    // One feature across the county, and pieces along it that touch it.
    add(rectangle(-50, 4000, 5000, 4030), "h1a");
    for (int k = 0; k < 12; ++k) add(rectangle(400 * k, 4030, 400 * k + 60, 4100), "h1a");
    // Squares whose gaps are exactly as long as links may be; in the row below, a millimetre more.
    for (int k = 0; k < 9; ++k) add(square_wkt(x((50 + limit_m) * k), y(-3000), 50), "w1f");
    for (int k = 0; k < 9; ++k) add(square_wkt(x((50 + limit_m + 0.001) * k), y(-4000), 50), "w1f");
    // Groups that are too small for a patch, some of them of two features.
    for (int k = 0; k < 20; ++k) {
      add(square_wkt(x(250 * k), y(-5000), 10), "w1f");
      if (k % 2 == 0) add(square_wkt(x(250 * k + 10), y(-5000), 10), "w1f");
    }
    // Land of no network, in which tiles have nothing to do.
    for (int k = 0; k < 200; ++k) add(square_wkt(x(9000 + 100 * (k % 20)), y(100.0 * (k / 20)), 100), "c1");
    // Overlaps, an outline that crosses itself, and one that loses a speck far away.
    for (int k = 0; k < 15; ++k) add(square_wkt(x(300 * k), y(-6000), 350), "w1f");
    add(fmt::format("POLYGON (({0} {1}, {2} {3}, {2} {1}, {0} {3}, {0} {1}))", x(0), y(-7000), x(4000), y(-6800)),
        "w1f");
    add(fmt::format("MULTIPOLYGON ({}, {})", rectangle(2000, -8000, 2300, -7900).substr(8),
                    rectangle(9900, 900, 9900.5, 900.5).substr(8)),
        "w1f");
    write_fixture(folder_ / "tiles.gpkg", "GPKG", {map_});
    write_file(folder_ / "tiles.toml", config());
  }
  static double x(double along) { return east + along; }
  static double y(double along) { return north + 10000 + along; }
  static std::string rectangle(double left, double low, double right, double high) {
    return fmt::format("POLYGON (({0} {1}, {2} {1}, {2} {3}, {0} {3}, {0} {1}))", x(left), y(low), x(right), y(high));
  }
  static std::string config(const std::string& join = "0") {
    return "[project]\ndate = \"2026-03-31\"\n[layers.habitat]\nlayer = \"tiles.gpkg#habitat\"\nid = \"ref\"\n"
           "class = \"class\"\nquality = \"quality\"\ncrosswalk = \"ukhab\"\n"
           "[[network]]\npreset = \"woodland\"\nmax_link_m = 450\njoin_m = " +
           join + "\n[[network]]\npreset = \"heathland\"\n[[network]]\npreset = \"grassland_calcareous\"\n";
  }
  std::string whole(const Words& more = {}) const {
    const ToolRun result = run(joined(joined(words_, more), {"-o", "whole.gpkg", "--overwrite", "--threads", "2"}));
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return bytes("whole.gpkg");
  }
  std::string of_whole(const std::string& sql) const { return query(path("whole.gpkg"), sql); }
  /// Parts by round.
  std::vector<std::size_t> rounds_of(const std::string& folder) const {
    std::vector<std::size_t> sizes;
    const nlohmann::json plan = nlohmann::json::parse(bytes(folder + "/plan.json"));
    for (const auto& part : plan["parts"]) {
      const std::size_t round = part.value("round", std::size_t{1});
      sizes.resize(std::max(sizes.size(), round));
      ++sizes[round - 1];
    }
    return sizes;
  }
  /// All parts, every other one with 8 threads, the others with 1; then merged with as many.
  void expect_same(const std::string& folder, const std::string& expected) const {
    std::size_t count = 0;
    for (std::string left = missing(folder); !left.empty(); left = missing(folder))
      for (const std::size_t number : numbers_in(left)) {
        const ToolRun result = run({"run-part", folder + "/plan.json", std::to_string(number), "--threads",
                                    (number + ++count / 7) % 2 == 0 ? "8" : "1"});
        ASSERT_EQ(result.exit_code, 0) << number << result.err;
      }
    for (const char* threads : {"1", "8"}) {
      const ToolRun result = merge(folder, {"--threads", threads});
      ASSERT_EQ(result.exit_code, 0) << result.err;
      EXPECT_TRUE(bytes("merged.gpkg") == expected) << folder << " with " << threads << " threads";
    }
  }
  static constexpr int chain = 45;
  FixtureLayer map_{"habitat", "EPSG:27700", "Unknown", {"ref", "class", "quality:Real"}, {}};
  const Words words_{"network", "tiles.toml"};
};

TEST_F(NetworkTiles, GiveTheSameBytesInAnyNumber) {
  const std::string expected = whole();
  // What crosses borders is there: the chains, the long feature, links at the limit, small groups.
  EXPECT_EQ(of_whole("SELECT count(*) FROM (SELECT 1 FROM patch_members WHERE network = 'woodland' GROUP BY patch_id "
                     "HAVING count(*) = 45)"),
            "2");
  EXPECT_EQ(of_whole("SELECT max(n) FROM (SELECT count(*) AS n FROM patch_members WHERE network = 'heathland' GROUP BY "
                     "patch_id)"),
            "13");
  EXPECT_EQ(of_whole("SELECT count(*) FROM links WHERE network = 'woodland' AND abs(distance_m - 450) < 1e-6"), "8");
  EXPECT_EQ(of_whole("SELECT count(*) FROM issues WHERE rule = 'patch_below_minimum'"), "20");
  for (const std::size_t wanted : {1u, 2u, 7u, 64u}) {
    const std::string folder = fmt::format("run{}", wanted);
    plan(words_, wanted, folder);
    const std::vector<std::size_t> sizes = rounds_of(folder);
    if (wanted == 1) {
      EXPECT_EQ(sizes, (std::vector<std::size_t>{1, 1}));
    } else {
      EXPECT_EQ(sizes, (std::vector<std::size_t>{wanted, wanted, wanted, std::min<std::size_t>(wanted, 3), wanted}));
    }
    expect_same(folder, expected);
  }
}

TEST_F(NetworkTiles, GiveTheSameBytesWhereHabitatIsJoinedOverGaps) {
  write_file(path("tiles.toml"), config("450"));
  const std::string expected = whole();
  EXPECT_EQ(of_whole("SELECT count(*) FROM (SELECT 1 FROM patch_members WHERE network = 'woodland' GROUP BY patch_id "
                     "HAVING count(*) = 9)"),
            "1")
      << "nine squares, each exactly join_m from the next";
  plan(words_, 5, "run");
  EXPECT_EQ(rounds_of("run").size(), 5u);
  expect_same("run", expected);
}

TEST_F(NetworkTiles, TellWhatIsBuiltAsAWhole) {
  const ToolRun planned = run(
      {"plan", "network", "tiles.toml", "--set", "network.heathland.distance=least_cost", "--parts", "4", "-o", "run"});
  ASSERT_EQ(planned.exit_code, 0) << planned.err;
  EXPECT_THAT(planned.err, AllOf(HasSubstr("of 5 rounds (4, then 4, then 4, then 3, then 4)"),
                                 HasSubstr("Built as a whole, each in a part that reads everything: heathland")));
  const std::string expected = whole({"--set", "network.heathland.distance=least_cost"});
  expect_same("run", expected);
}

TEST_F(NetworkTiles, AreNotMadeOfHabitatWhoseIdsRepeat) {
  map_.rows[3].values[0] = map_.rows[30].values[0];
  std::filesystem::remove(path("tiles.gpkg"));
  write_fixture(path("tiles.gpkg"), "GPKG", {map_});
  const std::string expected = whole();
  const ToolRun planned = run({"plan", "network", "tiles.toml", "--parts", "4", "-o", "run"});
  ASSERT_EQ(planned.exit_code, 0) << planned.err;
  EXPECT_THAT(planned.err, HasSubstr("Built as a whole, each in a part that reads everything: woodland, heathland"));
  EXPECT_EQ(rounds_of("run"), (std::vector<std::size_t>{3, 4}));
  expect_same("run", expected);
}

TEST_F(NetworkTiles, HaveAFeatureThatTheIndexHasElsewhere) {
  run_sql(path("tiles.gpkg"), "UPDATE rtree_habitat_geom SET minx = minx + 90000, maxx = maxx + 90000 WHERE id = 3");
  const std::string expected = whole();
  plan(words_, 3, "run");
  expect_same("run", expected);
}

TEST_F(NetworkTiles, WhoseFileWasDamagedAreMadeAgain) {
  const std::string expected = whole();
  plan(words_, 3, "run");
  for (const std::size_t k : {1u, 2u, 3u, 4u, 5u, 6u, 7u}) ASSERT_EQ(part("run", k).exit_code, 0);
  damage(path("run/parts/part-00002.gpkg"), 9000, 100);
  const ToolRun later = part("run", 8);
  EXPECT_EQ(later.exit_code, 3);
  EXPECT_THAT(later.err, AllOf(HasSubstr("part 8 belongs to round 3"), HasSubstr("missing or incomplete: 2")));
  EXPECT_EQ(missing("run"), "2\n");
  expect_same("run", expected);
}

}  // namespace
}  // namespace spatial::test
