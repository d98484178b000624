// SPDX-License-Identifier: MIT
// Layers in archives and compressed files.
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libspatial/core/error.hpp"
#include "libspatial/io/inspect.hpp"
#include "libspatial/io/read.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::square_wkt;
using test::TempDir;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Executor one_thread{1, Backend::serial, nullptr};

test::FixtureLayer layer(const std::string& name, const std::string& ref) {
  return {name, "EPSG:27700", "Polygon", {"ref"}, {{square_wkt(0, 0, 100), {ref}}}};
}

/// Adds a file, or the files of a folder, to a zip under another name.
void zip(const std::filesystem::path& archive, const std::filesystem::path& from, const std::string& name) {
  if (std::filesystem::is_directory(from)) {
    for (const auto& entry : std::filesystem::directory_iterator(from))
      zip(archive, entry.path(), (name.empty() ? "" : name + "/") + entry.path().filename().string());
    return;
  }
  const std::string text = test::read_file(from);
  VSILFILE* const file = VSIFOpenL(("/vsizip/" + archive.string() + "/" + name).c_str(), "wb");
  ASSERT_NE(file, nullptr);
  VSIFWriteL(text.data(), 1, text.size(), file);
  VSIFCloseL(file);
}

std::vector<std::string> refs(const std::string& name, const std::string& where = {}) {
  ReadOptions options;
  options.id_field = "ref";
  options.where = where;
  return read_layer(parse_layer_name(name), Role::habitat, options, one_thread).layer.id;
}

std::string refusal(const std::string& name) {
  try {
    refs(name);
    return {};
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    return error.message() + " " + error.remedy();
  }
}

TEST(Archives, GeoPackagesAreUnpacked) {
  const TempDir dir;
  test::write_fixture(dir / "a.gpkg", "GPKG", {layer("a", "A"), layer("b", "B")});
  zip(dir / "one.zip", dir / "a.gpkg", "folder/a.gpkg");
  const std::string one = (dir / "one.zip").string();
  EXPECT_THAT(refs(one + "#a"), ElementsAre("A"));
  EXPECT_THAT(refs(one + "#b"), ElementsAre("B"));
  EXPECT_THAT(refs(one + "#a.gpkg#b"), ElementsAre("B"));
  EXPECT_THAT(refs("/vsizip/" + one + "/folder/a.gpkg#b"), ElementsAre("B"));
  EXPECT_THAT(refusal(one), HasSubstr("has 2 layers and none is named"));
  EXPECT_THAT(refusal(one + "#c"), HasSubstr("has no layer 'c'"));
  EXPECT_EQ(inspect({one, {}}, one_thread).size(), 2u);
  EXPECT_THAT(refs(one + "#a", "ref = 'A'"), ElementsAre("A"));
  try {
    refs(one + "#a", "\"Zone\" <> 'A'");
    FAIL() << "a name that is no field was taken for a text";
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), HasSubstr("no such column: Zone"));
  }
}

TEST(Archives, OfSeveralFilesAndOfOneNameTwice) {
  const TempDir dir;
  for (const char* name : {"north", "south"}) {
    test::write_fixture(dir / name, "ESRI Shapefile", {layer("sites", name)});
    zip(dir / "two.zip", dir / name, name);
  }
  test::write_fixture(dir / "more.gpkg", "GPKG", {layer("woods", "W"), layer("ponds", "P")});
  zip(dir / "two.zip", dir / "more.gpkg", "more.gpkg");
  const std::string two = (dir / "two.zip").string();
  EXPECT_THAT(refs(two + "#north/sites.shp"), ElementsAre("north"));
  EXPECT_THAT(refs(two + "#south/sites.shp"), ElementsAre("south"));
  EXPECT_THAT(refs(two + "#ponds"), ElementsAre("P"));
  EXPECT_THAT(refs(two + "#more#woods"), ElementsAre("W"));
  EXPECT_THAT(refusal(two), HasSubstr("holds 3 files and none is named"));
  EXPECT_THAT(refusal(two), HasSubstr("'north/sites.shp'"));
  EXPECT_THAT(refusal(two + "#sites"), HasSubstr("2 of them are called 'sites'"));
  EXPECT_THAT(refusal(two + "#nothing"), HasSubstr("'nothing' is not one of them"));
  EXPECT_EQ(inspect({two, {}}, one_thread).size(), 4u);
}

TEST(Archives, GeodatabasesWithoutTheirFolder) {
  const TempDir dir;
  test::write_fixture(dir / "a.gdb", "OpenFileGDB", {layer("a", "A")});
  zip(dir / "loose.zip", dir / "a.gdb", "");
  zip(dir / "inner.zip", dir / "a.gdb", "data");
  zip(dir / "whole.zip", dir / "a.gdb", "x.gdb");
  for (const char* file : {"loose.zip", "inner.zip", "whole.zip"})
    EXPECT_THAT(refs((dir / file).string()), ElementsAre("A")) << file;
}

TEST(Archives, CompressedFiles) {
  const TempDir dir;
  test::write_fixture(dir / "a.geojson", "GeoJSON", {layer("a", "A")});
  test::write_fixture(dir / "a.gpkg", "GPKG", {layer("a", "A")});
  test::write_file(dir / "a.csv", "ref,WKT\nA,\"" + square_wkt(0, 0, 100) + "\"\n");
  for (const char* name : {"a.geojson", "a.gpkg", "a.csv"}) {
    const std::string text = test::read_file(dir / name);
    VSILFILE* const file = VSIFOpenL(("/vsigzip/" + (dir / name).string() + ".gz").c_str(), "wb");
    VSIFWriteL(text.data(), 1, text.size(), file);
    VSIFCloseL(file);
    ReadOptions options;
    options.id_field = "ref";
    options.assume_crs = "EPSG:27700";
    EXPECT_THAT(read_layer({(dir / name).string() + ".gz", {}}, Role::habitat, options, one_thread).layer.id,
                ElementsAre("A"))
        << name;
  }
}

TEST(Archives, DamagedOnesAreNamed) {
  const TempDir dir;
  test::write_file(dir / "a.zip", "PK\x03\x04 this is no archive");
  EXPECT_THAT(refusal((dir / "a.zip").string()), HasSubstr("cannot be read as an archive"));
  test::write_fixture(dir / "a.gpkg", "GPKG", {layer("a", "A")});
  zip(dir / "b.zip", dir / "a.gpkg", "a.gpkg");
  std::string bytes = test::read_file(dir / "b.zip");
  for (std::size_t i = 200; i < 600; ++i) bytes[i] = static_cast<char>(~bytes[i]);
  test::write_file(dir / "b.zip", bytes);
  EXPECT_THAT(refusal((dir / "b.zip").string()), HasSubstr("b.zip"));
}

}  // namespace
}  // namespace spatial
