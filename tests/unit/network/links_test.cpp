// SPDX-License-Identifier: MIT
#include "libspatial/network/links.hpp"

#include <geos_c.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <numeric>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

PatchSet patches(const MultiPolygonColumn& habitat) {
  std::vector<std::uint32_t> core(habitat.size());
  std::iota(core.begin(), core.end(), 0u);
  return patches_of(habitat, core, {}, {});
}

/// Distances by another engine.
class Geos {
 public:
  Geos() : context_(GEOS_init_r()) {}
  ~Geos() { GEOS_finish_r(context_); }
  double distance(MultiPolygonView a, MultiPolygonView b) {
    GEOSGeometry* ga = geometry(a);
    GEOSGeometry* gb = geometry(b);
    double d = -1;
    EXPECT_EQ(GEOSDistance_r(context_, ga, gb, &d), 1);
    GEOSGeom_destroy_r(context_, ga);
    GEOSGeom_destroy_r(context_, gb);
    return d;
  }

 private:
  GEOSGeometry* ring(RingView points) {
    std::vector<double> xy;
    for (const Point& p : points) xy.insert(xy.end(), {p.x, p.y});
    return GEOSGeom_createLinearRing_r(
        context_, GEOSCoordSeq_copyFromBuffer_r(context_, xy.data(), static_cast<unsigned>(points.size()), 0, 0));
  }
  GEOSGeometry* geometry(MultiPolygonView feature) {
    std::vector<GEOSGeometry*> parts;
    for (std::size_t p = 0; p < feature.part_count(); ++p) {
      std::vector<GEOSGeometry*> holes;
      for (std::size_t r = 1; r < feature.part(p).ring_count(); ++r) holes.push_back(ring(feature.part(p).ring(r)));
      parts.push_back(GEOSGeom_createPolygon_r(context_, ring(feature.part(p).shell()), holes.data(),
                                               static_cast<unsigned>(holes.size())));
    }
    return GEOSGeom_createCollection_r(context_, GEOS_MULTIPOLYGON, parts.data(), static_cast<unsigned>(parts.size()));
  }
  GEOSContextHandle_t context_;
};

TEST(Links, DistancesReadOffTheMap) {
  const PatchSet set = patches(drawn("A..B.\n"
                                     ".....\n"
                                     "....C\n")
                                   .geometry);
  const std::vector<EdgeLink> links = edge_links(set, 1000, {});
  ASSERT_EQ(links.size(), 3u);
  EXPECT_EQ(links[0].link.a, 0u);
  EXPECT_EQ(links[0].link.b, 1u);
  EXPECT_NEAR(links[0].link.distance_m, 200, 1e-9);
  EXPECT_NEAR(links[1].link.distance_m, std::hypot(300, 100), 1e-9);
  EXPECT_NEAR(links[2].link.distance_m, 100, 1e-9);
  EXPECT_EQ(links[2].on_a, (Point{500400, 100200}));  // the corner of B and the top of C
  EXPECT_NEAR(links[2].on_b.y, 100100, 1e-9);
}

TEST(Links, TheLimitItselfCounts) {
  const PatchSet set = patches(drawn("A..B.....C").geometry);
  EXPECT_EQ(edge_links(set, 199.99, {}).size(), 0u);
  EXPECT_EQ(edge_links(set, 200, {}).size(), 1u);
  EXPECT_EQ(edge_links(set, 499.99, {}).size(), 1u);
  EXPECT_EQ(edge_links(set, 500, {}).size(), 2u);
  EXPECT_EQ(edge_links(set, 800, {}).size(), 3u);
}

TEST(Links, AllPairsAsGeosMeasuresThem) {
  MultiPolygonColumn habitat;
  for (std::uint64_t s = 0; s < 60; ++s)
    habitat.append(random_star(
        s, {500000 + 400.0 * static_cast<double>(s * 7 % 13), 100000 + 330.0 * static_cast<double>(s * 5 % 17)}, 150,
        10 + static_cast<int>(s)));
  const PatchSet set = patches(habitat);
  const double limit = 700;
  const std::vector<EdgeLink> links = edge_links(set, limit, {2});
  Geos geos;
  std::size_t next = 0;
  for (std::uint32_t a = 0; a < set.size(); ++a) {
    for (std::uint32_t b = a + 1; b < set.size(); ++b) {
      const double d = geos.distance(set.geometry[a], set.geometry[b]);
      if (d > limit) continue;
      ASSERT_LT(next, links.size());
      EXPECT_EQ(links[next].link.a, a);
      EXPECT_EQ(links[next].link.b, b);
      EXPECT_NEAR(links[next].link.distance_m, d, 1e-8);
      EXPECT_NEAR(std::hypot(links[next].on_a.x - links[next].on_b.x, links[next].on_a.y - links[next].on_b.y), d,
                  1e-8);
      ++next;
    }
  }
  EXPECT_EQ(next, links.size());
  EXPECT_GT(next, 100u);
  const std::vector<EdgeLink> serial = edge_links(set, limit, {1});
  ASSERT_EQ(serial.size(), links.size());
  for (std::size_t l = 0; l < links.size(); ++l) {
    EXPECT_EQ(serial[l].link.distance_m, links[l].link.distance_m);
    EXPECT_EQ(serial[l].on_a, links[l].on_a);
  }
}

TEST(PatchLocator, FindsPatchesAroundACandidate) {
  const PatchSet set = patches(drawn("A..B.\n"
                                     ".....\n"
                                     "....C\n")
                                   .geometry);
  const PatchLocator locator(set, {});
  EXPECT_EQ(locator.size(), 3u);
  // The cell right of A: touches A, 100 m from B.
  const std::vector<PatchLocator::Near> near = locator.within(polygon_of(Box{500100, 100200, 500200, 100300}), 150);
  ASSERT_EQ(near.size(), 2u);
  EXPECT_EQ(near[0].patch, 0u);
  EXPECT_EQ(near[0].distance_m, 0);
  EXPECT_EQ(near[1].patch, 1u);
  EXPECT_NEAR(near[1].distance_m, 100, 1e-9);
  // A candidate within a patch is at distance 0 of it.
  EXPECT_EQ(locator.within(polygon_of(Box{500420, 100020, 500440, 100040}), 0).at(0).distance_m, 0);
  EXPECT_TRUE(locator.within(polygon_of(Box{600000, 100000, 600010, 100010}), 150).empty());
  EXPECT_TRUE(locator.within(MultiPolygon(), 150).empty());
}

/// Stars of very different sizes, some within others.
PatchSet stars(std::uint64_t seed, int count) {
  PatchSet set;
  for (int k = 0; k < count; ++k) {
    const std::uint64_t own = seed * 1000 + static_cast<std::uint64_t>(k);
    const Point centre{500000 + static_cast<double>(own * 7919 % 4000),
                       200000 + static_cast<double>(own * 104729 % 4000)};
    const MultiPolygon star = random_star(own, centre, 20 + static_cast<double>(own * 31 % 400), 4 + k % 90);
    set.geometry.append(star);
    set.areas_m2.push_back(area_m2(star));
    set.boxes.push_back(box_of(star.view()));
    set.members.push_back({static_cast<std::uint32_t>(k)});
  }
  return set;
}

TEST(PatchLocator, BoundsTellTheSamePatchesAsDistances) {
  std::size_t bounds = 0, exact = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const PatchSet set = stars(seed, 60);
    const PatchLocator locator(set, {});
    for (std::uint32_t c = 0; c < 20; ++c) {
      const MultiPolygon candidate = random_star(seed * 77 + c, {502000, 202000}, 10 + 20 * c, 5 + static_cast<int>(c));
      const EdgeTree tree(candidate);
      for (const double limit_m : {0.0, 150.0, 900.0}) {
        const std::vector<PatchLocator::Near> near = locator.within(candidate, limit_m);
        const std::vector<PatchLocator::Near> found = locator.within_bounds(tree, limit_m, 20);
        ASSERT_EQ(near.size(), found.size());
        for (std::size_t k = 0; k < near.size(); ++k) {
          EXPECT_EQ(found[k].patch, near[k].patch);
          ++(found[k].exact ? exact : bounds);
          if (found[k].exact) {
            EXPECT_EQ(found[k].distance_m, near[k].distance_m);
          } else {
            EXPECT_LT(found[k].distance_m, near[k].distance_m);
            EXPECT_GT(found[k].distance_m, 20);
          }
        }
      }
    }
  }
  EXPECT_GT(bounds, 1000u);
  EXPECT_GT(exact, 1000u);
}

TEST(DistanceBounds, EncloseTheDistance) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const EdgeTree a(
        random_star(seed, {500000, 200000}, 5 + static_cast<double>(seed % 200), 3 + static_cast<int>(seed % 60)));
    const EdgeTree b(random_star(seed + 9000, {500000 + static_cast<double>(seed * 13 % 700), 200000}, 100, 120));
    const double d = distance_m(a, b);
    for (const auto& [x, y] : {std::pair{&a, &b}, {&b, &a}}) {
      const DistanceBounds bounds = distance_bounds(*x, *y, 1000);
      EXPECT_LE(bounds.least, d + 1e-9) << seed;
      EXPECT_GE(bounds.most, d - 1e-9) << seed;
      EXPECT_LE(bounds.most, bounds.least + 700) << seed;
    }
    if (d > 60) {
      EXPECT_GT(distance_bounds(a, b, 50).least, 50) << seed;
    }
  }
}

TEST(Links, RefuseALimitWithoutMeaning) {
  const PatchSet set = patches(drawn("A.B").geometry);
  EXPECT_THROW(edge_links(set, -1, {}), Error);
  EXPECT_THROW(edge_links(set, std::nan(""), {}), Error);
  EXPECT_THROW(PatchLocator(set, {}).within(set.geometry[0], -1), Error);
  EXPECT_EQ(edge_links(set, std::numeric_limits<double>::infinity(), {}).size(), 1u);
  EXPECT_TRUE(edge_links(PatchSet{}, 100, {}).empty());
}

}  // namespace
}  // namespace spatial::test
