// SPDX-License-Identifier: MIT
#include "libspatial/strategy/greenspace.hpp"

#include <gtest/gtest.h>

#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

/// Two greenspaces of 1 ha that touch, people at 100 m and at 500 m from them.
struct Town {
  Town() {
    for (const double x : {0.0, 100.0}) sites.append(polygon_of(Box{x, 0, x + 100, 100}));
    for (const double x : {300.0, 700.0}) {
      units.id.push_back(std::to_string(static_cast<int>(x)));
      units.people.push_back(10);
      units.place.push_back({x, 50});
      units.areas.append(polygon_of(Box{x - 10, 40, x + 10, 60}));
    }
  }
  GreenspaceAccess access(const GreenspaceOptions& options, const std::vector<GreenspaceStandard>& standards) const {
    const GreenspaceInput input{&sites, &gates, nullptr, &units, &authorities};
    return greenspace_access(input, standards, options, {});
  }
  MultiPolygonColumn sites, authorities;
  std::vector<Point> gates;
  PeopleUnits units;
};

TEST(GreenspaceAccess, SitesThatTouchAreOneIfAskedFor) {
  const Town town;
  const std::vector<GreenspaceStandard> standards{{"local", 2, 100}};
  EXPECT_EQ(town.access({}, standards).standards[0].large_enough, 0u);
  GreenspaceOptions joined;
  joined.size_of = SiteSize::joined;
  const GreenspaceAccess access = town.access(joined, standards);
  EXPECT_EQ(access.group_of[0], access.group_of[1]);
  EXPECT_NEAR(access.group_m2[access.group_of[0]], 20000, 1e-6);
  EXPECT_EQ(access.standards[0].units[0].served, 1) << "100 m are within 100 m";
  EXPECT_EQ(access.standards[0].units[1].served, 0);
  EXPECT_NEAR(access.standards[0].units[1].distance_m, 500, 1e-9);
}

TEST(GreenspaceAccess, ShareOfAUnitWithinReachIsServed) {
  const Town town;
  GreenspaceOptions options;
  options.population = PeopleAt::area;
  const GreenspaceAccess access = town.access(options, {{"near", 0.5, 100}});
  EXPECT_NEAR(access.standards[0].units[0].served, 0.5, 1e-6) << "the reach ends in the middle of the unit";
  EXPECT_EQ(access.standards[0].units[1].served, 0);
}

TEST(GreenspaceAccess, GatesBelongToSitesNearThem) {
  Town town;
  town.gates = {{-10, 50}, {-10.5, 50}};
  GreenspaceOptions options;
  options.distance = ReachDistance::access;
  const GreenspaceAccess access = town.access(options, {{"near", 0.5, 250}});
  EXPECT_EQ(access.has_access[access.group_of[0]], 1) << "10 m are near enough";
  EXPECT_EQ(access.has_access[access.group_of[1]], 0);
  EXPECT_NEAR(access.standards[0].units[0].distance_m, 100, 1e-9) << "to the edge of the site without a gate";
}

TEST(GreenspaceStandards, AreThoseOfNaturalEngland) {
  const auto standards = accessible_greenspace_standards();
  ASSERT_EQ(standards.size(), 6u);
  EXPECT_EQ(standards[0].name, "doorstep");
  EXPECT_EQ(standards[0].size_ha, 0.5);
  EXPECT_EQ(standards[0].within_m, 200);
  EXPECT_EQ(standards[5].size_ha, 500);
  EXPECT_EQ(standards[5].within_m, 10000);
  ASSERT_EQ(angst_standards().size(), 4u);
  EXPECT_EQ(angst_standards()[0].within_m, 300);
}

}  // namespace
}  // namespace spatial::test
