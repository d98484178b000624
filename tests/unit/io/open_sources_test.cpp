// SPDX-License-Identifier: MIT
#include "libspatial/io/open_sources.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "libspatial/core/error.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/layer_look.hpp"
#include "libspatial/io/read.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::TempDir;
using ::testing::ElementsAre;
using ::testing::SizeIs;

/// Squares with a field `name`.
std::string squares(int count, const std::string& field = "name") {
  std::string text =
      R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::27700"}},)"
      R"("features":[)";
  for (int i = 0; i < count; ++i) {
    const std::string x = std::to_string(400000 + 200 * i), right = std::to_string(400100 + 200 * i);
    text += (i == 0 ? "" : ",") + std::string(R"({"type":"Feature","properties":{")") + field + R"(":"w)" +
            std::to_string(i) + R"("},"geometry":{"type":"Polygon","coordinates":[[[)" + x + ",200000],[" + right +
            ",200000],[" + right + ",200100],[" + x + ",200000]]]}}";
  }
  return text + "]}";
}

std::filesystem::path written(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
  return file;
}

const gdal::Source* opened(const LayerName& name) { return gdal::open_source(name, false).get(); }

TEST(OpenSources, AFileIsOpenedOnceWhileTheyLive) {
  const TempDir folder;
  const LayerName name{written(folder / "a.geojson", squares(3)), {}};
  const OpenSources open;
  const gdal::Source* const first = opened(name);
  EXPECT_EQ(opened(name), first);
  {
    const OpenSources inner;
    EXPECT_EQ(opened(name), first);
  }
  EXPECT_EQ(opened(name), first);
  EXPECT_EQ(layer_rows(name), 3);
}

TEST(OpenSources, OneThatIsInUseIsNotGivenOutTwice) {
  const TempDir folder;
  const LayerName name{written(folder / "a.geojson", squares(3)), {}};
  const OpenSources open;
  const gdal::OpenedSource one = gdal::open_source(name, false), other = gdal::open_source(name, false);
  EXPECT_NE(one.get(), other.get());
  const gdal::Source* elsewhere = nullptr;
  std::thread([&] { elsewhere = opened(name); }).join();
  EXPECT_NE(elsewhere, one.get());
}

TEST(OpenSources, AFileThatChangedIsOpenedAnew) {
  const TempDir folder;
  const LayerName name{written(folder / "a.geojson", squares(3)), {}};
  const OpenSources open;
  EXPECT_EQ(layer_fields(name).fields.at(0).name, "name");
  written(folder / "a.geojson", squares(4, "title"));
  EXPECT_EQ(layer_fields(name).fields.at(0).name, "title");
  EXPECT_EQ(layer_rows(name), 4);
  std::filesystem::remove(name.file);
  EXPECT_THROW(layer_fields(name), Error);
}

TEST(OpenSources, AFilterOfOneReadDoesNotReachTheNext) {
  const TempDir folder;
  const LayerName name{written(folder / "a.geojson", squares(5)), {}};
  const Executor alone{1, Backend::serial, nullptr};
  const OpenSources open;
  ReadOptions some;
  some.where = "name = 'w3'";
  some.extra_fields = {"name"};
  EXPECT_THAT(values_of_class(name, Role::habitat,
                              [&] {
                                ReadOptions options = some;
                                options.class_field = "name";
                                return options;
                              }()),
              SizeIs(1));
  EXPECT_THAT(read_table(name, {"name"}).at(0).values, SizeIs(5));
  EXPECT_THAT(read_layer(name, Role::habitat, some, alone).layer.extra.at(0).texts(), ElementsAre("w3"));
  EXPECT_THAT(read_layer(name, Role::habitat, {}, alone).layer.fid, SizeIs(5));
}

TEST(OpenSources, WhatIsHeldInMemoryIsLetGoOnceItsRowsAreRead) {
  const TempDir folder;
  const LayerName name{written(folder / "a.geojson", squares(3)), {}};
  const Executor alone{1, Backend::serial, nullptr};
  const OpenSources open;
  const std::weak_ptr<gdal::Source> looked_at = gdal::open_source(name, false);
  EXPECT_FALSE(looked_at.expired());
  read_layer(name, Role::habitat, {}, alone);
  EXPECT_TRUE(looked_at.expired());
}

}  // namespace
}  // namespace spatial
