// SPDX-License-Identifier: MIT
#include "tests/support/files.hpp"

#include <fmt/format.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <sqlite3.h>

#include <stdexcept>

#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

void require(bool ok, const std::string& what) {
  if (!ok) throw std::runtime_error("fixture: " + what);
}

OGRFieldType field_type(const std::string& name) {
  if (name == "Integer") return OFTInteger64;
  if (name == "Real") return OFTReal;
  if (name == "Date") return OFTDate;
  if (name == "DateTime") return OFTDateTime;
  if (name == "Boolean") return OFTInteger;
  if (name == "Binary") return OFTBinary;
  return OFTString;
}

OGRwkbGeometryType geometry_type(const std::string& name) {
  for (const OGRwkbGeometryType type : {wkbNone, wkbPoint, wkbLineString, wkbMultiPoint, wkbMultiLineString, wkbPolygon,
                                        wkbMultiPolygon, wkbCurvePolygon, wkbMultiSurface, wkbUnknown}) {
    std::string known = type == wkbUnknown ? "Unknown" : OGRGeometryTypeToName(type);
    std::erase(known, ' ');
    if (known == name) return type;
  }
  throw std::runtime_error("fixture: geometry type " + name);
}

void add_layer(GDALDatasetH dataset, const FixtureLayer& fixture) {
  OGRSpatialReferenceH srs = nullptr;
  if (!fixture.crs.empty()) {
    srs = OSRNewSpatialReference(nullptr);
    require(OSRSetFromUserInput(srs, fixture.crs.c_str()) == OGRERR_NONE, "CRS " + fixture.crs);
    OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
  }
  const OGRwkbGeometryType type = geometry_type(fixture.geometry_type);
  OGRLayerH layer = GDALDatasetCreateLayer(dataset, fixture.name.c_str(), srs, type, nullptr);
  require(layer != nullptr, "layer " + fixture.name);
  for (const std::string& field : fixture.fields) {
    const std::size_t colon = field.rfind(':');
    OGRFieldDefnH definition = OGR_Fld_Create(field.substr(0, colon).c_str(),
                                              field_type(colon == std::string::npos ? "" : field.substr(colon + 1)));
    if (field.ends_with(":Boolean")) OGR_Fld_SetSubType(definition, OFSTBoolean);
    if (field.ends_with(":Json")) OGR_Fld_SetSubType(definition, OFSTJSON);
    require(OGR_L_CreateField(layer, definition, TRUE) == OGRERR_NONE, "field " + field);
    OGR_Fld_Destroy(definition);
  }
  GDALDatasetStartTransaction(dataset, FALSE);
  for (const FixtureRow& row : fixture.rows) {
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    for (std::size_t i = 0; i < row.values.size(); ++i) {
      if (row.values[i] == "\x01") continue;
      if (fixture.fields[i].ends_with(":Binary"))
        OGR_F_SetFieldBinary(feature, static_cast<int>(i), static_cast<int>(row.values[i].size()),
                             row.values[i].data());
      else
        OGR_F_SetFieldString(feature, static_cast<int>(i), row.values[i].c_str());
    }
    if (!row.wkt.empty()) {
      std::string text = row.wkt;
      char* cursor = text.data();
      OGRGeometryH geometry = nullptr;
      require(OGR_G_CreateFromWkt(&cursor, nullptr, &geometry) == OGRERR_NONE, "geometry " + row.wkt);
      OGR_F_SetGeometryDirectly(feature, geometry);
    }
    require(OGR_L_CreateFeature(layer, feature) == OGRERR_NONE, "row");
    OGR_F_Destroy(feature);
  }
  GDALDatasetCommitTransaction(dataset);
  if (srs != nullptr) OSRRelease(srs);
}

}  // namespace

void write_fixture(const std::filesystem::path& file, const std::string& driver,
                   const std::vector<FixtureLayer>& layers) {
  GDALAllRegister();
  GDALDriverH handle = GDALGetDriverByName(driver.c_str());
  require(handle != nullptr, "driver " + driver);
  CPLPushErrorHandler(CPLQuietErrorHandler);
  GDALDatasetH dataset = GDALCreate(handle, file.c_str(), 0, 0, 0, GDT_Unknown, nullptr);
  require(dataset != nullptr, "file " + file.string());
  for (const FixtureLayer& layer : layers) add_layer(dataset, layer);
  GDALClose(dataset);
  CPLPopErrorHandler();
}

std::string square_wkt(double x, double y, double side) {
  return fmt::format("POLYGON (({0} {1}, {2} {1}, {2} {3}, {0} {3}, {0} {1}))", x, y, x + side, y + side);
}

void run_sql(const std::filesystem::path& file, const std::string& sql) {
  sqlite3* database = nullptr;
  require(sqlite3_open(file.c_str(), &database) == SQLITE_OK, "open " + file.string());
  char* message = nullptr;
  const int code = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message);
  const std::string words = message != nullptr ? message : "";
  sqlite3_free(message);
  sqlite3_close(database);
  require(code == SQLITE_OK, sql + ": " + words);
}

std::string query(const std::filesystem::path& file, const std::string& sql) {
  sqlite3* database = nullptr;
  require(sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK,
          "open " + file.string());
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr);
  std::string text;
  if (code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_text(statement, 0) != nullptr)
    text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
  const std::string words = sqlite3_errmsg(database);
  sqlite3_finalize(statement);
  sqlite3_close(database);
  require(code == SQLITE_OK, sql + ": " + words);
  return text;
}

void damage(const std::filesystem::path& file, std::size_t offset, std::size_t size) {
  std::string bytes = read_file(file);
  for (std::size_t i = offset; i < std::min(offset + size, bytes.size()); ++i)
    bytes[i] = static_cast<char>(0xFF - static_cast<unsigned char>(bytes[i]));
  write_file(file, bytes);
}

}  // namespace spatial::test
