// SPDX-License-Identifier: MIT
// Rasters on the command line and in configs: bands, CRS, masks, messages.
#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "libspatial/io/raster.hpp"
#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/rasters.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;
constexpr double none = std::numeric_limits<double>::quiet_NaN();
const RasterGrid grid{500000, 100100, 100, 100, 5, 1};

class RasterInputs : public testing::Test {
 protected:
  RasterInputs() {
    write("points.tif", "Byte", {{1, 0, 0, 2, 3}});
    FixtureLayer layer;
    for (int k = 0; k < 2; ++k)
      layer.rows.push_back({square_wkt(500000 + 300 * k, 100000, 100), {"H" + std::to_string(k + 1), "w1f"}});
    write_fixture(folder_ / "habitat.gpkg", "GPKG", {layer});
  }
  void write(const std::string& name, const std::string& type, std::vector<std::vector<double>> bands,
             const std::string& crs = "EPSG:27700") const {
    RasterFixture fixture;
    fixture.grid = grid;
    fixture.type = type;
    fixture.bands = std::move(bands);
    fixture.crs = crs;
    write_raster_fixture(folder_ / name, fixture);
  }
  ToolRun run(std::vector<std::string> words) const { return run_tool(words, folder_.path()); }
  ToolRun circuit(const std::string& resistance, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"circuit", "raster", "--resistance", resistance, "--points", "points.tif",
                               "--neighbours", "4", "--json"});
    return run(more);
  }
  /// R between the first two points.
  double first_resistance(const ToolRun& run) const {
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return run.exit_code == 0 ? std::round(nlohmann::json::parse(run.out)["resistance"][0][1].get<double>() * 1e9) / 1e9
                              : none;
  }
  ToolRun network(const std::string& more) const {
    write_file(
        folder_ / "map.toml",
        "[project]\ndate = \"2026-03-31\"\n[layers.habitat]\nlayer = \"habitat.gpkg#habitat\"\nid = \"ref\"\nclass = "
        "\"class\"\ncrosswalk = \"ukhab\"\n[[network]]\npreset = \"woodland\"\ndispersal_m = 1000\n" +
            more);
    return run({"network", "map.toml", "-o", "n.gpkg", "--overwrite"});
  }
  std::string ask(const std::string& sql) const { return query(folder_ / "n.gpkg", sql); }
  TempDir folder_;
};

TEST_F(RasterInputs, TheBandIsNamedBehindTheFile) {
  write("two.tif", "Byte", {{1, 1, 1, 1, 1}, {3, 3, 3, 3, 3}});
  const ToolRun unnamed = circuit("two.tif");
  EXPECT_EQ(unnamed.exit_code, 3);
  EXPECT_THAT(unnamed.err, HasSubstr("two.tif#BAND"));
  EXPECT_EQ(first_resistance(circuit("two.tif#1")), 3);
  EXPECT_EQ(first_resistance(circuit("two.tif#2")), 9);
  EXPECT_EQ(circuit("two.tif#3").exit_code, 3);
  ASSERT_EQ(network("distance = \"least_cost\"\n[network.cost]\nraster = \"two.tif#2\"\n").exit_code, 0);
  EXPECT_EQ(ask("SELECT distance_m FROM links"), "900.0");
  EXPECT_EQ(network("distance = \"least_cost\"\n[network.cost]\nraster = \"two.tif\"\n").exit_code, 3);
  ASSERT_EQ(network("[network.patches]\nraster = \"two.tif#2\"\nvalues = [3]\n").exit_code, 0);
  EXPECT_EQ(ask("SELECT area_ha FROM patches"), "5.0");
}

TEST_F(RasterInputs, AsciiGridsNeedTheirCrs) {
  write_ascii_grid(folder_ / "r.asc", grid, {2, 2, 2, 2, none});
  write_ascii_grid(folder_ / "p.asc", grid, {1, 0, 0, 2, 3});
  EXPECT_THAT(circuit("r.asc").err, HasSubstr("--assume-crs"));
  EXPECT_EQ(circuit("r.asc").exit_code, 3);
  for (const char* option : {"--assume-crs", "--crs"})
    EXPECT_EQ(first_resistance(circuit("r.asc", {option, "EPSG:27700"})), 6) << option;
  EXPECT_EQ(first_resistance(run({"circuit", "raster", "--resistance", "r.asc", "--points", "p.asc", "--crs",
                                  "EPSG:27700", "--neighbours", "4", "--json"})),
            6);
  const std::string cost = "distance = \"least_cost\"\n[network.cost]\nraster = \"r.asc\"\n";
  EXPECT_EQ(network(cost).exit_code, 3);
  ASSERT_EQ(network(cost + "assume_crs = \"EPSG:27700\"\n").exit_code, 0);
  EXPECT_EQ(ask("SELECT distance_m FROM links"), "600.0");
  ASSERT_EQ(network("[network.patches]\nraster = \"r.asc\"\nvalues = [2]\nassume_crs = \"EPSG:27700\"\n").exit_code, 0);
  EXPECT_EQ(ask("SELECT area_ha FROM patches"), "4.0");
}

TEST_F(RasterInputs, APointWithoutDataIsKeptWithAWord) {
  write("r.tif", "Float32", {{1, 1, 1, 1, none}});
  const ToolRun run = circuit("r.tif");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto json = nlohmann::json::parse(run.out);
  EXPECT_EQ(json["points"], (std::vector<int>{1, 2, 3}));
  EXPECT_TRUE(json["resistance"][0][2].is_null() && json["parts"][2].is_null());
  EXPECT_EQ(first_resistance(run), 3);
  EXPECT_THAT(run.err, HasSubstr("point 3 lies on cells without data"));
  write("empty.tif", "Float32", {{none, none, none, none, none}});
  EXPECT_EQ(circuit("empty.tif").exit_code, 3);
  EXPECT_THAT(circuit("empty.tif").err, HasSubstr("no point of points.tif lies on a cell"));
}

TEST_F(RasterInputs, MessagesNameFileAndCell) {
  write("zero.tif", "Byte", {{1, 1, 0, 1, 1}});
  const ToolRun zero = circuit("zero.tif");
  EXPECT_EQ(zero.exit_code, 3);
  EXPECT_THAT(zero.err, testing::AllOf(HasSubstr("zero.tif"), HasSubstr("row 1, column 3 (500250 100050)")));
  const ToolRun cost = network("distance = \"least_cost\"\n[network.cost]\nraster = \"zero.tif\"\n");
  EXPECT_EQ(cost.exit_code, 3);
  EXPECT_THAT(cost.err, testing::AllOf(HasSubstr("zero.tif"), HasSubstr("row 1, column 3")));
  write("one.tif", "Byte", {{1, 1, 1, 1, 1}});
  write("half.tif", "Float64", {{1, 2.5, 0, 0, 0}});
  const ToolRun half = run({"circuit", "raster", "--resistance", "one.tif", "--points", "half.tif"});
  EXPECT_EQ(half.exit_code, 3);
  EXPECT_THAT(half.err, testing::AllOf(HasSubstr("half.tif"), HasSubstr("row 1, column 2")));
  EXPECT_EQ(network("[network.patches]\nraster = \"one.tif\"\nvalues = [123456789]\n").exit_code, 2)
      << "beyond what floats tell apart";
}

TEST_F(RasterInputs, ASourceIsNeverReplacedAndAnOldMaskNeverStays) {
  write("r.tif", "Byte", {{1, 1, 1, 1, 1}});
  for (const char* name : {"r.tif", "points.tif"}) {
    const std::string before = read_file(folder_ / name);
    EXPECT_EQ(circuit("r.tif", {"-o", name, "--overwrite"}).exit_code, 2) << name;
    EXPECT_EQ(read_file(folder_ / name), before);
  }
  RasterFixture masked;
  masked.grid = grid;
  masked.bands = {{1, 1, 1, 1, 1}};
  masked.mask = FixtureMask::beside;
  masked.valid = {1, 1, 0, 1, 1};
  write_raster_fixture(folder_ / "current.tif", masked);
  ASSERT_EQ(circuit("r.tif", {"-o", "current.tif", "--overwrite"}).exit_code, 0);
  EXPECT_FALSE(std::isnan(read_raster(folder_ / "current.tif", "EPSG:27700").values[2]));
  write_file(folder_ / "new.tif.msk", "an old mask");
  EXPECT_EQ(circuit("r.tif", {"-o", "new.tif"}).exit_code, 4);
}

}  // namespace
}  // namespace spatial::test
