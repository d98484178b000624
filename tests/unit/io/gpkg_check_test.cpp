// SPDX-License-Identifier: MIT
// What a file says twice must agree: geometries with their envelopes, layers with their spatial index and extent, the
// files of a Shapefile with each other.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogr_api.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/gpkg_blob.hpp"
#include "libspatial/io/inspect.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/io/sqlite_bridge.hpp"
#include "tests/support/files.hpp"
#include "tests/support/raw_layer.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::FixtureLayer;
using test::run_sql;
using test::square_wkt;
using test::TempDir;
using testing::AllOf;
using testing::HasSubstr;

const Executor two_threads{2, Backend::tbb, nullptr};
constexpr double x0 = 430000.1, y0 = 210000;

/// Squares of 9 m on a line, 10 m apart.
FixtureLayer squares(int n, const char* type = "Polygon") {
  FixtureLayer layer{"land", "EPSG:27700", type, {"ref"}, {}};
  for (int i = 0; i < n; ++i) layer.rows.push_back({square_wkt(x0 + 10 * i, y0, 9), {"S" + std::to_string(i)}});
  return layer;
}

std::string refusal(const std::function<void()>& reading) {
  try {
    reading();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input) << error.what();
    return error.what();
  }
  return "read without a word";
}

RawLayer read(const std::filesystem::path& file, ReadOptions options = {}, const char* layer = "land") {
  options.id_field = "ref";
  return read_layer({file, layer}, Role::habitat, options, two_threads).layer;
}

std::string rules(const RawLayer& layer) {
  std::string text;
  for (const Issue& issue : layer.issues) text += std::string(info(issue.rule).code) + ": " + issue.message + "\n";
  return text;
}

/// Changes the geometry of a feature, and nothing else in the file: no trigger of the index runs.
void change_blob(const std::filesystem::path& file, int fid, const std::function<void(Bytes&)>& change) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
  sqlite3_blob* handle = nullptr;
  ASSERT_EQ(sqlite3_blob_open(database, "main", "land", "geom", fid, 1, &handle), SQLITE_OK);
  Bytes blob(static_cast<std::size_t>(sqlite3_blob_bytes(handle)));
  sqlite3_blob_read(handle, blob.data(), static_cast<int>(blob.size()), 0);
  const std::size_t size = blob.size();
  change(blob);
  ASSERT_EQ(blob.size(), size);
  ASSERT_EQ(sqlite3_blob_write(handle, blob.data(), static_cast<int>(size), 0), SQLITE_OK);
  sqlite3_blob_close(handle);
  sqlite3_close(database);
}

constexpr std::size_t envelope_end = 40;

void put(Bytes& blob, std::size_t at, double value) { std::memcpy(&blob[at], &value, sizeof value); }
double number_at(const Bytes& blob, std::size_t at) {
  double value = 0;
  std::memcpy(&value, &blob[at], sizeof value);
  return value;
}

TEST(GeoPackageCheck, AGeometryThatLeavesItsEnvelopeIsDamage) {
  const TempDir dir;
  const std::filesystem::path file = dir / "a.gpkg";
  for (const double by : {-2e-3, -0.5, 1e3, -1e7, 1e200}) {
    test::write_fixture(file, "GPKG", {squares(30)});
    change_blob(file, 12, [&](Bytes& blob) { put(blob, blob.size() - 32, number_at(blob, blob.size() - 32) + by); });
    const auto names_it = AllOf(HasSubstr("a.gpkg#land"), HasSubstr("feature 12 is damaged"));
    EXPECT_THAT(refusal([&] { read(file); }), names_it) << by;
    ReadOptions filtered;
    filtered.where = "ref <> 'S1'";
    EXPECT_THAT(refusal([&] { read(file, filtered); }), names_it) << "a filter reads another way";
    EXPECT_THAT(refusal([&] { inspect({file, {}}, two_threads); }), names_it);
    EXPECT_THAT(refusal([&] { read_features({file, {}}, Role::habitat, {}, two_threads); }), names_it);
    run_sql(
        file,
        "CREATE VIEW v AS SELECT fid AS OGC_FID, geom, ref FROM land;"
        "INSERT INTO gpkg_contents (table_name, identifier, data_type, srs_id) VALUES ('v', 'v', 'features', 27700);"
        "INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'GEOMETRY', 27700, 0, 0)");
    EXPECT_THAT(refusal([&] { read(file, {}, "v"); }), HasSubstr("is damaged")) << "a view has no index";
    std::filesystem::remove(file);
  }
}

TEST(GeoPackageCheck, EveryLegalEnvelopeIsTaken) {
  Bytes whole;
  const MultiPolygon shape = test::random_star(5, {x0 + 0.123, y0 + 0.456}, 50, 11);
  encode_polygons(shape, 27700, whole);
  const std::span<const std::uint8_t> wkb = std::span(whole).subspan(envelope_end);
  const Box box = *stated_envelope(whole);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto blob_with = [&](int kind, std::vector<double> envelope, bool big_endian = false) {
    Bytes blob{'G', 'P', 0, static_cast<std::uint8_t>(kind << 1 | (big_endian ? 0 : 1)), 0x34, 0x6c, 0, 0};
    for (const double value : envelope) {
      std::array<std::uint8_t, 8> bytes = std::bit_cast<std::array<std::uint8_t, 8>>(value);
      if (big_endian) std::reverse(bytes.begin(), bytes.end());
      blob.insert(blob.end(), bytes.begin(), bytes.end());
    }
    blob.insert(blob.end(), wkb.begin(), wkb.end());
    return blob;
  };
  const std::vector<double> xy{box.min_x, box.max_x, box.min_y, box.max_y};
  const auto with = [&](std::vector<double> more) {
    std::vector<double> all = xy;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  const auto as_floats = [&] {
    std::vector<double> all;
    for (const double value : xy) all.push_back(static_cast<double>(static_cast<float>(value)));
    return all;
  };
  const TempDir dir;
  const auto said = [&](const Bytes& blob) {
    const std::filesystem::path file = dir / "e.gpkg";
    std::filesystem::remove(file);
    test::write_fixture(file, "GPKG", {squares(3)});
    std::string hex;
    for (const std::uint8_t byte : blob) hex += fmt::format("{:02x}", byte);
    run_sql(file,
            "DROP TRIGGER rtree_land_geom_update1; DROP TRIGGER rtree_land_geom_update2; DROP TRIGGER "
            "rtree_land_geom_update3; DROP TRIGGER rtree_land_geom_update4; UPDATE land SET geom = x'" +
                hex + "' WHERE fid = 2");
    return refusal([&] { read(file); });
  };
  const char* taken = "read without a word";
  EXPECT_EQ(said(blob_with(1, xy)), taken);
  EXPECT_EQ(said(blob_with(1, xy, true)), taken) << "big endian";
  EXPECT_EQ(said(blob_with(0, {})), taken) << "none";
  EXPECT_EQ(said(blob_with(2, with({0, 9}))), taken) << "XYZ";
  EXPECT_EQ(said(blob_with(3, with({0, 9}))), taken) << "XYM";
  EXPECT_EQ(said(blob_with(4, with({0, 9, nan, nan}), true)), taken) << "XYZM";
  EXPECT_EQ(said(blob_with(1, {nan, nan, nan, nan})), taken);
  EXPECT_EQ(said(blob_with(1, as_floats())), taken) << "rounded to 32 bits";
  EXPECT_EQ(said(blob_with(1, {box.min_x - 0.0009, box.max_x + 0.0009, box.min_y, box.max_y})), taken)
      << "under a millimetre";
  EXPECT_THAT(said(blob_with(1, {box.min_x - 0.0011, box.max_x, box.min_y, box.max_y})),
              HasSubstr("feature 2 is damaged"));
  EXPECT_THAT(said(blob_with(2, {box.min_x, box.max_x, box.min_y + 5, box.max_y, 0, 1})),
              HasSubstr("feature 2 is damaged"));
}

struct Edit {
  const char* name;
  const char* sql;  ///< without the index's triggers
  const char* why;
};

TEST(GeoPackageCheck, AStaleIndexLeadsToAFullReadAndAWarning) {
  const std::vector<Edit> edits{
      {"moved", "UPDATE land SET geom = (SELECT geom FROM land WHERE fid = 30) WHERE fid = 3",
       "feature 3 lies elsewhere"},
      {"added", "INSERT INTO land (geom, ref) SELECT geom, 'new' FROM land WHERE fid = 30", "feature 31 is missing"},
      {"replaced",
       "DELETE FROM land WHERE fid = 4; INSERT INTO land (fid, geom, ref) SELECT 77, geom, 'new' FROM land WHERE fid = "
       "30",
       "feature 77 is missing"},
      {"renumbered", "UPDATE land SET fid = fid + 1000 WHERE fid > 20", "feature 1021 is missing"},
      {"deleted", "DELETE FROM land WHERE fid = 7", "it lists 1 features that the layer does not have"},
      {"emptied", "DELETE FROM rtree_land_geom", "feature 1 is missing"},
      {"index damaged", "UPDATE rtree_land_geom_node SET data = zeroblob(length(data))", "is missing"},
  };
  for (const Edit& edit : edits) {
    const TempDir dir;
    const std::filesystem::path file = dir / "a.gpkg";
    test::write_fixture(file, "GPKG", {squares(30)});
    for (const char* trigger : {"insert", "update1", "update2", "update3", "update4", "delete"})
      run_sql(file, std::string("DROP TRIGGER rtree_land_geom_") + trigger);
    run_sql(file, edit.sql);
    const Box around{x0 + 288, y0, x0 + 299, y0 + 9};  // the 30th square alone
    const RawLayer all = read(file);
    std::vector<std::string> there;
    for (std::size_t f = 0; f < all.fid.size(); ++f)
      if (around.intersects(box_of(all.geometry[f]))) there.push_back(all.id[f]);
    EXPECT_GE(there.size(), 1u);
    ReadOptions window, bbox;
    window.window = {around};
    bbox.bbox = around;
    EXPECT_EQ(read(file, window).id, there) << edit.name;
    EXPECT_EQ(read(file, bbox).id, there) << edit.name;
    ReadOptions filtered = window;
    filtered.where = "ref <> ''";
    EXPECT_EQ(read(file, filtered).id, there) << edit.name;
    for (const ReadOptions& options : {ReadOptions(), window, bbox, filtered})
      EXPECT_THAT(rules(read(file, options)), AllOf(HasSubstr("spatial_index_differs"), HasSubstr(edit.why)))
          << edit.name;
  }
}

TEST(GeoPackageCheck, SeveralWindowsGiveTheRowsOfEachOnceWhateverTheFormat) {
  const TempDir dir;
  for (const auto& [driver, name] : {std::pair("GPKG", "a.gpkg"), std::pair("ESRI Shapefile", "land.shp"),
                                     std::pair("GeoJSON", "land.geojson"), std::pair("FlatGeobuf", "land.fgb")}) {
    test::write_fixture(dir / name, driver, {squares(9000, "Polygon")});
    const RawLayer all = read(dir / name);
    ReadOptions options;
    options.window = {Box{x0 + 40, y0, x0 + 95, y0 + 9}, Box{x0 + 60, y0, x0 + 120, y0 + 9},
                      Box{x0 + 50000, y0, x0 + 50030, y0 + 9}, Box{x0 - 900, y0, x0 - 800, y0 + 9}};
    std::vector<std::string> there, filtered;
    for (std::size_t f = 0; f < all.fid.size(); ++f) {
      const Box box = box_of(all.geometry[f]);
      if (std::none_of(options.window.begin(), options.window.end(),
                       [&](const Box& one) { return one.intersects(box); }))
        continue;
      there.push_back(all.id[f]);
      if (there.back() > "S5") filtered.push_back(there.back());
    }
    ASSERT_GT(there.size(), 10u);
    EXPECT_EQ(read(dir / name, options).id, there) << name;
    options.where = "ref > 'S5'";
    EXPECT_EQ(read(dir / name, options).id, filtered) << name;
    options.window = {Box{x0 - 900, y0, x0 - 800, y0 + 9}};
    options.may_lack_areas = true;
    EXPECT_TRUE(read(dir / name, options).id.empty()) << name;
  }
}

TEST(GeoPackageCheck, AnIndexThatFitsIsUsedInSilence) {
  const TempDir dir;
  for (const char* type : {"Polygon", "Unknown"}) {
    const std::filesystem::path file = dir / (std::string(type) + ".gpkg");
    FixtureLayer layer = squares(300, type);
    if (std::string(type) == "Unknown") {
      layer.rows.push_back({"", {"nothing"}});
      layer.rows.push_back({"POINT EMPTY", {"empty"}});
      layer.rows.push_back({"POINT (430000.1 210000.2)", {"point"}});
      layer.rows.push_back(
          {"CURVEPOLYGON (COMPOUNDCURVE (CIRCULARSTRING (430000 210000, 430005 210005, 430010 210000), (430010 210000, "
           "430000 210000)))",
           {"arc"}});
    }
    test::write_fixture(file, "GPKG", {layer});
    ReadOptions options;
    options.window = {Box{x0 + 100, y0, x0 + 120, y0 + 9}};
    const FeaturesResult found = read_features({file, {}}, Role::habitat, options, two_threads);
    EXPECT_EQ(found.features.layer.fid.size(), 3u);
    EXPECT_THAT(rules(found.features.layer), testing::Not(HasSubstr("differs")));
    EXPECT_THAT(rules(read_features({file, {}}, Role::habitat, {}, two_threads).features.layer),
                testing::Not(HasSubstr("differs")));
  }
}

TEST(GeoPackageCheck, AMovedPointIsSeenByTheIndex) {
  const TempDir dir;
  const std::filesystem::path file = dir / "p.gpkg";
  FixtureLayer layer{"land", "EPSG:27700", "Point", {"ref"}, {}};
  for (int i = 0; i < 9; ++i)
    layer.rows.push_back({fmt::format("POINT ({} {})", x0 + i, y0), {"P" + std::to_string(i)}});
  test::write_fixture(file, "GPKG", {layer});
  change_blob(file, 5, [](Bytes& blob) { put(blob, blob.size() - 16, 500000.0); });
  const std::string found = rules(read_features({file, {}}, Role::habitat, {}, two_threads).features.layer);
  EXPECT_THAT(found, AllOf(HasSubstr("spatial_index_differs"), HasSubstr("feature 5 lies elsewhere")));
  EXPECT_THAT(found, HasSubstr("layer_extent_differs")) << "and outside what the file states";
}

TEST(GeoPackageCheck, AStaleExtentIsAWarning) {
  const TempDir dir;
  const std::filesystem::path file = dir / "a.gpkg";
  test::write_fixture(file, "GPKG", {squares(5)});
  run_sql(file, "UPDATE gpkg_contents SET max_x = max_x - 30");
  const RawLayer layer = read(file);
  EXPECT_EQ(layer.fid.size(), 5u);
  EXPECT_THAT(rules(layer), HasSubstr("layer_extent_differs"));
  run_sql(file, "UPDATE gpkg_contents SET max_x = max_x + 90");
  EXPECT_EQ(rules(read(file)), "") << "rows were deleted: an extent that is too wide misleads nobody";
  run_sql(file, "UPDATE gpkg_contents SET min_x = NULL");
  EXPECT_EQ(rules(read(file)), "");
}

TEST(Shapefile, AnIndexOfAnotherLayerHidesNothing) {
  const TempDir dir;
  test::write_fixture(dir / "land.shp", "ESRI Shapefile", {squares(200)});
  FixtureLayer far = squares(200);
  for (int i = 0; i < 200; ++i) far.rows[static_cast<std::size_t>(i)].wkt = square_wkt(x0 + 90000 + 10 * i, y0, 9);
  std::filesystem::create_directory(dir / "other");
  test::write_fixture(dir / "other" / "land.shp", "ESRI Shapefile", {far});
  ASSERT_EQ(std::system(("ogrinfo " + (dir / "other" / "land.shp").string() +
                         " -sql 'CREATE SPATIAL INDEX ON land' > /dev/null 2>&1")
                            .c_str()),
            0);
  ASSERT_TRUE(std::filesystem::exists(dir / "other" / "land.qix"));
  std::filesystem::copy_file(dir / "other" / "land.qix", dir / "land.qix");
  ReadOptions window, bbox;
  bbox.bbox = Box{x0 + 100, y0, x0 + 120, y0 + 9};
  window.window = {*bbox.bbox};
  EXPECT_EQ(read(dir / "land.shp", window).fid.size(), 3u);
  EXPECT_EQ(read(dir / "land.shp", bbox).fid.size(), 3u);
}

TEST(Shapefile, EveryCutOfEveryFileIsRefused) {
  const TempDir dir;
  test::write_fixture(dir / "land.shp", "ESRI Shapefile", {squares(50)});
  for (const char* ending : {".shp", ".shx", ".dbf"}) {
    const std::filesystem::path file = dir / ("land" + std::string(ending));
    const std::string bytes = test::read_file(file);
    for (int k = 1; k < 20; ++k) {
      test::write_file(file, std::string_view(bytes).substr(0, bytes.size() * static_cast<std::size_t>(k) / 20));
      EXPECT_THAT(refusal([&] { read(dir / "land.shp"); }), HasSubstr("land")) << ending << " " << k;
    }
    test::write_file(file, bytes);
  }
  EXPECT_EQ(read(dir / "land.shp").fid.size(), 50u);
  std::filesystem::create_directory(dir / "other");
  test::write_fixture(dir / "other" / "land.shp", "ESRI Shapefile", {squares(49)});
  for (const char* ending : {".shx", ".dbf"}) {
    const std::string name = "land" + std::string(ending), mine = test::read_file(dir / name);
    test::write_file(dir / name, test::read_file(dir / "other" / name));
    EXPECT_THAT(refusal([&] { read(dir / "land.shp"); }), AllOf(HasSubstr("land.dbf"), HasSubstr("rows")))
        << ending << " of another Shapefile";
    test::write_file(dir / name, mine);
  }
}

TEST(CutFiles, AreRefusedInEveryFormat) {
  for (const auto& [driver, name] :
       {std::pair{"FlatGeobuf", "land.fgb"}, std::pair{"GeoJSON", "land.geojson"},
        std::pair{"GeoJSONSeq", "land.geojsonl"}, std::pair{"GML", "land.gml"}, std::pair{"KML", "land.kml"}}) {
    const TempDir dir;
    FixtureLayer layer = squares(50);
    if (std::string(driver) == "KML" || std::string(driver) == "GeoJSONSeq") layer.crs = "EPSG:4326";
    if (layer.crs == "EPSG:4326")
      for (int i = 0; i < 50; ++i) layer.rows[static_cast<std::size_t>(i)].wkt = square_wkt(-2 + 0.001 * i, 52, 0.0009);
    test::write_fixture(dir / name, driver, {layer});
    const std::string bytes = test::read_file(dir / name);
    for (int k = 1; k < 20; ++k) {
      test::write_file(dir / name, std::string_view(bytes).substr(0, bytes.size() * static_cast<std::size_t>(k) / 20));
      std::size_t rows = 0;
      const std::string said = refusal([&, &name = name] {
        rows = read_layer({dir / name, {}}, Role::habitat, {}, two_threads).layer.fid.size();
      });
      EXPECT_THAT(said, HasSubstr("land")) << name << ", " << k << " twentieths: " << rows << " of 50 features";
    }
  }
}

}  // namespace
}  // namespace spatial
