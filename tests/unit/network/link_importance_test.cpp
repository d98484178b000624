// SPDX-License-Identifier: MIT
#include "libspatial/network/link_importance.hpp"

#include <gtest/gtest.h>

#include <random>

namespace spatial::test {
namespace {

/// Random networks with ties, links of length 0 and isolates.
PatchGraph random_graph(unsigned seed) {
  std::mt19937 random(seed);
  const std::uint32_t n = 5 + random() % 12;
  std::vector<double> areas;
  for (std::uint32_t i = 0; i < n; ++i) areas.push_back(static_cast<double>(random() % 5));
  std::vector<Link> links;
  for (std::uint32_t k = 0; k < 2 * n; ++k) {
    const std::uint32_t a = random() % n, b = random() % n;
    if (a != b) links.push_back({a, b, 100.0 * (random() % 6)});
  }
  return {std::move(areas), std::move(links)};
}

double loss_percent(double before, double after) { return before > 0 ? 100 * (before - after) / before : 0; }

TEST(LinkImportance, EqualsComputingTheNetworkAgain) {
  const DispersalKernel kernel(300, 0.5);
  for (unsigned seed = 0; seed < 40; ++seed) {
    const PatchGraph graph = random_graph(seed);
    MetricOptions options;
    options.p_min = 0;
    options.iic_link_limit_m = 300;
    const NetworkMetrics before = metrics_of(graph, kernel, options, {});
    const std::vector<LinkImportance> removal = link_removal(graph, kernel, options, {});
    ASSERT_EQ(removal.size(), graph.links().size());
    for (std::size_t l = 0; l < removal.size(); ++l) {
      std::vector<Link> rest = graph.links();
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(l));
      const NetworkMetrics after = metrics_of(PatchGraph(graph.areas(), rest), kernel, options, {});
      EXPECT_NEAR(removal[l].d_pc, loss_percent(before.pc_numerator, after.pc_numerator), 1e-9)
          << "seed " << seed << " link " << l;
      EXPECT_NEAR(removal[l].d_iic, loss_percent(before.iic_numerator, after.iic_numerator), 1e-9)
          << "seed " << seed << " link " << l;
    }
    for (const LinkImportance& row : link_improvement(graph, kernel, options, {})) {
      std::vector<Link> links = graph.links();
      links.push_back({row.a, row.b, 0});
      const NetworkMetrics after = metrics_of(PatchGraph(graph.areas(), links), kernel, options, {});
      EXPECT_NEAR(row.d_pc, loss_percent(before.pc_numerator, after.pc_numerator), 1e-9) << "seed " << seed;
      EXPECT_NEAR(row.d_iic, loss_percent(before.iic_numerator, after.iic_numerator), 1e-9) << "seed " << seed;
      EXPECT_LE(row.d_pc, 1e-12);
    }
  }
}

TEST(LinkImportance, CountsBridgesAndComponents) {
  const PatchGraph graph({1, 1, 1, 2}, {{0, 1, 10}, {1, 2, 10}, {2, 3, 10}});
  const std::vector<LinkImportance> removal =
      link_removal(graph, DispersalKernel(10, 0.5), {.landscape_m2 = 10, .p_min = 0}, {});
  EXPECT_DOUBLE_EQ(removal[1].d_components, -100);
  EXPECT_DOUBLE_EQ(removal[1].d_ccp, 100.0 * (25 - 13) / 25);
  EXPECT_DOUBLE_EQ(removal[1].d_lcp, 100.0 * (25 - 13) / 25);
  EXPECT_NEAR(removal[1].d_links, 100.0 / 3, 1e-12);
}

}  // namespace
}  // namespace spatial::test
