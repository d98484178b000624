// SPDX-License-Identifier: MIT
#include "libspatial/geometry/needles.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <vector>

#include "libspatial/geometry/edge_tree.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/on_edge.hpp"
#include "libspatial/landscape/repair.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

constexpr double grid_m = 0.001;
constexpr Point origin{377936, 169060};

using Corners = std::initializer_list<Point>;

void add_ring(MultiPolygonColumn& column, Corners corners) {
  for (const Point p : corners) column.add_point({origin.x + p.x, origin.y + p.y});
  column.end_ring();
}

/// An area from the rings of its parts, in metres from `origin`, on the grid.
MultiPolygon area_of(std::initializer_list<std::initializer_list<Corners>> parts) {
  MultiPolygonColumn column;
  for (const auto& rings : parts) {
    for (const Corners ring : rings) add_ring(column, ring);
    column.end_part();
  }
  column.end_feature();
  GeosContext geos;
  CleanOptions parts_of_any_size;
  parts_of_any_size.smallest_part_m2 = 0;
  RepairedFeature tidy = repaired(geos, MultiPolygon(std::move(column)), parts_of_any_size);
  EXPECT_FALSE(tidy.repaired) << "the drawing is not valid";
  return std::move(tidy.geometry);
}

struct Case {
  const char* name;
  MultiPolygon with, without;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  const auto square = [] { return area_of({{{{0, 0}, {100, 0}, {100, 100}, {0, 100}}}}); };
  all.push_back({"needle outwards, 190 m",
                 area_of({{{{0, 0}, {100, 0}, {100, 50}, {290, 60}, {100, 50.001}, {100, 100}, {0, 100}}}}),
                 area_of({{{{0, 0}, {100, 0}, {100, 50}, {100, 50.001}, {100, 100}, {0, 100}}}})});
  all.push_back({"needle as the prolongation of a side",
                 area_of({{{{0, 0}, {290, 0}, {100, 0.001}, {100, 100}, {0, 100}}}}),
                 area_of({{{{0, 0}, {100, 0.001}, {100, 100}, {0, 100}}}})});
  all.push_back({"needle with corners on both sides",
                 area_of({{{{0, 0},
                            {100, 0},
                            {100, 50},
                            {160, 55},
                            {230, 60},
                            {160.0002, 55.001},
                            {100, 50.001},
                            {100, 100},
                            {0, 100}}}}),
                 area_of({{{{0, 0}, {100, 0}, {100, 50}, {100, 50.001}, {100, 100}, {0, 100}}}})});
  all.push_back({"slit inwards",
                 area_of({{{{0, 0}, {100, 0}, {100, 50}, {10, 40}, {100, 50.001}, {100, 100}, {0, 100}}}}),
                 area_of({{{{0, 0}, {100, 0}, {100, 50}, {100, 50.001}, {100, 100}, {0, 100}}}})});
  all.push_back({"slit from a hole",
                 area_of({{{{0, 0}, {100, 0}, {100, 100}, {0, 100}},
                           {{20, 20}, {20, 40}, {30, 40}, {30, 30.001}, {90, 35}, {30, 30}, {30, 20}}}}),
                 area_of({{{{0, 0}, {100, 0}, {100, 100}, {0, 100}},
                           {{20, 20}, {20, 40}, {30, 40}, {30, 30.001}, {30, 30}, {30, 20}}}})});
  all.push_back({"hole of no width",
                 area_of({{{{0, 0}, {100, 0}, {100, 100}, {0, 100}}, {{20, 20}, {50, 30.001}, {80, 40}}}}), square()});
  all.push_back({"needle between two parts",
                 area_of({{{{0, 0},
                            {100, 0},
                            {100, 50},
                            {200, 60},
                            {200, 0},
                            {300, 0},
                            {300, 100},
                            {200, 100},
                            {200, 60.001},
                            {100, 50.001},
                            {100, 100},
                            {0, 100}}}}),
                 area_of({{{{0, 0}, {100, 0}, {100, 50}, {100, 50.001}, {100, 100}, {0, 100}}},
                          {{{200, 0}, {300, 0}, {300, 100}, {200, 100}, {200, 60.001}, {200, 60}}}})});
  all.push_back({"slit between two holes",
                 area_of({{{{0, 0}, {100, 0}, {100, 100}, {0, 100}},
                           {{20, 20},
                            {20, 40},
                            {40, 40},
                            {40, 30.001},
                            {60, 32.001},
                            {60, 40},
                            {80, 40},
                            {80, 20},
                            {60, 20},
                            {60, 32},
                            {40, 30},
                            {40, 20}}}}),
                 area_of({{{{0, 0}, {100, 0}, {100, 100}, {0, 100}},
                           {{20, 20}, {20, 40}, {40, 40}, {40, 30.001}, {40, 30}, {40, 20}},
                           {{60, 20}, {60, 32}, {60, 32.001}, {60, 40}, {80, 40}, {80, 20}}}})});
  all.push_back({"part of no width",
                 area_of({{{{0, 0}, {100, 0}, {100, 100}, {0, 100}}}, {{{200, 0}, {400, 20}, {300, 10.001}}}}),
                 square()});
  all.push_back({"several at once",
                 area_of({{{{0, 0},
                            {100, 0},
                            {100, 50},
                            {290, 60},
                            {100, 50.001},
                            {100, 100},
                            {70, 100},
                            {60, 10},
                            {69.999, 100},
                            {50, 100},
                            {45, 300},
                            {49.999, 100},
                            {0, 100}}}}),
                 area_of({{{{0, 0},
                            {100, 0},
                            {100, 50},
                            {100, 50.001},
                            {100, 100},
                            {70, 100},
                            {69.999, 100},
                            {50, 100},
                            {49.999, 100},
                            {0, 100}}}})});
  all.push_back({"nothing but a needle", area_of({{{{0, 0}, {50, 3.001}, {100, 6}}}}), {}});
  return all;
}

double distance_m(const MultiPolygon& a, const MultiPolygon& b) {
  double largest = 0;
  const EdgeTree tree(b);
  for (const Point p : a.view().points()) {
    double nearest = INFINITY;
    for (const EdgeTree::Edge& edge : tree.edges()) nearest = std::min(nearest, distance_to_edge_m(p, edge));
    largest = std::max(largest, nearest);
  }
  return largest;
}

TEST(Needles, AreTakenOutAndNothingElse) {
  GeosContext geos;
  for (const Case& one : cases()) {
    const auto found = without_needles(geos, one.with, grid_m);
    ASSERT_TRUE(found) << one.name;
    EXPECT_GT(found->corners, 0u) << one.name;
    EXPECT_EQ(found->geometry.view().part_count(), one.without.view().part_count()) << one.name;
    EXPECT_EQ(found->geometry.view().ring_count(), one.without.view().ring_count()) << one.name;
    if (one.without.empty()) continue;
    // Corners stand where they stood; an edge may have moved by the width.
    EXPECT_LE(distance_m(found->geometry, one.without), grid_m * 1.001) << one.name;
    EXPECT_LE(distance_m(one.without, found->geometry), grid_m * 1.001) << one.name;
    EXPECT_NEAR(area_m2(found->geometry), area_m2(one.without), grid_m * perimeter_m(one.without)) << one.name;
    EXPECT_FALSE(validity(geos, found->geometry)) << one.name;
    EXPECT_FALSE(without_needles(geos, found->geometry, grid_m)) << one.name << ": something is left";
  }
}

TEST(Needles, WiderThanTheGridStay) {
  GeosContext geos;
  const MultiPolygon wide = area_of({{{{0, 0}, {100, 0}, {100, 50}, {290, 60}, {100, 50.003}, {100, 100}, {0, 100}}}});
  EXPECT_FALSE(without_needles(geos, wide, grid_m));
  EXPECT_TRUE(without_needles(geos, wide, 0.003));
  EXPECT_FALSE(without_needles(geos, wide, 0)) << "without a grid nothing is too narrow";
  for (std::uint64_t seed = 1; seed < 20; ++seed)
    EXPECT_FALSE(without_needles(geos, test::random_star(seed, origin, 300, 60), grid_m)) << seed;
}

TEST(Needles, OfACutAreToldWithTheirArea) {
  GeosContext geos;
  const MultiPolygon with = area_of({{{{0, 0}, {100, 0}, {100, 50}, {290, 60}, {100, 50.001}, {100, 100}, {0, 100}}},
                                     {{{200, 0}, {200.9, 0}, {200, 1}}}});
  const RepairedFeature rest = repaired_cut(geos, with, {});
  EXPECT_EQ(rest.geometry.view().part_count(), 1u);
  ASSERT_EQ(rest.findings.size(), 2u);
  EXPECT_EQ(rest.findings[0].message, "needles or slits no wider than 0.001 m at 1 corner were taken out (-0.0950 m²)");
  EXPECT_EQ(rest.findings[1].message, "1 of 2 parts under 1 m² left out, together 0.450 m²");
  EXPECT_NEAR(area_m2(rest.geometry), 10000, 1e-6);
}

/// What cutting a shape by a copy that lies a hair beside it leaves: needles along every edge.
TEST(Needles, AreNoneLeftByCutsAlongAlmostEqualOutlines) {
  GeosContext geos;
  std::size_t with_needles = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const MultiPolygon field = test::random_star(seed, origin, 200, 24);
    MultiPolygonColumn moved;
    for (const Point p : field.view().ring(0)) {
      const double by = 1e-4 * static_cast<double>(seed % 37);
      moved.add_point({p.x + (p.x < origin.x ? by : 60), p.y + by / 2});
    }
    moved.end_ring();
    moved.end_part();
    moved.end_feature();
    const MultiPolygon blade = repaired(geos, MultiPolygon(std::move(moved)), {}).geometry;
    const MultiPolygon cut = difference(geos, field, blade);
    if (cut.empty()) continue;
    const MultiPolygon on_grid = repaired(geos, cut, {}).geometry;
    const MultiPolygon rest = repaired_cut(geos, cut, {}).geometry;
    if (!on_grid.empty() && without_needles(geos, on_grid, grid_m)) ++with_needles;
    if (rest.empty()) continue;
    EXPECT_FALSE(validity(geos, rest)) << seed;
    EXPECT_FALSE(without_needles(geos, rest, grid_m)) << seed;
    EXPECT_NEAR(area_m2(rest), area_m2(on_grid), 2 + grid_m * perimeter_m(on_grid)) << seed;
  }
  EXPECT_GT(with_needles, 20u) << "the shapes do not test what they are made for";
}

}  // namespace
}  // namespace spatial
