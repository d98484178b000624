// SPDX-License-Identifier: MIT
// A county whose runs are split into parts: irregular shapes that overlap, layers of every role that the main job
// reads.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/rasters.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {

class PartCounty : public testing::Test {
 protected:
  using Words = std::vector<std::string>;
  static constexpr double east = 500000, north = 100000;

  PartCounty() {
    FixtureLayer boas = stars("boa", 7, 5, 1200), area{"area", "EPSG:27700", "Unknown", {"ref"}, {}};
    area.rows.push_back({square_wkt(east + 150, north - 200, 4200), {"A"}});
    FixtureLayer districts{"district", "EPSG:27700", "Unknown", {"ref", "name"}, {}};
    for (int k = 0; k < 9; ++k)
      districts.rows.push_back({square_wkt(east - 200 + 1611.7 * (k % 3), north - 200 + 1611.7 * (k / 3), 1611.7),
                                {fmt::format("D{}", k), fmt::format("Parish {}", k)}});
    FixtureLayer targets{"targets", "", "None", {"boa_id", "habitat", "action", "quantity_ha", "text"}, {}};
    for (int k = 0; k < 3; ++k)
      targets.rows.push_back({"", {fmt::format("boa{}", k), "Lowland meadows", "restore", "10", "Restore meadows."}});
    write_fixture(folder_ / "county.gpkg", "GPKG",
                  {habitats(), stars("sssi", 2, 9, 300), stars("lws", 3, 40, 220), stars("grade", 4, 25, 260),
                   stars("road", 5, 14, 90), boas, area, districts, targets, stars("parcel", 6, 60, 150)});
    RasterFixture raster;
    raster.grid = {east + 200, north + 3700, 90, 110, 30, 28};
    raster.bands = {{}};
    for (int k = 0; k < 30 * 28; ++k) raster.bands[0].push_back(0.25 + 0.25 * (k * 7 % 4));
    write_raster_fixture(folder_ / "wet.tif", raster);
    write_file(folder_ / "county.toml", config());
  }

  static std::string config() {
    std::string text =
        "[project]\nname = \"Test county\"\ndate = \"2026-03-31\"\narea = \"county.gpkg#area\"\n"
        "[layers.habitat]\nlayer = \"county.gpkg#habitat\"\nid = \"ref\"\nclass = \"class\"\n"
        "crosswalk = \"ukhab\"\n[layers.boa.targets]\nlayer = \"county.gpkg#targets\"\n";
    for (const auto& [role, layer] :
         {std::pair("designated", "sssi"), std::pair("lws", "lws"), std::pair("boa", "boa"),
          std::pair("exclusion", "road"), std::pair("constraint", "grade"), std::pair("authority", "district")})
      text += fmt::format("[layers.{}]\nlayer = \"county.gpkg#{}\"\nid = \"ref\"\nname = \"name\"\n", role, layer);
    return text +
           "[[layers.suitability]]\nraster = \"wet.tif\"\n[candidates]\nmax_unit_ha = 2\n"
           "[[network]]\npreset = \"woodland\"\n[[network]]\npreset = \"grassland_calcareous\"\n"
           "distance = \"least_cost\"\nmax_link_m = 20000\n[[network]]\npreset = \"heathland\"\n"
           "[sensitivity]\nruns = 20\n[scoring]\nneighbourhood_m = 300\n";
  }

  /// Irregular shapes that overlap.
  static FixtureLayer stars(const std::string& name, std::uint64_t seed, std::size_t count, double size) {
    FixtureLayer layer{name, "EPSG:27700", "Unknown", {"ref", "name"}, {}};
    std::mt19937_64 random(seed);
    const auto up_to = [&](double most) { return most * static_cast<double>(random() >> 11) / 9007199254740992.0; };
    for (std::size_t k = 0; k < count; ++k) {
      const double x = east + up_to(4000), y = north + up_to(4000);
      layer.rows.push_back({wkt_of(random_star(100 * seed + k, {x, y}, size, 9 + static_cast<int>(k % 5))),
                            {fmt::format("{}{}", name, k), k % 4 == 1 ? "" : fmt::format("{} no. {}", name, k)}});
    }
    return layer;
  }
  static std::string wkt_of(const MultiPolygon& star) {
    std::string ring;
    for (const Point p : star.view().points()) ring += fmt::format("{:.3f} {:.3f}, ", p.x, p.y);
    const Point first = star.view().points().front();
    return fmt::format("POLYGON (({}{:.3f} {:.3f}))", ring, first.x, first.y);
  }
  static FixtureLayer habitats() {
    constexpr const char* codes[] = {"w1f", "g3c", "g2a", "c1c", "w1f", "g4", "h1a"};
    FixtureLayer layer;
    for (int k = 0; k < 26 * 26; ++k)
      if (k % 7 != 3)
        layer.rows.push_back({square_wkt(east + 150.0 * (k % 26), north + 150.0 * (k / 26), k % 11 == 0 ? 170 : 150),
                              {fmt::format("H{}", k * 37 % 677), codes[(k * k + k / 26) % 7]}});
    FixtureLayer more = stars("more", 1, 60, 120);
    for (std::size_t k = 0; k < more.rows.size(); ++k)
      layer.rows.push_back({more.rows[k].wkt, {fmt::format("S{}", k), codes[k % 7]}});
    return layer;
  }

  ToolRun run(const Words& words, Interruption interruption = {}) const {
    return run_tool(words, folder_.path(), interruption);
  }
  std::string bytes(const std::string& file) const { return read_file(folder_ / file); }
  std::filesystem::path path(const std::string& file) const { return folder_ / file; }
  static Words joined(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  std::size_t plan(const Words& what, std::size_t parts, const std::string& folder) const {
    const ToolRun result = run(joined(joined({"plan"}, what), {"--parts", std::to_string(parts), "-o", folder}));
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return nlohmann::json::parse(bytes(folder + "/plan.json"))["parts"].size();
  }
  ToolRun part(const std::string& folder, std::size_t number, Interruption interruption = {}) const {
    return run({"run-part", folder + "/plan.json", std::to_string(number)}, interruption);
  }
  std::string missing(const std::string& folder) const { return run({"plan", "--missing", folder + "/plan.json"}).out; }
  /// "3,5-7" as numbers.
  static std::vector<std::size_t> numbers_in(const std::string& ranges) {
    std::vector<std::size_t> numbers;
    for (std::size_t at = 0; at < ranges.size() && ranges[at] != '\n';) {
      const std::size_t end = std::min(ranges.find_first_of(",\n", at), ranges.size());
      const std::string word = ranges.substr(at, end - at);
      const std::size_t dash = word.find('-');
      const std::size_t first = std::stoul(word),
                        last = dash == std::string::npos ? first : std::stoul(word.substr(dash + 1));
      for (std::size_t k = first; k <= last; ++k) numbers.push_back(k);
      at = end + 1;
    }
    return numbers;
  }
  /// Runs round after round, each in an order of its own, and one part twice. Returns the number of rounds.
  std::size_t run_all(const std::string& folder, std::uint64_t seed) const {
    std::size_t rounds = 0;
    for (std::string left = missing(folder); !left.empty() && rounds < 9; left = missing(folder), ++rounds) {
      std::vector<std::size_t> numbers = numbers_in(left);
      std::shuffle(numbers.begin(), numbers.end(), std::mt19937_64(seed));
      numbers.push_back(numbers.front());
      for (const std::size_t number : numbers) {
        const ToolRun result = part(folder, number);
        EXPECT_EQ(result.exit_code, 0) << number << result.err;
        if (result.exit_code != 0) return 0;
      }
    }
    return rounds;
  }
  ToolRun merge(const std::string& folder, const Words& more = {}) const {
    return run(joined({"merge", folder + "/plan.json", "-o", "merged.gpkg", "--overwrite"}, more));
  }

  TempDir folder_;
};

}  // namespace spatial::test
