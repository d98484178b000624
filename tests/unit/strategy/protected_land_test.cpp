// SPDX-License-Identifier: MIT
#include "libspatial/strategy/protected_land.hpp"

#include <gtest/gtest.h>

#include <random>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/disjoint.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

struct Case {
  ProtectedFeatures features;
  std::vector<ProtectedCategory> categories{{"first", true, true}, {"second", true, true}};
  MultiPolygonColumn authorities;
  void add(std::uint32_t category, ProtectionGap gap, MultiPolygonView area) {
    features.geometry.append(area);
    features.id.push_back("f" + std::to_string(features.id.size()));
    features.category.push_back(category);
    features.gap.push_back(gap);
  }
  ProtectedLand land(unsigned threads = 1) const {
    Executor executor;
    executor.threads = threads;
    return protected_land(features, categories, authorities, executor);
  }
};

MultiPolygon rectangle(double x, double y, double width, double height) {
  return polygon_of(Box{400000 + x, 200000 + y, 400000 + x + width, 200000 + y + height});
}

double once(const ProtectedLand& land, std::uint32_t authority, std::uint32_t category, bool counts) {
  for (const ProtectedRow& row : land.rows)
    if (row.authority == authority && row.category == category && row.counts == counts) return row.once_m2;
  ADD_FAILURE() << "no such row";
  return -1;
}

TEST(ProtectedLand, TheWorseConditionHoldsWithinACategoryOnly) {
  Case one;
  one.authorities.append(rectangle(0, 0, 100, 100));
  one.add(0, ProtectionGap::none, rectangle(0, 0, 60, 10));
  one.add(0, ProtectionGap::condition, rectangle(50, 0, 50, 10));
  one.add(1, ProtectionGap::none, rectangle(90, 0, 10, 10));
  const ProtectedLand land = one.land();
  EXPECT_NEAR(once(land, 0, 0, true), 500, 1e-6) << "10 m under the unit in bad condition are potential";
  EXPECT_NEAR(once(land, 0, 1, true), 100, 1e-6) << "another category counts there all the same";
  EXPECT_NEAR(once(land, 0, 0, false), 400, 1e-6);
}

TEST(ProtectedLand, AShortAgreementTakesNothingFromALongOne) {
  Case one;
  one.authorities.append(rectangle(0, 0, 100, 100));
  one.add(0, ProtectionGap::none, rectangle(0, 0, 60, 10));
  one.add(0, ProtectionGap::protection_end, rectangle(50, 0, 50, 10));
  const ProtectedLand land = one.land();
  EXPECT_NEAR(once(land, 0, 0, true), 600, 1e-6);
  EXPECT_NEAR(once(land, 0, 0, false), 400, 1e-6);
}

TEST(ProtectedLand, LandBeyondTheAuthoritiesIsARowOfItsOwn) {
  Case one;
  one.authorities.append(rectangle(0, 0, 50, 100));
  one.authorities.append(rectangle(50, 0, 50, 100));
  one.add(1, ProtectionGap::none, rectangle(40, 0, 100, 10));
  const ProtectedLand land = one.land();
  EXPECT_NEAR(once(land, 0, 1, true), 100, 1e-6);
  EXPECT_NEAR(once(land, 1, 1, true), 500, 1e-6);
  EXPECT_NEAR(once(land, 2, 1, true), 400, 1e-6) << "beyond";
  EXPECT_NEAR(once(land, 3, 1, true), 600, 1e-6) << "all authorities";
}

/// Random stars that overlap: the account closes, the map has no overlaps, neither order nor threads show in sums.
TEST(ProtectedLand, CountsEveryPlaceOnceWhateverTheOrder) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> where(0, 500);
    Case one, turned;
    for (Case* both : {&one, &turned})
      for (int a = 0; a < 2; ++a) both->authorities.append(rectangle(a * 250, 0, 250, 450));
    std::vector<MultiPolygon> stars;
    for (int k = 0; k < 16; ++k)
      stars.push_back(random_star(seed * 100 + static_cast<std::uint64_t>(k),
                                  {400000 + where(random), 200000 + where(random)}, 90, 12));
    const auto add = [&](Case& to, int k) {
      to.add(static_cast<std::uint32_t>(k % 2), k % 3 == 0 ? ProtectionGap::condition : ProtectionGap::none,
             stars[static_cast<std::size_t>(k)]);
    };
    for (int k = 0; k < 16; ++k) add(one, k);
    for (int k = 15; k >= 0; --k) add(turned, k);
    const ProtectedLand land = one.land(), other = turned.land(3);
    Executor executor;
    double pieces = 0, united = 0, all = 0;
    for (const double area : areas_m2_of(land.geometry)) pieces += area;
    for (const double area : areas_m2_of(disjoint_areas(land.geometry, executor).geometry)) united += area;
    for (const double area : areas_m2_of(disjoint_areas(one.features.geometry, executor).geometry)) all += area;
    EXPECT_NEAR(pieces, united, 1e-3);
    EXPECT_NEAR(pieces, all, 1e-3);
    ASSERT_EQ(land.rows.size(), other.rows.size());
    for (std::size_t r = 0; r < land.rows.size(); ++r) {
      EXPECT_NEAR(land.rows[r].once_m2, other.rows[r].once_m2, 1e-3);
      EXPECT_LE(land.rows[r].once_m2, land.rows[r].raw_m2 + 1e-3);
    }
    for (const ClosingSum& check : land.sums) EXPECT_TRUE(closes(check)) << check.what;
  }
}

}  // namespace
}  // namespace spatial::test
