// SPDX-License-Identifier: MIT
#include "libspatial/overlay/coverage_check.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>

#include "libspatial/geometry/inscribed.hpp"
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

CoverageReport check(const MultiPolygonColumn& features, const CoverageOptions& options = {}) {
  return coverage_faults_of(features, boxes_of(features), areas_m2_of(features), options, {});
}

MultiPolygonColumn grid_of_cells(int columns, int rows, double side) {
  MultiPolygonColumn column;
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c)
      column.append(
          polygon_of(Box{500000 + side * c, 100000 + side * r, 500000 + side * (c + 1), 100000 + side * (r + 1)}));
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
  features.append(features[1]);                                      // the same again
  features.append(polygon_of(Box{500290, 100020, 500400, 100080}));  // 10 m into the last
  features.append(polygon_of(Box{500000, 100100, 500250, 100200}));  // its corner meets the side of the third
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
  // Corners at 100 and 200 lie on the long lower side (from two of the three cells each, one of them twice), and the
  // corner at 250 on a cell.
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
  raw.append(
      test::polygon({{0, 0}, {100, 0}, {100, 50}, {160, 51}, {100, 52}, {100, 100}, {0, 100}}));  // outward, 1.9°
  raw.append(test::polygon({{200, 0}, {300, 0}, {300, 49}, {240, 50}, {300, 51}, {300, 100}, {200, 100}}));  // inward
  raw.append(test::polygon({{0, 200}, {100, 200}, {150, 200}, {100, 200}, {100, 300}, {0, 300}}));  // there and back
  raw.append(test::polygon({{0, 400}, {100, 400}, {100, 400.5}, {0, 400.5}}));                      // 0.5 m wide
  raw.append(test::polygon({{0, 500}, {100, 600}, {100, 500}, {0, 600}}));                          // crosses itself
  raw.append(test::polygon({{0, 700}, {100, 700}, {105, 750}, {100, 800}, {0, 800}}));              // nothing
  raw.end_feature();                                                                                // no geometry
  const std::vector<CoverageFinding> findings = outline_faults(raw, {}, {});
  std::map<CoverageFault, std::vector<std::uint32_t>> features;
  for (const CoverageFinding& finding : findings) features[finding.fault].push_back(finding.feature);
  EXPECT_EQ(features[CoverageFault::spike], (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_EQ(features[CoverageFault::sliver], (std::vector<std::uint32_t>{3}));
  EXPECT_EQ(features[CoverageFault::invalid], (std::vector<std::uint32_t>{2, 4}));
}

/// A gap of any length, width and direction is as wide as it is, and takes no time.
TEST(CoverageCheck, LongThinGapsAreAsWideAsTheyAre) {
  for (const double length : {10.0, 1000.0, 50000.0})
    for (const double width : {3.0, 0.12, 0.03, 0.001})
      for (const double angle : {0.0, 0.3, 1.1}) {
        const auto at = [&](double x, double y) {
          return Point{500000 + x * std::cos(angle) - y * std::sin(angle),
                       100000 + x * std::sin(angle) + y * std::cos(angle)};
        };
        MultiPolygonColumn column;
        for (const Point p : {at(-10, -10), at(length + 10, -10), at(length + 10, width + 10), at(-10, width + 10)})
          column.add_point(p);
        column.end_ring();
        for (const Point p : {at(0, 0), at(0, width), at(length, width), at(length, 0)}) column.add_point(p);
        column.end_ring();
        column.end_part();
        column.end_feature();
        MultiPolygonColumn features;
        features.append(normalised(column[0]));
        const CoverageReport report = check(features);
        ASSERT_EQ(report.findings.size(), 1u) << length << " × " << width;
        EXPECT_NEAR(report.findings[0].measure, width, 0.002 * width + 1e-6)
            << length << " × " << width << " at " << angle;
        EXPECT_NEAR(report.findings[0].area_m2, length * width, 1e-3) << length << " × " << width;
      }
}

/// Where the largest circle touches corners alone, and where a thin gap opens into a wide one.
TEST(CoverageCheck, TheWidthOfAGapIsThatOfTheLargestCircle) {
  InteriorScratch scratch;
  EXPECT_NEAR(*width_up_to_m(test::polygon({{0, 0}, {40, 0}, {40, 40}, {0, 40}}), 100, scratch), 40, 0.05);
  EXPECT_NEAR(*width_up_to_m(test::polygon({{0, 0}, {3, 0}, {0, 4}}), 100, scratch), 2, 0.003)
      << "radius 1 in a triangle of 3, 4, 5";
  // Four wedges reach towards the middle to within 5 m of it.
  EXPECT_NEAR(
      *width_up_to_m(test::polygon({{-50, -50}, {0, -5}, {50, -50}, {5, 0}, {50, 50}, {0, 5}, {-50, 50}, {-5, 0}}), 100,
                     scratch),
      10, 0.02);
  EXPECT_EQ(
      width_up_to_m(
          test::polygon({{0, 0}, {1000, 0}, {1000, -30}, {1060, -30}, {1060, 30}, {1000, 30}, {1000, 0.01}, {0, 0.01}}),
          10, scratch),
      std::nullopt);
}

MultiPolygonColumn rounded(const MultiPolygonColumn& features, double grid_m) {
  MultiPolygonColumn column;
  for (std::size_t f = 0; f < features.size(); ++f) {
    for (const Point p : features[f].part(0).shell())
      column.add_point({std::round(p.x / grid_m) * grid_m, std::round(p.y / grid_m) * grid_m});
    column.end_ring();
    column.end_part();
    column.end_feature();
  }
  MultiPolygonColumn normal;
  for (std::size_t f = 0; f < column.size(); ++f) normal.append(normalised(column[f]));
  return normal;
}

/// A square cut along slanting lines, whose long edges lack the vertices of the triangles beside them: an exact tiling
/// in doubles, but not after rounding. No gap and no overlap may be told that only the rounding made.
TEST(CoverageCheck, RoundingMakesNoGapsAndOverlaps) {
  std::mt19937_64 random(3);
  const auto unit = [&] { return static_cast<double>(random() % 1000003) / 1000003; };
  for (int trial = 0; trial < 100; ++trial) {
    MultiPolygonColumn features;
    const Point a{500000 + 100 * unit(), 100000 + 100 * unit()}, b{501000 + 100 * unit(), 100000 + 900 * unit()},
        up{500500 + unit(), 102000 + unit()}, down{500500 + unit(), 98000 + unit()};
    features.append(normalised(test::polygon({a, b, up})));
    std::vector<Point> on{a};
    for (int k = 1; k < 5; ++k) on.push_back({a.x + k * (b.x - a.x) / 5, a.y + k * (b.y - a.y) / 5});
    on.push_back(b);
    for (std::size_t k = 1; k < on.size(); ++k) features.append(normalised(test::polygon({on[k], on[k - 1], down})));
    for (const double grid : {0.001, 1e-6}) {
      const MultiPolygonColumn on_grid = rounded(features, grid);
      CoverageOptions options;
      options.grid_m = grid;
      options.min_overlap_m2 = 0;
      for (const CoverageFinding& finding : check(on_grid, options).findings)
        EXPECT_TRUE(finding.fault != CoverageFault::gap && finding.fault != CoverageFault::overlap)
            << trial << " on " << grid << ": " << finding.area_m2 << " m², " << finding.measure << " m";
    }
  }
}

/// Two rows of parcels with a strip between them, turned any way, with any number of vertices: found where it is no
/// wider than asked.
TEST(CoverageCheck, OpenGapsBetweenNeighbours) {
  for (int trial = 0; trial < 60; ++trial) {
    const double angle = 0.1 * trial, width = 0.02 + 0.03 * (trial % 7);
    const int parcels = 1 + trial % 4;
    const auto at = [&](double x, double y) {
      return Point{500000 + x * std::cos(angle) - y * std::sin(angle),
                   100000 + x * std::sin(angle) + y * std::cos(angle)};
    };
    MultiPolygonColumn features;
    features.append(normalised(test::polygon({at(0, 0), at(0, -40), at(80, -40), at(80, 0)})));
    for (int k = 0; k < parcels; ++k) {
      const double from = 80.0 * k / parcels, to = 80.0 * (k + 1) / parcels;
      features.append(normalised(
          test::polygon({at(from, width), at((from + to) / 2, width), at(to, width), at(to, 40), at(from, 40)})));
    }
    CoverageOptions options;
    EXPECT_FALSE(counts(check(features, options).findings).contains(CoverageFault::open_gap)) << "only where asked for";
    options.open_gap_width_m = 0.5;
    double area = 0, widest = 0;
    for (const CoverageFinding& finding : check(features, options).findings)
      if (finding.fault == CoverageFault::open_gap) {
        area += finding.area_m2;
        widest = std::max(widest, finding.measure);
        EXPECT_EQ(finding.feature, 0u);
        EXPECT_GE(finding.other, 1u);
      }
    EXPECT_NEAR(area, 80 * width, 1e-5) << trial;
    EXPECT_NEAR(widest, width, 0.002 * width) << trial;
    options.open_gap_width_m = 0.9 * width;
    EXPECT_FALSE(counts(check(features, options).findings).contains(CoverageFault::open_gap)) << trial;
  }
}

/// No open gaps: neighbours that share an edge, corners in which outlines meet, an inlet of one feature, land between
/// that a third covers.
TEST(CoverageCheck, NoOpenGapsWhereThereAreNone) {
  CoverageOptions options;
  options.open_gap_width_m = 1;
  EXPECT_TRUE(check(grid_of_cells(6, 5, 100), options).findings.empty());
  MultiPolygonColumn features;
  features.append(normalised(test::polygon({{0, 0}, {100, 0}, {100, 100}, {0, 100}})));
  features.append(normalised(test::polygon({{100, 0}, {200, -80}, {200, 100}, {100, 100}})));  // meets it at 39° below
  features.append(normalised(
      test::polygon({{300, 0}, {400, 0}, {400, 50}, {310, 50}, {310, 50.2}, {400, 50.2}, {400, 100}, {300, 100}})));
  EXPECT_FALSE(counts(check(features, options).findings).contains(CoverageFault::open_gap));
  MultiPolygonColumn filled;
  filled.append(polygon_of(Box{0, 0, 100, 50}));
  filled.append(polygon_of(Box{0, 50.5, 100, 100}));
  filled.append(polygon_of(Box{0, 50, 100, 50.5}));
  EXPECT_FALSE(counts(check(filled, options).findings).contains(CoverageFault::open_gap));
}

TEST(CoverageCheck, ThreadsDoNotShow) {
  MultiPolygonColumn features = grid_of_cells(12, 12, 100);
  for (std::uint64_t k = 0; k < 12; ++k)
    features.append(normalised(test::random_star(k, {500100 + 90.0 * static_cast<double>(k), 100500}, 70, 9)));
  const auto key = [&](unsigned threads) {
    std::vector<std::tuple<int, std::uint32_t, std::uint32_t, double, double, double>> rows;
    CoverageOptions options;
    options.open_gap_width_m = 20;
    for (const CoverageFinding& f :
         coverage_faults_of(features, boxes_of(features), areas_m2_of(features), options, {.threads = threads})
             .findings)
      rows.emplace_back(static_cast<int>(f.fault), f.feature, f.other, f.place.x, f.place.y, f.measure);
    return rows;
  };
  EXPECT_EQ(key(1), key(8));
}

}  // namespace
}  // namespace spatial
