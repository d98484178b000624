// SPDX-License-Identifier: MIT
// Checks of a whole file are made once, and a window reads its own rows only.
#include "libspatial/io/file_checks.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "libspatial/io/read.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::bytes_read;
using test::FixtureLayer;
using test::run_sql;
using test::square_wkt;
using test::TempDir;

constexpr double x0 = 430000, y0 = 210000;

/// Squares on a line, 10 m apart, each with a long text.
FixtureLayer wide_rows(int n) {
  FixtureLayer layer{"land", "EPSG:27700", "Polygon", {"ref", "text"}, {}};
  for (int i = 0; i < n; ++i)
    layer.rows.push_back({square_wkt(x0 + 10 * i, y0, 9), {fmt::format("S{}", i), std::string(900, 'x')}});
  return layer;
}

RawLayer both_ends(const std::filesystem::path& file, int n) {
  ReadOptions options;
  options.id_field = "ref";
  options.window = {Box{x0, y0, x0 + 25000, y0 + 5}, Box{x0 + 10.0 * n - 25000, y0, x0 + 10.0 * n, y0 + 5}};
  return read_layer({file, "land"}, Role::lws, options, {1, Backend::tbb, nullptr}).layer;
}

TEST(FileChecks, AreMadeOnceAndAWindowThenReadsItsOwnRows) {
  constexpr int n = 40'000;
  const TempDir folder;
  const std::filesystem::path file = folder / "wide.gpkg";
  test::write_fixture(file, "GPKG", {wide_rows(n)});
  const std::size_t size = std::filesystem::file_size(file);
  ASSERT_GT(size, 40'000'000u);
  const std::size_t begin = bytes_read();
  if (begin == 0) GTEST_SKIP() << "/proc/self/io cannot be read";
  const RawLayer first = both_ends(file, n);
  ASSERT_NEAR(static_cast<double>(first.id.size()), 5000, 5);
  EXPECT_GT(bytes_read() - begin, size) << "every page, and every envelope";
  const std::size_t between = bytes_read();
  EXPECT_EQ(both_ends(file, n).id, first.id);
  EXPECT_LT(bytes_read() - between, size / 3) << "an eighth of the rows, from both ends of the table";

  const FileChecks known = checks_of(file);
  EXPECT_TRUE(known.in_order);
  ASSERT_EQ(known.layers.size(), 1u);
  EXPECT_EQ(known.layers[0].table, "land");
  EXPECT_TRUE(known.layers[0].witness.indexed);
  EXPECT_EQ(known.layers[0].witness.index_fault, "");
  EXPECT_NEAR(known.layers[0].witness.extent.min_x, x0, 1e-3);
}

TEST(FileChecks, OfAFileThatChangesAreForgotten) {
  const TempDir folder;
  const std::filesystem::path file = folder / "wide.gpkg";
  test::write_fixture(file, "GPKG", {wide_rows(20)});
  both_ends(file, 20);
  ASSERT_TRUE(checks_of(file).in_order);
  run_sql(file, "DELETE FROM land WHERE fid = 3");
  EXPECT_FALSE(checks_of(file).in_order);
  EXPECT_TRUE(checks_of(file).layers.empty());
  EXPECT_TRUE(checks_of(folder / "none.gpkg").layers.empty());
}

TEST(FileChecks, CanBeToldByAnotherProcess) {
  const TempDir folder;
  const std::filesystem::path file = folder / "wide.gpkg";
  test::write_fixture(file, "GPKG", {wide_rows(20)});
  LayerCheck index{"land", "geom", false, {true, "feature 7 lies elsewhere than it says", {}, std::nullopt}};
  add_checks(file, {true, {index}});
  const RawLayer read = both_ends(file, 20);
  EXPECT_EQ(read.id.size(), 20u);
  ASSERT_FALSE(read.issues.empty());
  EXPECT_NE(read.issues[0].message.find("feature 7 lies elsewhere"), std::string::npos) << read.issues[0].message;

  int checked = 0;
  const auto whole = [&] {
    ++checked;
    return LayerWitness{true, "", {}, std::nullopt};
  };
  EXPECT_EQ(witness_once(file, "land", "geom", false, whole).index_fault, index.witness.index_fault);
  EXPECT_EQ(witness_once(file, "land", "geom", true, whole).index_fault, "") << "less was checked before";
  EXPECT_EQ(witness_once(file, "land", "geom", false, whole).index_fault, "") << "what checked more is believed";
  EXPECT_EQ(checked, 1);
}

}  // namespace
}  // namespace spatial
