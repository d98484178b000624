// SPDX-License-Identifier: MIT
#include "libspatial/network/metrics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "libspatial/core/error.hpp"
#include "libspatial/core/move_append.hpp"
#include "libspatial/network/metric_parts.hpp"

namespace spatial::test {
namespace {

/// By hand: 1 –100 m– 2 –100 m– 3 in a row and an isolate 4; p = 0.5 per 100 m.
const PatchGraph row({1, 2, 3, 4}, {{0, 1, 100}, {1, 2, 100}});
const DispersalKernel kernel(100, 0.5);

MetricOptions exact() {
  MetricOptions options;
  options.p_min = 0;
  options.node_importance = true;
  return options;
}

TEST(Metrics, ARowOfThreeByHand) {
  const NetworkMetrics m = metrics_of(row, kernel, exact(), {});
  // PC: squares 1+4+9+16 = 30; pairs twice: 2·1·2·½ + 2·2·3·½ + 2·1·3·¼ = 2 + 6 + 1.5
  EXPECT_NEAR(m.pc_numerator, 39.5, 1e-12);
  EXPECT_NEAR(m.pc, 0.395, 1e-14);  // landscape: the sum of areas, 10
  EXPECT_NEAR(m.eca_m2, std::sqrt(39.5), 1e-12);
  // IIC: 30 + 2·2·½ + 2·6·½ + 2·3·⅓
  EXPECT_NEAR(m.iic_numerator, 40, 1e-12);
  EXPECT_EQ(m.patches, 4u);
  EXPECT_EQ(m.links, 2u);
  EXPECT_EQ(m.components, 2u);
  EXPECT_EQ(m.component_of, (std::vector<std::uint32_t>{0, 0, 0, 1}));
  EXPECT_EQ(m.largest_component_m2, 6);
  EXPECT_EQ(m.habitat_m2, 10);
  EXPECT_NEAR(m.mesh_m2, (36 + 16) / 10.0, 1e-12);
  EXPECT_NEAR(m.intra_percent, 3000 / 39.5, 1e-12);
  EXPECT_NEAR(m.direct_percent, 800 / 39.5, 1e-12);
  EXPECT_NEAR(m.step_percent, 150 / 39.5, 1e-12);
  EXPECT_EQ(m.neglected_numerator_bound, 0);
  // Without the middle: 1 + 9 + 16; what it lost beyond its own square and flux is the pair of the ends.
  EXPECT_NEAR(m.dpc[1].intra, 400 / 39.5, 1e-12);
  EXPECT_NEAR(m.dpc[1].flux, 800 / 39.5, 1e-12);
  EXPECT_NEAR(m.dpc[1].connector, 150 / 39.5, 1e-12);
  EXPECT_NEAR(m.dpc[1].d, 1350 / 39.5, 1e-12);
  EXPECT_EQ(m.dpc[0].connector, 0);
  EXPECT_EQ(m.dpc[3].flux, 0);
  EXPECT_NEAR(m.diic[1].connector, 200 / 40.0, 1e-12);
  EXPECT_NEAR(m.bc_pc[1], 1.5, 1e-12);
  EXPECT_NEAR(m.bc_iic[1], 2, 1e-12);
  EXPECT_EQ(m.bc_pc[0], 0);
}

TEST(Metrics, TiesAreSplitAndCostNothingToLose) {
  // A square of equal sides: two best paths between opposite corners.
  const PatchGraph square({1, 1, 1, 1}, {{0, 1, 100}, {1, 2, 100}, {2, 3, 100}, {3, 0, 100}});
  const NetworkMetrics m = metrics_of(square, kernel, exact(), {});
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_EQ(m.dpc[k].connector, 0);
    EXPECT_EQ(m.diic[k].connector, 0);
    EXPECT_NEAR(m.bc_pc[k], 2 * 0.25 / 2, 1e-12);
    EXPECT_NEAR(m.bc_iic[k], 2.0 / 3 / 2, 1e-12);
  }
}

TEST(Metrics, TheCutOffLeavesOutLongPathsAndSaysWhatThatCanCost) {
  MetricOptions options;
  options.p_min = 0.4;
  const NetworkMetrics m = metrics_of(row, kernel, options, {});
  EXPECT_NEAR(m.pc_numerator, 38, 1e-12);
  // The ends are beyond each other's reach: 0.4 · (1·3 + 3·1); the isolate neglects nothing.
  EXPECT_NEAR(m.neglected_numerator_bound, 2.4, 1e-12);
  EXPECT_TRUE(m.dpc.empty());
  EXPECT_TRUE(m.bc_pc.empty());
}

TEST(Metrics, IicCountsOnlyLinksUpToItsLimitAndIsLeftOutOfLargeNetworks) {
  const PatchGraph graph({1, 1, 1}, {{0, 1, 100}, {1, 2, 101}});
  MetricOptions options = exact();
  options.iic_link_limit_m = 100;
  EXPECT_NEAR(metrics_of(graph, kernel, options, {}).iic_numerator, 4, 1e-12);
  options.iic_max_patches = 2;
  const NetworkMetrics m = metrics_of(graph, kernel, options, {});
  EXPECT_TRUE(std::isnan(m.iic_numerator));
  EXPECT_TRUE(std::isnan(m.iic));
  EXPECT_TRUE(m.diic.empty());
  EXPECT_EQ(m.dpc.size(), 3u);
}

TEST(Metrics, OfAnyGroupsOfBlocksHaveTheBitsOfOneRun) {
  std::mt19937_64 random(7);
  const auto up_to = [&](double most) { return most * static_cast<double>(random() >> 11) / 9007199254740992.0; };
  for (const std::uint32_t patches : {0u, 1u, 5u, 63u, 300u}) {
    std::vector<double> areas;
    std::vector<Link> links;
    for (std::uint32_t a = 0; a < patches; ++a) {
      areas.push_back(a % 17 == 3 ? 0 : up_to(1e4));
      for (std::uint32_t b = a + 1; b < std::min(patches, a + 9); ++b)
        if (up_to(3) < 1) links.push_back({a, b, up_to(300)});
    }
    const PatchGraph graph(areas, links);
    for (const bool importance : {true, false}) {
      MetricOptions options;
      options.node_importance = importance;
      options.iic_max_patches = 100;
      const NetworkMetrics whole = metrics_of(graph, kernel, options, {});
      for (const std::size_t parts : {2u, 7u, 64u}) {
        const SearchGraphs graphs = search_graphs(graph, kernel, options, {});
        SearchSums sums;
        for (std::size_t k = 0; k < parts; ++k) {
          SearchSums some = search_sums(graphs, k * source_blocks / parts, (k + 1) * source_blocks / parts, {});
          move_append(sums.pc, some.pc);
          move_append(sums.iic, some.iic);
        }
        const NetworkMetrics parted = metrics_from(graph, kernel, options, sums);
        EXPECT_EQ(parted.pc_numerator, whole.pc_numerator);
        EXPECT_EQ(parted.neglected_numerator_bound, whole.neglected_numerator_bound);
        EXPECT_EQ(parted.bc_pc, whole.bc_pc);
        EXPECT_EQ(parted.bc_iic, whole.bc_iic);
        ASSERT_EQ(parted.dpc.size(), importance ? patches : 0);
        for (std::size_t p = 0; p < parted.dpc.size() && whole.pc_numerator > 0; ++p)
          EXPECT_EQ(parted.dpc[p].connector, whole.dpc[p].connector);
      }
    }
  }
}

TEST(Metrics, IndicesOfANetworkWithoutPatchesAreUndefined) {
  const NetworkMetrics m = metrics_of({}, kernel, exact(), {});
  EXPECT_EQ(m.patches, 0u);
  EXPECT_EQ(m.components, 0u);
  EXPECT_EQ(m.pc_numerator, 0);
  EXPECT_TRUE(std::isnan(m.pc)) << "shares of nothing are a dash in every output";
  EXPECT_TRUE(std::isnan(m.iic));
  EXPECT_TRUE(std::isnan(m.intra_percent));
  EXPECT_EQ(m.mesh_m2, 0);
}

TEST(Metrics, RefusesOptionsWithoutMeaning) {
  for (const double landscape : {-1.0, std::nan(""), HUGE_VAL}) {
    MetricOptions options;
    options.landscape_m2 = landscape;
    EXPECT_THROW(metrics_of(row, kernel, options, {}), Error);
  }
  MetricOptions options;
  options.p_min = 1;
  EXPECT_THROW(metrics_of(row, kernel, options, {}), Error);
  options = {};
  options.iic_link_limit_m = std::nan("");
  EXPECT_THROW(metrics_of(row, kernel, options, {}), Error);
}

}  // namespace
}  // namespace spatial::test
