// SPDX-License-Identifier: MIT
#include "libspatial/geometry/single_cover.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <tuple>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"
#include "libspatial/geometry/shared_area.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using Ring = std::vector<Point>;
using Polygon = std::vector<Ring>;  // shell and holes
using Map = std::vector<std::vector<Polygon>>;

MultiPolygonColumn column_of(const Map& map) {
  MultiPolygonColumn column;
  for (const auto& feature : map) {
    for (const Polygon& part : feature) {
      for (const Ring& ring : part) column.add_ring(ring);
      column.end_part();
    }
    column.end_feature();
  }
  return column;
}

/// A net of cells whose corners are moved a little, so that no two edges are parallel; each cell is a feature.
class Net {
 public:
  Net(int side, std::uint64_t seed, Point lower_left = {400000, 200000}, double cell_m = 50)
      : side_(side), random_(seed) {
    for (int k = 0; k < (side + 1) * (side + 1); ++k)
      corners_.push_back({lower_left.x + cell_m * (k % (side + 1)) + jitter(cell_m),
                          lower_left.y + cell_m * (k / (side + 1)) + jitter(cell_m)});
  }
  Ring cell(int column, int row) const {
    return {corner(column, row), corner(column + 1, row), corner(column + 1, row + 1), corner(column, row + 1)};
  }
  Map cells() const {
    Map map;
    for (int row = 0; row < side_; ++row)
      for (int column = 0; column < side_; ++column) map.push_back({{cell(column, row)}});
    return map;
  }

 private:
  double jitter(double cell_m) { return static_cast<double>(random_() % 400) * cell_m / 1000; }
  Point corner(int column, int row) const { return corners_[static_cast<std::size_t>(row * (side_ + 1) + column)]; }
  int side_;
  std::mt19937_64 random_;
  std::vector<Point> corners_;
};

Ring inner(const Ring& ring, double share) {
  Point middle;
  for (const Point p : ring) middle = {middle.x + p.x / 4, middle.y + p.y / 4};
  Ring result;
  for (const Point p : ring)
    result.push_back({middle.x + share * (p.x - middle.x), middle.y + share * (p.y - middle.y)});
  return result;
}

Ring backwards(Ring ring) {
  std::reverse(ring.begin(), ring.end());
  return ring;
}

Box common(const Box& a, const Box& b) {
  return {std::max(a.min_x, b.min_x), std::max(a.min_y, b.min_y), std::min(a.max_x, b.max_x),
          std::min(a.max_y, b.max_y)};
}

/// How many pairs whose boxes meet are certainly apart. Every pair that shares land must be found, as by comparing all.
struct Seen {
  std::size_t near = 0, apart = 0, overlapping = 0;
};

Seen expect_no_overlap_missed(const MultiPolygonColumn& features, const std::string& which) {
  constexpr double tolerance_m2 = 1e-6;
  const std::vector<Box> boxes = boxes_of(features);
  const std::vector<double> areas = areas_m2_of(features);
  const SingleCover cover(features, boxes, hilbert_order(boxes), {});
  Seen seen;
  std::vector<std::tuple<std::uint32_t, std::uint32_t, double>> all, found;
  for (std::uint32_t a = 0; a < features.size(); ++a)
    for (std::uint32_t b = a + 1; b < features.size(); ++b) {
      if (!boxes[a].intersects(boxes[b])) continue;
      const double shared = std::min({areas[a], areas[b], shared_area_m2(features[a], features[b])});
      const bool apart = cover.apart(common(boxes[a], boxes[b]));
      ++seen.near;
      seen.apart += apart ? 1 : 0;
      if (!(shared > tolerance_m2)) continue;
      ++seen.overlapping;
      EXPECT_FALSE(apart) << which << ": features " << a << " and " << b << " share " << shared << " m²";
      all.emplace_back(a, b, shared);
    }
  for (const OverlapPair& pair : overlapping_pairs(features, boxes, areas, tolerance_m2, {}))
    found.emplace_back(pair.a, pair.b, pair.area_m2);
  EXPECT_EQ(found, all) << which;
  return seen;
}

TEST(SingleCover, CellsOfANetAreApart) {
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    const Seen seen = expect_no_overlap_missed(column_of(Net(24, seed).cells()), "net");
    EXPECT_EQ(seen.overlapping, 0u);
    EXPECT_GT(seen.apart, seen.near * 8 / 10);  // all but those at the outer edge
  }
}

TEST(SingleCover, AnyDirectionAndStartOfRings) {
  std::mt19937_64 random(7);
  Map map = Net(20, 5).cells();
  for (auto& feature : map) {
    Ring& ring = feature[0][0];
    std::rotate(ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(random() % 4), ring.end());
    if (random() % 2 == 0) std::reverse(ring.begin(), ring.end());
  }
  const Seen seen = expect_no_overlap_missed(column_of(map), "turned");
  EXPECT_GT(seen.apart, seen.near * 8 / 10);
}

TEST(SingleCover, HolesThatAreFilledEmptyOrFilledTwice) {
  const Net net(16, 9);
  Map map = net.cells();
  for (int k = 0; k < 16 * 16; k += 5) {
    const Ring shell = net.cell(k % 16, k / 16), hole = inner(shell, 0.5), islet = inner(shell, 0.2);
    map[static_cast<std::size_t>(k)] = {{shell, k % 2 == 0 ? hole : backwards(hole)}};
    if (k % 3 == 0) map.push_back({{hole}});
    if (k % 3 == 1) map.push_back({{hole, islet}, {inner(shell, 0.1)}});
    if (k % 30 == 0) map.push_back({{islet}});  // lies on what fills the hole
  }
  const Seen seen = expect_no_overlap_missed(column_of(map), "holes");
  EXPECT_GT(seen.overlapping, 0u);
  EXPECT_GT(seen.apart, seen.near / 4);
}

TEST(SingleCover, OneFaultInANet) {
  const Net net(16, 11);
  const Ring some = net.cell(7, 8);
  const Point middle = inner(some, 0).front();
  const std::vector<std::pair<std::string, std::function<void(Map&)>>> faults{
      {"the same twice", [&](Map& map) { map.push_back({{some}}); }},
      {"the same twice, the other way round", [&](Map& map) { map.push_back({{backwards(some)}}); }},
      {"the same three times", [&](Map& map) { map.insert(map.end(), 2, {{some}}); }},
      {"nested", [&](Map& map) { map.push_back({{inner(some, 0.3)}}); }},
      {"nested, along an edge",
       [&](Map& map) {
         map.push_back({{Ring{some[0], some[1], middle}}});
       }},
      {"around four cells",
       [&](Map& map) {
         map.push_back({{Ring{net.cell(5, 5)[0], net.cell(6, 5)[1], net.cell(6, 6)[2], net.cell(5, 6)[3]}}});
       }},
      {"around everything",
       [&](Map& map) {
         map.push_back({{Ring{{399000, 199000}, {402000, 199000}, {402000, 202000}, {399000, 202000}}}});
       }},
      {"a corner moved",
       [&](Map& map) {
         map[7 * 16 + 7][0][0][2] = {middle.x + 20, middle.y + 21};
       }},
      {"a corner moved by 1 mm", [&](Map& map) { map[7 * 16 + 7][0][0][2].x += 0.001; }},
      {"an edge shared, land elsewhere shared too",
       [&](Map& map) {
         // Both edges of a corner are shared with neighbours in the usual direction, and the far end lies on others.
         map[8 * 16 + 7] = {{Ring{some[0], some[1], some[2], {some[2].x - 70, some[2].y + 60}, some[3]}}};
       }},
      {"an edge on the wrong side",
       [&](Map& map) {
         map.push_back({{Ring{some[1], some[0], middle}}});
       }},
      {"a cell is missing", [&](Map& map) { map.erase(map.begin() + 8 * 16 + 7); }},
      {"an edge without the neighbour's corner",
       [&](Map& map) {
         Ring& ring = map[8 * 16 + 7][0][0];
         ring.insert(ring.begin() + 1, Point{(ring[0].x + ring[1].x) / 2, (ring[0].y + ring[1].y) / 2});
       }},
  };
  for (const auto& [name, make] : faults) {
    Map map = net.cells();
    make(map);
    const Seen seen = expect_no_overlap_missed(column_of(map), name);
    EXPECT_TRUE(name == "around everything" ? seen.apart == 0 : seen.apart > seen.near / 2) << name;
  }
}

TEST(SingleCover, TwoNetsOnEachOther) {
  // In the middle of them every edge is shared with a neighbour of its own net, so only the count of covers tells.
  Map map = Net(20, 13).cells();
  for (auto& feature : Net(12, 14, {400213, 200171}, 47).cells()) map.push_back(std::move(feature));
  const Seen seen = expect_no_overlap_missed(column_of(map), "two nets");
  EXPECT_GT(seen.overlapping, 12u * 12u);
  EXPECT_GT(seen.apart, 0u);
  // The same net twice: all edges of one direction occur twice.
  map = Net(12, 15).cells();
  for (auto& feature : Net(12, 15).cells()) map.push_back(std::move(feature));
  EXPECT_GE(expect_no_overlap_missed(column_of(map), "the same net twice").overlapping, 144u);
  // The second one turned inside out must not cancel the first.
  map = Net(12, 15).cells();
  for (auto& feature : Net(12, 15).cells()) map.push_back({{backwards(feature[0][0])}});
  EXPECT_GE(expect_no_overlap_missed(column_of(map), "the same net turned").overlapping, 144u);
}

TEST(SingleCover, PlacesAndExtentsOfAllKinds) {
  for (const Point corner : {Point{0, 0}, Point{-300, -400}, Point{-9e7, 9e7}, Point{1e-3, 6.5e5}})
    for (const double cell_m : {1e-2, 1.0, 3000.0}) {
      Map map = Net(10, 21, corner, cell_m).cells();
      map.push_back({{inner(map[33][0][0], 0.5)}});
      expect_no_overlap_missed(column_of(map), "place");
      map.push_back({{Ring{{8e7, 8e7}, {8e7 + 9, 8e7}, {8e7, 8e7 + 9}}}});  // far from all others
      expect_no_overlap_missed(column_of(map), "with one far away");
    }
  Map row;  // one row of tiles
  for (int k = 0; k < 300; ++k)
    row.push_back({{Ring{{10.0 * k, 0}, {10.0 * k + 10, 0}, {10.0 * k + 10, 1}, {10.0 * k, 1}}}});
  row.push_back({{Ring{{95, 0.25}, {415, 0.25}, {415, 0.75}, {95, 0.75}}}});
  EXPECT_EQ(expect_no_overlap_missed(column_of(row), "row").overlapping, 33u);
  EXPECT_EQ(expect_no_overlap_missed(column_of({}), "nothing").near, 0u);
  EXPECT_EQ(expect_no_overlap_missed(column_of({{}, {}}), "only empty ones").near, 0u);
  expect_no_overlap_missed(column_of({{}, {{Ring{{0, 0}, {4, 0}, {0, 4}}}}, {{Ring{{1, 1}, {4, 1}, {1, 4}}}}}),
                           "first empty");
}

TEST(SingleCover, RandomAreasOnASmallGrid) {
  // Corners on a small grid: shared edges in both directions, corners on edges, equal and nested areas by the dozen.
  std::mt19937_64 random(99);
  for (int trial = 0; trial < 300; ++trial) {
    MultiPolygonColumn features;
    for (int k = 0; k < 30; ++k) {
      const auto x = static_cast<double>(random() % 9), y = static_cast<double>(random() % 9);
      const auto w = static_cast<double>(1 + random() % 4), h = static_cast<double>(1 + random() % 4);
      switch (random() % 3) {
        case 0:
          features.append(polygon({{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}));
          break;
        case 1:
          features.append(polygon({{x, y}, {x + w, y}, {x, y + h}}));
          break;
        default:
          features.append(polygon({{x + w, y + h}, {x, y + h}, {x + w, y}}));
      }
    }
    expect_no_overlap_missed(features, "trial " + std::to_string(trial));
  }
}

TEST(SingleCover, RandomStars) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    MultiPolygonColumn features;
    for (std::uint64_t k = 0; k < 60; ++k)
      features.append(random_star(
          100 * seed + k, {500000.0 + 37 * static_cast<double>(k % 8), 100000.0 + 41 * static_cast<double>(k / 8)}, 25,
          12));
    expect_no_overlap_missed(features, "stars " + std::to_string(seed));
  }
}

TEST(SingleCover, ThreadsDoNotMatter) {
  Map map = Net(40, 31).cells();
  for (int k = 0; k < 20; ++k) map.push_back({{inner(map[static_cast<std::size_t>(77 * k)][0][0], 1.5)}});
  const MultiPolygonColumn features = column_of(map);
  const std::vector<Box> boxes = boxes_of(features);
  const std::vector<double> areas = areas_m2_of(features);
  const auto pairs = [&](unsigned threads) {
    std::vector<std::tuple<std::uint32_t, std::uint32_t, double>> found;
    for (const OverlapPair& pair : overlapping_pairs(features, boxes, areas, 1e-6, {.threads = threads}))
      found.emplace_back(pair.a, pair.b, pair.area_m2);
    return found;
  };
  EXPECT_EQ(pairs(1), pairs(8));
  EXPECT_GT(pairs(1).size(), 20u);
}

}  // namespace
}  // namespace spatial::test
