// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/network_zones.hpp"

#include <gtest/gtest.h>

#include <random>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/distance.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "tests/support/drawn_county.hpp"

namespace spatial::test {
namespace {

/// 24 × 8 cells of 100 m: the edge between two tiles runs through the middle of it.
constexpr std::string_view picture =
    "........................\n"
    "..WW..GGGG...AAAA..GGG..\n"
    "..WW..GGGGWW.AAAA..GGG..\n"
    "......MM..WW.AAAAUU.....\n"
    "GGGG..MM......GGGUUAAA..\n"
    "GGGG....WW....GGG..AAA..\n"
    ".......AAAA.............\n"
    "........................";

struct Zoned {
  HabitatMap map = drawn_habitat(picture, {"woodland", "grassland"});
  std::vector<HabitatNetwork> networks;
  ZoneOptions options{.nez_m = 250, .restorable_potential = 0.4, .faz_patch_ha = 5, .faz_shape = 3, .expansion_m = 180};
  MultiPolygonColumn exclusions, study;
  ZonesResult result;

  explicit Zoned(unsigned threads = 2) {
    for (std::uint32_t n = 0; n < 2; ++n) {
      NetworkProfile profile;
      profile.id = map.networks[n];
      networks.push_back(habitat_network(map, n, profile, 0, {}).network);
    }
    exclusions.append(polygon_of(Box{500600, 100550, 500850, 100700}));
    study.append(polygon_of(Box{500030, 99900, 502350, 100780}));
    const ZonedNetwork zoned[] = {{0, &networks[0]}, {1, &networks[1]}};
    result = network_zones(map, zoned, &exclusions, &study, options, {.threads = threads});
  }
};

bool inside(MultiPolygonView area, Point p) {
  bool odd = false;
  for (std::size_t r = 0; r < area.ring_count(); ++r) {
    const RingView ring = area.ring(r);
    for (std::size_t k = 1; k < ring.size(); ++k)
      if ((ring[k - 1].y > p.y) != (ring[k].y > p.y) &&
          p.x < ring[k - 1].x + (p.y - ring[k - 1].y) / (ring[k].y - ring[k - 1].y) * (ring[k].x - ring[k - 1].x))
        odd = !odd;
  }
  return odd;
}

double distance_to(MultiPolygonView area, Point p) {
  return distance_m(area, polygon_of(Box{p.x - 0.005, p.y - 0.005, p.x + 0.005, p.y + 0.005}));
}

/// The class of a place straight from the rules; nothing where a distance is too near its limit to call, as buffers are
/// polygons.
struct Rule {
  bool sure = true;
  std::optional<ZoneClass> zone;
};
Rule by_rule(const Zoned& z, std::size_t n, Point p, const std::vector<MultiPolygon>& sources) {
  Rule rule;
  const auto within = [&](double distance, double limit) {
    if (std::abs(distance - limit) < 0.02 * limit) rule.sure = false;
    return distance <= limit;
  };
  if (!inside(z.study[0], p)) return rule;
  const PatchSet& patches = z.networks[n].patches;
  bool core = false, other_core = false;
  double potential = 0;
  for (std::size_t f = 0; f < z.map.size(); ++f) {
    if (!inside(z.map.geometry[f], p)) continue;
    core = core || z.map.is_core(f, n);
    other_core = other_core || z.map.core_of_any[f] != 0;
    if (z.map.excluded[f] == 0) potential = std::max(potential, z.map.potential_of(f, n));
  }
  if (inside(z.exclusions[0], p)) potential = 0;
  if (core) {
    rule.zone = ZoneClass::primary;
    return rule;
  }
  bool near = false;
  int fragments = 0;
  for (std::size_t k = 0; k < patches.size(); ++k) {
    const bool reached = within(distance_to(patches.geometry[k], p), z.options.nez_m);
    near = near || reached;
    if (reached &&
        (patches.areas_m2[k] < z.options.faz_patch_ha * 1e4 || shape_index(patches.geometry[k]) > z.options.faz_shape))
      ++fragments;
  }
  if (near) {
    if (other_core)
      rule.zone = ZoneClass::associated;
    else if (potential >= z.options.restorable_potential)
      rule.zone = ZoneClass::restorable;
    else if (potential > 0 && fragments >= 2)
      rule.zone = ZoneClass::fragmentation_action;
    else
      rule.zone = potential > 0 ? ZoneClass::enhancement_1 : ZoneClass::enhancement_2;
    return rule;
  }
  bool reached = false;
  for (const MultiPolygon& source : sources) reached = within(distance_to(source, p), z.options.expansion_m) || reached;
  if (potential > 0 && reached) rule.zone = ZoneClass::expansion;
  return rule;
}

/// Suitable land near a patch, feature by feature.
std::vector<MultiPolygon> sources_of(const Zoned& z, std::size_t n) {
  GeosContext geos;
  std::vector<MultiPolygon> sources;
  for (std::size_t f = 0; f < z.map.size(); ++f) {
    if (z.map.is_core(f, n) || z.map.excluded[f] != 0 || !(z.map.potential_of(f, n) > 0)) continue;
    for (std::size_t k = 0; k < z.networks[n].patches.size(); ++k) {
      const MultiPolygon part =
          intersection(geos, difference(geos, intersection(geos, z.map.geometry[f], z.study[0]), z.exclusions[0]),
                       buffer(geos, z.networks[n].patches.geometry[k], z.options.nez_m, 32));
      if (!part.empty()) sources.push_back(part);
    }
  }
  return sources;
}

TEST(NetworkZones, FollowTheRulesPlaceByPlace) {
  const Zoned z;
  std::array<std::size_t, zone_class_count> seen{};
  for (std::size_t n = 0; n < 2; ++n) {
    const std::vector<MultiPolygon> sources = sources_of(z, n);
    std::mt19937 random(7);
    for (int k = 0; k < 3000; ++k) {
      const Point p{499900 + 0.37 + random() % 2600, 99800 + 0.37 + random() % 1200};
      const Rule rule = by_rule(z, n, p, sources);
      if (!rule.sure) continue;
      std::vector<ZoneClass> found;
      const ZoneSet& set = z.result.networks[n];
      for (std::size_t i = 0; i < set.zone.size(); ++i)
        if (inside(set.geometry[i], p)) found.push_back(set.zone[i]);
      const std::vector<ZoneClass> expected = rule.zone ? std::vector{*rule.zone} : std::vector<ZoneClass>{};
      ASSERT_EQ(found, expected) << n << ": " << p.x << " " << p.y;
      if (rule.zone) ++seen[static_cast<std::size_t>(*rule.zone)];
    }
  }
  for (std::size_t c = 0; c < zone_class_count; ++c)
    EXPECT_GT(seen[c], 5u) << "the drawing shows every class, also " << zone_classes()[c].title;
}

TEST(NetworkZones, CoverEachPlaceOnceWithoutGaps) {
  const Zoned z;
  GeosContext geos;
  std::vector<const ZoneSet*> sets{&z.result.networks[0], &z.result.networks[1], &z.result.combined};
  std::vector<double> totals;
  for (const ZoneSet* set : sets) {
    std::vector<MultiPolygonView> pieces;
    double sum = 0, by_class = 0;
    for (std::size_t i = 0; i < set->zone.size(); ++i) {
      EXPECT_FALSE(validity(geos, set->geometry[i]).has_value());
      EXPECT_EQ(set->geometry[i].part_count(), 1u);
      EXPECT_GT(set->areas_m2[i], 1e-6) << "rounding is no zone";
      pieces.push_back(set->geometry[i]);
      sum += set->areas_m2[i];
    }
    for (const double total : set->total_m2) by_class += total;
    EXPECT_NEAR(area_m2(union_of(geos, pieces)), sum, 1e-6 * sum) << "no overlaps";
    EXPECT_NEAR(by_class, sum, 1e-9 * sum);
    totals.push_back(sum);
  }
  // Without expansion the zones are exactly what lies within reach, and the core habitat.
  for (std::size_t n = 0; n < 2; ++n) {
    std::vector<MultiPolygon> grown;
    for (std::size_t k = 0; k < z.networks[n].patches.size(); ++k)
      grown.push_back(buffer(geos, z.networks[n].patches.geometry[k], z.options.nez_m, 16));
    const std::vector<MultiPolygonView> views(grown.begin(), grown.end());
    const double reach = area_m2(intersection(geos, union_of(geos, views), z.study[0]));
    EXPECT_NEAR(totals[n] - z.result.networks[n].total_m2[6], reach, 2e-3 * reach);
  }
  // Each class of the combined coverage is no larger than that of all networks, and the first class is their union.
  std::vector<MultiPolygonView> primary;
  for (std::size_t n = 0; n < 2; ++n)
    for (std::size_t i = 0; i < z.result.networks[n].zone.size(); ++i)
      if (z.result.networks[n].zone[i] == ZoneClass::primary) primary.push_back(z.result.networks[n].geometry[i]);
  EXPECT_NEAR(z.result.combined.total_m2[0], area_m2(union_of(geos, primary)), 1e-3);
  EXPECT_GE(totals[2] + 1e-3, std::max(totals[0], totals[1]));
  EXPECT_LE(totals[2], totals[0] + totals[1]);
}

TEST(NetworkZones, LeaveNoTraceOfTiles) {
  const Zoned z;
  for (const ZoneSet& set : z.result.networks)
    for (std::size_t i = 0; i < set.zone.size(); ++i)
      for (std::size_t r = 0; r < set.geometry[i].ring_count(); ++r) {
        const RingView ring = set.geometry[i].ring(r);
        for (std::size_t k = 1; k < ring.size(); ++k)
          EXPECT_FALSE(std::abs(ring[k - 1].x - 501999.628627) < 1e-5 && std::abs(ring[k].x - 501999.628627) < 1e-5)
              << "an edge along the tile's";
      }
}

TEST(NetworkZones, AreTheSameBitsWithAnyNumberOfThreads) {
  const Zoned one(1), eight(8);
  for (std::size_t n = 0; n < 2; ++n) {
    EXPECT_EQ(one.result.networks[n].areas_m2, eight.result.networks[n].areas_m2);
    EXPECT_EQ(one.result.networks[n].zone, eight.result.networks[n].zone);
  }
  EXPECT_EQ(one.result.combined.areas_m2, eight.result.combined.areas_m2);
}

TEST(NetworkZones, TakeNoPatchesAndRefuseWhatMakesNoSense) {
  const HabitatMap map = drawn_habitat("GA");
  const HabitatNetwork none = habitat_network(map, 0, {.id = "woodland"}, 0, {}).network;
  const ZonedNetwork zoned[] = {{0, &none}};
  EXPECT_TRUE(network_zones(map, zoned, nullptr, nullptr, {}, {}).networks[0].zone.empty());
  EXPECT_THROW(network_zones(map, zoned, nullptr, nullptr, {.nez_m = 0}, {}), Error);
  EXPECT_THROW(network_zones(map, zoned, nullptr, nullptr, {.expansion_m = -1}, {}), Error);
}

}  // namespace
}  // namespace spatial::test
