// SPDX-License-Identifier: MIT
#include "libspatial/overlay/dissolve.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

MultiPolygonColumn normal(const MultiPolygonColumn& column) {
  MultiPolygonColumn result;
  for (std::size_t i = 0; i < column.size(); ++i) result.append(normalised(column[i]));
  return result;
}

std::vector<Point> points_of(const MultiPolygonColumn& column) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < column.size(); ++i)
    points.insert(points.end(), column[i].points().begin(), column[i].points().end());
  return points;
}

/// Cells of `letters` letters in a random map, where many touch at corners and enclose one another.
test::Drawing random_map(std::uint64_t seed, int width, int height, int letters) {
  std::string text;
  std::uint64_t state = seed * 2654435761u + 1;
  for (int r = 0; r < height; ++r) {
    for (int c = 0; c < width; ++c) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      const auto k = static_cast<int>((state >> 33) % static_cast<std::uint64_t>(letters + 1));
      text += k == letters ? '.' : static_cast<char>('a' + k);
    }
    text += '\n';
  }
  return test::drawn(text, 10);
}

/// Every group against GEOS' union of its features: area, the area of the symmetric difference, validity, and the
/// numbers of parts and rings; with `fewer`, not more parts and rings than GEOS's.
void expect_unions(const MultiPolygonColumn& features, const std::vector<std::uint32_t>& group_of, std::uint32_t groups,
                   const Dissolved& result, bool fewer = false) {
  GeosContext geos;
  ASSERT_EQ(result.geometry.size(), groups);
  for (std::uint32_t g = 0; g < groups; ++g) {
    std::vector<MultiPolygonView> members;
    for (std::uint32_t i = 0; i < features.size(); ++i)
      if (group_of[i] == g) members.push_back(features[i]);
    const MultiPolygon expected = union_of(geos, members);
    const MultiPolygonView united = result.geometry[g];
    EXPECT_FALSE(validity(geos, united)) << "group " << g;
    const double area = area_m2(expected);
    EXPECT_NEAR(area_m2(united), area, 1e-9 * area) << "group " << g;
    EXPECT_NEAR(area_m2(difference(geos, united, expected)), 0, 1e-6) << "group " << g;
    EXPECT_NEAR(area_m2(difference(geos, expected, united)), 0, 1e-6) << "group " << g;
    EXPECT_LE(united.part_count(), expected.view().part_count()) << "group " << g;
    EXPECT_LE(united.ring_count(), expected.view().ring_count()) << "group " << g;
    if (fewer) continue;
    EXPECT_EQ(united.part_count(), expected.view().part_count()) << "group " << g;
    EXPECT_EQ(united.ring_count(), expected.view().ring_count()) << "group " << g;
  }
}

TEST(Dissolve, EqualsGeosOnDrawnMaps) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const test::Drawing map = random_map(seed, 14, 12, 1 + static_cast<int>(seed % 7));
    // Letters in pairs make one group, so that shared edges cancel.
    std::vector<std::uint32_t> group_of;
    for (const char letter : map.letters) group_of.push_back(static_cast<std::uint32_t>(letter - 'a') / 2);
    const Dissolved result = dissolve(map.geometry, group_of, 4, {});
    expect_unions(map.geometry, group_of, 4, result);
    EXPECT_EQ(result.tangled, 0u)
        << "a drawn map lacks vertices only where a long edge meets two cells, which have them all";
  }
}

/// Cells joined to polygons lose the vertices in the middle of straight sides: neighbours then meet in vertices that
/// one lacks.
TEST(Dissolve, UnmatchedVerticesAreFoundAndUnited) {
  MultiPolygonColumn features;
  features.append(polygon_of(Box{0, 0, 100, 50}));
  features.append(polygon_of(Box{0, 50, 40, 100}));
  features.append(polygon_of(Box{40, 50, 100, 100}));
  features.append(polygon_of(Box{100, 0, 200, 50}));  // matches the first
  const std::vector<std::uint32_t> one(4, 0);
  const Dissolved result = dissolve(features, one, 1, {});
  expect_unions(features, one, 1, result);
  EXPECT_EQ(result.geometry[0].part_count(), 1u);
  EXPECT_EQ(result.tangled, 3u);
}

/// A vertex that stands on the edge of a neighbour in decimals is a hair off it in binary, to different sides on the
/// lattice and in the arithmetic of GEOS. Also beside a common vertex.
TEST(Dissolve, VerticesOnEdgesInDecimalsAreUnited) {
  MultiPolygonColumn features;
  features.append(normalised(test::polygon({{6115.8, 2985}, {6114.9, 3085.1}, {6315.2, 3086.9}, {6316, 2986.8}})));
  features.append(normalised(test::polygon({{6218.5, 2685.6}, {6215.9, 2985.9}, {6316, 2986.8}, {6318.6, 2686.4}})));
  std::vector<std::uint32_t> group_of{0, 0};
  std::uint32_t groups = 1;
  std::uint64_t state = 7;
  const auto next = [&](std::uint64_t below) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (state >> 33) % below;
  };
  for (int k = 0; k < 600; ++k, ++groups) {
    const auto steps = 3 + next(7),
               at = 1 + next(steps - 2);  // the second area starts after so many steps of the first one's edge
    const double dx = 1 + static_cast<double>(next(30000)), dy = 1 + static_cast<double>(next(30000)),
                 x0 = 4e8 + static_cast<double>(next(100000000)), y0 = 2e8 + static_cast<double>(next(100000000));
    const auto mm = [](double x, double y) { return Point{x / 1000, y / 1000}; };
    const double n = static_cast<double>(steps), i = static_cast<double>(at), e = k % 2 == 0 ? n : i + 1;
    features.append(normalised(test::polygon(
        {mm(x0, y0), mm(x0 + n * dx, y0 + n * dy), mm(x0 + n * dx - dy, y0 + n * dy + dx), mm(x0 - dy, y0 + dx)})));
    features.append(normalised(test::polygon({mm(x0 + i * dx, y0 + i * dy), mm(x0 + i * dx + dy, y0 + i * dy - dx),
                                              mm(x0 + e * dx + dy, y0 + e * dy - dx), mm(x0 + e * dx, y0 + e * dy)})));
    group_of.insert(group_of.end(), {groups, groups});
  }
  const Dissolved result = dissolve(features, group_of, groups, {});
  expect_unions(features, group_of, groups, result, true);  // GEOS leaves many apart, by less than a nanometre
  std::size_t whole = 0;
  for (std::uint32_t g = 0; g < groups; ++g) whole += result.geometry[g].part_count() == 1 ? 1 : 0;
  EXPECT_GT(whole, groups * 3 / 4);
  EXPECT_EQ(result.tangled, features.size());
}

/// In a file the result is the same, and is in the file.
TEST(Dissolve, OfFeaturesInAFileIsTheSame) {
  const test::TempDir folder;
  const test::Drawing map = random_map(3, 40, 30, 4);
  MultiPolygonColumn in_file(std::make_shared<FilePool>(folder.path(), 1 << 20));
  std::vector<std::uint32_t> group_of;
  for (std::uint32_t i = 0; i < map.letters.size(); ++i) {
    in_file.append(map.geometry[i]);
    group_of.push_back(static_cast<std::uint32_t>(map.letters[i] - 'a') / 2);
  }
  const Dissolved expected = dissolve(map.geometry, group_of, 2, {}), result = dissolve(in_file, group_of, 2, {});
  EXPECT_EQ(points_of(result.geometry), points_of(expected.geometry));
  EXPECT_NE(result.geometry.pool(), nullptr);
  EXPECT_EQ(expected.geometry.pool(), nullptr);
}

TEST(Dissolve, HolesFilledAndEmptyAndTouching) {
  // A square ring, its island apart from it, a square that fills a hole exactly, and squares touching at corners.
  MultiPolygonColumn features;
  features.add_ring(polygon_of(Box{0, 0, 100, 100}).view().ring(0));
  features.add_ring(polygon_of(Box{10, 10, 40, 40}).view().ring(0));
  features.add_ring(polygon_of(Box{50, 50, 90, 90}).view().ring(0));
  features.end_part();
  features.end_feature();
  features.append(polygon_of(Box{10, 10, 40, 40}));
  features.append(polygon_of(Box{60, 60, 80, 80}));
  features.append(polygon_of(Box{100, 100, 120, 120}));
  features = normal(features);
  const std::vector<std::uint32_t> one(4, 0);
  const Dissolved result = dissolve(features, one, 1, {});
  expect_unions(features, one, 1, result);
  EXPECT_EQ(result.tangled, 0u);
  EXPECT_EQ(result.geometry[0].part_count(), 3u);
}

TEST(Dissolve, OverlapsContainmentAndDuplicates) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    test::Drawing map = random_map(seed, 9, 9, 3);
    MultiPolygonColumn features = map.geometry;
    const std::uint64_t k = seed * 977;
    features.append(normalised(test::random_star(k, {500045, 100045}, 30, 11)));
    features.append(normalised(test::random_star(k + 1, {500045, 100045}, 3, 5)));
    features.append(features[seed % map.geometry.size()]);  // twice
    features.append(polygon_of(Box{500011, 100012, 500013, 100014}));
    const std::vector<std::uint32_t> one(features.size(), 0);
    const Dissolved result = dissolve(features, one, 1, {});
    expect_unions(features, one, 1, result);
    EXPECT_GT(result.tangled, 0u);
  }
}

TEST(Dissolve, ThreadsAndEmptyGroupsDoNotShow) {
  const test::Drawing map = random_map(99, 30, 30, 5);
  std::vector<std::uint32_t> group_of;
  for (const char letter : map.letters) group_of.push_back(static_cast<std::uint32_t>(letter - 'a') % 2);
  const Dissolved one = dissolve(map.geometry, group_of, 3, {.threads = 1}),
                  eight = dissolve(map.geometry, group_of, 3, {.threads = 8});
  EXPECT_EQ(points_of(one.geometry), points_of(eight.geometry));
  EXPECT_TRUE(one.geometry[2].empty());
  EXPECT_EQ(dissolve({}, {}, 0, {}).geometry.size(), 0u);
}

TEST(Dissolve, AreaOfACoverageIsTheSumOfItsFeatures) {
  const test::Drawing map = random_map(7, 60, 60, 1);
  const std::vector<std::uint32_t> one(map.geometry.size(), 0);
  StableSum sum;
  for (const double area : areas_m2_of(map.geometry)) sum.add(area);
  EXPECT_DOUBLE_EQ(area_m2(dissolve(map.geometry, one, 1, {}).geometry[0]), sum.value());
}

TEST(Dissolve, PartsThatRoundingKeepsApartComeOutValid) {
  // A triangle whose third side follows another's but for a step of rounding; GEOS' union repeats a point there.
  GeosContext geos;
  const MultiPolygon sliver = test::polygon({{1, 14}, {8.0009999999999994, 0}, {8, 2}});
  MultiPolygonColumn two;
  two.add_ring(std::vector<Point>{{0, 0}, {8.0009999999999994, 0}, {5.3337460120946618, 5.3337460120946609}});
  two.end_part();
  two.add_ring(std::vector<Point>{{1, 14}, {5.3337460120946618, 5.3337460120946609}, {15, 15}});
  two.end_part();
  two.end_feature();
  MultiPolygonColumn both;
  both.append(normalised(sliver));
  both.append(normalised(two[0]));
  const Dissolved united = dissolve(both, std::vector<std::uint32_t>{0, 0}, 1, {.threads = 1});
  EXPECT_FALSE(validity(geos, united.geometry[0]).has_value());
  EXPECT_NEAR(area_m2(united.geometry[0]), area_m2(union_of(geos, both[0], both[1])), 1e-9);
}

/// What parts of a plan would know: the contacts among the features of each set.
KnownContacts known_by_sets(const MultiPolygonColumn& features, const std::vector<std::uint32_t>& set,
                            std::vector<FeatureContact>& contacts) {
  for (std::uint32_t s = 0; s < 3; ++s) {
    MultiPolygonColumn own;
    std::vector<std::uint32_t> number;
    for (std::uint32_t f = 0; f < features.size(); ++f)
      if (set[f] == s) own.append(features[f]), number.push_back(f);
    for (FeatureContact& contact : contacts_of(own, [](std::uint32_t, std::uint32_t) { return true; }, {})) {
      contact.a = number[contact.a], contact.b = number[contact.b];
      contacts.push_back(std::move(contact));
    }
  }
  return {set, [&contacts](const std::function<void(FeatureContact)>& take) {
            for (const FeatureContact& contact : contacts) take(contact);
          }};
}

TEST(KnownContacts, ChangeNothingButTheTime) {
  std::size_t touching = 0, tangled = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const test::Drawing map = random_map(seed, 14, 12, 4);
    MultiPolygonColumn features = map.geometry;
    std::vector<std::uint32_t> group_of, set;
    for (const char letter : map.letters) group_of.push_back(static_cast<std::uint32_t>(letter - 'a') / 2);
    for (std::uint32_t k = 0; k < 12; ++k) {
      const Point middle{500005.0 + 10 * ((seed + 5 * k) % 13), 100005.0 + 10 * ((seed + 3 * k) % 11)};
      features.append(normalised(test::random_star(seed * 100 + k, middle, 12, 9)));
      group_of.push_back(k % 2);
    }
    MultiPolygon twice(features[1]);  // a feature with a repeated point, which a dissolve takes out
    MultiPolygonColumn repeated;
    std::vector<Point> ring(twice.view().ring(0).begin(), twice.view().ring(0).end());
    ring.insert(ring.begin() + 1, Point{ring[1].x, ring[1].y + 1e-9});
    repeated.add_ring(ring);
    repeated.end_part(), repeated.end_feature();
    features.append(repeated[0]);
    group_of.push_back(0);
    features.append(MultiPolygon());
    group_of.push_back(0);
    for (std::uint32_t f = 0; f < features.size(); ++f) set.push_back(f % 11 == 0 ? no_group : (f / 2) % 3);
    std::vector<FeatureContact> contacts;
    const KnownContacts known = known_by_sets(features, set, contacts);
    for (const FeatureContact& contact : contacts) (contact.edges.tangled ? tangled : touching) += 1;
    const Dissolved expected = dissolve(features, group_of, 2, {});
    for (const unsigned threads : {1u, 4u}) {
      const Dissolved result = dissolve(features, group_of, 2, {.threads = threads}, known);
      EXPECT_EQ(points_of(result.geometry), points_of(expected.geometry));
      for (std::size_t g = 0; g < 2; ++g) {
        EXPECT_EQ(result.geometry[g].part_count(), expected.geometry[g].part_count());
        EXPECT_EQ(result.geometry[g].ring_count(), expected.geometry[g].ring_count());
      }
      EXPECT_EQ(result.tangled, expected.tangled);
    }
  }
  EXPECT_GT(touching, 1000u);
  EXPECT_GT(tangled, 300u);
}

TEST(KnownContacts, AreNotLookedForAgain) {
  MultiPolygonColumn features;
  features.append(polygon_of(Box{0, 0, 10, 10}));
  features.append(polygon_of(Box{10, 0, 20, 10}));
  const std::vector<std::uint32_t> one{0, 0};
  const auto parts = [&](const std::vector<std::uint32_t>& set) {
    const KnownContacts none{set, [](const std::function<void(FeatureContact)>&) {}};
    return dissolve(features, one, 1, {}, none).geometry[0].part_count();
  };
  EXPECT_EQ(parts({3, 3}), 2u);  // they are said not to touch
  EXPECT_EQ(parts({3, 4}), 1u);
  EXPECT_EQ(parts({3, no_group}), 1u);
  EXPECT_EQ(parts({no_group, no_group}), 1u);
}

TEST(KnownContacts, AreThoseThatAreWanted) {
  MultiPolygonColumn features;
  for (int k = 0; k < 4; ++k) features.append(polygon_of(Box{10.0 * k, 0, 10.0 * k + 10, 10}));
  const auto wanted = [](std::uint32_t a, std::uint32_t b) { return a + b != 3; };
  const std::vector<FeatureContact> contacts = contacts_of(features, wanted, {});
  ASSERT_EQ(contacts.size(), 2u);
  for (const FeatureContact& contact : contacts) {
    EXPECT_EQ(std::abs(static_cast<int>(contact.a) - static_cast<int>(contact.b)), 1);
    EXPECT_NE(contact.a + contact.b, 3u);
    EXPECT_FALSE(contact.edges.tangled);
    ASSERT_EQ(contact.edges.shared.size(), 1u);
    EXPECT_EQ(contact.edges.shared[0].count, 1u);
  }
}

}  // namespace
}  // namespace spatial
