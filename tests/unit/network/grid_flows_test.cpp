// SPDX-License-Identifier: MIT
#include "libspatial/network/grid_flows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <random>

#include "libspatial/core/error.hpp"

namespace spatial::test {
namespace {

constexpr float no_data = std::numeric_limits<float>::quiet_NaN();

/// A random landscape: resistances up to 10^contrast apart, holes, islands, regions of one and of several pieces, and
/// points.
struct Landscape {
  Raster land;
  std::vector<std::uint32_t> regions;
  int neighbours = 8;
  Conductance kind = Conductance::average_resistance;
  RasterCircuit listed;
  std::vector<std::uint32_t> points;

  explicit Landscape(unsigned seed, double contrast, double holes) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> share(0, 1);
    const std::uint32_t rows = 1 + random() % 40, columns = 1 + random() % 40;
    land = {{0, rows * 10.0, 10, 10, columns, rows}, {}};
    for (std::size_t cell = 0; cell < land.grid.size(); ++cell)
      land.values.push_back(share(random) < holes ? no_data
                                                  : static_cast<float>(std::pow(10, contrast * share(random))));
    regions.assign(land.grid.size(), 0);
    for (std::uint32_t region = random() % 6; region > 0; --region) {
      const std::uint32_t row = random() % rows, column = random() % columns;
      for (std::uint32_t cell = 0; cell < 16; ++cell)
        if (row + cell / 4 < rows && column + cell % 4 < columns)
          regions[land.grid.index(row + cell / 4, column + cell % 4)] = region;
      if (seed % 2 == 1) regions[random() % regions.size()] = region;
    }
    if (seed % 5 == 0) neighbours = 4;
    if (seed % 7 == 0) kind = Conductance::average_conductance;
    listed = raster_circuit(land, neighbours, kind, regions);
    for (std::size_t k = 2 + random() % 9; k > 0 && listed.circuit.nodes > 1; --k)
      points.push_back(static_cast<std::uint32_t>(random() % listed.circuit.nodes));
  }
  GridCircuit grid() const { return {land, neighbours, kind, listed.node_at, listed.circuit.nodes}; }
  std::vector<PointPair> pairs() const {
    std::vector<PointPair> some;
    for (std::uint32_t i = 0; i < points.size(); ++i)
      for (std::uint32_t j = i + 1; j < points.size(); j += 2) some.emplace_back(i, j);
    return some;
  }
  /// Tiles of so few cells that there are many of them.
  GridJob job(std::size_t tile_cells = 60, unsigned threads = 2) const {
    GridJob job = grid_job(grid(), points, false, 0, {.threads = threads});
    job.plan.tile_cells = tile_cells;
    return job;
  }
};

/// The first of them with many cells and several points.
Landscape large_landscape() {
  for (unsigned seed = 6;; ++seed) {
    Landscape it(seed, 2, 0.15);
    if (it.land.grid.size() > 900 && it.points.size() > 4) return it;
  }
}

void expect_equal(const std::vector<double>& found, const std::vector<double>& expected, const std::string& what) {
  ASSERT_EQ(found.size(), expected.size()) << what;
  for (std::size_t k = 0; k < found.size(); ++k) {
    if (std::isinf(expected[k]))
      EXPECT_TRUE(std::isinf(found[k])) << what << " " << k;
    else
      EXPECT_NEAR(found[k], expected[k], 1e-8 * (1 + std::abs(expected[k]))) << what << " " << k;
  }
}

TEST(GridFlows, EqualTheSolverForAnyCircuit) {
  for (unsigned seed = 0; seed < 150; ++seed) {
    const Landscape it(seed, seed % 3 == 0 ? 6 : seed % 3 == 1 ? 0 : 2, 0.15 * (seed % 4));
    if (it.points.empty()) continue;
    const std::string name = "landscape " + std::to_string(seed);
    const GridJob job = it.job(1 + seed % 90);
    const CircuitSolver direct(it.listed.circuit);
    EXPECT_EQ(grid_parts(it.grid()), direct.parts()) << name;
    const PairwiseCircuit all = pairwise(it.grid(), it.points, job),
                          all_direct = pairwise(direct, it.points, {.threads = 1});
    expect_equal(all.resistance, all_direct.resistance, name + ", all pairs");
    expect_equal(all.current, all_direct.current, name + ", currents of all pairs");
    EXPECT_LT(all.worst_residual, 1e-8) << name;
    const ListedCircuit some = pairwise(it.grid(), it.points, it.pairs(), job),
                        some_direct = pairwise(direct, it.points, it.pairs(), {.threads = 1});
    expect_equal(some.resistance, some_direct.resistance, name + ", some pairs");
    expect_equal(some.current, some_direct.current, name + ", currents of some pairs");
    const OneToAllCircuit one = one_to_all(it.grid(), it.points, job),
                          one_direct = one_to_all(it.listed.circuit, it.points, {}, {.threads = 1});
    expect_equal(one.resistance, one_direct.resistance, name + ", one to all");
    std::vector<std::uint32_t> distinct = it.points;
    std::sort(distinct.begin(), distinct.end());
    if (std::unique(distinct.begin(), distinct.end()) == distinct.end())
      expect_equal(one.current, one_direct.current, name + ", currents of one to all");
  }
}

/// A strip one cell wide, of resistances 1 and `dear`.
Landscape strip_of(float dear) {
  Landscape strip(1, 0, 0);
  strip.land = {{0, 10, 10, 10, 300, 1}, {}};
  std::mt19937 random(2);
  for (int cell = 0; cell < 300; ++cell) strip.land.values.push_back(random() % 2 == 0 ? 1.0F : dear);
  strip.kind = Conductance::average_resistance;
  strip.neighbours = 8;
  strip.listed = raster_circuit(strip.land, 8, strip.kind);
  strip.points = {3, 100, 101, 290};
  return strip;
}

/// In a strip resistances add up, so the right value is known however far they lie apart.
TEST(GridFlows, AreRightWhereResistancesLieFarApart) {
  for (const float dear : {1e2F, 1e4F, 1e6F}) {
    const Landscape strip = strip_of(dear);
    const PairwiseCircuit found = pairwise(strip.grid(), strip.points, strip.job(50));
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t j = i + 1; j < 4; ++j) {
        double ohms = 0;
        for (std::size_t cell = strip.points[i]; cell < strip.points[j]; ++cell)
          ohms += (double{strip.land.values[cell]} + double{strip.land.values[cell + 1]}) / 2;
        EXPECT_NEAR(found.resistance[i * 4 + j] / ohms, 1, 1e-12) << dear << " " << i << " " << j;
      }
    EXPECT_NEAR(found.current[150], 3, 1e-6) << dear << ": 1 A of each pair that it lies between";
  }
}

/// Beyond that voltages have too few digits for the currents between cheap cells: an error, never a wrong map.
TEST(GridFlows, RefuseResistancesThatLieTooFarApartForCurrents) {
  const Landscape strip = strip_of(1e14F);
  try {
    pairwise(strip.grid(), strip.points, strip.job(50));
    FAIL() << "was not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::internal);
    EXPECT_THAT(error.message(), testing::HasSubstr("residual"));
  }
}

TEST(GridFlows, AreTheSameBitsWithAnyNumberOfThreadsAndAnyMemory) {
  const Landscape it = large_landscape();
  const GridJob one = it.job(60, 1);
  for (const unsigned threads : {2U, 8U}) {
    const GridJob many = it.job(60, threads);
    EXPECT_EQ(pairwise(it.grid(), it.points, one).current, pairwise(it.grid(), it.points, many).current);
    EXPECT_EQ(pairwise(it.grid(), it.points, one).worst_residual, pairwise(it.grid(), it.points, many).worst_residual);
    EXPECT_EQ(pairwise(it.grid(), it.points, it.pairs(), one).current,
              pairwise(it.grid(), it.points, it.pairs(), many).current);
    EXPECT_EQ(one_to_all(it.grid(), it.points, one).current, one_to_all(it.grid(), it.points, many).current);
  }
}

TEST(GridFlows, TakeFewerThreadsWhereMemoryIsShortAndRefuseWhatDoesNotFit) {
  const Landscape it = large_landscape();
  const GridJob free = grid_job(it.grid(), it.points, false, 0, {.threads = 8});
  EXPECT_EQ(free.executor.threads, 8U);
  const GridJob tight =
      grid_job(it.grid(), it.points, false, free.plan.fixed_mb + 2.5 * free.plan.worker_mb, {.threads = 8});
  EXPECT_EQ(tight.executor.threads, 2U);
  EXPECT_LE(tight.memory_mb, free.plan.fixed_mb + 2.5 * free.plan.worker_mb);
  try {
    grid_job(it.grid(), it.points, false, free.plan.fixed_mb, {.threads = 8});
    FAIL() << "was not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    EXPECT_THAT(error.remedy(), testing::HasSubstr("--max-memory"));
  }
}

TEST(GridFlows, TellHowFarTheyAre) {
  struct Heard : Progress {
    std::vector<std::string> stages;
    std::atomic<std::size_t> expected{0}, steps{0};
    void stage(std::string_view name) override { stages.emplace_back(name); }
    void expect(std::size_t count) override { expected += count; }
    void step() override { ++steps; }
  } heard;
  const Landscape it = large_landscape();
  GridJob job = it.job();
  job.executor.progress = &heard;
  pairwise(it.grid(), it.points, job);
  EXPECT_THAT(heard.stages, testing::ElementsAre("circuit: eliminating cells", "circuit: joining tiles",
                                                 "circuit: voltages between tiles", "circuit: currents"));
  EXPECT_GT(heard.steps, 10U);
  EXPECT_EQ(heard.steps, heard.expected);
}

TEST(GridFlows, RefusePointsThatAreNoNodes) {
  const Landscape it = large_landscape();
  const std::vector<std::uint32_t> wrong{0, 99999};
  EXPECT_THROW(pairwise(it.grid(), wrong, it.job()), Error);
  EXPECT_THROW(one_to_all(it.grid(), wrong, it.job()), Error);
}

}  // namespace
}  // namespace spatial::test
