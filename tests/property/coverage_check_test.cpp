// SPDX-License-Identifier: MIT
#include "libspatial/overlay/coverage_check.hpp"

#include <gtest/gtest.h>

#include <map>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

std::map<CoverageFault, std::size_t> counts(const std::vector<CoverageFinding>& findings) {
  std::map<CoverageFault, std::size_t> result;
  for (const CoverageFinding& finding : findings) ++result[finding.fault];
  return result;
}

CoverageReport check(const MultiPolygonColumn& features, const CoverageOptions& options = {}) { return coverage_faults_of(features, boxes_of(features), areas_m2_of(features), options, {}); }

MultiPolygonColumn grid_of_cells(int columns, int rows, double side) {
  MultiPolygonColumn column;
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) column.append(polygon_of(Box{500000 + side * c, 100000 + side * r, 500000 + side * (c + 1), 100000 + side * (r + 1)}));
  return column;
}

TEST(CoverageCheck, ACleanCoverageHasNoProblem) {
  EXPECT_TRUE(check(grid_of_cells(6, 5, 100)).findings.empty());
  EXPECT_TRUE(outline_faults(grid_of_cells(6, 5, 100), {}, {}).empty());
  EXPECT_TRUE(check({}).findings.empty());
}

TEST(CoverageCheck, GapsByTheirWidth) {
  // A ring of cells around three gaps: 4 m wide, 40 m wide, and an open bay that is none.
  MultiPolygonColumn features;
  features.add_ring(polygon_of(Box{0, 0, 400, 100}).view().ring(0));
  features.add_ring(polygon_of(Box{10, 10, 14, 90}).view().ring(0));
  features.add_ring(polygon_of(Box{100, 30, 180, 70}).view().ring(0));
  features.end_part();
  features.end_feature();
  const MultiPolygon normal = normalised(features[0]);
  MultiPolygonColumn column;
  column.append(normal);
  const CoverageReport report = check(column);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].fault, CoverageFault::gap);
  EXPECT_NEAR(report.findings[0].measure, 4, 0.05);
  EXPECT_DOUBLE_EQ(report.findings[0].area_m2, 320);
  EXPECT_EQ(report.wide_gaps, 1u);
  CoverageOptions wide;
  wide.max_gap_width_m = 41;
  EXPECT_EQ(check(column, wide).findings.size(), 2u);
}

TEST(CoverageCheck, AGapIsWhatIsLeftAroundAnIsland) {
  MultiPolygonColumn features;
  features.add_ring(polygon_of(Box{0, 0, 100, 100}).view().ring(0));
  features.add_ring(polygon_of(Box{20, 20, 80, 80}).view().ring(0));
  features.end_part();
  features.end_feature();
  MultiPolygonColumn column;
  column.append(normalised(features[0]));
  column.append(polygon_of(Box{22, 22, 78, 78}));
  const CoverageReport report = check(column);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_NEAR(report.findings[0].area_m2, 60 * 60 - 56 * 56, 1e-9);
  EXPECT_LT(report.findings[0].measure, 3);
}

TEST(CoverageCheck, OverlapsDuplicatesAndUnmatchedVertices) {
  MultiPolygonColumn features = grid_of_cells(3, 1, 100);
  features.append(features[1]);                                                // the same again
  features.append(polygon_of(Box{500290, 100020, 500400, 100080}));            // 10 m into the last
  features.append(polygon_of(Box{500000, 100100, 500250, 100200}));            // its corner meets the side of the third
  const CoverageReport report = check(features);
  const auto found = counts(report.findings);
  EXPECT_EQ(found.at(CoverageFault::duplicate), 1u);
  EXPECT_EQ(found.at(CoverageFault::overlap), 1u);
  EXPECT_FALSE(found.contains(CoverageFault::gap));
  for (const CoverageFinding& finding : report.findings) {
    if (finding.fault == CoverageFault::overlap) {
      EXPECT_EQ(finding.feature, 2u);
      EXPECT_EQ(finding.other, 4u);
      EXPECT_NEAR(finding.measure, 600, 1e-6);
      EXPECT_NEAR(area_m2(finding.geometry), 600, 1e-6);
    }
    if (finding.fault == CoverageFault::unmatched_vertex) {
      EXPECT_TRUE(finding.feature == 5 || finding.other == 5);
    }
  }
  // Corners at 100 and 200 lie on the long lower side (from two of the three cells each, one of them twice), and the corner at 250 on a cell.
  EXPECT_GE(found.at(CoverageFault::unmatched_vertex), 3u);
}

TEST(CoverageCheck, VerticesWithinToleranceOfANeighbour) {
  MultiPolygonColumn features;
  features.append(polygon_of(Box{0, 0, 100, 100}));
  features.append(normalised(test::polygon({{100, 0}, {200, 0}, {200, 100}, {100, 100}, {100.004, 50}})));
  const CoverageReport report = check(features);
  ASSERT_EQ(report.findings.size(), 2u) << "the vertex, and the gap it opens";
  EXPECT_EQ(report.findings[1].fault, CoverageFault::unmatched_vertex);
  EXPECT_NEAR(report.findings[1].measure, 0.004, 1e-9);
  CoverageOptions exact;
  exact.tolerance_m = 0.001;
  EXPECT_EQ(check(features, exact).findings.size(), 1u);
}

TEST(CoverageCheck, SpikesSliversAndInvalidOutlines) {
  MultiPolygonColumn raw;
  raw.append(test::polygon({{0, 0}, {100, 0}, {100, 50}, {160, 51}, {100, 52}, {100, 100}, {0, 100}}));   // outward, 1.9°
  raw.append(test::polygon({{200, 0}, {300, 0}, {300, 49}, {240, 50}, {300, 51}, {300, 100}, {200, 100}}));  // inward
  raw.append(test::polygon({{0, 200}, {100, 200}, {150, 200}, {100, 200}, {100, 300}, {0, 300}}));         // there and back
  raw.append(test::polygon({{0, 400}, {100, 400}, {100, 400.5}, {0, 400.5}}));                              // 0.5 m wide
  raw.append(test::polygon({{0, 500}, {100, 600}, {100, 500}, {0, 600}}));                                  // crosses itself
  raw.append(test::polygon({{0, 700}, {100, 700}, {105, 750}, {100, 800}, {0, 800}}));                      // nothing
  raw.end_feature();                                                                                      // no geometry
  const std::vector<CoverageFinding> findings = outline_faults(raw, {}, {});
  std::map<CoverageFault, std::vector<std::uint32_t>> features;
  for (const CoverageFinding& finding : findings) features[finding.fault].push_back(finding.feature);
  EXPECT_EQ(features[CoverageFault::spike], (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_EQ(features[CoverageFault::sliver], (std::vector<std::uint32_t>{3}));
  EXPECT_EQ(features[CoverageFault::invalid], (std::vector<std::uint32_t>{2, 4}));
}

TEST(CoverageCheck, ThreadsDoNotShow) {
  MultiPolygonColumn features = grid_of_cells(12, 12, 100);
  for (std::uint64_t k = 0; k < 12; ++k) features.append(normalised(test::random_star(k, {500100 + 90.0 * static_cast<double>(k), 100500}, 70, 9)));
  const auto key = [&](unsigned threads) {
    std::vector<std::tuple<int, std::uint32_t, std::uint32_t, double, double, double>> rows;
    for (const CoverageFinding& f : coverage_faults_of(features, boxes_of(features), areas_m2_of(features), {}, {.threads = threads}).findings)
      rows.emplace_back(static_cast<int>(f.fault), f.feature, f.other, f.place.x, f.place.y, f.measure);
    return rows;
  };
  EXPECT_EQ(key(1), key(8));
}

}  // namespace
}  // namespace spatial
