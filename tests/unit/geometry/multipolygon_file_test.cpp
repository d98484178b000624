// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <memory>

#include "libspatial/core/file_pool.hpp"
#include "libspatial/geometry/made_areas.hpp"
#include "libspatial/geometry/multiline.hpp"
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

}  // namespace
}  // namespace spatial
