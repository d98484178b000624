// SPDX-License-Identifier: MIT
// Results that come in parts, and what a run within --max-memory counts.
#include "libspatial/layers/parted_output.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <functional>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/gpkg_rtree.hpp"
#include "libspatial/io/source_size.hpp"
#include "libspatial/io/write.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::TempDir;

/// Rows `first` to `last` of a layer of squares.
FeatureTable part(int first, int last) {
  FeatureTable table{{"land", "Land", "Squares.", {}}, MultiPolygonColumn()};
  IntegerCells numbers;
  TextCells names;
  MultiPolygonColumn shapes;
  for (int i = first; i < last; ++i) {
    numbers.push_back(i);
    names.push_back(i % 5 == 0 ? std::nullopt : std::optional(fmt::format("S{}", i)));
    const double x = 400000 + 10 * i;
    shapes.append(test::polygon({{x, 0}, {x + 9, 0}, {x + 9, 9}, {x, 9}}).view());
  }
  table.table.columns = {{{"source_fid", "Number", "", "", ColumnType::integer, ""}, numbers},
                         {{"name", "Name", "", "", ColumnType::text, ""}, names}};
  table.geometry = std::move(shapes);
  return table;
}

TEST(PartedOutput, KeepsEveryPartInMemory) {
  const TempDir dir;
  const OverlaySettings settings;
  PartedOutput whole(dir / "whole.gpkg", settings, {"source_fid"}), parts(dir / "parts.gpkg", settings, {"source_fid"});
  whole.add(part(0, 90));
  for (const int first : {0, 30, 60}) parts.add(part(first, first + 30));
  whole.write({});
  parts.write({});
  EXPECT_EQ(test::query(dir / "parts.gpkg", "SELECT count(*) FROM land"), "90");
  EXPECT_EQ(test::read_file(dir / "parts.gpkg"), test::read_file(dir / "whole.gpkg"));
}

TEST(PartedOutput, KeepsPointsLinesAndTablesOfEveryPart) {
  const TempDir dir;
  const OverlaySettings settings;
  LineColumn line;
  line.append(std::array{Point{1, 2}, Point{3, 4}});
  for (const GeometryColumn& geometry :
       {GeometryColumn(PointColumn{Point{1, 2}}), GeometryColumn(line), GeometryColumn()}) {
    PartedOutput out(dir / "o.gpkg", settings, {"n"});
    for (int i = 0; i < 3; ++i)
      out.add({{"t", "", "", {{{"n", "", "", "", ColumnType::integer, ""}, IntegerCells{i}}}}, geometry});
    out.write({});
    EXPECT_EQ(test::query(dir / "o.gpkg", "SELECT group_concat(n) FROM t"), "0,1,2");
    if (geometry.index() != 0) {
      EXPECT_EQ(test::query(dir / "o.gpkg", "SELECT count(geom) FROM t"), "3");
    }
    std::filesystem::remove(dir / "o.gpkg");
  }
}

/// How many files may be open, as long as it lives.
class FewFiles {
 public:
  explicit FewFiles(rlim_t most) {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit now{most, before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &now);
  }
  ~FewFiles() { setrlimit(RLIMIT_NOFILE, &before_); }
  FewFiles(const FewFiles&) = delete;
  FewFiles& operator=(const FewFiles&) = delete;

 private:
  rlimit before_{};
};

TEST(SpilledLayer, MergesMorePartsThanFilesMayBeOpen) {
  const TempDir dir;
  constexpr int parts = 300, rows = 4;
  const auto dataset = [](FeatureTable table) {
    Dataset all;
    all.layers.push_back(std::move(table));
    return all;
  };
  const FewFiles few(64);
  SpilledLayer spilled(dir / "parts.gpkg", {"source_fid"});
  for (int p = 0; p < parts; ++p) spilled.add(part(p * rows, (p + 1) * rows), "EPSG:27700");
  spilled.write(dataset(part(0, 0)), {});
  write_geopackage(dir / "whole.gpkg", dataset(part(0, parts * rows)), {});
  EXPECT_EQ(test::read_file(dir / "parts.gpkg"), test::read_file(dir / "whole.gpkg"));
}

/// Peak memory of a process that does this, in bytes, above what it had before.
double peak_bytes(const std::function<void()>& work) {
  int ends[2];
  if (pipe(ends) != 0) return 0;
  const pid_t child = fork();
  if (child == 0) {
    rusage before{}, after{};
    getrusage(RUSAGE_SELF, &before);
    work();
    getrusage(RUSAGE_SELF, &after);
    const double bytes = 1024.0 * static_cast<double>(after.ru_maxrss - before.ru_maxrss);
    _exit(write(ends[1], &bytes, sizeof bytes) == sizeof bytes ? 0 : 1);
  }
  double bytes = 0;
  if (read(ends[0], &bytes, sizeof bytes) != sizeof bytes) bytes = 0;
  waitpid(child, nullptr, 0);
  close(ends[0]);
  close(ends[1]);
  return bytes;
}

TEST(GeoPackageIndex, TakesAsMuchMemoryAsStated) {
  constexpr std::size_t rows = 1'000'000;
  std::vector<std::int64_t> ids;
  std::vector<Box> boxes;
  ids.reserve(rows);
  boxes.reserve(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    const double x = static_cast<double>(i * 7919 % rows), y = static_cast<double>(i * 104729 % rows);
    ids.push_back(static_cast<std::int64_t>(i) + 1);
    boxes.push_back({x, y, x + 1, y + 1});
  }
  std::size_t nodes = 0, leaves = 0;
  const auto build = [&] {
    write_packed_rtree(
        ids, boxes, [&](const RtreeNode&) { ++nodes; }, [&](std::int64_t, std::int64_t) { ++leaves; });
  };
  build();
  EXPECT_EQ(leaves, rows);
  EXPECT_GT(nodes, rows / 51);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  const double bytes_a_row = peak_bytes(build) / static_cast<double>(rows);
  EXPECT_LT(bytes_a_row, 10) << "8 are stated beside the arguments";
#endif
}

TEST(SourceSize, CountsFoldersArchivesAndCompanions) {
  const TempDir dir;
  std::filesystem::create_directories(dir / "county.gdb" / "deep");
  test::write_file(dir / "county.gdb" / "a00000001.gdbtable", std::string(7000, 'x'));
  test::write_file(dir / "county.gdb" / "deep" / "b", std::string(500, 'x'));
  EXPECT_EQ(bytes_of_source(dir / "county.gdb"), 7500);
  EXPECT_EQ(
      bytes_of_files({{(dir / "county.gdb").string() + "#land", ""}, {(dir / "county.gdb").string() + "#other", ""}}),
      7500);
  for (const char* name : {"a.shp", "a.dbf", "a.prj"}) test::write_file(dir / name, std::string(1000, 'x'));
  EXPECT_EQ(bytes_of_source(dir / "a.shp"), 2000);
  test::write_file(dir / "big.csv", std::string(200000, 'x'));
  if (std::system("command -v zip > /dev/null 2>&1 && command -v gzip > /dev/null 2>&1") == 0) {
    ASSERT_EQ(std::system(("cd " + dir.path().string() +
                           " && zip -q a.zip big.csv && zip -qr g.zip county.gdb && gzip -k big.csv")
                              .c_str()),
              0);
    EXPECT_EQ(bytes_of_source(dir / "a.zip"), 200000);
    EXPECT_EQ(bytes_of_source(dir / "g.zip"), 7500);
    EXPECT_EQ(bytes_of_source(dir / "big.csv.gz"), 200000);
    EXPECT_EQ(bytes_of_source("/vsizip/" + (dir / "a.zip").string()), 200000);
  }
  EXPECT_EQ(bytes_of_source(dir / "none.gpkg"), 0);
  EXPECT_EQ(bytes_of_source("PG:host=db"), 0);
}

}  // namespace
}  // namespace spatial
