// SPDX-License-Identifier: MIT
// Patches and links found tile by tile are those of the whole map, wherever the borders of tiles lie.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <set>

#include "libspatial/core/disjoint_sets.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/tile.hpp"
#include "libspatial/network/links.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

/// Borders that cut squares, run along their sides, and leave tiles empty.
std::vector<Box> tiles() {
  constexpr double far = 2e8;
  std::vector<Box> all;
  const std::vector<double> x{-far, 100, 150, 400, 437.5, 900, far}, y{-far, 200, 300, 333, far};
  for (std::size_t i = 0; i + 1 < x.size(); ++i)
    for (std::size_t j = 0; j + 1 < y.size(); ++j) all.push_back({x[i], y[j], x[i + 1], y[j + 1]});
  return all;
}

MultiPolygonColumn squares(std::uint64_t seed, unsigned columns = 20, unsigned rows = 12) {
  std::mt19937_64 random(seed);
  MultiPolygonColumn column;
  for (int k = 0; k < 150; ++k) {
    // On a lattice, so that many touch at sides and corners and lie on borders of tiles.
    const double x = 50.0 * static_cast<double>(random() % columns), y = 50.0 * static_cast<double>(random() % rows);
    const double wide = 50.0 * static_cast<double>(1 + (k == 7 ? 12 : random() % 2));
    for (const Point p : {Point{x, y}, Point{x + wide, y}, Point{x + wide, y + 50}, Point{x, y + 50}})
      column.add_point(p);
    column.end_ring();
    column.end_part();
    column.end_feature();
  }
  return column;
}

TEST(Tiles, HoldEveryPlaceOnce) {
  for (const Box& a : boxes_of(squares(1)))
    for (const Box& b : boxes_of(squares(2))) {
      if (!a.intersects(b)) continue;
      const std::vector<Box> all = tiles();
      EXPECT_EQ(std::count_if(all.begin(), all.end(), [&](const Box& t) { return holds(t, place_of_pair(a, b)); }), 1);
    }
}

TEST(Tiles, JoinTheSameGroups) {
  for (const double join_m : {0.0, 50.0}) {
    const MultiPolygonColumn map = squares(3, 40, 24);
    std::vector<std::uint32_t> core;
    for (std::uint32_t f = 0; f < map.size(); ++f)
      if (f % 4 != 0) core.push_back(f);
    const PatchGroups whole = groups_of(map, core, join_m, {});
    ASSERT_GT(whole.size(), 1u);
    const std::vector<Box> boxes = boxes_of(map);
    DisjointSets sets(map.size());
    std::size_t surrounded = 0;
    for (const Box& tile : tiles())
      for (const std::vector<std::uint32_t>& group : groups_of(map, core, join_m, {}, &tile)) {
        for (const std::uint32_t f : group) sets.join(group.front(), f);
        if (!std::all_of(group.begin(), group.end(),
                         [&](std::uint32_t f) { return surrounds(tile, boxes[f].grown(join_m)); }))
          continue;
        ++surrounded;
        EXPECT_NE(std::find(whole.begin(), whole.end(), group), whole.end()) << "not whole, although surrounded";
      }
    EXPECT_GT(surrounded, join_m > 0 ? 0u : 3u);
    for (const std::vector<std::uint32_t>& group : whole)
      for (const std::uint32_t f : group) EXPECT_EQ(sets.find(f), group.front());
    EXPECT_EQ(static_cast<std::size_t>(
                  std::count_if(core.begin(), core.end(), [&](std::uint32_t f) { return sets.find(f) == f; })),
              whole.size());
  }
}

TEST(Tiles, HaveEveryLinkOnceAlsoAtTheLimit) {
  const MultiPolygonColumn map = squares(4);
  std::vector<std::uint32_t> core;
  for (std::uint32_t f = 0; f < map.size(); f += 3) core.push_back(f);
  const PatchSet patches = patches_of(map, core, {}, {});
  const PatchLocator locator(patches, {});
  constexpr double limit_m = 100;
  const std::vector<EdgeLink> whole = edge_links(locator, limit_m, {});
  ASSERT_GT(std::count_if(whole.begin(), whole.end(), [](const EdgeLink& l) { return l.link.distance_m == limit_m; }),
            3);
  std::vector<EdgeLink> found;
  std::size_t pairs = 0;
  for (const Box& tile : tiles()) {
    const std::vector<EdgeLink> links = edge_links(locator, limit_m, {}, &tile);
    found.insert(found.end(), links.begin(), links.end());
    pairs += pairs_to_measure(locator, limit_m, &tile);
  }
  EXPECT_EQ(pairs, pairs_to_measure(locator, limit_m));
  std::sort(found.begin(), found.end(), [](const EdgeLink& a, const EdgeLink& b) {
    return std::pair(a.link.a, a.link.b) < std::pair(b.link.a, b.link.b);
  });
  ASSERT_EQ(found.size(), whole.size());
  for (std::size_t k = 0; k < whole.size(); ++k) {
    EXPECT_EQ(found[k].link.a, whole[k].link.a);
    EXPECT_EQ(found[k].link.b, whole[k].link.b);
    EXPECT_EQ(found[k].link.distance_m, whole[k].link.distance_m);
    EXPECT_EQ(found[k].on_a, whole[k].on_a);
    EXPECT_EQ(found[k].on_b, whole[k].on_b);
  }
}

}  // namespace
}  // namespace spatial::test
