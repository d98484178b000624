// SPDX-License-Identifier: MIT
// Laws of accounts, targets, rasters of classes and roads, on random land with holes, overlaps and slivers: sums close,
// GEOS and brute force agree, order and threads do not show.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <random>

#include "libspatial/core/date.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/raster_areas.hpp"
#include "libspatial/monitoring/condition_account.hpp"
#include "libspatial/monitoring/targets.hpp"
#include "libspatial/strategy/road_network.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

/// Stars with a hole each, of two sizes, and strips a few centimetres wide along their middle.
MultiPolygonColumn ragged(std::uint64_t seed, std::uint64_t count) {
  GeosContext geos;
  MultiPolygonColumn features;
  for (std::uint64_t i = 0; i < count; ++i) {
    const double x = 500000 + static_cast<double>((seed * 37 + i * 53) % 97) * 8,
                 y = 100000 + static_cast<double>((seed * 71 + i * 29) % 89) * 8;
    const MultiPolygon star = random_star(seed * 1000 + i, {x, y}, 140, 9);
    features.append(difference(geos, star, random_star(seed * 1000 + i + 500, {x, y}, 50, 7)));
    if (i % 4 == 0) features.append(polygon_of(Box{x - 150, y, x + 150, y + 0.03}));
  }
  return features;
}

MultiPolygon united(GeosContext& geos, const MultiPolygonColumn& features) {
  std::vector<MultiPolygonView> views;
  for (std::size_t f = 0; f < features.size(); ++f) views.push_back(features[f]);
  return views.empty() ? MultiPolygon() : union_of(geos, views);
}

struct ScoredMap {
  MultiPolygonColumn features;
  ClassMap map;
  std::vector<double> score;
};

ScoredMap scored_map(std::uint64_t seed, std::span<const std::uint32_t> order = {}) {
  const MultiPolygonColumn land = ragged(seed, 10);
  std::vector<std::uint32_t> own(land.size());
  std::iota(own.begin(), own.end(), 0U);
  if (!order.empty()) own.assign(order.begin(), order.end());
  ScoredMap made;
  for (const std::uint32_t i : own) {
    made.features.append(land[i]);
    made.map.class_of.push_back((i + static_cast<std::uint32_t>(seed)) % 3);
    made.score.push_back(i % 5 == 0 ? std::nan("") : static_cast<double>(i % 3) + 0.5);
  }
  made.map.overlaps = overlapping_pairs(made.features, boxes_of(made.features), areas_m2_of(made.features), 1e-6, {});
  return made;
}

class Accounts : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Accounts, ConditionAddsUpToTheExtentAndIsWhatGeosFinds) {
  ScoredMap before = scored_map(GetParam()), after = scored_map(GetParam() + 100);
  before.map.features = &before.features;
  after.map.features = &after.features;
  MultiPolygonColumn zones;
  zones.append(polygon_of(Box{499900, 99900, 500400, 100900}));
  zones.append(polygon_of(Box{500300, 99900, 501000, 100900}));
  const ChangeMatrix matrix = change_matrix({before.map, after.map, 3, &zones, nullptr}, {}, {});
  const ExtentAccount account = extent_account(matrix, 2, 5, 3);
  const std::vector<ConditionSum> opening = condition_sums(before.map, before.score, &zones, {}),
                                  closing = condition_sums(after.map, after.score, &zones, {});
  std::map<std::tuple<std::uint32_t, std::uint32_t, bool>, std::pair<double, double>> sums;  // area, extent
  for (const ConditionRow& row : condition_account(opening, closing, account)) {
    auto& sum = sums[{row.zone, row.feature_class, row.closing}];
    sum.first += row.area_m2;
    sum.second = row.class_m2;
    if (!std::isnan(row.mean)) {
      EXPECT_GE(row.mean, 0.5);
      EXPECT_LE(row.mean, 2.5);
    }
  }
  ASSERT_FALSE(sums.empty());
  for (const auto& [key, sum] : sums) EXPECT_NEAR(sum.first, sum.second, 0.01);
  GeosContext geos;
  for (const ConditionSum& sum : opening) {
    MultiPolygonColumn own, others;
    for (std::size_t i = 0; i < before.features.size(); ++i) {
      const bool same = before.map.class_of[i] == sum.feature_class && before.score[i] == sum.score;
      (same ? own : others).append(before.features[i]);
    }
    const MultiPolygon alone = difference(geos, united(geos, own), united(geos, others));
    EXPECT_NEAR(sum.area_m2, area_m2(intersection(geos, alone, zones[sum.zone])), 1e-3)
        << "zone " << sum.zone << " class " << sum.feature_class << " score " << sum.score;
  }
}

TEST_P(Accounts, OrderAndThreadsDoNotShow) {
  ScoredMap map = scored_map(GetParam());
  std::vector<std::uint32_t> order(map.features.size());
  std::iota(order.begin(), order.end(), 0U);
  std::shuffle(order.begin(), order.end(), std::mt19937_64(GetParam()));
  ScoredMap turned = scored_map(GetParam(), order);
  map.map.features = &map.features;
  turned.map.features = &turned.features;
  const std::vector<ConditionSum> one = condition_sums(map.map, map.score, nullptr, {.threads = 1}),
                                  eight = condition_sums(map.map, map.score, nullptr, {.threads = 8}),
                                  other = condition_sums(turned.map, turned.score, nullptr, {});
  ASSERT_EQ(one.size(), eight.size());
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].area_m2, eight[i].area_m2) << "to the last bit";
    EXPECT_NEAR(one[i].area_m2, other[i].area_m2, 1e-3);
  }
  ScoredMap after = scored_map(GetParam() + 100);
  after.map.features = &after.features;
  const ChangeMatrix a = change_matrix({map.map, after.map, 3, nullptr, nullptr}, {}, {}),
                     b = change_matrix({turned.map, after.map, 3, nullptr, nullptr}, {}, {});
  ASSERT_EQ(a.cells.size(), b.cells.size());
  for (std::size_t c = 0; c < a.cells.size(); ++c) EXPECT_NEAR(a.cells[c].area_m2, b.cells[c].area_m2, 1e-3);
}

/// Two areas that share a strip, a target in each and one over both; projects and losses all over.
TargetInput targets_of(std::uint64_t seed, std::span<const std::uint32_t> order = {}) {
  TargetInput input;
  input.date = *date_of("2026-03-31");
  input.boas.append(polygon_of(Box{499900, 99900, 500400, 100900}));
  input.boas.append(polygon_of(Box{500300, 99900, 501000, 100900}));
  for (const char* id : {"T0", "T1", "T2"}) {
    HabitatTarget target;
    target.id = id;
    target.habitat = "Wood";
    target.action = "create";
    input.targets.push_back(target);
  }
  input.boa_of = {0, 1, all_boas};
  input.existing_of = {no_land, no_land, no_land};
  const MultiPolygonColumn land = ragged(seed, 10);
  std::vector<std::uint32_t> own(land.size());
  std::iota(own.begin(), own.end(), 0U);
  if (!order.empty()) own.assign(order.begin(), order.end());
  for (const std::uint32_t i : own) {
    HabitatProject project;
    project.id = std::to_string(i);
    project.habitat = "Wood";
    project.action = "create";
    project.status = i % 7 == 3 ? ProjectStatus::planned : ProjectStatus::completed;
    project.end = *date_of("2025-01-01") + std::chrono::days(static_cast<int>((i * 13) % 40));
    project.loss = i % 4 == 2;
    input.projects.push_back(project);
    input.land.append(land[i]);
  }
  input.projects_of = projects_serving(input.targets, input.projects, std::vector<bool>(own.size(), true), {});
  return input;
}

TEST_P(Accounts, TargetsAreWhatPlayingTheEventsWithGeosGives) {
  const TargetInput input = targets_of(GetParam());
  const TargetReport report = target_progress(input, {});
  GeosContext geos;
  std::vector<std::uint32_t> events;
  for (std::uint32_t p = 0; p < input.projects.size(); ++p)
    if (input.projects[p].status == ProjectStatus::completed) events.push_back(p);
  std::stable_sort(events.begin(), events.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(*input.projects[a].end, input.projects[a].loss) <
           std::pair(*input.projects[b].end, input.projects[b].loss);
  });
  MultiPolygonColumn all_delivered;
  for (std::uint32_t t = 0; t < 3; ++t) {
    const MultiPolygon zone = t < 2 ? MultiPolygon(input.boas[t]) : united(geos, input.boas);
    MultiPolygon delivered;
    double lost = 0;
    for (const std::uint32_t p : events) {
      const MultiPolygon own = intersection(geos, input.land[p], zone);
      if (input.projects[p].loss) {
        lost += area_m2(intersection(geos, delivered, own));
        delivered = difference(geos, delivered, own);
      } else {
        delivered = union_of(geos, delivered, own);
      }
    }
    // Pieces of up to 0.5 m2 are contact.
    const double tolerance = 0.5 * static_cast<double>(input.projects.size());
    EXPECT_NEAR(report.targets[t].delivered_m2, area_m2(delivered), tolerance) << t;
    EXPECT_NEAR(report.targets[t].lost_m2, lost, tolerance) << t;
    all_delivered.append(delivered);
  }
  EXPECT_NEAR(report.total.delivered_m2, area_m2(united(geos, all_delivered)), 10) << "a union, not a sum";
  for (const ClosingSum& sum : report.sums) EXPECT_NEAR(sum.found_m2, sum.expected_m2, 0.01) << sum.what;
}

TEST_P(Accounts, OrderOfProjectsAndThreadsDoNotShowInTargets) {
  const TargetInput input = targets_of(GetParam());
  std::vector<std::uint32_t> order(input.projects.size());
  std::iota(order.begin(), order.end(), 0U);
  std::reverse(order.begin(), order.end());
  const TargetReport one = target_progress(input, {.threads = 1}), eight = target_progress(input, {.threads = 8}),
                     turned = target_progress(targets_of(GetParam(), order), {});
  for (std::uint32_t t = 0; t < 3; ++t) {
    EXPECT_EQ(one.targets[t].delivered_m2, eight.targets[t].delivered_m2);
    EXPECT_NEAR(one.targets[t].delivered_m2, turned.targets[t].delivered_m2, 1e-3);
    EXPECT_NEAR(one.targets[t].lost_m2, turned.targets[t].lost_m2, 1e-3);
  }
}

TEST_P(Accounts, AreasOfARasterAreItsCells) {
  std::mt19937_64 random(GetParam());
  std::array<Raster, 2> maps;
  for (Raster& map : maps) {
    map.grid = {500000.0 + 1.0 / 3, 100000, 10.0 / 3, 7, 23, 17};
    for (std::size_t cell = 0; cell < map.grid.size(); ++cell)
      map.values.push_back(random() % 6 == 0 ? std::numeric_limits<float>::quiet_NaN()
                                             : static_cast<float>(random() % 3));
  }
  GeosContext geos;
  std::array<RasterAreas, 2> areas;
  std::array<ClassMap, 2> layers;
  for (std::size_t m = 0; m < 2; ++m) {
    areas[m] = raster_areas(maps[m]);
    layers[m].features = &areas[m].geometry;
    for (std::size_t i = 0; i < areas[m].value.size(); ++i) {
      EXPECT_FALSE(validity(geos, areas[m].geometry[i]).has_value()) << i;
      layers[m].class_of.push_back(static_cast<std::uint32_t>(areas[m].value[i]));
    }
  }
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> cells;
  const auto class_in = [&](std::size_t m, std::size_t cell) {
    return std::isnan(maps[m].values[cell]) ? 4U : static_cast<std::uint32_t>(maps[m].values[cell]);
  };
  for (std::size_t cell = 0; cell < maps[0].grid.size(); ++cell) cells[{class_in(0, cell), class_in(1, cell)}] += 1;
  const ChangeMatrix matrix = change_matrix({layers[0], layers[1], 3, nullptr, nullptr}, {2, 1e-12}, {});
  std::size_t rows = 0;
  for (const ChangeCell& cell : matrix.cells) {
    EXPECT_NEAR(cell.area_m2, cells[std::pair(cell.from, cell.to)] * 70 / 3, 1e-6) << cell.from << " " << cell.to;
    ++rows;
  }
  cells.erase({4, 4});
  EXPECT_EQ(rows, cells.size());
}

INSTANTIATE_TEST_SUITE_P(Random, Accounts, testing::Range<std::uint64_t>(1, 7));

TEST(ChangeSlivers, TwentyThousandOfThemAreCountedOneByOne) {
  constexpr std::uint32_t strips = 20'000;
  MultiPolygonColumn old_map, new_map;
  std::vector<std::uint32_t> class_of;
  for (std::uint32_t i = 0; i < strips; ++i) {
    const double x = 400000 + 10.0 * i;
    old_map.append(polygon_of(Box{x, 100000, x + 10, 100100}));
    new_map.append(polygon_of(Box{i == 0 ? x : x + 0.25, 100000, x + 10.25, 100100}));
    class_of.push_back(i % 2);
  }
  const ChangeMatrix matrix =
      change_matrix({{&old_map, class_of, {}, {}}, {&new_map, class_of, {}, {}}, 2, nullptr, nullptr}, {}, {});
  EXPECT_EQ(matrix.changed.size(), strips) << "one along each border, and one beyond the old map";
  double boundary = 0;
  for (const ChangeCell& cell : matrix.cells) boundary += cell.boundary_m2;
  EXPECT_NEAR(boundary, strips * 25.0, 1e-3) << "shown as noise, never removed";
}

TEST(Roads, DistancesAreThoseOfFloydAndWarshall) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    std::mt19937_64 random(seed);
    std::vector<Point> nodes;
    for (int i = 0; i < 14; ++i)
      nodes.push_back(
          {500000.0 + static_cast<double>(random() % 1000), 100000.0 + static_cast<double>(random() % 1000)});
    std::vector<std::vector<double>> far(nodes.size(),
                                         std::vector<double>(nodes.size(), std::numeric_limits<double>::infinity()));
    for (std::size_t i = 0; i < nodes.size(); ++i) far[i][i] = 0;
    MultiLineColumn lines;
    for (int i = 0; i < 20; ++i) {
      const std::size_t a = random() % nodes.size(), b = random() % nodes.size();
      if (a == b) continue;
      lines.add_point(nodes[a]);
      lines.add_point(nodes[b]);
      lines.end_line();
      lines.end_feature();
      far[a][b] = far[b][a] = std::min(far[a][b], std::hypot(nodes[a].x - nodes[b].x, nodes[a].y - nodes[b].y));
    }
    for (std::size_t k = 0; k < nodes.size(); ++k)
      for (std::size_t i = 0; i < nodes.size(); ++i)
        for (std::size_t j = 0; j < nodes.size(); ++j) far[i][j] = std::min(far[i][j], far[i][k] + far[k][j]);
    const RoadNetwork roads(lines, 0.01);
    for (std::size_t s = 0; s < nodes.size(); ++s) {
      const RoadPlace start = roads.nearest(nodes[s]);
      if (start.beside_m > 1e-9) continue;  // a node without a road
      const std::array starts{RoadStart{start, 1}};
      const RoadDistances found = roads.distances(starts);
      for (std::size_t t = 0; t < nodes.size(); ++t) {
        const RoadPlace place = roads.nearest(nodes[t]);
        if (place.beside_m > 1e-9) continue;
        const double distance = found.at(place).distance_m;
        if (std::isinf(far[s][t]))
          EXPECT_TRUE(std::isinf(distance)) << seed << " " << s << " " << t;
        else
          EXPECT_NEAR(distance, far[s][t], 1e-6) << seed << " " << s << " " << t;
      }
    }
  }
}

}  // namespace
}  // namespace spatial::test
