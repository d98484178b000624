// SPDX-License-Identifier: MIT
#include "libspatial/network/graph_indices.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "libspatial/network/link_importance.hpp"

namespace spatial::test {
namespace {

const DispersalKernel kernel(100, 0.5);
constexpr double everywhere = std::numeric_limits<double>::infinity();

/// Two components, 1 + 2 and 4.
const PatchGraph three({1, 2, 4}, {{0, 1, 100}});

TEST(GraphIndices, TakeTheSumOfThePatchesForALandscapeThatIsNotGiven) {
  const GraphIndices given = graph_indices(three, kernel, everywhere, 7, {}),
                     none = graph_indices(three, kernel, everywhere, 0, {});
  EXPECT_DOUBLE_EQ(none.lcp, (9 + 16) / 49.0);
  EXPECT_DOUBLE_EQ(none.lcp, given.lcp);
  EXPECT_DOUBLE_EQ(none.lcp, none.ccp) << "where the patches are the landscape the two are one index";
  EXPECT_DOUBLE_EQ(graph_indices(three, kernel, everywhere, 10, {}).lcp, 0.25);
  EXPECT_EQ(graph_indices(PatchGraph({5, 6, 7, 8, 9}, {{0, 1, 1}, {1, 2, 1}, {2, 3, 1}, {3, 4, 1}}), kernel, everywhere,
                          0, {})
                .lcp,
            1)
      << "one component";
}

TEST(GraphIndices, AreNotDefinedWithoutAnyArea) {
  const PatchGraph empty({0, 0}, {{0, 1, 100}});
  const GraphIndices none = graph_indices(empty, kernel, everywhere, 0, {}),
                     in_a_landscape = graph_indices(empty, kernel, everywhere, 10, {});
  EXPECT_TRUE(std::isnan(none.lcp));
  EXPECT_TRUE(std::isnan(none.ccp));
  EXPECT_EQ(in_a_landscape.lcp, 0) << "nothing of a landscape that is there";
  EXPECT_EQ(none.harary, 1);
  MetricOptions options;
  options.node_importance = true;
  const NetworkMetrics m = metrics_of(empty, kernel, options, {});
  EXPECT_EQ(m.eca_m2, 0);
  for (const double value :
       {m.pc, m.iic, m.intra_percent, m.direct_percent, m.step_percent, m.dpc[0].d, m.diic[1].connector})
    EXPECT_TRUE(std::isnan(value));
  options.landscape_m2 = 10;
  EXPECT_EQ(metrics_of(empty, kernel, options, {}).pc, 0);
}

TEST(LinkChanges, LoseInLcpWhateverTheLandscape) {
  for (const double landscape : {0.0, 7.0, 1000.0}) {
    MetricOptions options;
    options.landscape_m2 = landscape;
    const std::vector<LinkImportance> removal = link_removal(three, kernel, options, {});
    ASSERT_EQ(removal.size(), 1u);
    EXPECT_NEAR(removal[0].d_lcp, 100 * (25 - 21) / 25.0, 1e-12) << "the divisor cancels out";
    EXPECT_EQ(removal[0].d_lcp, removal[0].d_ccp);
  }
}

TEST(LinkChanges, HaveNoPercentageOfNothing) {
  const PatchGraph apart({3, 4}, {});
  const std::vector<LinkImportance> improvement = link_improvement(apart, kernel, {}, {});
  ASSERT_EQ(improvement.size(), 1u);
  EXPECT_TRUE(std::isnan(improvement[0].d_links)) << "from no link to one";
  EXPECT_TRUE(std::isnan(improvement[0].d_harary));
  EXPECT_TRUE(std::isnan(improvement[0].d_flux));
  EXPECT_NEAR(improvement[0].d_pc, -96, 1e-9) << "25 to 49";
}

}  // namespace
}  // namespace spatial::test
