// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogr_api.h>
#include <sys/mount.h>

#include <algorithm>
#include <cstdlib>
#include <span>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/gpkg_blob.hpp"
#include "libspatial/io/read.hpp"
#include "tests/support/files.hpp"
#include "tests/support/raw_layer.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::FixtureLayer;
using test::square_wkt;
using test::TempDir;
using ::testing::HasSubstr;

const Executor one_thread{1, Backend::serial, nullptr};

void expect_same(const RawLayer& a, const RawLayer& b) {
  EXPECT_EQ(a.fid, b.fid);
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.code, b.code);
  ASSERT_EQ(a.extra.size(), b.extra.size());
  for (std::size_t c = 0; c < a.extra.size(); ++c) EXPECT_EQ(a.extra[c].texts(), b.extra[c].texts());
  EXPECT_EQ(a.features_in_file, b.features_in_file);
  EXPECT_EQ(a.dropped, b.dropped);
  EXPECT_EQ(test::texts_of(a.issues), test::texts_of(b.issues));
  ASSERT_EQ(a.geometry.size(), b.geometry.size());
  for (std::size_t i = 0; i < a.geometry.size(); ++i) {
    ASSERT_EQ(a.geometry[i].part_count(), b.geometry[i].part_count()) << i;
    ASSERT_EQ(a.geometry[i].ring_count(), b.geometry[i].ring_count()) << i;
    ASSERT_TRUE(std::equal(a.geometry[i].points().begin(), a.geometry[i].points().end(), b.geometry[i].points().begin(),
                           b.geometry[i].points().end()))
        << i;
  }
}

/// The straight way and the way through GDAL, which a filter asks for, must agree at any number of threads.
void expect_both_ways_agree(const LayerName& name, ReadOptions options) {
  options.where = "1 = 1";
  const RawLayer through_gdal = read_layer(name, Role::habitat, options, one_thread).layer;
  options.where.clear();
  for (const unsigned threads : {1u, 2u, 8u})
    expect_same(read_layer(name, Role::habitat, options, Executor{threads, Backend::tbb, nullptr}).layer, through_gdal);
}

FixtureLayer many(int n) {
  FixtureLayer layer{"habitat", "EPSG:27700", "Unknown", {"ref", "area:Real", "n:Integer", "when:DateTime"}, {}};
  for (int i = 0; i < n; ++i) {
    std::string wkt = square_wkt(400000 + i % 100 * 10, 100000 + i / 100 * 10, 9);
    if (i % 50 == 7) wkt = "";
    if (i % 50 == 8) wkt = "MULTIPOLYGON EMPTY";
    if (i % 50 == 9)
      wkt =
          "MULTIPOLYGON Z (((0 0 1, 10 0 1, 10 10 1, 0 0 1), (1 1 1, 2 1 1, 2 2 1, 1 1 1)), ((20 20 1, 30 20 1, 30 30 "
          "1, 20 20 1)))";
    if (i % 50 == 10) wkt = "POINT (1 2)";
    if (i % 50 == 11) wkt = "CURVEPOLYGON (COMPOUNDCURVE (CIRCULARSTRING (0 0, 5 5, 10 0), (10 0, 0 0)))";
    if (i % 50 == 12)
      wkt = "GEOMETRYCOLLECTION (" + square_wkt(0, 0, 3) + ", LINESTRING (0 0, 1 1), " + square_wkt(5, 5, 3) + ")";
    if (i % 50 == 13) wkt = "POINT EMPTY";
    if (i % 50 == 14) wkt = "TIN (((0 0, 1 0, 0 1, 0 0)))";
    layer.rows.push_back({wkt,
                          {"H-" + std::to_string(i), std::to_string(i / 4.0), std::to_string(i),
                           i % 2 == 0 ? "2024-05-06T07:08:09Z" : "\x01"}});
  }
  return layer;
}

ReadOptions all_fields() {
  ReadOptions options;
  options.id_field = "ref";
  options.name_field = "n";
  options.class_field = "area";
  options.extra_fields = {"when", "fid"};
  return options;
}

TEST(GpkgRead, AgreesWithGdalOnEveryKindOfGeometry) {
  const TempDir dir;
  test::write_fixture(dir / "a.gpkg", "GPKG", {many(20000)});
  expect_both_ways_agree({dir / "a.gpkg", {}}, all_fields());
  ReadOptions transformed = all_fields();
  transformed.crs = "EPSG:3857";
  expect_both_ways_agree({dir / "a.gpkg", {}}, transformed);
}

TEST(GpkgRead, TakesScatteredAndNegativeFeatureIds) {
  const TempDir dir;
  test::write_fixture(dir / "a.gpkg", "GPKG", {many(300)});
  const char* no_triggers =
      "DROP TRIGGER rtree_habitat_geom_update1; DROP TRIGGER rtree_habitat_geom_update2; DROP TRIGGER "
      "rtree_habitat_geom_update3; DROP TRIGGER rtree_habitat_geom_update4;";
  test::run_sql(dir / "a.gpkg", std::string(no_triggers) +
                                    "UPDATE habitat SET fid = fid * 1000003 + 9000000000 WHERE fid % 3 = 0; UPDATE "
                                    "habitat SET fid = -fid WHERE fid % 3 = 1");
  expect_both_ways_agree({dir / "a.gpkg", {}}, all_fields());
  test::run_sql(dir / "a.gpkg",
                "UPDATE habitat SET fid = 9223372036854775807 WHERE fid = 2; UPDATE habitat SET fid = "
                "-9223372036854775807 WHERE fid = -1");
  ReadOptions options;
  options.id_field = "fid";
  const RawLayer raw = read_layer({dir / "a.gpkg", {}}, Role::habitat, options, one_thread).layer;
  EXPECT_EQ(raw.id.front(), "-9223372036854775807");
  EXPECT_EQ(raw.id.back(), "9223372036854775807");
}

TEST(GpkgRead, AgreesWithGdalOnRealLayers) {
  const std::filesystem::path shared = test::shared_dir();
  if (shared.empty()) GTEST_SKIP() << "no folder of shared layers (LNRS_SHARED)";
  std::size_t read = 0;
  for (const char* file : {"bath.gpkg", "wiltshire_ancient_woodland.gpkg"}) {
    for (const std::string& layer : table_names(shared / "data" / file)) {
      ReadOptions options;
      options.assume_crs = "EPSG:27700";
      try {
        read_layer({shared / "data" / file, layer}, Role::habitat, options, one_thread);
      } catch (const Error&) {
        continue;  // a layer of lines or points
      }
      expect_both_ways_agree({shared / "data" / file, layer}, options);
      ++read;
    }
  }
  EXPECT_GT(read, 3u);
}

TEST(GpkgRead, ReadsViews) {
  const TempDir dir;
  test::write_fixture(dir / "a.gpkg", "GPKG", {many(5)});
  test::run_sql(
      dir / "a.gpkg",
      "CREATE VIEW v AS SELECT fid AS OGC_FID, geom, ref FROM habitat WHERE fid < 4;"
      "INSERT INTO gpkg_contents (table_name, identifier, data_type, srs_id) VALUES ('v', 'v', 'features', 27700);"
      "INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'GEOMETRY', 27700, 0, 0)");
  ReadOptions options;
  options.id_field = "ref";
  EXPECT_EQ(read_layer({dir / "a.gpkg", "v"}, Role::habitat, options, one_thread).layer.id,
            (std::vector<std::string>{"H-0", "H-1", "H-2"}));
}

TEST(GpkgRead, NeverReadsATruncatedFileShort) {
  const TempDir dir;
  test::write_fixture(dir / "whole.gpkg", "GPKG", {many(400)});
  const std::string bytes = test::read_file(dir / "whole.gpkg");
  const RawLayer whole = read_layer({dir / "whole.gpkg", {}}, Role::habitat, all_fields(), one_thread).layer;
  int rejected = 0;
  for (std::size_t k = 0; k < 60; ++k) {
    test::write_file(dir / "cut.gpkg", std::string_view(bytes).substr(0, bytes.size() * k / 60 + k % 7));
    try {
      RawLayer cut = read_layer({dir / "cut.gpkg", {}}, Role::habitat, all_fields(), one_thread).layer;
      EXPECT_EQ(cut.fid, whole.fid) << k;
      EXPECT_EQ(cut.geometry.point_count(), whole.geometry.point_count()) << k;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input) << error.what();
      ++rejected;
    }
  }
  EXPECT_GE(rejected, 55);
}

TEST(GpkgRead, NeverReadsADamagedFileShort) {
  const TempDir dir;
  test::write_fixture(dir / "whole.gpkg", "GPKG", {many(400)});
  const std::string bytes = test::read_file(dir / "whole.gpkg");
  const RawLayer whole = read_layer({dir / "whole.gpkg", {}}, Role::habitat, all_fields(), one_thread).layer;
  int rejected = 0;
  for (std::size_t k = 0; k < 60; ++k) {
    test::write_file(dir / "bad.gpkg", bytes);
    test::damage(dir / "bad.gpkg", bytes.size() * k / 60 + k % 13, 64);
    try {
      const RawLayer bad = read_layer({dir / "bad.gpkg", {}}, Role::habitat, all_fields(), one_thread).layer;
      EXPECT_EQ(bad.features_in_file, whole.features_in_file) << k;
      EXPECT_EQ(bad.fid.size() + bad.dropped, whole.fid.size() + whole.dropped) << k;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input) << error.what();
      ++rejected;
    }
  }
  EXPECT_GT(rejected, 10);
}

TEST(GpkgRead, ExplainsUnfinishedWorkBesideAReadOnlyFile) {
  const TempDir dir;
  std::filesystem::create_directory(dir / "disk");
  if (mount("tmpfs", (dir / "disk").c_str(), "tmpfs", 0, "size=8m") != 0)
    GTEST_SKIP() << "mounting a small tmpfs needs more rights";
  const std::filesystem::path file = dir / "disk" / "a.gpkg";
  test::write_fixture(file, "GPKG", {many(10)});
  test::run_sql(file, "PRAGMA journal_mode = WAL");
  const bool read_only = mount("tmpfs", (dir / "disk").c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) == 0;
  std::string text;
  try {
    read_layer({file, {}}, Role::habitat, {}, one_thread);
  } catch (const Error& error) {
    text = error.what();
  }
  umount((dir / "disk").c_str());
  ASSERT_TRUE(read_only);
  EXPECT_THAT(text, HasSubstr("copy it with its companions to a writable folder"));
}

std::string kind_of(std::span<const std::uint8_t> blob, MultiPolygonColumn& column) {
  column = {};
  const DecodedBlob decoded = decode_parts(blob, PartsSink{column});
  column.end_feature();
  return decoded.kind == DecodedBlob::Kind::polygonal ? "polygonal"
         : decoded.kind == DecodedBlob::Kind::empty   ? "empty"
         : decoded.kind == DecodedBlob::Kind::other   ? "other"
                                                      : "damaged";
}

Bytes blob_of(const std::string& wkt, OGRwkbByteOrder order, bool iso) {
  std::string text = wkt;
  char* cursor = text.data();
  OGRGeometryH geometry = nullptr;
  OGR_G_CreateFromWkt(&cursor, nullptr, &geometry);
  constexpr std::size_t header = 8;
  Bytes blob(header + static_cast<std::size_t>(OGR_G_WkbSize(geometry)), 0);
  blob[0] = 'G';
  blob[1] = 'P';
  blob[3] = 1;
  if (iso)
    OGR_G_ExportToIsoWkb(geometry, order, &blob[header]);
  else
    OGR_G_ExportToWkb(geometry, order, &blob[header]);
  OGR_G_DestroyGeometry(geometry);
  return blob;
}

TEST(GpkgBlob, ReadsBothByteOrdersAndBothSpellingsOfZ) {
  MultiPolygonColumn column;
  for (const char* wkt : {"POLYGON ((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))",
                          "POLYGON Z ((0 0 9,4 0 9,4 4 9,0 0 9),(1 1 9,2 1 9,2 2 9,1 1 9))",
                          "MULTIPOLYGON (((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1)))",
                          "MULTIPOLYGON Z (((0 0 9,4 0 9,4 4 9,0 0 9),(1 1 9,2 1 9,2 2 9,1 1 9)))",
                          "MULTIPOLYGON ZM (((0 0 9 8,4 0 9 8,4 4 9 8,0 0 9 8),(1 1 9 8,2 1 9 8,2 2 9 8,1 1 9 8)))"})
    for (const OGRwkbByteOrder order : {wkbXDR, wkbNDR})
      for (const bool iso : {false, true}) {
        if (!iso && std::string_view(wkt).find("ZM") != std::string_view::npos) continue;  // GDAL has no other spelling
        const Bytes blob = blob_of(wkt, order, iso);
        EXPECT_EQ(kind_of(blob, column), "polygonal") << wkt;
        EXPECT_DOUBLE_EQ(area_m2(column[0]), 7.5) << wkt;
        for (std::size_t size = 1; size < blob.size(); ++size)
          EXPECT_EQ(kind_of(std::span(blob).first(size), column), "damaged") << wkt << " " << size;
        Bytes longer(blob.size() + 1, 0);
        std::copy(blob.begin(), blob.end(), longer.begin());
        EXPECT_EQ(kind_of(longer, column), "damaged");
      }
  EXPECT_EQ(kind_of(blob_of("POLYGON EMPTY", wkbNDR, true), column), "empty");
  EXPECT_EQ(kind_of(blob_of("POINT (1 2)", wkbNDR, true), column), "other");
  EXPECT_EQ(kind_of({}, column), "empty");
  Bytes wild = blob_of("POLYGON ((0 0,4 0,4 4,0 0))", wkbNDR, true);
  wild[8 + 5] = wild[8 + 6] = wild[8 + 7] = wild[8 + 8] = 0xFF;  // four thousand million rings
  EXPECT_EQ(kind_of(wild, column), "damaged");
}

TEST(GpkgBlob, ReadsWhatItWrites) {
  Bytes blob;
  MultiPolygonColumn column;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const MultiPolygon shape = test::random_star(seed, {400000, 100000}, 500, 5 + static_cast<int>(seed));
    encode_polygons(shape, 27700, blob);
    ASSERT_EQ(kind_of(blob, column), "polygonal");
    ASSERT_TRUE(std::equal(column[0].points().begin(), column[0].points().end(), shape.view().points().begin(),
                           shape.view().points().end()));
  }
}

TEST(Read, ReadsAZippedShapefile) {
  if (std::system("command -v zip > /dev/null 2>&1") != 0) GTEST_SKIP() << "zip is not installed";
  const TempDir dir;
  test::write_fixture(dir / "a.shp", "ESRI Shapefile",
                      {{"a", "EPSG:27700", "Polygon", {"ref"}, {{square_wkt(0, 0, 10), {"one"}}}}});
  ASSERT_EQ(std::system(("cd " + dir.path().string() + " && zip -q a.zip a.*").c_str()), 0);
  ReadOptions options;
  options.id_field = "ref";
  for (const std::filesystem::path& file :
       {dir / "a.zip", std::filesystem::path("/vsizip/" + (dir / "a.zip").string())}) {
    EXPECT_EQ(read_layer({file, {}}, Role::habitat, options, one_thread).layer.id, std::vector<std::string>{"one"});
    EXPECT_EQ(fingerprint(file, "a.zip").size_bytes, std::filesystem::file_size(dir / "a.zip"));
  }
}

class Truncated : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Truncated, IsNeverReadShort) {
  const auto& [driver, file] = GetParam();
  const TempDir dir;
  FixtureLayer layer{"a", "EPSG:27700", "Polygon", {"ref"}, {}};
  for (int i = 0; i < 200; ++i) layer.rows.push_back({square_wkt(400000 + i, 100000, 9), {"H-" + std::to_string(i)}});
  test::write_fixture(dir / file, driver, {layer});
  const std::string bytes = test::read_file(dir / file);
  int rejected = 0;
  for (std::size_t k = 0; k < 40; ++k) {
    test::write_file(dir / file, std::string_view(bytes).substr(0, bytes.size() * k / 40 + k % 5));
    try {
      EXPECT_EQ(read_layer({dir / file, {}}, Role::habitat, {}, one_thread).layer.features_in_file, 200u) << k;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input) << error.what();
      ++rejected;
    }
  }
  EXPECT_GE(rejected, 35);
}

INSTANTIATE_TEST_SUITE_P(Formats, Truncated,
                         ::testing::Values(std::pair{"ESRI Shapefile", "a.shp"}, std::pair{"FlatGeobuf", "a.fgb"},
                                           std::pair{"GeoJSON", "a.geojson"}),
                         [](const auto& one) { return std::string(one.param.second).substr(2); });

}  // namespace
}  // namespace spatial
