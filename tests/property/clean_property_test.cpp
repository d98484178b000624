// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/landscape/clean.hpp"
#include "tests/support/raw_layer.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

/// Random rings that cross themselves and one another, off the grid, with repeated ids.
RawLayer tangle(std::uint64_t seed, int features) {
  std::mt19937_64 random(seed);
  const auto uniform = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(random() >> 11) * 0x1p-53;
  };
  test::RawLayerBuilder builder;
  for (int f = 0; f < features; ++f) {
    const Point centre{uniform(500000, 500600), uniform(100000, 100600)};
    MultiPolygonColumn column;
    const int parts = 1 + static_cast<int>(random() % 3);
    for (int p = 0; p < parts; ++p) {
      const int rings = 1 + static_cast<int>(random() % 2);
      for (int r = 0; r < rings; ++r) {
        const int corners = 3 + static_cast<int>(random() % 8);
        for (int c = 0; c < corners; ++c) column.add_point({centre.x + uniform(-80, 80), centre.y + uniform(-80, 80)});
        column.end_ring();
      }
      column.end_part();
    }
    column.end_feature();
    builder.add(random() % 4 == 0 ? "same" : "H-" + std::to_string(random() % 1000), column[0],
                random() % 2 == 0 ? "g3" : "w1");
  }
  return builder.build();
}

void expect_same(const CleanResult& a, const CleanResult& b) {
  EXPECT_EQ(a.layer.id, b.layer.id);
  EXPECT_EQ(a.layer.code, b.layer.code);
  EXPECT_EQ(a.layer.areas_m2, b.layer.areas_m2);
  EXPECT_EQ(test::points_of(a.layer.geometry), test::points_of(b.layer.geometry));
  EXPECT_EQ(test::texts_of(a.issues), test::texts_of(b.issues));
}

class CleanProperties : public testing::TestWithParam<std::tuple<int, OverlapRule>> {
 protected:
  RawLayer raw() const { return tangle(static_cast<std::uint64_t>(std::get<0>(GetParam())), 40); }
  CleanOptions options() const {
    CleanOptions options;
    options.resolve_overlaps = std::get<1>(GetParam());
    return options;
  }
};

TEST_P(CleanProperties, EveryFeatureIsAccountedForAndValidOnTheGrid) {
  const RawLayer input = raw();
  const CleanResult result = clean(input, options(), {});
  EXPECT_EQ(result.layer.counts.in, input.fid.size());
  EXPECT_EQ(result.layer.counts.used, result.layer.size());
  EXPECT_EQ(result.layer.counts.used + result.layer.counts.dropped, result.layer.counts.in);
  EXPECT_LE(result.layer.counts.repaired, result.layer.counts.used);
  EXPECT_GT(result.layer.counts.repaired, 0u);
  GeosContext geos;
  for (std::size_t i = 0; i < result.layer.size(); ++i)
    EXPECT_FALSE(validity(geos, result.layer.geometry[i])) << result.layer.id[i];
  for (const Point p : test::points_of(result.layer.geometry)) {
    EXPECT_EQ(p.x, std::round(p.x * 1000) / 1000);
    EXPECT_EQ(p.y, std::round(p.y * 1000) / 1000);
  }
  std::vector<std::string> ids = result.layer.id;
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
}

TEST_P(CleanProperties, InTheMemoryOfTheRawLayerIsTheSame) {
  RawLayer input = raw();
  for (std::size_t i = 0; i < input.id.size(); ++i) input.id[i] = std::to_string(i + 1);  // the order of the file stays
  const CleanResult copied = clean(input, options(), {});
  RawLayer given_away = input;
  expect_same(clean(std::move(given_away), options(), {}), copied);
  std::size_t before = input.geometry.point_count(), after = copied.layer.geometry.point_count();
  EXPECT_NE(before, after);  // features grew and shrank
}

TEST_P(CleanProperties, CleaningAgainChangesNothing) {
  const CleanResult once = clean(raw(), options(), {});
  const CleanResult twice = clean(test::as_raw(once.layer), options(), {});
  EXPECT_EQ(once.layer.id, twice.layer.id);
  EXPECT_EQ(test::points_of(once.layer.geometry), test::points_of(twice.layer.geometry));
  EXPECT_EQ(twice.layer.counts.repaired, 0u) << testing::PrintToString(test::texts_of(twice.issues));
  EXPECT_EQ(twice.layer.counts.dropped, 0u);
}

TEST_P(CleanProperties, TheOrderOfFeaturesDoesNotShow) {
  const RawLayer input = raw();
  const CleanResult expected = clean(input, options(), {});
  std::vector<std::size_t> order(input.fid.size());
  std::iota(order.begin(), order.end(), 0u);
  std::mt19937_64 random(7);
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
    RawLayer shuffled = test::reordered(input, order);
    std::iota(shuffled.fid.begin(), shuffled.fid.end(), 1);
    expect_same(clean(shuffled, options(), {}), expected);
  }
}

TEST_P(CleanProperties, TheNumberOfThreadsDoesNotShow) {
  const RawLayer input = raw();
  const CleanResult expected = clean(input, options(), {.threads = 1, .backend = Backend::serial});
  for (const unsigned threads : {2u, 8u}) {
    expect_same(clean(input, options(), {.threads = threads, .backend = Backend::std_thread}), expected);
    expect_same(clean(input, options(), {.threads = threads, .backend = Backend::tbb}), expected);
  }
}

class ResolveProperties : public CleanProperties {};

TEST_P(ResolveProperties, KeepsTheUnionAndLeavesNoOverlap) {
  CleanOptions keep;
  const CleanResult before = clean(raw(), keep, {}), after = clean(raw(), options(), {});
  const auto union_area = [](const Layer& layer) {
    GeosContext geos;
    std::vector<MultiPolygonView> views;
    for (std::size_t i = 0; i < layer.size(); ++i) views.push_back(layer.geometry[i]);
    return area_m2(union_of(geos, views));
  };
  const double sum = std::accumulate(after.layer.areas_m2.begin(), after.layer.areas_m2.end(), 0.0);
  // Parts under 1 m² are dropped once cut off; nothing else may be lost.
  double lost = 0;
  for (const Issue& issue : after.issues)
    if (issue.rule == IssueRule::small_part_dropped) lost += 5;
  EXPECT_NEAR(sum, union_area(after.layer), 2.0);
  EXPECT_NEAR(union_area(after.layer), union_area(before.layer), lost + 2.0);
}

INSTANTIATE_TEST_SUITE_P(Seeds, CleanProperties,
                         testing::Combine(testing::Range(1, 4), testing::Values(OverlapRule::keep, OverlapRule::first,
                                                                                OverlapRule::largest)));
INSTANTIATE_TEST_SUITE_P(Seeds, ResolveProperties,
                         testing::Combine(testing::Range(1, 4),
                                          testing::Values(OverlapRule::first, OverlapRule::largest)));

}  // namespace
}  // namespace spatial
