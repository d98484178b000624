// SPDX-License-Identifier: MIT
// Parts of a change: flat maps, accounts of extent, connected areas; by hand.
#include "libspatial/monitoring/change.hpp"

#include <gtest/gtest.h>

#include <map>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/monitoring/extent_account.hpp"
#include "libspatial/monitoring/flat_map.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

MultiPolygonColumn boxes(const std::vector<Box>& all, std::shared_ptr<FilePool> pool = nullptr) {
  MultiPolygonColumn column(std::move(pool));
  for (const Box& box : all) column.append(polygon_of(box));
  return column;
}

std::vector<OverlapPair> pairs_of(const MultiPolygonColumn& features) {
  return overlapping_pairs(features, boxes_of(features), areas_m2_of(features), 1e-6, {});
}

std::map<std::uint32_t, double> land_of(const FlatMap& map) {
  std::map<std::uint32_t, double> land;
  for (std::size_t i = 0; i < map.geometry.size(); ++i) land[map.class_of[i]] += area_m2(map.geometry[i]);
  return land;
}

TEST(FlatMaps, HaveEachPlaceOnceAndDoubleLandWhereClassesDisagree) {
  // Two squares of class 0 share 20 m², and the second 30 m² with one of class 1.
  const MultiPolygonColumn features = boxes({{0, 0, 10, 10}, {8, 0, 18, 10}, {15, 0, 30, 10}, {50, 0, 60, 10}});
  const ClassMap map{&features, {0, 0, 1, 1}, pairs_of(features), {0, 1, 0, 0}};
  const FlatMap flat = flat_map(map, 7, {});
  const auto land = land_of(flat);
  EXPECT_NEAR(land.at(0), 150, 1e-9) << "180 each place once, less 30";
  EXPECT_NEAR(land.at(1), 220, 1e-9);
  EXPECT_NEAR(land.at(7), 30, 1e-9);
  EXPECT_TRUE(pairs_of(flat.geometry).empty());
  for (std::size_t i = 0; i < flat.geometry.size(); ++i)
    EXPECT_EQ(flat.reappraised[i], flat.class_of[i] == 0 ? 1 : 0) << "a united area is, if one of its features is";
}

TEST(FlatMaps, OfMapsWithoutOverlapsAreTheMaps) {
  const MultiPolygonColumn features = boxes({{0, 0, 10, 10}, {10, 0, 20, 10}});
  const FlatMap flat = flat_map({&features, {1, 0}, {}, {}}, 2, {});
  ASSERT_EQ(flat.geometry.size(), 2u);
  EXPECT_EQ(flat.class_of, (std::vector<std::uint32_t>{1, 0})) << "touching is no overlap";
  EXPECT_EQ(flat.reappraised, (std::vector<char>{0, 0}));
}

TEST(ExtentAccounts, CloseAndPartChangeIntoQuantityExchangeAndShift) {
  // Three classes: 0 loses 10 to 1 and gains 4 from it; 1 loses 6 to 2; 3 of what 0 lost was managed, 2 reappraised.
  ChangeMatrix matrix;
  matrix.cells = {
      {0, 0, 0, 50, 0, 0, 0, 1}, {0, 0, 1, 10, 3, 2, 1, 2}, {0, 1, 0, 4, 0, 0, 0, 1}, {0, 1, 2, 6, 0, 0, 0, 1}};
  const ExtentAccount account = extent_account(matrix, 1, 3, 3);
  const ExtentRow &zero = account.rows[0], &one = account.rows[1], &two = account.rows[2];
  EXPECT_EQ(zero.opening, 60);
  EXPECT_EQ(zero.closing, 54);
  EXPECT_EQ(zero.persistence, 50);
  EXPECT_EQ(zero.managed_reduction, 3);
  EXPECT_EQ(zero.unmanaged_reduction, 5) << "10 less 3 managed and 2 reappraised";
  EXPECT_EQ(zero.reclassified, -2);
  EXPECT_EQ(zero.quantity(), 4) << "8 lost, 4 gained";
  EXPECT_EQ(zero.exchange, 8) << "4 each way";
  EXPECT_EQ(zero.shift(), 0);
  EXPECT_EQ(one.quantity(), 2) << "gains 8, loses 10";
  EXPECT_EQ(one.exchange, 8);
  EXPECT_EQ(one.shift(), 8) << "18 - 2 - 8";
  EXPECT_EQ(two.quantity(), 6);
  EXPECT_EQ(account.zones[0].total, 70);
  EXPECT_EQ(account.zones[0].changed, 18);
  EXPECT_EQ(account.zones[0].quantity + account.zones[0].exchange + account.zones[0].shift, 18);
  EXPECT_EQ(account.zones[0].boundary, 1);
  EXPECT_EQ(account.zones[0].unclear, 0);
  EXPECT_EQ(extent_account(matrix, 1, 3, 2).zones[0].unclear, 6) << "class 2 is then unmapped land";
}

/// A chessboard of two classes and the same moved by half a metre: strips along every border.
struct Board {
  Board(int side, const std::shared_ptr<FilePool>& pool) : before(pool), after(pool) {
    for (int c = 0; c < side; ++c)
      for (int r = 0; r < side; ++r) {
        const Box box{100.0 * c, 100.0 * r, 100.0 * c + 100, 100.0 * r + 100};
        before.append(polygon_of(box));
        after.append(polygon_of(Box{box.min_x + 0.5, box.min_y + 0.5, box.max_x + 0.5, box.max_y + 0.5}));
        classes.push_back(static_cast<std::uint32_t>((c + r) % 2));
      }
  }
  ChangeMatrix changed(unsigned threads) const {
    ChangeInput input;
    input.before = {&before, classes, {}, {}};
    input.after = {&after, classes, {}, {}};
    input.classes = 2;
    Executor executor;
    executor.threads = threads;
    return change_matrix(input, {}, executor);
  }
  MultiPolygonColumn before, after;
  std::vector<std::uint32_t> classes;
};

TEST(ChangedSlivers, AreTheSameInMemoryAndInAFile) {
  const TempDir folder;
  const int side = 30;
  const ChangeMatrix in_memory = Board(side, nullptr).changed(1);
  std::size_t slivers = 0;
  double boundary_m2 = 0;
  for (const ChangeCell& cell : in_memory.cells)
    if (cell.from < 2 && cell.to < 2 && cell.from != cell.to) {
      slivers += cell.pieces;
      boundary_m2 += cell.boundary_m2;
    }
  EXPECT_EQ(slivers, static_cast<std::size_t>(2 * (side - 1) * side));
  EXPECT_NEAR(boundary_m2, 2 * (side - 1) * side * 0.5 * 99.5, 1e-6) << "all of them are boundary noise";
  for (const unsigned threads : {1u, 2u, 8u}) {
    const auto pool = std::make_shared<FilePool>(folder.path(), 1 << 20);
    const ChangeMatrix in_file = Board(side, pool).changed(threads);
    EXPECT_NE(in_file.geometry.pool(), nullptr) << "the slivers are in the file too";
    ASSERT_EQ(in_file.changed.size(), in_memory.changed.size());
    ASSERT_EQ(in_file.cells.size(), in_memory.cells.size());
    for (std::size_t c = 0; c < in_file.cells.size(); ++c) {
      EXPECT_EQ(in_file.cells[c].area_m2, in_memory.cells[c].area_m2);
      EXPECT_EQ(in_file.cells[c].boundary_m2, in_memory.cells[c].boundary_m2);
      EXPECT_EQ(in_file.cells[c].pieces, in_memory.cells[c].pieces);
    }
    for (std::size_t i = 0; i < in_file.changed.size(); ++i) {
      const auto one = in_file.geometry[i].points(), other = in_memory.geometry[i].points();
      EXPECT_TRUE(std::equal(one.begin(), one.end(), other.begin(), other.end())) << i;
      EXPECT_EQ(in_file.changed[i].boundary, in_memory.changed[i].boundary);
    }
  }
}

}  // namespace
}  // namespace spatial::test
