// SPDX-License-Identifier: MIT
// However a raster stores its cells, the same values give the same cells, patches, links and circuits as plain Float64.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "libspatial/io/raster.hpp"
#include "libspatial/layers/raster_circuit.hpp"
#include "libspatial/network/least_cost.hpp"
#include "libspatial/network/patch_raster.hpp"
#include "tests/support/rasters.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

constexpr double no_data = std::numeric_limits<double>::quiet_NaN();
constexpr const char* types[] = {"Byte",  "SignedByte", "UInt16", "Int16",   "UInt32",
                                 "Int32", "UInt64",     "Int64",  "Float32", "Float64"};
constexpr const char* forms[] = {"no gaps",     "no-data value", "no-data value out of range", "mask inside",
                                 "mask beside", "alpha",         "mask and no-data value",     "NaN"};
struct Meaning {
  std::optional<double> scale, offset;
};
const Meaning meanings[] = {{}, {0.5, std::nullopt}, {std::nullopt, 3.0}, {0.2, 1.0}, {-0.25, 60.0}};

bool is_real(const std::string& type) { return type.starts_with("Float"); }

/// A raster of small numbers with gaps, stored in some way, and what it means.
struct Stored {
  RasterFixture fixture;
  std::vector<double> values;
};

void set_no_data(RasterFixture& fixture, double value) {
  if (fixture.type.ends_with("Int64"))
    fixture.no_data_whole = static_cast<std::int64_t>(value);
  else
    fixture.no_data = value;
}

Stored stored(std::mt19937& random, const std::string& type, const std::string& form, const Meaning& meaning,
              const RasterGrid& grid) {
  Stored result;
  RasterFixture& fixture = result.fixture;
  fixture.grid = grid;
  fixture.type = type;
  fixture.scale = meaning.scale;
  fixture.offset = meaning.offset;
  fixture.bands.emplace_back();
  constexpr double hidden = 99;
  const bool by_value = form == "no-data value" || form == "mask and no-data value",
             by_mask = form.starts_with("mask") || form == "alpha";
  for (std::size_t cell = 0; cell < grid.size(); ++cell) {
    const bool gap = cell > 0 && form != "no gaps" && form != "no-data value out of range" &&
                     (form != "NaN" || is_real(type)) && random() % 5 == 0;
    const bool masked = gap && by_mask && (!by_value || random() % 2 == 0);
    double raw = 5 + random() % 4;
    if (gap && !masked) raw = form == "NaN" ? no_data : hidden;
    fixture.bands[0].push_back(raw);
    fixture.valid.push_back(static_cast<char>(!masked));
    result.values.push_back(gap ? no_data : raw * meaning.scale.value_or(1) + meaning.offset.value_or(0));
  }
  if (by_value) set_no_data(fixture, hidden);
  if (form == "no-data value out of range" && !fixture.type.ends_with("Int64"))
    fixture.no_data = type == "Float32" ? -1e300 : -1e12;
  if (by_mask)
    fixture.mask = form == "alpha"         ? FixtureMask::alpha
                   : form == "mask beside" ? FixtureMask::beside
                                           : FixtureMask::inside;
  return result;
}

RasterFixture plain(const RasterGrid& grid, const std::vector<double>& values) {
  RasterFixture fixture;
  fixture.grid = grid;
  fixture.bands = {values};
  fixture.no_data = no_data;
  return fixture;
}

bool same(float a, float b) { return a == b || (std::isnan(a) && std::isnan(b)); }

void expect_same_cells(const std::filesystem::path& file, const std::filesystem::path& expected, std::mt19937& random,
                       const std::string& what) {
  const Raster a = read_raster(file, "EPSG:27700"), b = read_raster(expected, "EPSG:27700");
  ASSERT_EQ(a.grid, b.grid) << what;
  for (std::size_t cell = 0; cell < a.values.size(); ++cell)
    ASSERT_TRUE(same(a.values[cell], b.values[cell]))
        << what << ", cell " << cell << ": " << a.values[cell] << " for " << b.values[cell];
  const auto row = static_cast<std::uint32_t>(random() % a.grid.rows),
             column = static_cast<std::uint32_t>(random() % a.grid.columns);
  const RasterPart part = open_raster(file, "EPSG:27700").read({row, column, a.grid.rows, a.grid.columns}, {});
  const RasterView view(part);
  for (std::uint32_t r = row; r < a.grid.rows; ++r)
    for (std::uint32_t c = column; c < a.grid.columns; ++c)
      ASSERT_TRUE(same(view[a.grid.index(r, c)], a.values[a.grid.index(r, c)])) << what << ", in a window";
}

/// Links between the patches of one class over the raster itself as resistance, whole or in tiles.
std::vector<double> link_costs(const std::filesystem::path& file, double wanted, double max_memory_mb) {
  const Raster classes = read_raster(file, "EPSG:27700");
  const PatchSet patches = raster_patches(classes, {&wanted, 1}, 4, 0);
  std::vector<double> numbers = patches.areas_m2;
  if (patches.size() == 0) return numbers;
  const CostSurface surface(open_raster(file, "EPSG:27700"), patches, 100, max_memory_mb, {.threads = 1});
  for (const CostLink& link : cost_links(surface, 100, LinkTopology::all, {.threads = 1}))
    numbers.insert(numbers.end(),
                   {static_cast<double>(link.link.a), static_cast<double>(link.link.b), link.link.distance_m});
  return numbers;
}

RasterCircuitResult circuit_over(const std::filesystem::path& file, const std::filesystem::path& points,
                                 CircuitMode mode) {
  RasterCircuitOptions options;
  options.resistance = file.string();
  options.points = points.string();
  options.mode = mode;
  return run_raster_circuit(options, {.threads = 1});
}

TEST(RasterMeaningProperty, EveryWayToStoreTheSameCellsGivesTheSameNumbers) {
  const TempDir folder;
  std::mt19937 random(7);
  const RasterGrid grid{500000, 200000, 10, 10, 9, 7};
  RasterFixture points = plain(grid, std::vector<double>(grid.size(), 0));
  points.type = "UInt16";
  points.no_data = std::nullopt;
  points.scale = 0.5;  // points have a scale as well
  points.bands[0][0] = points.bands[0][grid.size() - 1] = 2;
  points.bands[0][grid.columns - 1] = points.bands[0][grid.columns - 2] = 4;
  write_raster_fixture(folder / "points.tif", points);
  int number = 0;
  for (const char* type : types)
    for (const char* form : forms)
      for (const Meaning& meaning : meanings) {
        const std::string what = std::string(type) + ", " + form + ", scale " +
                                 std::to_string(meaning.scale.value_or(1)) + ", offset " +
                                 std::to_string(meaning.offset.value_or(0));
        const Stored cells = stored(random, type, form, meaning, grid);
        const std::filesystem::path file = folder / (std::to_string(number) + ".tif"),
                                    expected = folder / (std::to_string(number) + "_plain.tif");
        ++number;
        write_raster_fixture(file, cells.fixture);
        write_raster_fixture(expected, plain(grid, cells.values));
        expect_same_cells(file, expected, random, what);
        const double wanted = 5 * meaning.scale.value_or(1) + meaning.offset.value_or(0);
        ASSERT_EQ(link_costs(file, wanted, 0), link_costs(expected, wanted, 0)) << what;
        ASSERT_EQ(link_costs(file, wanted, 0.1), link_costs(expected, wanted, 0)) << what << ", in tiles";
        for (const CircuitMode mode : {CircuitMode::pairwise, CircuitMode::one_to_all})
          ASSERT_EQ(circuit_over(file, folder / "points.tif", mode).resistance,
                    circuit_over(expected, folder / "points.tif", mode).resistance)
              << what;
      }
}

}  // namespace
}  // namespace spatial::test
