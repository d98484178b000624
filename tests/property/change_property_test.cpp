// SPDX-License-Identifier: MIT
// The matrix of change against GEOS: random maps that overlap themselves, zones that overlap.
#include <gtest/gtest.h>

#include <array>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/monitoring/extent_account.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

constexpr std::uint32_t classes = 3;

struct DrawnMap {
  MultiPolygonColumn features;
  ClassMap map;
};

DrawnMap drawn_map(std::uint64_t seed) {
  DrawnMap drawn;
  for (std::uint64_t i = 0; i < 14; ++i) {
    const double x = 500000 + static_cast<double>((seed * 37 + i * 53) % 97) * 8;
    const double y = 100000 + static_cast<double>((seed * 71 + i * 29) % 89) * 8;
    drawn.features.append(random_star(seed * 100 + i, {x, y}, 120, 9));
    drawn.map.class_of.push_back(static_cast<std::uint32_t>((seed + i) % classes));
  }
  drawn.map.overlaps =
      overlapping_pairs(drawn.features, boxes_of(drawn.features), areas_m2_of(drawn.features), 1e-6, {});
  return drawn;
}

/// Land of each class, of `double` and of the whole map, by GEOS alone.
struct Expected {
  std::array<MultiPolygon, classes + 1> land;
  MultiPolygon all;
};
Expected expected_of(GeosContext& geos, const DrawnMap& drawn) {
  std::array<MultiPolygon, classes> own;
  for (std::uint32_t c = 0; c < classes; ++c) {
    std::vector<MultiPolygonView> members;
    for (std::size_t i = 0; i < drawn.features.size(); ++i)
      if (drawn.map.class_of[i] == c) members.push_back(drawn.features[i]);
    own[c] = union_of(geos, members);
  }
  Expected expected;
  for (std::uint32_t a = 0; a < classes; ++a) {
    expected.all = union_of(geos, expected.all, own[a]);
    for (std::uint32_t b = a + 1; b < classes; ++b)
      expected.land[classes] = union_of(geos, expected.land[classes], intersection(geos, own[a], own[b]));
  }
  for (std::uint32_t c = 0; c < classes; ++c) expected.land[c] = difference(geos, own[c], expected.land[classes]);
  return expected;
}

double cell_m2(const ChangeMatrix& matrix, std::uint32_t zone, std::uint32_t from, std::uint32_t to) {
  for (const ChangeCell& cell : matrix.cells)
    if (cell.zone == zone && cell.from == from && cell.to == to) return cell.area_m2;
  return 0;
}

class Change : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Change, EveryCellIsWhatGeosFinds) {
  DrawnMap before = drawn_map(GetParam()), after = drawn_map(GetParam() + 1000);
  before.map.features = &before.features;
  after.map.features = &after.features;
  MultiPolygonColumn zones;
  zones.append(polygon_of(Box{499900, 99900, 500400, 100900}));
  zones.append(polygon_of(Box{500300, 99900, 501000, 100900}));
  ChangeInput input{before.map, after.map, classes, &zones, nullptr};
  const ChangeMatrix matrix = change_matrix(input, {}, {});
  GeosContext geos;
  const Expected old_land = expected_of(geos, before), new_land = expected_of(geos, after);
  for (std::uint32_t z = 0; z < zones.size(); ++z)
    for (std::uint32_t from = 0; from <= classes; ++from) {
      const MultiPolygon in_zone = intersection(geos, old_land.land[from], zones[z]);
      for (std::uint32_t to = 0; to <= classes; ++to)
        EXPECT_NEAR(cell_m2(matrix, z, from, to), area_m2(intersection(geos, in_zone, new_land.land[to])), 1e-3)
            << "zone " << z << " from " << from << " to " << to;
      EXPECT_NEAR(cell_m2(matrix, z, from, input.unmapped_class()), area_m2(difference(geos, in_zone, new_land.all)),
                  1e-3);
    }
}

TEST_P(Change, ClosesAndTheOtherWayRoundIsTransposed) {
  DrawnMap before = drawn_map(GetParam()), after = drawn_map(GetParam() + 1000);
  before.map.features = &before.features;
  after.map.features = &after.features;
  const ChangeMatrix there = change_matrix({before.map, after.map, classes, nullptr, nullptr}, {}, {});
  const ChangeMatrix back = change_matrix({after.map, before.map, classes, nullptr, nullptr}, {}, {});
  for (std::uint32_t a = 0; a < classes + 2; ++a)
    for (std::uint32_t b = 0; b < classes + 2; ++b)
      EXPECT_NEAR(cell_m2(there, 0, a, b), cell_m2(back, 0, b, a), 1e-3) << a << " " << b;
  const ExtentAccount account = extent_account(there, 1, classes + 2, classes);
  for (const ExtentRow& row : account.rows) {
    EXPECT_NEAR(row.opening + row.net() + row.reclassified, row.closing, 1e-6);
    EXPECT_NEAR(row.quantity() + row.exchange + row.shift(), row.turnover(), 1e-6);
  }
  EXPECT_NEAR(account.zones[0].quantity + account.zones[0].exchange + account.zones[0].shift, account.zones[0].changed,
              1e-3);
}

TEST_P(Change, ThreadsDoNotShow) {
  DrawnMap before = drawn_map(GetParam()), after = drawn_map(GetParam() + 1000);
  before.map.features = &before.features;
  after.map.features = &after.features;
  const ChangeInput input{before.map, after.map, classes, nullptr, nullptr};
  const ChangeMatrix one = change_matrix(input, {}, {.threads = 1}), eight = change_matrix(input, {}, {.threads = 8});
  ASSERT_EQ(one.cells.size(), eight.cells.size());
  for (std::size_t i = 0; i < one.cells.size(); ++i) EXPECT_EQ(one.cells[i].area_m2, eight.cells[i].area_m2);
  const auto points = [](const MultiPolygonColumn& column) {
    std::vector<double> numbers;
    for (std::size_t i = 0; i < column.size(); ++i)
      for (const Point p : column[i].points()) numbers.insert(numbers.end(), {p.x, p.y});
    return numbers;
  };
  EXPECT_EQ(points(one.geometry), points(eight.geometry));
}

INSTANTIATE_TEST_SUITE_P(Random, Change, testing::Range<std::uint64_t>(1, 9));

TEST(ChangeBoundary, AStripIsNoiseUpToTheSliverWidth) {
  for (const double width : {0.5, 1.99, 2.01, 5.0}) {
    MultiPolygonColumn old_map, new_map;
    old_map.append(polygon_of(Box{500000, 100000, 500100, 100100}));
    old_map.append(polygon_of(Box{500100, 100000, 500200, 100100}));
    new_map.append(polygon_of(Box{500000, 100000, 500100 + width, 100100}));
    new_map.append(polygon_of(Box{500100 + width, 100000, 500200, 100100}));
    const ChangeMatrix matrix =
        change_matrix({{&old_map, {0, 1}, {}, {}}, {&new_map, {0, 1}, {}, {}}, 2, nullptr, nullptr}, {}, {});
    ASSERT_EQ(matrix.changed.size(), 1u);
    EXPECT_EQ(matrix.changed[0].boundary, width <= 2) << width;
    EXPECT_NEAR(matrix.changed[0].area_m2, width * 100, 1e-6);
  }
}

TEST(ChangeAccount, ManagedAndReappraisedLandIsToldApart) {
  MultiPolygonColumn old_map, new_map, projects;
  old_map.append(polygon_of(Box{500000, 100000, 500300, 100100}));
  for (const double x : {500000.0, 500100.0, 500200.0}) new_map.append(polygon_of(Box{x, 100000, x + 100, 100100}));
  projects.append(polygon_of(Box{500050, 100000, 500250, 100100}));
  projects.append(polygon_of(Box{500050, 100000, 500150, 100100}));
  const ChangeMatrix matrix =
      change_matrix({{&old_map, {0}, {}, {}}, {&new_map, {1, 1, 1}, {}, {0, 0, 1}}, 2, nullptr, &projects}, {}, {});
  const ExtentAccount account = extent_account(matrix, 1, 4, 2);
  EXPECT_NEAR(account.rows[1].managed_expansion, 15000, 1e-6) << "each place of the projects once";
  EXPECT_NEAR(account.rows[1].unmanaged_expansion, 5000, 1e-6);
  EXPECT_NEAR(account.rows[1].reclassified, 10000, 1e-6) << "mapped better, not changed";
  EXPECT_NEAR(account.rows[0].reclassified, -10000, 1e-6);
  EXPECT_NEAR(account.zones[0].changed, 20000, 1e-6);
}

TEST(ChangeClosing, ASumThatDoesNotCloseStopsTheRun) {
  EXPECT_NO_THROW(check_closing({{"a", 1e6, 1e6 + 0.009}}));
  try {
    check_closing({{"a", 1, 1}, {"zone Z", 1e6, 1e6 + 0.02}});
    FAIL() << "0.02 m2 are more than 1e-6 ha";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::internal);
    EXPECT_NE(error.message().find("zone Z"), std::string::npos);
  }
}

}  // namespace
}  // namespace spatial::test
