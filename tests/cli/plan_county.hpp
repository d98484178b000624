// SPDX-License-Identifier: MIT
// Layers of 400 habitats and more, whose commands are run in parts by `lnrs plan`, `run-part` and `merge`.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {

/// Random stars over 8 km, of which some overlap; sites as points and lines; zones that overlap; and what is wrong with
/// real layers: rows without geometry, coordinates out of range, heights, a bow-tie, numbers with gaps.
inline FixtureLayer habitats(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto between = [&](double least, double most) {
    return least + (most - least) * static_cast<double>(random() >> 11) / 9007199254740992.0;
  };
  FixtureLayer layer;
  layer.fields = {"ref", "class", "reach:Real", "cover:Integer"};
  for (std::size_t i = 0; i < 400; ++i) {
    const MultiPolygon star = random_star(seed * 1000 + i, {500000 + between(0, 8000), 100000 + between(0, 8000)},
                                          between(40, 260), 7 + static_cast<int>(i % 9));
    std::string ring;
    for (const Point p : star.view().points())
      ring += fmt::format("{}{:.3f} {:.3f}{}", ring.empty() ? "" : ", ", p.x, p.y, i % 50 == 7 ? " 12.5" : "");
    const auto first = star.view().points().front();
    if (i % 50 == 7)
      ring += fmt::format(", {:.3f} {:.3f} 12.5", first.x, first.y);
    else
      ring += fmt::format(", {:.3f} {:.3f}", first.x, first.y);
    layer.rows.push_back({fmt::format("POLYGON{} (({}))", i % 50 == 7 ? " Z" : "", ring),
                          {fmt::format("H-{}", i), std::string(1, static_cast<char>('a' + i % 5)),
                           i % 11 == 0 ? "\x01" : fmt::format("{}", 5 + i % 40), fmt::format("{}", i % 100)}});
  }
  layer.rows.push_back({"", {"nowhere", "a", "10", "1"}});
  layer.rows.push_back({"POLYGON ((500000 100000, 500100 100100, 500100 100000, 500000 100100, 500000 100000))",
                        {"bow tie", "b", "10", "2"}});
  layer.rows.push_back({"POLYGON ((0 0, 1e300 0, 1e300 5, 0 0))", {"beyond", "c", "10", "3"}});
  return layer;
}

class PlanCounty {
 public:
  using Words = std::vector<std::string>;
  PlanCounty() {
    FixtureLayer sites;
    sites.name = "site";
    sites.fields = {"ref", "class"};
    for (int i = 0; i < 90; ++i) {
      const double x = 500000 + 977.0 * (i * 31 % 80) / 10, y = 100000 + 977.0 * (i * 57 % 80) / 10;
      sites.rows.push_back({i % 3 == 0 ? fmt::format("LINESTRING ({} {}, {} {})", x, y, x + 300, y + 50)
                                       : fmt::format("POINT ({} {})", x, y),
                            {fmt::format("S{}", i), "s"}});
    }
    FixtureLayer zones;
    zones.name = "zone";
    zones.fields = {"name"};
    for (int i = 0; i < 16; ++i)
      zones.rows.push_back({square_wkt(500000 + 2000 * (i % 4), 100000 + 2000 * (i / 4), i % 5 == 0 ? 2300 : 2000),
                            {i == 15 ? "zone 3" : fmt::format("zone {}", i)}});
    FixtureLayer lines;
    lines.name = "line";
    lines.geometry_type = "LineString";
    lines.rows = {{"LINESTRING (500100 100100, 507000 106500)", {"l1", "a"}},
                  {"LINESTRING (500000 102000, 508000 102000)", {"l2", "b"}}};
    write_fixture(folder_ / "in.gpkg", "GPKG", {habitats(1), sites, zones, lines});
    write_fixture(folder_ / "more.gpkg", "GPKG", {habitats(2)});
    // Numbers need not be without gaps.
    run_sql(folder_ / "in.gpkg", "DELETE FROM habitat WHERE fid BETWEEN 60 AND 290");
  }
  ToolRun run(const Words& words, Interruption interruption = {}) const {
    return run_tool(words, folder_.path(), interruption);
  }
  std::string bytes(const std::string& file) const { return read_file(folder_ / file); }
  std::filesystem::path path(const std::string& file) const { return folder_ / file; }

  /// The command's own output, which parts must repeat.
  std::string whole(Words words, const std::string& file) const {
    words.insert(words.end(), {"-o", file});
    const ToolRun result = run(words);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return bytes(file);
  }
  /// Plans and returns the number of parts.
  std::size_t plan(Words words, std::size_t parts, const std::string& folder) const {
    words.insert(words.begin(), "plan");
    words.insert(words.end(), {"--parts", std::to_string(parts), "-o", folder});
    const ToolRun result = run(words);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return nlohmann::json::parse(bytes(folder + "/plan.json"))["parts"].size();
  }
  ToolRun part(const std::string& folder, std::size_t number, Interruption interruption = {}) const {
    return run({"run-part", folder + "/plan.json", std::to_string(number)}, interruption);
  }
  std::string merged(const std::string& folder, const std::string& file) const {
    const ToolRun result = run({"merge", folder + "/plan.json", "-o", file, "--overwrite"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return std::filesystem::exists(path(file)) ? bytes(file) : "";
  }

 private:
  TempDir folder_;
};

}  // namespace spatial::test
