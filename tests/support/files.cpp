// SPDX-License-Identifier: MIT
#include "tests/support/files.hpp"

#include <cpl_vsi.h>
#include <fmt/format.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <sqlite3.h>

#include <fstream>
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

std::size_t bytes_read() {
  std::ifstream in("/proc/self/io");
  std::string word;
  std::size_t bytes = 0;
  while (in >> word >> bytes)
    if (word == "rchar:") return bytes;
  return 0;
}

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

void write_zip(const std::filesystem::path& file, const std::vector<std::pair<std::string, std::string>>& parts) {
  VSIUnlink(file.c_str());
  const std::string archive = "/vsizip/" + file.string();
  VSILFILE* const whole = VSIFOpenL(archive.c_str(), "wb");
  require(whole != nullptr, "archive " + file.string());
  for (const auto& [name, text] : parts) {
    VSILFILE* const part = VSIFOpenL((archive + "/" + name).c_str(), "wb");
    require(part != nullptr && VSIFWriteL(text.data(), 1, text.size(), part) == text.size(), "part " + name);
    VSIFCloseL(part);
  }
  VSIFCloseL(whole);
}

namespace {

std::string cell_xml(const std::string& place, const std::string& value) {
  if (value.empty()) return {};
  if (value.starts_with("date:")) return fmt::format("<c r=\"{}\" s=\"1\"><v>{}</v></c>", place, value.substr(5));
  if (value.find_first_not_of("0123456789.") == std::string::npos)
    return fmt::format("<c r=\"{}\"><v>{}</v></c>", place, value);
  return fmt::format("<c r=\"{}\" t=\"inlineStr\"><is><t>{}</t></is></c>", place, value);
}

std::string sheet_xml(const FixtureSheet& sheet) {
  std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet "
      "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";
  for (std::size_t r = 0; r < sheet.rows.size(); ++r) {
    text += fmt::format("<row r=\"{}\">", r + 1);
    for (std::size_t c = 0; c < sheet.rows[r].size(); ++c)
      text += cell_xml(fmt::format("{}{}", static_cast<char>('A' + c), r + 1), sheet.rows[r][c]);
    text += "</row>";
  }
  text += "</sheetData>";
  if (!sheet.merged.empty()) {
    text += fmt::format("<mergeCells count=\"{}\">", sheet.merged.size());
    for (const std::string& range : sheet.merged) text += fmt::format("<mergeCell ref=\"{}\"/>", range);
    text += "</mergeCells>";
  }
  return text + "</worksheet>";
}

}  // namespace

void write_workbook(const std::filesystem::path& file, const std::vector<FixtureSheet>& sheets) {
  const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
  const std::string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                    package = "http://schemas.openxmlformats.org/package/2006";
  std::string types = head + "<Types xmlns=\"" + package +
                      "/content-types\"><Default Extension=\"rels\" ContentType=\""
                      "application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" "
                      "ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\""
                      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>";
  std::string book = head + "<workbook xmlns=\"" + main + "\" xmlns:r=\"" + office + "\"><sheets>";
  std::string links = head + "<Relationships xmlns=\"" + package + "/relationships\">";
  std::vector<std::pair<std::string, std::string>> parts;
  for (std::size_t k = 0; k < sheets.size(); ++k) {
    types += fmt::format(
        "<Override PartName=\"/xl/worksheets/sheet{}.xml\" "
        "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>",
        k + 1);
    book += fmt::format("<sheet name=\"{0}\" sheetId=\"{1}\" r:id=\"rId{1}\"/>", sheets[k].name, k + 1);
    links += fmt::format("<Relationship Id=\"rId{0}\" Type=\"{1}/worksheet\" Target=\"worksheets/sheet{0}.xml\"/>",
                         k + 1, office);
    parts.emplace_back(fmt::format("xl/worksheets/sheet{}.xml", k + 1), sheet_xml(sheets[k]));
  }
  links += fmt::format("<Relationship Id=\"rId{}\" Type=\"{}/styles\" Target=\"styles.xml\"/></Relationships>",
                       sheets.size() + 1, office);
  types +=
      "<Override PartName=\"/xl/styles.xml\" "
      "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/></Types>";
  const std::string styles = head + "<styleSheet xmlns=\"" + main +
                             "\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" "
                             "applyNumberFormat=\"1\"/></cellXfs></styleSheet>";
  const std::string root = head + "<Relationships xmlns=\"" + package + "/relationships\"><Relationship Id=\"rId1\" " +
                           "Type=\"" + office + "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
  std::vector<std::pair<std::string, std::string>> all{{"[Content_Types].xml", types},
                                                       {"_rels/.rels", root},
                                                       {"xl/workbook.xml", book + "</sheets></workbook>"},
                                                       {"xl/_rels/workbook.xml.rels", links},
                                                       {"xl/styles.xml", styles}};
  all.insert(all.end(), parts.begin(), parts.end());
  write_zip(file, all);
}

}  // namespace spatial::test
