// SPDX-License-Identifier: MIT
// Commands on layers larger than the memory they are given: the file is the same.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

/// A few hundred areas that meet, overlap and stand apart, lines and points, and rows that have no place; numbers with
/// gaps.
class ManyFeatures {
 public:
  ManyFeatures() {
    FixtureLayer map{"map", "EPSG:27700", "Unknown", {"ref", "class", "size:Real"}, {}};
    FixtureLayer zones{"zone", "EPSG:27700", "Unknown", {"ref", "class"}, {}};
    FixtureLayer ways{"way", "EPSG:27700", "Unknown", {"ref", "class"}, {}};
    for (int k = 0; k < 900; ++k) {
      const double x = 500000 + 100 * (k % 30), y = 100000 + 100 * (k / 30);
      const std::string ref = "m" + std::to_string(k),
                        kind = k % 5 == 0 ? "" : std::string(1, static_cast<char>('a' + k % 3));
      map.rows.push_back({square_wkt(x, y,
                                     k % 11 == 0   ? 103.25
                                     : k % 13 == 0 ? 99.5
                                                   : 100),
                          {ref, kind, std::to_string(k)}});
      if (k % 9 == 0) zones.rows.push_back({square_wkt(x + 50.125, y + 20.5, 250), {"z" + std::to_string(k), "A"}});
      if (k % 4 == 0)
        ways.rows.push_back({"LINESTRING (" + std::to_string(x) + " " + std::to_string(y) + ", " +
                                 std::to_string(x + 333) + " " + std::to_string(y + 111) + ")",
                             {ref, kind}});
      if (k % 4 == 2)
        ways.rows.push_back({"POINT (" + std::to_string(x + 7) + " " + std::to_string(y) + ")", {ref, kind}});
    }
    map.rows.push_back({"", {"nowhere", "a", "1"}});
    map.rows.push_back({"POLYGON ((1e300 0, 1e300 1, 0 1, 1e300 0))", {"beyond", "a", "1"}});
    map.rows.push_back(
        {"POLYGON ((500000 99000, 500100 99100, 500100 99000, 500000 99100, 500000 99000))", {"bow tie", "a", "1"}});
    map.rows.push_back(
        {"POLYGON ((500000 98000, 500100 98000, 500100 98100, 500050.3 98000.2, 500050 98100, 500000 98100, 500000 "
         "98000))",
         {"spike", "b", "1"}});
    map.rows.push_back(
        {"POLYGON Z ((510000 98000 1, 510100 98000 1, 510100 98100 1, 510000 98000 1))", {"high", "b", "1"}});
    map.rows.push_back({square_wkt(500000, 100000, 103.25), {"twin", "b", "1"}});
    FixtureLayer none{"none", "EPSG:27700", "Unknown", {"ref"}, {}};
    write_fixture(folder_ / "in.gpkg", "GPKG", {map, zones, ways, none});
    query(folder_ / "in.gpkg", "DELETE FROM map WHERE fid BETWEEN 100 AND 260");
    query(folder_ / "in.gpkg", "DELETE FROM way WHERE fid % 3 <> 0");  // wide gaps
  }
  ToolRun run(std::vector<std::string> words) const { return run_tool(words, folder_.path()); }
  std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }
  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  TempDir folder_;
};

/// Layers read in parts, coordinates in a file, rows put aside: the file is the same.
TEST(VectorTools, WithinAMemoryTheBytesAreThoseOfTheWhole) {
  const ManyFeatures layers;
  const std::vector<std::vector<std::string>> commands{
      {"dissolve", "in.gpkg#map", "--by", "class"},
      {"dissolve", "in.gpkg#map", "--by", "class", "--sum", "size", "--single-parts"},
      {"dissolve", "in.gpkg#map", "--where", "class = 'a'"},
      {"buffer", "in.gpkg#map", "--distance", "20"},
      {"buffer", "in.gpkg#way", "--distance", "20", "--by", "class"},
      {"buffer", "in.gpkg#way", "--distance", "20", "--dissolve", "--single-parts"},
      {"buffer", "in.gpkg#map", "--distance-field", "size", "--where", "fid < 50"},
      {"near", "in.gpkg#map", "in.gpkg#zone", "--within", "500", "--count", "3"},
      {"near", "in.gpkg#map", "in.gpkg#map", "--count", "2"},
      {"near", "in.gpkg#way", "in.gpkg#map"},
      {"tabulate", "in.gpkg#zone", "in.gpkg#map", "--by", "class", "--zone-id", "ref"},
      {"tabulate", "in.gpkg#map", "in.gpkg#zone"},
      {"tabulate", "in.gpkg#zone", "in.gpkg#way", "--by", "class"},
      {"check-coverage", "in.gpkg#map", "--id", "ref"},
      {"dissolve", "in.gpkg#none"},
      {"buffer", "in.gpkg#none", "--distance", "5"},
      {"near", "in.gpkg#none", "in.gpkg#map"},
      {"near", "in.gpkg#map", "in.gpkg#none"},
  };
  for (std::vector<std::string> words : commands) {
    std::string text;
    for (const std::string& word : words) text += word + " ";
    words.push_back("--overwrite");
    const auto to = [&](const std::string& file, std::vector<std::string> more) {
      std::vector<std::string> all = words;
      all.insert(all.end(), {"-o", file});
      all.insert(all.end(), more.begin(), more.end());
      return layers.run(all);
    };
    const ToolRun whole = to("whole.gpkg", {}), parted = to("parted.gpkg", {"--max-memory", "1"});
    ASSERT_EQ(whole.exit_code, 0) << text << whole.err;
    ASSERT_EQ(parted.exit_code, 0) << text << parted.err;
    EXPECT_EQ(read_file(layers / "parted.gpkg"), read_file(layers / "whole.gpkg")) << text;
    const auto summary = [](const std::string& err) { return err.substr(0, err.find("\nwrote ")); };
    EXPECT_EQ(summary(parted.err), summary(whole.err)) << text;
  }
  for (const auto& entry : std::filesystem::directory_iterator(layers.path()))
    EXPECT_FALSE(entry.path().filename().string().starts_with(".")) << entry.path();
  EXPECT_EQ(layers.run({"near", "in.gpkg#map", "in.gpkg#zone", "-o", "x.csv", "--max-memory", "1"}).exit_code, 2)
      << "rows are put aside in GeoPackages";
  ASSERT_EQ(layers.run({"tabulate", "in.gpkg#zone", "in.gpkg#map", "-o", "t.csv", "--max-memory", "1"}).exit_code, 0);
  ASSERT_EQ(layers.run({"tabulate", "in.gpkg#zone", "in.gpkg#map", "-o", "w.csv"}).exit_code, 0);
  EXPECT_EQ(read_file(layers / "t.csv"), read_file(layers / "w.csv"));
}

}  // namespace
}  // namespace spatial::test
