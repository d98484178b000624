// SPDX-License-Identifier: MIT
// Products of a strategy, planting and pollinators on random land: sums close, GEOS and brute force agree, threads do
// not show.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "libspatial/geometry/distance.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/strategy/planting.hpp"
#include "libspatial/strategy/pollinators.hpp"
#include "libspatial/strategy/products.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

MultiPolygonColumn stars(std::uint64_t seed, std::uint64_t count, double radius_m) {
  MultiPolygonColumn features;
  for (std::uint64_t i = 0; i < count; ++i) {
    const double x = 500000 + static_cast<double>((seed * 37 + i * 53) % 97) * 8;
    const double y = 100000 + static_cast<double>((seed * 71 + i * 29) % 89) * 8;
    features.append(random_star(seed * 1000 + i, {x, y}, radius_m, 9));
  }
  return features;
}

MultiPolygon united(GeosContext& geos, const MultiPolygonColumn& features) {
  std::vector<MultiPolygonView> views;
  for (std::size_t f = 0; f < features.size(); ++f) views.push_back(features[f]);
  return union_of(geos, views);
}

StrategyInput strategy_of(std::uint64_t seed) {
  StrategyInput input;
  input.categories = {"sssi", "lws"};
  input.site_land = stars(seed, 6, 130);
  for (std::uint32_t s = 0; s < 6; ++s) {
    input.sites.emplace_back();
    input.sites.back().rank = s % 2;
  }
  input.area.append(polygon_of(Box{500050, 100050, 500700, 100650}));
  for (const char* code : {"M2", "M1", "M3"}) {
    input.measures.emplace_back();
    input.measures.back().code = code;
  }
  input.place_land = stars(seed + 50, 9, 120);
  for (std::uint32_t p = 0; p < 9; ++p) input.places.push_back({std::to_string(p), p % 3});
  return input;
}

TEST(StrategyProducts, AgreeWithGeosAndAddUp) {
  GeosContext geos;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const StrategyInput input = strategy_of(seed);
    const StrategyProducts made = strategy_products(input, {});
    const MultiPolygon measures = united(geos, input.place_land);
    const MultiPolygon apib = intersection(geos, united(geos, input.site_land), input.area[0]);
    EXPECT_NEAR(made.measures_m2, area_m2(measures), 1e-3) << seed;
    EXPECT_NEAR(made.apib_m2, area_m2(apib), 1e-3) << seed;
    EXPECT_NEAR(made.acib_m2, area_m2(difference(geos, measures, apib)), 1e-3) << seed;
    EXPECT_NEAR(made.measures_in_apib_m2, area_m2(intersection(geos, measures, apib)), 1e-3) << seed;
    double flat = 0, by_category = 0;
    for (const FlatMeasure& row : made.flat) {
      flat += row.area_m2;
      EXPECT_TRUE(std::is_sorted(row.measures.begin(), row.measures.end(), [&](std::uint32_t a, std::uint32_t b) {
        return input.measures[a].code < input.measures[b].code;
      })) << "without ranks the code decides";
    }
    for (const CategoryTotal& total : made.categories) by_category += total.flat_m2;
    EXPECT_NEAR(flat, made.measures_m2, 1e-3) << seed;
    EXPECT_NEAR(by_category, made.apib_m2, 1e-3) << seed;
    const StrategyProducts again = strategy_products(input, {8});
    EXPECT_EQ(made.acib_areas_m2, again.acib_areas_m2);
  }
}

TEST(StrategyReviewOfTwoEditions, AddsUpToTheEditionBefore) {
  GeosContext geos;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const MultiPolygonColumn before = stars(seed, 5, 100), apib = stars(seed + 20, 5, 90),
                             acib = stars(seed + 40, 5, 90), delivered = stars(seed + 60, 5, 80);
    const StrategyReview review = review_strategy(before, apib, acib, delivered, {});
    ASSERT_EQ(review.rows.size(), 3U);
    const MultiPolygon old = united(geos, before), now = united(geos, apib), rest = difference(geos, old, now);
    EXPECT_NEAR(review.rows[0].area_m2, area_m2(intersection(geos, old, now)), 1e-3) << seed;
    EXPECT_NEAR(review.rows[1].area_m2, area_m2(intersection(geos, rest, united(geos, acib))), 1e-3) << seed;
    EXPECT_NEAR(review.rows[2].area_m2, area_m2(difference(geos, rest, united(geos, acib))), 1e-3) << seed;
    double done = 0;
    for (const StrategyReview::Row& row : review.rows) done += row.delivered_m2;
    EXPECT_NEAR(done, area_m2(intersection(geos, old, united(geos, delivered))), 1e-3) << seed;
  }
}

TEST(Planting, GivesEachPlaceItsWorstClass) {
  GeosContext geos;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    PlantingInput input;
    input.layers.push_back({TreeSensitivity::medium, "a", "a", stars(seed, 6, 90)});
    input.layers.push_back({TreeSensitivity::unsuitable, "b", "b", stars(seed + 10, 4, 90)});
    input.layers.push_back({TreeSensitivity::medium, "c", "c", stars(seed + 20, 6, 90)});
    input.land.append(polygon_of(Box{500000, 100000, 500700, 100700}));
    input.authorities.append(polygon_of(Box{500000, 100000, 500300, 100700}));
    input.authorities.append(polygon_of(Box{500300, 100000, 500600, 100700}));
    input.parcels.append(polygon_of(Box{500100, 100100, 500800, 100400}));
    const PlantingMap map = planting_map(input, {});
    const MultiPolygon worst = intersection(geos, united(geos, input.layers[1].land), input.land[0]);
    double unsuitable = 0, all = 0, beyond = 0;
    for (const PlantingSum& sum : map.sums) {
      if (sum.authority == 3 && sum.layer == 1) unsuitable = sum.once_m2;
      if (sum.authority == 3) all += sum.once_m2;
      if (sum.authority == 2) beyond += sum.once_m2;
    }
    EXPECT_NEAR(unsuitable, area_m2(worst), 1e-3) << seed;
    EXPECT_NEAR(all, 490000, 1e-3) << seed;
    EXPECT_NEAR(beyond, 70000, 1e-3) << "land of no authority" << seed;
    EXPECT_NEAR(map.parcels[0].total_m2(), 210000, 1e-3) << "a parcel counts whole, also beyond the land";
    EXPECT_LE(map.parcels[0].plantable_m2, map.parcels[0].area_m2[3] + 1e-3);
  }
}

TEST(Pollinators, LongestGapIsThatOfKruskalsTree) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    PollinatorInput input;
    input.blines.append(polygon_of(Box{499000, 99000, 502000, 102000}));
    input.flower_rich = stars(seed, 12, 40);
    input.distances_m = {60, 200};
    const PollinatorMap map = pollinator_map(input, {});
    const std::size_t n = map.patches.size();
    ASSERT_GT(n, 1U);
    struct Pair {
      double distance;
      std::size_t a, b;
    };
    std::vector<Pair> pairs;
    for (std::size_t a = 0; a < n; ++a)
      for (std::size_t b = a + 1; b < n; ++b) pairs.push_back({distance_m(map.patches[a], map.patches[b]), a, b});
    std::sort(pairs.begin(), pairs.end(), [](const Pair& x, const Pair& y) { return x.distance < y.distance; });
    std::vector<std::size_t> root(n);
    std::iota(root.begin(), root.end(), 0U);
    double longest = 0;
    for (const Pair& pair : pairs) {
      const std::size_t from = root[pair.b], to = root[pair.a];
      if (from == to) continue;
      longest = pair.distance;
      std::replace(root.begin(), root.end(), from, to);
    }
    EXPECT_NEAR(map.blines[0].max_gap_m, longest, 1e-6) << seed;
    EXPECT_EQ(map.links.size(), n - 1);
    EXPECT_LE(map.blines[0].within_m2[0], map.blines[0].within_m2[1]);
  }
}

}  // namespace
}  // namespace spatial::test
