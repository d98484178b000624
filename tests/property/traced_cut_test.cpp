// SPDX-License-Identifier: MIT
#include "libspatial/geometry/traced_cut.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

MultiPolygon star(std::uint64_t seed, Point centre, double radius, int corners) {
  return normalised(random_star(seed, centre, radius, corners));
}

/// Area of the symmetric difference, by GEOS.
double difference_m2(GeosContext& geos, MultiPolygonView a, MultiPolygonView b) {
  return area_m2(difference(geos, a, b)) + area_m2(difference(geos, b, a));
}

/// Expects that an area is a ∪ b, by differences of GEOS. Returns whether it was traced.
bool unites(GeosContext& geos, MultiPolygonView a, MultiPolygonView b, const std::string& which) {
  CutScratch scratch;
  const auto united = traced_union(CutArea(a), CutArea(b), scratch);
  if (!united) return false;
  EXPECT_FALSE(validity(geos, *united)) << which;
  EXPECT_LT(area_m2(difference(geos, a, *united)), 1e-6) << which;
  EXPECT_LT(area_m2(difference(geos, b, *united)), 1e-6) << which;
  EXPECT_LT(area_m2(difference(geos, difference(geos, *united, a), b)), 1e-6) << which;
  return true;
}

TEST(TracedCut, EqualsOverlayNgOnRandomStars) {
  GeosContext geos;
  CutScratch scratch;
  std::size_t traced = 0, united = 0, trials = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const MultiPolygon a = star(seed, {500000, 200000}, 100, 3 + static_cast<int>(seed % 120));
    const MultiPolygon b =
        star(seed + 7000, {500000 + static_cast<double>(seed % 150), 200000}, 10 + static_cast<double>(seed % 197), 50);
    const CutArea cut_a(a), cut_b(b);
    const auto cut = traced_cut(cut_a, cut_b, true, true, scratch);
    ++trials;
    united += unites(geos, a, b, std::to_string(seed)) ? 1 : 0;
    if (!cut) continue;
    ++traced;
    EXPECT_FALSE(validity(geos, cut->inside)) << seed;
    EXPECT_FALSE(validity(geos, cut->outside)) << seed;
    EXPECT_LT(difference_m2(geos, cut->inside, intersection(geos, a, b)), 1e-6) << seed;
    EXPECT_LT(difference_m2(geos, cut->outside, difference(geos, a, b)), 1e-6) << seed;
    EXPECT_NEAR(area_m2(cut->inside) + area_m2(cut->outside), area_m2(a), 1e-6) << seed;
  }
  EXPECT_GT(traced, trials * 95 / 100);
  EXPECT_GT(united, trials * 95 / 100);
}

TEST(TracedCut, HolesPartsAndNesting) {
  GeosContext geos;
  CutScratch scratch;
  // A square with a hole and an island in it; the blade lies across all, inside the land, inside the hole, around
  // everything.
  MultiPolygonColumn column;
  const auto ring = [&](double low, double high) {
    column.add_ring(polygon_of(Box{low, low, high, high}).view().ring(0));
  };
  ring(0, 100);
  ring(20, 80);
  column.end_part();
  ring(40, 60);
  column.end_part();
  column.end_feature();
  const MultiPolygon a = normalised(column[0]);
  for (const Box& box : {Box{-10, 33, 110, 51}, Box{3, 3, 9, 9}, Box{25, 25, 33, 33}, Box{-5, -5, 105, 105},
                         Box{10, 10, 90, 90}, Box{30, 30, 70, 70}, Box{41, 41, 59, 59}, Box{200, 200, 300, 300}}) {
    const MultiPolygon b = normalised(polygon_of(box));
    for (const auto& [first, second] :
         {std::pair<MultiPolygonView, MultiPolygonView>(a, b), std::pair<MultiPolygonView, MultiPolygonView>(b, a)}) {
      const auto cut = traced_cut(CutArea(first), CutArea(second), true, true, scratch);
      ASSERT_TRUE(cut);
      EXPECT_FALSE(validity(geos, cut->inside));
      EXPECT_FALSE(validity(geos, cut->outside));
      EXPECT_NEAR(area_m2(cut->inside), area_m2(intersection(geos, first, second)), 1e-9);
      EXPECT_NEAR(area_m2(cut->outside), area_m2(difference(geos, first, second)), 1e-9);
      EXPECT_TRUE(unites(geos, first, second, std::to_string(box.min_x)));
    }
  }
}

TEST(TracedCut, OutlinesThatTouchOrFollowEachOther) {
  GeosContext geos;
  CutScratch scratch;
  std::size_t traced = 0, united = 0, trials = 0;
  const auto check = [&](const MultiPolygon& a, const MultiPolygon& b, const std::string& which) {
    const auto cut = traced_cut(CutArea(a), CutArea(b), true, true, scratch);
    ++trials;
    united += unites(geos, a, b, which) ? 1 : 0;
    if (!cut) return;
    ++traced;
    EXPECT_FALSE(validity(geos, cut->inside)) << which;
    EXPECT_FALSE(validity(geos, cut->outside)) << which;
    EXPECT_LT(difference_m2(geos, cut->inside, intersection(geos, a, b)), 1e-6) << which;
    EXPECT_LT(difference_m2(geos, cut->outside, difference(geos, a, b)), 1e-6) << which;
  };
  const MultiPolygon a = normalised(polygon_of(Box{0, 0, 10, 10}));
  int number = 0;
  for (const Box& box :
       {Box{10, 0, 20, 10}, Box{0, 0, 10, 10}, Box{5, 0, 15, 10}, Box{10, 10, 20, 20}, Box{2, 2, 8, 10},
        Box{-5, 5, 0, 6}, Box{0, 0, 5, 5}, Box{5, 5, 10, 10}, Box{-5, -5, 5, 0}, Box{2, -3, 8, 13}, Box{-3, 0, 13, 10}})
    check(a, normalised(polygon_of(box)), "box " + std::to_string(number++));
  check(a, normalised(polygon({{5, 10}, {8, 15}, {2, 15}})), "corner on edge");
  check(a, normalised(polygon({{5, 10}, {8, 5}, {2, 5}})), "corner on edge from inside");
  check(a, normalised(polygon({{0, 0}, {10, 10}, {0, 10}})), "diagonal");
  check(a, normalised(polygon({{-5, -5}, {15, 15}, {-5, 15}})), "diagonal beyond");
  // Corners on a small grid: every kind of tie.
  std::uint64_t state = 12345;
  const auto draw = [&] {
    return static_cast<double>((state = state * 6364136223846793005u + 1442695040888963407u) >> 33 & 7);
  };
  for (int trial = 0; trial < 4000; ++trial) {
    const auto shape = [&] {
      std::vector<Point> corners;
      for (int k = 0; k < 3 + trial % 5; ++k) corners.push_back({draw(), draw()});
      return polygon_of(corners);
    };
    const MultiPolygon p = shape(), q = shape();
    if (validity(geos, p) || validity(geos, q) || area_m2(p) == 0 || area_m2(q) == 0) continue;
    check(normalised(p), normalised(q), "trial " + std::to_string(trial));
  }
  EXPECT_GT(traced, trials * 85 / 100) << trials;
  EXPECT_GT(united, trials * 85 / 100) << trials;
  // Nearer than can be told apart: refused or right, never wrong.
  for (int k = 1; k < 16; ++k) {
    const double d = std::pow(10.0, -k);
    const MultiPolygon b = normalised(polygon({{5, 10 - d}, {20, 20}, {-10, 20}}));
    if (const auto cut = traced_cut(CutArea(a), CutArea(b), true, true, scratch)) {
      EXPECT_NEAR(area_m2(cut->inside) + area_m2(cut->outside), 100, 2e-7);
    }
    unites(geos, a, b, "near " + std::to_string(k));
  }
}

/// Cells of a grid as an area, with a corner at every step along its outline.
MultiPolygon stepped(std::uint64_t& state, double cell_m, int cells) {
  const auto draw = [&] { return (state = state * 6364136223846793005u + 1442695040888963407u) >> 40; };
  std::string picture;
  for (int row = 0; row < cells; ++row) {
    for (int column = 0; column < cells; ++column) picture += draw() % 5 < 3 ? 'W' : '.';
    picture += '\n';
  }
  const Drawing drawing = drawn(picture, cell_m);
  MultiPolygonColumn all;
  for (std::size_t f = 0; f < drawing.geometry.size(); ++f) {
    const MultiPolygonView feature = drawing.geometry[f];
    for (std::size_t p = 0; p < feature.part_count(); ++p) {
      for (std::size_t r = 0; r < feature.part(p).ring_count(); ++r) {
        const RingView ring = feature.part(p).ring(r);
        std::vector<Point> points;
        for (std::size_t k = 1; k < ring.size(); ++k) {
          const double length = std::abs(ring[k].x - ring[k - 1].x) + std::abs(ring[k].y - ring[k - 1].y);
          const int steps = static_cast<int>(length / cell_m + 0.5);
          for (int step = 0; step < steps; ++step)
            points.push_back({ring[k - 1].x + (ring[k].x - ring[k - 1].x) * step / steps,
                              ring[k - 1].y + (ring[k].y - ring[k - 1].y) * step / steps});
        }
        points.push_back(points.front());
        all.add_ring(points);
      }
      all.end_part();
    }
  }
  all.end_feature();
  return normalised(all[0]);
}

TEST(TracedCut, AreasThatShareCornersAndEdgesEverywhere) {
  GeosContext geos;
  CutScratch scratch;
  std::uint64_t state = 99;
  std::size_t refused_same = 0, refused_coarse = 0, apart_same = 0, apart_coarse = 0, trials = 0;
  for (int trial = 0; trial < 1500; ++trial) {
    const MultiPolygon a = stepped(state, 10, 3 + trial % 6),
                       b = stepped(state, trial % 3 == 0 ? 20 : 10, 3 + trial % 5);
    if (a.empty() || b.empty() || validity(geos, a) || validity(geos, b)) continue;
    ++trials;
    if (!unites(geos, a, b, std::to_string(trial))) ++(trial % 3 == 0 ? apart_coarse : apart_same);
    const auto cut = traced_cut(CutArea(a), CutArea(b), true, true, scratch);
    if (!cut) {
      ++(trial % 3 == 0 ? refused_coarse : refused_same);
      continue;
    }
    if (!cut->inside.empty()) {
      EXPECT_FALSE(validity(geos, cut->inside)) << trial;
    }
    if (!cut->outside.empty()) {
      EXPECT_FALSE(validity(geos, cut->outside)) << trial;
    }
    EXPECT_LT(difference_m2(geos, cut->inside, intersection(geos, a, b)), 1e-6) << trial;
    EXPECT_LT(difference_m2(geos, cut->outside, difference(geos, a, b)), 1e-6) << trial;
  }
  EXPECT_GT(trials, 300u);
  EXPECT_EQ(refused_same, 0u);
  EXPECT_LT(refused_coarse, trials / 8) << "a corner of one on an edge of the other";
  EXPECT_EQ(apart_same, 0u);
  EXPECT_LT(apart_coarse, trials / 8);
}

TEST(TracedCut, CrossingsDoNotDependOnOrderOrDirection) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const MultiPolygon a = random_star(seed, {512345.678, 198765.432}, 100, 5),
                       b = random_star(seed + 99, {512345.678, 198765.432}, 100, 5);
    const EdgeTree ta(a), tb(b);
    for (const EdgeTree::Edge& e : ta.edges())
      for (const EdgeTree::Edge& f : tb.edges()) {
        if (side_of(e.from, e.to, f.from) * side_of(e.from, e.to, f.to) >= 0 ||
            side_of(f.from, f.to, e.from) * side_of(f.from, f.to, e.to) >= 0)
          continue;
        const EdgeTree::Edge er{e.to, e.from}, fr{f.to, f.from};
        const Point p = crossing_point(e, f);
        EXPECT_EQ(p, crossing_point(f, e));
        EXPECT_EQ(p, crossing_point(er, f));
        EXPECT_EQ(p, crossing_point(fr, er));
      }
  }
}

TEST(TracedCut, NeighboursGetTheSameVerticesOnTheirCommonEdge) {
  CutScratch scratch;
  std::size_t common = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const MultiPolygon blade = star(seed, {500100, 200050}, 130, 60);
    const std::vector<Point> line{{500100, 200000}, {500093.271, 200031.118}, {500108.45, 200067.9}, {500100, 200100}};
    std::vector<Point> left{{500000, 200000}}, right{{500200, 200100}};
    left.insert(left.end(), line.begin(), line.end());
    left.push_back({500000, 200100});
    right.insert(right.end(), line.rbegin(), line.rend());
    right.push_back({500200, 200000});
    const MultiPolygon a = normalised(polygon_of(left)), b = normalised(polygon_of(right));
    const CutArea cut_a(a), cut_b(b), cut_blade(blade);
    const auto in_a = traced_cut(cut_a, cut_blade, true, true, scratch),
               in_b = traced_cut(cut_b, cut_blade, true, true, scratch);
    if (!in_a || !in_b) continue;
    const auto on_line = [&](const TracedCut& cut) {
      std::set<std::pair<double, double>> places;
      for (const MultiPolygonView view : {cut.inside.view(), cut.outside.view()}) {
        if (view.empty()) continue;
        for (const Point p : view.points())
          for (std::size_t k = 1; k < line.size(); ++k) {
            const double dx = line[k].x - line[k - 1].x, dy = line[k].y - line[k - 1].y;
            if (std::abs(dx * (p.y - line[k - 1].y) - dy * (p.x - line[k - 1].x)) < 1e-7 * std::hypot(dx, dy) &&
                p.y >= 200000 && p.y <= 200100)
              places.emplace(p.x, p.y);
          }
      }
      return places;
    };
    EXPECT_EQ(on_line(*in_a), on_line(*in_b)) << seed;
    common += on_line(*in_a).size();
  }
  EXPECT_GE(common, 400u);
}

TEST(TracedCut, VerticesAtOnePlaceOfTheLatticeDoNoHarm) {
  // As overlays leave them: a vertex twice, 1e-11 m apart.
  const MultiPolygon twice = polygon(
      {{500000, 100000}, {500100, 100000}, {500100, 100100}, {std::nextafter(500100, 0), 100100}, {500000, 100100}});
  const CutArea blade(twice);
  EXPECT_TRUE(blade.plain());
  const MultiPolygon blank = normalised(polygon_of(Box{500050, 100050, 500150, 100150}));
  CutScratch scratch;
  const auto cut = traced_cut(CutArea(blank), blade, true, true, scratch);
  ASSERT_TRUE(cut);
  EXPECT_NEAR(area_m2(cut->inside), 2500, 1e-6);
  EXPECT_NEAR(area_m2(cut->outside), 7500, 1e-6);
}

}  // namespace
}  // namespace spatial::test
