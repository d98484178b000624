// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/overlay/combine.hpp"
#include "libspatial/overlay/dissolve.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using Sources = std::vector<std::uint32_t>;

MultiPolygonColumn stars(std::uint64_t seed, int count, double spread, double radius, int corners) {
  MultiPolygonColumn column;
  for (int i = 0; i < count; ++i) {
    const auto k = seed * 1000 + static_cast<std::uint64_t>(i);
    column.append(normalised(test::random_star(k,
                                               {500000 + spread * static_cast<double>(k * 7919 % 101) / 101,
                                                150000 + spread * static_cast<double>(k * 104729 % 97) / 97},
                                               radius, corners)));
  }
  return column;
}

/// A coverage with wavy common edges: every inner corner of a grid is moved, edges get a bend.
MultiPolygonColumn wavy_coverage(double x, double y, double side, int columns, int rows, std::uint64_t seed) {
  const auto jitter = [&](int c, int r, int which) {
    const std::uint64_t k =
        (seed * 7919 + static_cast<std::uint64_t>(c + 3) * 104729 + static_cast<std::uint64_t>(r + 3) * 1299709 +
         static_cast<std::uint64_t>(which) * 15485863) *
        2654435761u;
    return std::round((static_cast<double>(k >> 16 & 0xffff) / 65536 - 0.5) * side * 0.4 * 1000) / 1000;
  };
  const auto corner = [&](int c, int r) {
    return Point{x + side * c + jitter(c, r, 0), y + side * r + jitter(c, r, 1)};
  };
  const auto middle = [&](int c, int r, bool across) {
    return Point{x + side * (c + (across ? 0.5 : 0)) + jitter(c, r, across ? 2 : 3) / 2,
                 y + side * (r + (across ? 0 : 0.5)) + jitter(c, r, across ? 4 : 5) / 2};
  };
  MultiPolygonColumn column;
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) {
      const std::vector<Point> ring{
          corner(c, r),         middle(c, r, true),     corner(c + 1, r), middle(c + 1, r, false),
          corner(c + 1, r + 1), middle(c, r + 1, true), corner(c, r + 1), middle(c, r, false)};
      column.append(normalised(polygon_of(ring)));
    }
  return column;
}

double total(const std::vector<double>& areas) {
  StableSum sum;
  for (const double area : areas) sum.add(area);
  return sum.value();
}

std::vector<OverlayLayer> layers_of(const std::vector<MultiPolygonColumn>& columns) {
  std::vector<OverlayLayer> layers;
  for (const MultiPolygonColumn& column : columns) layers.push_back({&column, nullptr});
  return layers;
}

std::map<Sources, double> areas_of(const Combined& result) {
  std::map<Sources, double> areas;
  for (std::size_t k = 0; k < result.size(); ++k) {
    Sources sources;
    for (const auto& column : result.source) sources.push_back(column[k]);
    EXPECT_TRUE(areas.emplace(sources, result.areas_m2[k]).second) << "a combination comes twice";
  }
  return areas;
}

/// Every combination of features by GEOS: the land of all of them, without the layers that it has none of.
std::map<Sources, double> by_brute_force(const std::vector<MultiPolygonColumn>& layers) {
  GeosContext geos;
  std::vector<std::pair<Sources, MultiPolygon>> partial{{{}, polygon_of(Box{400000, 100000, 600000, 200000})}};
  for (const MultiPolygonColumn& layer : layers) {
    std::vector<MultiPolygonView> views;
    for (std::size_t f = 0; f < layer.size(); ++f) views.push_back(layer[f]);
    const MultiPolygon all = union_of(geos, views);
    std::vector<std::pair<Sources, MultiPolygon>> next;
    for (const auto& [sources, area] : partial) {
      const auto add = [&, &sources = sources](std::uint32_t feature, MultiPolygon piece) {
        if (area_m2(piece) < 1e-7) return;
        Sources with = sources;
        with.push_back(feature);
        next.emplace_back(std::move(with), std::move(piece));
      };
      for (std::uint32_t f = 0; f < layer.size(); ++f) add(f, intersection(geos, area, layer[f]));
      add(no_feature, difference(geos, area, all));
    }
    partial = std::move(next);
  }
  std::map<Sources, double> areas;
  for (const auto& [sources, area] : partial)
    if (std::any_of(sources.begin(), sources.end(), [](std::uint32_t f) { return f != no_feature; }))
      areas[sources] = area_m2(area);
  return areas;
}

void expect_same(const std::map<Sources, double>& found, const std::map<Sources, double>& expected) {
  for (const auto& [sources, area] : expected) {
    const auto place = found.find(sources);
    if (place == found.end())
      EXPECT_LT(area, 2e-6);
    else
      EXPECT_NEAR(place->second, area, 2e-6);
  }
  for (const auto& [sources, area] : found)
    if (!expected.contains(sources)) {
      EXPECT_LT(area, 2e-6);
    }
}

TEST(LayeredOverlay, UnionOfLayersThatOverlapThemselvesEqualsEveryCombination) {
  const std::vector<MultiPolygonColumn> layers{stars(1, 5, 900, 300, 40), stars(2, 4, 900, 350, 60),
                                               stars(3, 3, 900, 400, 30)};
  const Combined result = combine(layers_of(layers), OverlayOperation::union_all, 0, {});
  const auto expected = by_brute_force(layers);
  EXPECT_GE(expected.size(), 60u);
  expect_same(areas_of(result), expected);
  GeosContext geos;
  for (std::size_t k = 0; k < result.size(); ++k) {
    EXPECT_FALSE(validity(geos, result.geometry[k]));
    EXPECT_DOUBLE_EQ(result.areas_m2[k], area_m2(result.geometry[k]));
  }
}

TEST(LayeredOverlay, OtherOperationsAreSelectionsOfTheUnion) {
  const std::vector<MultiPolygonColumn> layers{wavy_coverage(500000, 150000, 120, 5, 5, 1), stars(12, 4, 500, 250, 60),
                                               wavy_coverage(500031.5, 150017.25, 170, 3, 3, 2)};
  const auto all = areas_of(combine(layers_of(layers), OverlayOperation::union_all, 0, {}));
  std::map<Sources, double> of_first, of_all;
  for (const auto& [sources, area] : all) {
    if (sources[0] != no_feature) of_first.emplace(sources, area);
    if (std::find(sources.begin(), sources.end(), no_feature) == sources.end()) of_all.emplace(sources, area);
  }
  expect_same(areas_of(combine(layers_of(layers), OverlayOperation::identity, 0, {})), of_first);
  expect_same(areas_of(combine(layers_of(layers), OverlayOperation::intersection, 0, {})), of_all);
}

TEST(LayeredOverlay, OrderOfLayersDoesNotMatter) {
  const std::vector<MultiPolygonColumn> layers{wavy_coverage(500000, 150000, 100, 6, 6, 1), stars(4, 5, 500, 200, 50),
                                               wavy_coverage(500050, 150050, 210, 3, 3, 5)};
  const std::vector<MultiPolygonColumn> turned{layers[2], layers[0], layers[1]};
  std::map<Sources, double> back;
  for (const auto& [sources, area] : areas_of(combine(layers_of(turned), OverlayOperation::union_all, 0, {})))
    back[{sources[1], sources[2], sources[0]}] = area;
  expect_same(back, areas_of(combine(layers_of(layers), OverlayOperation::union_all, 0, {})));
}

TEST(LayeredOverlay, CoveragesStayACoverage) {
  // Five layers, none of which overlaps itself; two share all their edges, one touches others along straight lines.
  std::vector<MultiPolygonColumn> layers{wavy_coverage(500000, 150000, 100, 10, 10, 1),
                                         wavy_coverage(500013.7, 150022.2, 260, 3, 3, 2),
                                         wavy_coverage(500000, 150000, 100, 10, 10, 1),
                                         {},
                                         {}};
  layers[3].append(normalised(polygon_of(Box{500200, 150200, 500500, 150500})));
  layers[3].append(normalised(polygon_of(Box{500500, 150200, 500800, 150500})));
  layers[4].append(layers[1][4]);  // one of the second layer's own features
  const Combined result = combine(layers_of(layers), OverlayOperation::union_all, 0, {});
  GeosContext geos;
  std::vector<MultiPolygonView> views;
  for (const MultiPolygonColumn& layer : layers)
    for (std::size_t f = 0; f < layer.size(); ++f) views.push_back(layer[f]);
  EXPECT_NEAR(total(result.areas_m2), area_m2(union_of(geos, views)), 1e-4);  // no gaps
  EXPECT_TRUE(overlapping_pairs(result.geometry, boxes_of(result.geometry), result.areas_m2, 1e-3, {}).empty());
  // Features of the identical layers find each other, and nothing else; no slivers between them.
  for (std::size_t k = 0; k < result.size(); ++k) {
    if (result.source[0][k] != no_feature || result.source[2][k] != no_feature) {
      EXPECT_EQ(result.source[0][k], result.source[2][k]);
    }
    EXPECT_GT(result.areas_m2[k], 1e-3);
  }
}

TEST(LayeredOverlay, AreaOfEveryFeatureIsConserved) {
  const std::vector<MultiPolygonColumn> layers{wavy_coverage(500000, 150000, 90, 12, 12, 3),
                                               wavy_coverage(500020, 150040, 300, 4, 4, 9),
                                               wavy_coverage(499950, 149960, 47, 20, 20, 4)};
  const Combined result = combine(layers_of(layers), OverlayOperation::union_all, 0, {});
  for (std::size_t l = 0; l < layers.size(); ++l) {
    std::vector<double> sum(layers[l].size(), 0);
    for (std::size_t k = 0; k < result.size(); ++k)
      if (result.source[l][k] != no_feature) sum[result.source[l][k]] += result.areas_m2[k];
    for (std::size_t f = 0; f < sum.size(); ++f) EXPECT_NEAR(sum[f], area_m2(layers[l][f]), 1e-6) << l << " " << f;
  }
}

TEST(LayeredOverlay, ManySmallFeaturesLeaveWhatTheyDoNotCoverOfALargeOne) {
  // A star over the edge of a coverage with a gap: the second frame is cut by far more blades than are dealt with at a
  // time.
  std::vector<MultiPolygonColumn> layers{{}, stars(21, 1, 0, 700, 4000)};
  const MultiPolygonColumn coverage = wavy_coverage(500000, 149500, 60, 20, 20, 6);
  for (std::size_t f = 0; f < coverage.size(); ++f)
    if (f != 205) layers[0].append(coverage[f]);
  const Combined result = combine(layers_of(layers), OverlayOperation::union_all, 0, {});
  GeosContext geos;
  std::vector<MultiPolygonView> views;
  for (std::size_t f = 0; f < layers[0].size(); ++f) views.push_back(layers[0][f]);
  const MultiPolygon expected = difference(geos, layers[1][0], union_of(geos, views));
  std::size_t rest = result.size();
  for (std::size_t k = 0; k < result.size(); ++k)
    if (result.source[0][k] == no_feature) rest = k;
  ASSERT_LT(rest, result.size());
  EXPECT_NEAR(result.areas_m2[rest], area_m2(expected), 1e-5);
  EXPECT_LT(area_m2(difference(geos, result.geometry[rest], expected)) +
                area_m2(difference(geos, expected, result.geometry[rest])),
            1e-5);
  EXPECT_EQ(result.geometry[rest].point_count(), expected.view().point_count());  // no vertex of the halving is left
}

/// The same on any grid: vertices on half and tenths of millimetres, where a cut at a fixed fraction of a millimetre
/// would meet them, and take those on straight edges for its own.
TEST(LayeredOverlay, ManyBladesOnAnyGrid) {
  for (const double grid : {0.0005, 0.0001, 0.00025, 1e-6}) {
    // A band of a kilometre with teeth below and a vertex every 25 cm along its straight upper edge, and 200 strips
    // that overlap each other.
    const double odd = grid < 1e-5 ? 0.0005 : grid;
    const auto on_grid = [&](double v) { return std::round(v / grid) / std::round(1 / grid); };
    std::vector<Point> ring;
    for (int k = 0; k <= 4000; ++k)
      ring.push_back({on_grid(500000 + 0.25 * k + odd), on_grid(150000 + (k % 2) * 0.2 + odd)});
    for (int k = 4000; k >= 0; --k) ring.push_back({on_grid(500000 + 0.25 * k + odd), on_grid(150050 + odd)});
    std::vector<MultiPolygonColumn> layers(2);
    layers[0].append(normalised(polygon_of(ring)));
    for (int k = 0; k < 100; ++k) {
      const double x = 500000 + 10.0 * k + odd;
      layers[1].append(normalised(polygon_of(Box{on_grid(x + 2), 149990, on_grid(x + 6), on_grid(150025 + odd)})));
      layers[1].append(normalised(polygon_of(Box{on_grid(x + 5), 149990, on_grid(x + 8), on_grid(150027 + odd)})));
    }
    GeosContext geos;
    std::vector<MultiPolygonView> views;
    for (std::size_t f = 0; f < layers[1].size(); ++f) views.push_back(layers[1][f]);
    const MultiPolygon expected = difference(geos, layers[0][0], union_of(geos, views));
    const Combined result =
        combine(layers_of(layers), OverlayOperation::difference, 0, {}, std::max(1e-12, grid * grid));
    ASSERT_EQ(result.size(), 1u) << grid;
    EXPECT_NEAR(result.areas_m2[0], area_m2(expected), 1e-6) << grid;
    EXPECT_EQ(validity(geos, result.geometry[0]), std::nullopt) << grid;
    std::size_t upper = 0;
    for (const Point p : result.geometry[0].points()) upper += p.y == on_grid(150050 + odd) ? 1 : 0;
    EXPECT_EQ(upper, 4001u) << grid;
  }
}

TEST(LayeredOverlay, EnormousFeaturesAreCutInTilesAndCarryNoTrace) {
  // Half of the cells of a fine coverage: one feature of some 170,000 vertices and thousands of parts, and the cells
  // themselves.
  const MultiPolygonColumn coverage = wavy_coverage(500000, 150000, 20, 300, 300, 5);
  MultiPolygonColumn cells;
  for (std::uint32_t f = 0; f < coverage.size(); ++f)
    if ((f * 2654435761u >> 13) % 2 == 0) cells.append(coverage[f]);
  const MultiPolygonColumn giant = dissolve(cells, std::vector<std::uint32_t>(cells.size(), 0), 1, {}).geometry;
  ASSERT_GT(giant[0].point_count(), 140000u);
  const MultiPolygonColumn sites = stars(31, 40, 6000, 500, 60), coarse = wavy_coverage(499000, 149000, 700, 10, 10, 8);
  const std::vector<MultiPolygonColumn> fine_layers{cells, sites, coarse}, layers{giant, sites, coarse};
  const Combined pieces = combine(layers_of(layers), OverlayOperation::union_all, 0, {});
  // The same from cells of ordinary size, summed up.
  std::map<Sources, double> expected;
  for (const auto& [sources, area] : areas_of(combine(layers_of(fine_layers), OverlayOperation::union_all, 0, {}))) {
    Sources merged = sources;
    if (merged[0] != no_feature) merged[0] = 0;
    expected[merged] += area;
  }
  const std::map<Sources, double> found = areas_of(pieces);
  EXPECT_GT(found.size(), 200u);
  for (const auto& [sources, area] : expected) {
    const auto place = found.find(sources);
    if (place == found.end())
      EXPECT_LT(area, 1e-4);
    else
      EXPECT_NEAR(place->second, area, 1e-4);
  }
  GeosContext geos;
  for (std::size_t k = 0; k < pieces.size(); ++k) {
    EXPECT_FALSE(validity(geos, pieces.geometry[k])) << k;
    EXPECT_NEAR(area_m2(pieces.geometry[k]), pieces.areas_m2[k], 1e-6);
  }
  const Combined again = combine(layers_of(layers), OverlayOperation::union_all, 0, {.threads = 8}),
                 alone = combine(layers_of(layers), OverlayOperation::union_all, 0, {.threads = 1});
  for (const Combined* other : {&again, &alone}) {
    EXPECT_EQ(pieces.source, other->source);
    ASSERT_EQ(pieces.areas_m2, other->areas_m2);
    for (std::size_t k = 0; k < pieces.size(); ++k)
      ASSERT_TRUE(std::ranges::equal(pieces.geometry[k].points(), other->geometry[k].points())) << k;
  }
  // Uncut, it comes through vertex for vertex, and its vertices stay where they are.
  const MultiPolygonColumn far = wavy_coverage(300000, 100000, 100, 2, 2, 9);
  const Combined untouched = combine(layers_of({giant, far}), OverlayOperation::identity, 0, {});
  ASSERT_EQ(untouched.size(), 1u);
  EXPECT_TRUE(std::ranges::equal(untouched.geometry[0].points(), giant[0].points()));
  std::set<std::pair<double, double>> vertices;
  for (const MultiPolygonColumn* layer : {&giant, &sites, &coarse})
    for (std::size_t f = 0; f < layer->size(); ++f)
      for (const Point p : (*layer)[f].points()) vertices.emplace(p.x, p.y);
  std::size_t own = 0, crossings = 0;
  for (std::size_t k = 0; k < pieces.size(); ++k)
    for (const Point p : pieces.geometry[k].points()) ++(vertices.contains({p.x, p.y}) ? own : crossings);
  EXPECT_GT(own, 150000u);
  EXPECT_LT(crossings, own / 4) << "where outlines cross, and nowhere else";
}

TEST(LayeredOverlay, ThreadsDoNotShow) {
  const std::vector<MultiPolygonColumn> layers{wavy_coverage(500000, 150000, 50, 20, 20, 3), stars(8, 6, 900, 300, 700),
                                               stars(9, 3, 900, 300, 50)};
  const Combined one = combine(layers_of(layers), OverlayOperation::union_all, 0, {.threads = 1});
  for (const unsigned threads : {2u, 8u}) {
    const Combined many = combine(layers_of(layers), OverlayOperation::union_all, 0, {.threads = threads});
    EXPECT_EQ(one.source, many.source);
    EXPECT_EQ(one.areas_m2, many.areas_m2);
    ASSERT_EQ(one.geometry.point_count(), many.geometry.point_count());
    for (std::size_t k = 0; k < one.size(); ++k)
      EXPECT_TRUE(std::equal(one.geometry[k].points().begin(), one.geometry[k].points().end(),
                             many.geometry[k].points().begin()));
  }
}

}  // namespace
}  // namespace spatial
