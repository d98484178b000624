// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "libspatial/core/error.hpp"
#include "libspatial/core/file_pool.hpp"
#include "libspatial/geometry/made_areas.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/multiline.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"
#include "libspatial/overlay/dissolve.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

std::vector<Point> points_of(const MultiPolygonColumn& column) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < column.size(); ++i)
    points.insert(points.end(), column[i].points().begin(), column[i].points().end());
  return points;
}

TEST(ColumnInAFile, IsBuiltCopiedMovedAndRewrittenAsInMemory) {
  const test::TempDir folder;
  const auto pool = std::make_shared<FilePool>(folder.path(), std::size_t{1} << 20);
  MultiPolygonColumn in_file(pool), in_memory;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const MultiPolygon star =
        test::random_star(seed, {1000.0 * static_cast<double>(seed), 0}, 100, 3 + static_cast<int>(seed % 300));
    in_file.append(star);
    in_memory.append(star);
  }
  in_file.append(in_memory);
  in_memory.append(MultiPolygonColumn(in_memory));
  EXPECT_EQ(in_file.size(), 1000u);
  EXPECT_EQ(points_of(in_file), points_of(in_memory));

  const MultiPolygonColumn copy = in_file;
  EXPECT_EQ(copy.pool(), nullptr) << "a copy is in memory";
  EXPECT_EQ(points_of(copy), points_of(in_memory));
  MultiPolygonColumn moved = std::move(in_file);
  EXPECT_EQ(moved.pool(), pool);

  const MultiPolygon other = test::random_star(1000, {0, 0}, 10, 4000);
  const std::vector<std::uint32_t> kept{1, 2, 700};
  moved.rewrite(kept, std::vector<MultiPolygonView>{moved[1], other, moved[700]});
  in_memory.rewrite(kept, std::vector<MultiPolygonView>{in_memory[1], other, in_memory[700]});
  EXPECT_EQ(points_of(moved), points_of(in_memory));
}

TEST(ColumnInAFile, LinesAndPointsToo) {
  const test::TempDir folder;
  const auto pool = std::make_shared<FilePool>(folder.path(), std::size_t{1} << 20);
  MultiLineColumn lines(pool);
  MultiPointColumn points(pool);
  for (int k = 0; k < 1000; ++k) {
    for (int i = 0; i < k % 7 + 1; ++i) lines.add_point({static_cast<double>(k), static_cast<double>(i)});
    lines.end_line();
    lines.end_feature();
    points.add_point({static_cast<double>(k), 1});
    points.end_feature();
  }
  EXPECT_EQ(lines[999].line(0).size(), 999u % 7 + 1);
  EXPECT_EQ(lines[700].points().back(), (Point{700, 0}));
  EXPECT_EQ(points[999].front(), (Point{999, 1}));
}

TEST(MadeAreas, InAFileAreThoseInMemory) {
  const test::TempDir folder;
  const std::vector<double> cost(300, 100000);  // some twenty to a batch
  const auto make = [](NoState&, std::size_t i) { return test::random_star(i, {0, 0}, 100, 3 + static_cast<int>(i)); };
  const MadeAreas in_memory = made_areas<NoState>(nullptr, {}, cost, make);
  const MadeAreas in_file =
      made_areas<NoState>(std::make_shared<FilePool>(folder.path(), std::size_t{1} << 20), {}, cost, make);
  ASSERT_EQ(in_file.size(), 300u);
  for (std::size_t i = 0; i < 300; ++i)
    ASSERT_TRUE(std::ranges::equal(in_file[i].points(), in_memory[i].points())) << i;
}

TEST(SharedColumn, HasFeaturesOfSeveralColumnsWithoutCopies) {
  MultiPolygonColumn result, expected;
  std::vector<const Point*> places;
  {
    MultiPolygonColumn stars, squares;
    for (std::uint64_t k = 0; k < 50; ++k) {
      stars.append(test::random_star(k, {100.0 * static_cast<double>(k), 0}, 60, 12));
      squares.append(polygon_of(Box{100.0 * static_cast<double>(k), 0, 100.0 * static_cast<double>(k) + 70, 50}));
    }
    squares.end_feature();  // one without land
    stars.share();
    squares.share();
    std::vector<MultiPolygonView> chosen;
    for (std::size_t k = 50; k-- > 0;) {
      chosen.push_back(stars[k]);
      if (k % 3 == 0) chosen.push_back(squares[k]);
      if (k % 7 == 0) chosen.push_back(stars[k]);
    }
    chosen.push_back(squares[50]);
    for (const MultiPolygonView one : chosen) {
      expected.append(one);
      places.push_back(one.points().data());
    }
    const std::vector<const MultiPolygonColumn*> columns{&stars, &squares};
    result = MultiPolygonColumn::of_shared(std::move(chosen), columns);
  }
  const MultiPolygonColumn copy = result;  // of features whose columns are gone
  for (const MultiPolygonColumn* one : std::vector<const MultiPolygonColumn*>{&result, &copy}) {
    ASSERT_EQ(one->size(), expected.size());
    EXPECT_EQ(points_of(*one), points_of(expected));
    EXPECT_EQ(one->point_count(), expected.point_count());
    for (std::size_t i = 0; i < places.size(); ++i) EXPECT_EQ((*one)[i].points().data(), places[i]) << i;
  }
  const std::vector<std::uint32_t> some{5, 0, 5};
  for (const MultiPolygonColumn* one : std::vector<const MultiPolygonColumn*>{&result, &expected}) {
    const MultiPolygonColumn chosen = one->chosen(some);
    ASSERT_EQ(chosen.size(), 3u);
    EXPECT_EQ(chosen[1].points().front(), expected[0].points().front());
    EXPECT_EQ(chosen[0].points().data(), chosen[2].points().data());
    EXPECT_EQ(chosen[0].points().data() == places[5], one == &result);
  }
  MultiPolygonColumn other;
  other.append(result);
  EXPECT_EQ(points_of(other), points_of(expected));
  EXPECT_FALSE(other.is_shared());

  // Whatever looks at all features of a column looks at these as at copies of them.
  const std::vector<Box> boxes = boxes_of(expected);
  const std::vector<double> areas = areas_m2_of(expected);
  const auto pairs = overlapping_pairs(expected, boxes, areas, 1e-6, {.threads = 2});
  EXPECT_GT(pairs.size(), 20u);
  const auto same = [](const OverlapPair& x, const OverlapPair& y) {
    return x.a == y.a && x.b == y.b && x.area_m2 == y.area_m2;
  };
  EXPECT_TRUE(std::ranges::equal(overlapping_pairs(result, boxes, areas, 1e-6, {.threads = 2}), pairs, same));
  const std::vector<std::uint32_t> one_group(expected.size(), 0);
  EXPECT_EQ(points_of(dissolve(result, one_group, 1, {}).geometry),
            points_of(dissolve(expected, one_group, 1, {}).geometry));
}

TEST(SharedColumn, ForgetsFeaturesThatNobodyHas) {
  for (const bool others_have_them : {false, true}) {
    MultiPolygonColumn stars, squares, expected;
    for (std::uint64_t k = 0; k < 400; ++k) {
      if (k % 11 == 0) stars.end_feature();  // without land
      stars.append(test::random_star(k, {100.0 * static_cast<double>(k), 0}, 60, 50));
      squares.append(polygon_of(Box{100.0 * static_cast<double>(k), 0, 100.0 * static_cast<double>(k) + 70, 50}));
    }
    stars.share();
    squares.share();
    std::vector<MultiPolygonView> chosen;
    for (std::size_t k = stars.size(); k-- > 0;)
      if (k % 5 == 0) chosen.push_back(stars[k]);
    chosen.insert(chosen.begin() + 7, {squares[3], squares[1], stars[20], squares[3]});
    for (const MultiPolygonView one : chosen) expected.append(one);
    const std::vector<const MultiPolygonColumn*> columns{&stars, &squares};
    MultiPolygonColumn result = MultiPolygonColumn::of_shared(std::move(chosen), columns);
    const Point* const before = result[0].points().data();
    squares = {};
    if (!others_have_them) stars = {};
    result.forget_others();
    EXPECT_EQ(points_of(result), points_of(expected));
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(result[i].part_count(), expected[i].part_count());
    EXPECT_EQ(result[0].points().data() == before, others_have_them);
    result.forget_others();
    EXPECT_EQ(points_of(result), points_of(expected));
    const MultiPolygonColumn copy = result;
    result.forget_others();  // not while a copy has the features, too
    EXPECT_EQ(points_of(copy), points_of(expected));
  }
}

TEST(SharedColumn, CannotBeChanged) {
  MultiPolygonColumn column;
  const MultiPolygon square = polygon_of(Box{0, 0, 10, 10});
  column.append(square);
  const std::vector<const MultiPolygonColumn*> columns{&column};
  EXPECT_THROW(MultiPolygonColumn::of_shared({column[0]}, columns), Error);
  column.share();
  column.share();
  EXPECT_THROW(column.append(square), Error);
  EXPECT_THROW(column.append(MultiPolygonColumn(column)), Error);
  EXPECT_THROW(column.rewrite(std::vector<std::uint32_t>{0}, std::vector<MultiPolygonView>{column[0]}), Error);
  EXPECT_FALSE(column.replace(0, polygon_of(Box{5, 5, 15, 15})));
  EXPECT_EQ(points_of(column).front(), (Point{0, 0}));
}

}  // namespace
}  // namespace spatial
