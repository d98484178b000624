// SPDX-License-Identifier: MIT
#include "libspatial/planning/site_check.hpp"

#include <gmock/gmock.h>
#include <malloc.h>

#include <cmath>

#include "libspatial/geometry/distance.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "tests/support/drawn_county.hpp"

namespace spatial::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

RawSites raw_sites(const std::vector<std::pair<std::string, MultiPolygon>>& sites) {
  RawSites raw;
  raw.layer.source = "list.gpkg#sites";
  for (const auto& [id, geometry] : sites) {
    raw.layer.fid.push_back(static_cast<std::int64_t>(raw.layer.fid.size()) + 1);
    raw.layer.id.push_back(id);
    raw.layer.name.push_back("");
    raw.layer.code.push_back("");
    raw.layer.geometry.append(geometry.view());
    raw.lines.emplace_back();
    raw.stated_m2.push_back(std::nan(""));
  }
  raw.layer.features_in_file = sites.size();
  return raw;
}

MultiPolygon square(double x, double y, double side) { return polygon_of(Box{x, y, x + side, y + side}); }

RoleFeatures features(const char* role, const std::vector<MultiPolygon>& areas) {
  RoleFeatures result;
  result.role = *site_role_named(role);
  for (const MultiPolygon& area : areas) {
    result.id.push_back("F" + std::to_string(result.id.size() + 1));
    result.name.emplace_back();
    result.source.emplace_back("drawn.gpkg");
    result.geometry.append(area.view());
  }
  return result;
}

std::vector<std::string> told(const SiteFinding& finding, const SiteInputs& inputs) {
  std::vector<std::string> lines;
  for (const SiteFeature& row : finding.features)
    lines.push_back(inputs.roles[row.role].id[row.feature] + " " + std::string(info(row.relation).name) + " " +
                    std::string(direction_name(row.direction)) + (row.nearest ? " nearest" : ""));
  return lines;
}

TEST(SiteCheck, TellsHowEachFeatureLies) {
  // One hectare; around it a feature for each relation.
  const SiteList sites = site_list(raw_sites({{"S", square(1000, 1000, 100)}}), 0, {}, {}).sites;
  SiteInputs inputs;
  inputs.roles.push_back(
      features("irreplaceable", {square(900, 900, 300), square(1050, 1000, 200), square(1100, 950, 50),
                                 square(1045, 1110, 10), square(400, 1000, 100), square(1000, 3000, 10)}));
  const SiteFinding finding = check_sites(sites, inputs, {}, {})[0];
  EXPECT_THAT(told(finding, inputs), ElementsAre("F1 inside  nearest", "F2 overlaps E nearest", "F3 adjoins SE nearest",
                                                 "F4 within_buffer N", "F5 near W"));
  EXPECT_NEAR(finding.features[0].overlap_m2, 10000, 1e-6);
  EXPECT_NEAR(finding.features[1].overlap_m2, 5000, 1e-6);
  EXPECT_NEAR(finding.features[3].distance_m, 10, 1e-9);
  EXPECT_NEAR(finding.features[4].distance_m, 500, 1e-9);
  EXPECT_EQ(finding.pieces.size(), 2u);
  EXPECT_NEAR(area_m2(finding.pieces[1]), 5000, 1e-6);
}

TEST(SiteCheck, FindsAllNearestBeyondTheSearchDistance) {
  const SiteList sites = site_list(raw_sites({{"S", square(0, 0, 100)}}), 0, {}, {}).sites;
  SiteInputs inputs;
  inputs.roles.push_back(
      features("lws", {square(50000, 0, 100), square(-20000, 0, 100), square(20100, 0, 1), square(0, 20100.5, 100)}));
  const SiteFinding finding = check_sites(sites, inputs, {}, {})[0];
  // F2 ends 19,900 m to the west; the others lie further.
  EXPECT_THAT(told(finding, inputs), ElementsAre("F2 beyond W nearest"));
  EXPECT_NEAR(finding.features[0].distance_m, 19900, 1e-6);
  inputs.roles[0] = features("lws", {square(20100, 0, 100), square(-20100, 0, 100)});
  const SiteFinding even =
      check_sites(site_list(raw_sites({{"S", square(0, 0, 100)}}), 0, {}, {}).sites, inputs, {}, {})[0];
  EXPECT_THAT(told(even, inputs), ElementsAre("F1 beyond E nearest", "F2 beyond W nearest")) << "ties are all reported";
}

TEST(SiteCheck, AffectedLandCountsOnce) {
  const SiteList sites = site_list(raw_sites({{"S", square(0, 0, 100)}}), 0, {}, {}).sites;
  SiteInputs inputs;
  inputs.roles.push_back(features("designated", {square(-50, -50, 100), square(-25, -25, 100), square(90, 90, 100)}));
  const SiteFinding finding = check_sites(sites, inputs, {}, {})[0];
  // 50 × 50 lies in 75 × 75; the corner of 10 × 10 apart.
  EXPECT_NEAR(finding.affected_m2[0], 75 * 75 + 100, 1e-6);
}

TEST(SiteCheck, ContactIsNoOverlap) {
  const SiteList sites = site_list(raw_sites({{"S", square(0, 0, 100)}}), 0, {}, {}).sites;
  SiteInputs inputs;
  inputs.roles.push_back(
      features("designated", {square(99.998, 0, 100), square(-100.05, 0, 100), square(-100.2, 0, 100)}));
  const SiteFinding finding = check_sites(sites, inputs, {}, {})[0];
  // A sliver of 2 mm × 100 m is 0.2 m²: contact.
  EXPECT_THAT(told(finding, inputs), ElementsAre("F1 adjoins E nearest", "F2 adjoins W", "F3 near W"));
  EXPECT_NEAR(finding.features[0].overlap_m2, 0.2, 1e-6);
  EXPECT_EQ(finding.affected_m2[0], 0);
}

TEST(SiteCheck, SaysHowFarTheEdgeOfABoaIs) {
  const SiteList sites =
      site_list(raw_sites({{"A in", square(500, 500, 10)}, {"B out", square(1050, 500, 10)}}), 0, {}, {}).sites;
  SiteInputs inputs;
  MultiPolygonColumn ring;  // a BOA with a hole near the site
  ring.add_ring(square(0, 0, 1000).view().ring(0));
  ring.add_ring(square(530, 500, 10).view().ring(0));
  ring.end_part();
  ring.end_feature();
  inputs.roles.push_back(features("boa", {MultiPolygon(ring)}));
  const auto findings = check_sites(sites, inputs, {}, {});
  EXPECT_EQ(findings[0].features[0].relation, Relation::inside);
  EXPECT_NEAR(findings[0].features[0].edge_m, 20, 1e-9);
  EXPECT_EQ(findings[1].features[0].relation, Relation::near);
  EXPECT_NEAR(findings[1].features[0].edge_m, 50, 1e-9);
}

TEST(SiteCheck, MeasuresHabitatOnAndAroundTheSite) {
  const HabitatMap habitat = drawn_habitat("WWGG\nWWGG");  // 200 m × 200 m each; W is distinctive enough
  const SiteList sites = site_list(raw_sites({{"S", square(500150, 100050, 100)}}), 0, {}, {}).sites;
  SiteInputs inputs;
  inputs.habitat = &habitat;
  const SiteFinding finding = check_sites(sites, inputs, {}, {})[0];
  ASSERT_EQ(finding.habitats.size(), 2u);
  EXPECT_NEAR(finding.habitats[0].area_m2, 5000, 1e-6);
  EXPECT_NEAR(finding.habitats[1].area_m2, 5000, 1e-6);
  ASSERT_EQ(finding.around.size(), 1u);
  EXPECT_EQ(finding.around[0].habitat, "Woodland");
  for (const double area : finding.around[0].area_m2) EXPECT_NEAR(area, 40000, 1e-6);
}

TEST(SiteCheck, AgreesWithGeosOnRandomAreas) {
  std::vector<std::pair<std::string, MultiPolygon>> outlines;
  std::vector<MultiPolygon> areas;
  for (std::uint64_t k = 0; k < 40; ++k) {
    outlines.emplace_back(
        "S" + std::to_string(k + 1),
        random_star(k + 1, {400000.0 + 700 * static_cast<double>(k % 7), 150000.0 + 500 * static_cast<double>(k / 7)},
                    150, 24));
    areas.push_back(random_star(
        k + 100, {400200.0 + 650 * static_cast<double>(k % 7), 150100.0 + 480 * static_cast<double>(k / 7)}, 260, 600));
  }
  const SiteList sites = site_list(raw_sites(outlines), 0, {}, {}).sites;
  SiteInputs inputs;
  inputs.roles.push_back(features("lws", areas));
  const auto findings = check_sites(sites, inputs, {}, {});
  GeosContext geos;
  std::size_t overlaps = 0, apart = 0;
  for (std::size_t s = 0; s < sites.size(); ++s) {
    std::vector<MultiPolygon> pieces;
    for (std::size_t f = 0; f < areas.size(); ++f) {
      const auto row = std::find_if(findings[s].features.begin(), findings[s].features.end(),
                                    [&](const SiteFeature& one) { return one.feature == f; });
      const MultiPolygon piece = intersection(geos, sites.geometry[s], areas[f]);
      const double shared = area_m2(piece), distance = distance_m(sites.geometry[s], areas[f]);
      if (row == findings[s].features.end()) {
        EXPECT_GT(distance, 1000);
        continue;
      }
      EXPECT_NEAR(row->overlap_m2, shared, 1e-6 * (1 + shared));
      EXPECT_NEAR(row->distance_m, distance, 1e-8);
      EXPECT_EQ(row->relation <= Relation::overlaps, shared > 0.5);
      const double piece_m2 = row->piece < 0 ? 0 : area_m2(findings[s].pieces[static_cast<std::size_t>(row->piece)]);
      EXPECT_NEAR(piece_m2, shared > 0.5 ? shared : 0, 1e-6 * (1 + shared));
      ++(shared > 0.5 ? overlaps : apart);
      pieces.push_back(piece);
    }
    const std::vector<MultiPolygonView> views(pieces.begin(), pieces.end());
    const double once = area_m2(union_of(geos, views));
    EXPECT_NEAR(findings[s].affected_m2[0], once, 1e-6 * (1 + once));
  }
  EXPECT_GT(overlaps, 20u);
  EXPECT_GT(apart, 200u);
}

TEST(SiteCheck, DoesNotDependOnThreads) {
  std::vector<std::pair<std::string, MultiPolygon>> outlines;
  for (std::uint64_t k = 0; k < 30; ++k)
    outlines.emplace_back("S" + std::to_string(k), random_star(k + 1, {1000.0 * static_cast<double>(k), 0}, 300, 20));
  const SiteList sites = site_list(raw_sites(outlines), 0, {}, {}).sites;
  SiteInputs inputs;
  std::vector<MultiPolygon> areas;
  for (std::uint64_t k = 0; k < 30; ++k)
    areas.push_back(random_star(k + 50, {900.0 * static_cast<double>(k), 100}, 300, 40));
  inputs.roles.push_back(features("designated", areas));
  const auto serial = check_sites(sites, inputs, {}, {1, Backend::serial}),
             parallel = check_sites(sites, inputs, {}, {4, Backend::std_thread});
  for (std::size_t s = 0; s < sites.size(); ++s) {
    EXPECT_EQ(told(serial[s], inputs), told(parallel[s], inputs));
    EXPECT_EQ(serial[s].affected_m2, parallel[s].affected_m2);
  }
}

TEST(SiteCheck, AThousandSitesOneAfterAnotherLeaveNoMemoryBehind) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers have a heap of their own";
#else
  SiteInputs inputs;
  std::vector<MultiPolygon> areas;
  for (std::uint64_t k = 0; k < 30; ++k)
    areas.push_back(random_star(k + 50, {300.0 * static_cast<double>(k), 100}, 300, 40));
  inputs.roles.push_back(features("designated", areas));
  inputs.roles.push_back(features("boa", areas));
  std::size_t after_hundred = 0, rows = 0;
  for (std::uint64_t k = 0; k < 1000; ++k) {
    const SiteList sites =
        site_list(raw_sites({{"S", random_star(k + 1, {9.0 * static_cast<double>(k), 0}, 200, 20)}}), 0, {}, {}).sites;
    rows += check_sites(sites, inputs, {}, {1, Backend::serial})[0].features.size();
    if (k == 99) after_hundred = mallinfo2().uordblks;
  }
  EXPECT_GT(rows, 1000u);
  EXPECT_LE(mallinfo2().uordblks, after_hundred + 64 * 1024);
#endif
}

TEST(SiteList, KeepsBadSitesAsRows) {
  const MultiPolygon bow_tie = polygon({{0, 0}, {100, 100}, {100, 0}, {0, 100}});
  const MultiPolygon line_like = polygon({{0, 0}, {100, 0}, {200, 0}});
  RawSites raw = raw_sites({{"B-10", square(0, 0, 100)},
                            {"B-9", bow_tie},
                            {"B-9", square(0, 0, 10)},
                            {"C", line_like},
                            {"D", MultiPolygon()},
                            {"", square(5, 5, 10)},
                            {"P", MultiPolygon()}});
  raw.lines[6].append(std::vector<Point>{{50, 50}});
  raw.stated_m2[0] = 20000;
  const SiteListResult result = site_list(raw, 0, {}, {});
  EXPECT_THAT(result.sites.id, ElementsAre("6", "B-9", "B-9-2", "B-10", "C", "D", "P"));
  EXPECT_THAT(result.sites.problem[3], IsEmpty());
  EXPECT_EQ(result.sites.repaired[1], 1);
  EXPECT_NEAR(result.sites.areas_m2[1], 5000, 1e-6);
  for (const std::size_t bad : {4u, 5u, 6u}) EXPECT_FALSE(result.sites.problem[bad].empty());
  EXPECT_THAT(result.sites.problem[6], HasSubstr("radius"));
  const std::vector<std::string> issues = texts_of(result.issues);
  EXPECT_THAT(issues,
              testing::Contains(HasSubstr("site_area_differs B-10: 2.0000 ha are stated, 1.0000 ha are measured")));
  EXPECT_THAT(issues, testing::Contains(HasSubstr("duplicate_id B-9-2")));
  EXPECT_THAT(issues, testing::Contains(HasSubstr("invalid_repaired B-9:")));
  EXPECT_THAT(issues, testing::Contains(HasSubstr("site_needs_radius P")));
  for (const Issue& issue : result.issues) EXPECT_EQ(issue.role, "site");
  const SiteListResult grown = site_list(raw, 20, {}, {});
  EXPECT_NEAR(grown.sites.areas_m2[6], 3.1365 * 400, 1);
  const auto findings = check_sites(result.sites, {}, {}, {});
  EXPECT_EQ(findings.size(), 7u);
}

TEST(SiteList, GrowsLines) {
  RawSites raw = raw_sites({{"L", MultiPolygon()}});
  raw.lines[0].append(std::vector<Point>{{0, 0}, {100, 0}, {100, 100}});
  const SiteList sites = site_list(raw, 5, {}, {}).sites;
  EXPECT_THAT(sites.problem[0], IsEmpty());
  EXPECT_NEAR(sites.areas_m2[0], 2 * 100 * 10 + 3.1365 * 25 - 25 + 3.1365 * 25 / 4, 3);
}

TEST(SiteOptions, RelationsAndRolesHaveNames) {
  for (const RelationInfo& row : relations()) EXPECT_EQ(relation_named(row.name), row.relation);
  EXPECT_EQ(relation_named("overlap"), Relation::overlaps);
  EXPECT_EQ(relation_named("touches"), std::nullopt);
  for (std::size_t r = 0; r < site_roles().size(); ++r) EXPECT_EQ(site_role_named(site_roles()[r].name), r);
}

}  // namespace
}  // namespace spatial::test
