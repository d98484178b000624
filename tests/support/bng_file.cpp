// SPDX-License-Identifier: MIT
#include "tests/support/bng_file.hpp"

#include <fmt/format.h>
#include <ogr_api.h>
#include <ogr_core.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "libspatial/planning/bng_tables.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

const std::vector<TemplateColumn>& template_columns() {
  static const std::vector<TemplateColumn> columns = [] {
    const BngTables tables([](const std::string& name) { return read_file(source_dir() / "data/presets/bng" / name); });
    return std::vector<TemplateColumn>(tables.template_columns().begin(), tables.template_columns().end());
  }();
  return columns;
}

std::string in_style(std::string name, const BngFileStyle& style) {
  if (style.underscores)
    for (char& c : name)
      if (c == ' ' || c == '/') c = '_';
  return name;
}

std::string quoted(const std::string& text, char quote) {
  std::string result(1, quote);
  for (const char c : text) {
    result += c;
    if (c == quote) result += c;
  }
  return result + quote;
}

/// SQL literal of a geometry in GeoPackage form.
std::string blob_of(const std::string& wkt, int srs) {
  if (wkt.empty()) return "NULL";
  // WKT cannot contain NaN, so a placeholder number is written and then replaced in the bytes.
  std::string text = wkt;
  for (std::size_t at = text.find("nan"); at != std::string::npos; at = text.find("nan"))
    text.replace(at, 3, "987654321.125");
  char* cursor = text.data();
  OGRGeometryH geometry = nullptr;
  if (OGR_G_CreateFromWkt(&cursor, nullptr, &geometry) != OGRERR_NONE) throw std::runtime_error("no WKT: " + wkt);
  std::vector<unsigned char> wkb(static_cast<std::size_t>(OGR_G_WkbSize(geometry)));
  OGR_G_ExportToIsoWkb(geometry, wkbNDR, wkb.data());
  OGR_G_DestroyGeometry(geometry);
  std::string hex = "x'47500001";
  for (int byte = 0; byte < 4; ++byte)
    fmt::format_to(std::back_inserter(hex), "{:02X}", (static_cast<unsigned>(srs) >> (8 * byte)) & 0xFFU);
  for (const unsigned char byte : wkb) fmt::format_to(std::back_inserter(hex), "{:02X}", byte);
  const std::string sign = "00009058346FCD41", none = "000000000000F87F";
  for (std::size_t at = hex.find(sign); at != std::string::npos; at = hex.find(sign)) hex.replace(at, 16, none);
  return hex + "'";
}

/// Name of a layer's geometry column.
std::string geometry_of(const std::string& layer, const BngFileStyle& style) {
  for (const TemplateColumn& column : template_columns())
    if (column.layer == layer && column.geometry) return style.geometry.empty() ? column.name : style.geometry;
  throw std::runtime_error("the template has no layer " + layer);
}

std::string row_sql(const std::string& table, const std::string& geometry, const BngFileRow& row,
                    const BngFileStyle& style) {
  std::string names = quoted(geometry, '"'), values = blob_of(row.wkt, style.srs);
  for (const auto& [column, text] : row.cells) {
    if (std::find(style.omits.begin(), style.omits.end(), column) != style.omits.end()) continue;
    names += "," + quoted(in_style(column, style), '"');
    values += "," + quoted(text, '\'');
  }
  return fmt::format("INSERT INTO {}({}) VALUES({});\n", quoted(table, '"'), names, values);
}

constexpr const char* system_tables =
    "CREATE TABLE gpkg_spatial_ref_sys(srs_name TEXT NOT NULL,srs_id INTEGER NOT NULL PRIMARY KEY,organization TEXT "
    "NOT NULL,organization_coordsys_id INTEGER NOT NULL,definition TEXT NOT NULL,description TEXT);\n"
    "INSERT INTO gpkg_spatial_ref_sys VALUES('none',-1,'NONE',-1,'undefined',''),('none',0,'NONE',0,'undefined',''),"
    "('OSGB36 / British National Grid',27700,'EPSG',27700,'undefined',''),"
    "('WGS 84 / Pseudo-Mercator',3857,'EPSG',3857,'undefined','');\n"
    "CREATE TABLE gpkg_contents(table_name TEXT NOT NULL PRIMARY KEY,data_type TEXT NOT NULL,identifier TEXT,"
    "description TEXT DEFAULT '',last_change DATETIME NOT NULL DEFAULT '2024-01-01T00:00:00.000Z',min_x DOUBLE,"
    "min_y DOUBLE,max_x DOUBLE,max_y DOUBLE,srs_id INTEGER);\n"
    "CREATE TABLE gpkg_geometry_columns(table_name TEXT NOT NULL,column_name TEXT NOT NULL,geometry_type_name TEXT NOT "
    "NULL,srs_id INTEGER NOT NULL,z TINYINT NOT NULL,m TINYINT NOT NULL,PRIMARY KEY(table_name,column_name));\n";

}  // namespace

std::string bng_box(double x0, double y0, double x1, double y1) {
  return fmt::format("POLYGON(({0} {1},{2} {1},{2} {3},{0} {3},{0} {1}))", 400000 + x0, 200000 + y0, 400000 + x1,
                     200000 + y1);
}

std::string bng_line(double x0, double y0, double x1, double y1) {
  return fmt::format("LINESTRING({} {},{} {})", 400000 + x0, 200000 + y0, 400000 + x1, 200000 + y1);
}

BngSite sound_site() {
  const std::string low = "Area/compensation not in local strategy/ no local strategy";
  return {{"Red Line Boundary", bng_box(0, 0, 100, 100), {{"Area", "10000"}, {"Site Name", "Long Field"}}},
          {"Habitats",
           bng_box(0, 0, 50, 100),
           {{"Parcel Ref", "P1"},
            {"Baseline Broad Habitat Type", "Grassland"},
            {"Baseline Habitat Type", "Modified grassland"},
            {"Area", "5000"},
            {"Baseline Condition", "3. Moderate"},
            {"Baseline Strategic Significance", low},
            {"Retention Category", "Lost"},
            {"Proposed Broad Habitat Type", "Grassland"},
            {"Proposed Habitat Type", "Modified grassland"},
            {"Proposed Condition", "Moderate"},
            {"Location", "On-site"}}},
          {"Habitats",
           bng_box(50, 0, 100, 100),
           {{"Parcel Ref", "P2"},
            {"Baseline Broad Habitat Type", "Grassland"},
            {"Baseline Habitat Type", "Modified grassland"},
            {"Area", "5000"},
            {"Baseline Condition", "Moderate"},
            {"Retention Category", "Retained"},
            {"Location", "On-site"}}},
          {"Hedgerows",
           bng_line(0, 50, 100, 50),
           {{"Parcel Ref", "H1"},
            {"Baseline Hedge Type", "Native hedgerow"},
            {"Baseline Condition", "Good"},
            {"Retention Category", "Retained"},
            {"Length", "100"}}},
          {"Rivers",
           bng_line(20, 0, 20, 100),
           {{"Parcel Ref", "R1"},
            {"Baseline River Type", "Ditches"},
            {"Baseline Condition", "Good"},
            {"Baseline Encroachment into Watercourse", "No Encroachment"},
            {"Baseline Encroachment into riparian zone", "No Encroachment/ No Encroachment"},
            {"Retention Category", "Retained"},
            {"Length", "100"}}},
          {"Urban Trees",
           "POINT(400030 200030)",
           {{"Tree Ref", "T1"},
            {"Baseline Tree Size", "Medium"},
            {"Baseline Rural or Urban Tree", "Urban"},
            {"Baseline Condition", "Good"},
            {"Category", "Existing"},
            {"Retention Category", "Retained"}}}};
}

BngSite busy_site() {
  const auto parcel = [](const char* ref, std::string wkt, const char* broad, const char* type, const char* condition,
                         const char* retention, const char* new_broad = "", const char* new_type = "",
                         const char* new_condition = "") {
    return BngFileRow{"Habitats",
                      std::move(wkt),
                      {{"Parcel Ref", ref},
                       {"Baseline Broad Habitat Type", broad},
                       {"Baseline Habitat Type", type},
                       {"Baseline Condition", condition},
                       {"Retention Category", retention},
                       {"Proposed Broad Habitat Type", new_broad},
                       {"Proposed Habitat Type", new_type},
                       {"Proposed Condition", new_condition}}};
  };
  const auto line = [](const char* layer, const char* ref, std::string wkt, const char* type, const char* retention,
                       const char* new_type, const char* new_condition) {
    const bool hedge = std::string_view(layer) == "Hedgerows";
    const std::string kind = hedge ? "Hedge" : "River";
    BngFileRow row{layer,
                   std::move(wkt),
                   {{"Parcel Ref", ref},
                    {"Baseline " + kind + " Type", type},
                    {"Baseline Condition", "Poor"},
                    {"Retention Category", retention},
                    {"Proposed " + kind + " Type", new_type},
                    {"Proposed Condition", new_condition}}};
    for (const char* stage : {"Baseline", "Proposed"})
      if (!hedge) {
        row.cells[std::string(stage) + " Encroachment into Watercourse"] = "Minor";
        row.cells[std::string(stage) + " Encroachment into riparian zone"] = "Minor/No Encroachment";
      }
    return row;
  };
  const auto tree = [](const char* ref, const char* wkt, const char* retention) {
    return BngFileRow{"Urban Trees",
                      wkt,
                      {{"Tree Ref", ref},
                       {"Baseline Tree Size", "Large"},
                       {"Baseline Rural or Urban Tree", "Rural"},
                       {"Baseline Condition", "Good"},
                       {"Retention Category", retention},
                       {"Proposed Tree Size", "Small"},
                       {"Proposed Rural or Urban Tree", "Rural"},
                       {"Proposed Condition", "Moderate"}}};
  };
  return {{"Red Line Boundary", bng_box(0, 0, 200, 150), {{"Site Name", "Long Field and Mill Lane"}}},
          parcel("P1", bng_box(0, 0, 80, 60), "Cropland", "Cereal crops", "Condition Assessment N/A", "Lost",
                 "Grassland", "Other neutral grassland", "Good"),
          parcel("P2", bng_box(80, 0, 200, 60), "Grassland", "Modified grassland", "Moderate", "Retained"),
          parcel("P3", bng_box(0, 60, 80, 150), "Grassland", "Modified grassland", "Poor", "Enhanced", "Grassland",
                 "Other neutral grassland", "Moderate"),
          parcel("P4", bng_box(80, 60, 140, 150), "Heathland and shrub", "Mixed scrub", "Good", "Lost", "Urban",
                 "Developed land; sealed surface", "N/A - Other"),
          parcel("P5", bng_box(140, 60, 200, 110), "Woodland and forest", "Lowland mixed deciduous woodland", "Good",
                 "Retained"),
          parcel("P6", bng_box(140, 110, 200, 149.99), "Wetland", "Modified grassland", "Good", "Kept", "", "", ""),
          line("Hedgerows", "H1", bng_line(0, 60, 80, 60), "Native hedgerow", "Retained", "", ""),
          line("Hedgerows", "H2", bng_line(80, 60, 200, 60), "Native hedgerow", "Enhanced", "Native hedgerow", "Good"),
          line("Hedgerows", "H3", bng_line(80, 60, 80, 150), "Line of trees", "Lost", "", ""),
          line("Hedgerows", "H4", bng_line(2, 2, 2, 148), "To be created", "Created", "Species-rich native hedgerow",
               "Good"),
          line("Rivers", "R1", bng_line(140, 60, 140, 150), "Ditches", "Retained", "", ""),
          line("Rivers", "R2", bng_line(150, 60, 195, 150), "Ditches", "Enhanced", "Ditches", "Good"),
          tree("T1", "POINT(400040 200030)", "Retained"),
          tree("T2", "POINT(400110 200100)", "Lost"),
          tree("T3", "POINT(400150 200030)", "Created"),
          tree("T4", "POINT(400170 200030)", "Enhanced")};
}

std::string bng_layer_sql(const std::string& layer, const std::string& name, const BngSite& rows,
                          const BngFileStyle& style) {
  const std::string geometry = geometry_of(layer, style);
  std::string type, columns;
  for (const TemplateColumn& column : template_columns()) {
    if (column.layer != layer || std::find(style.omits.begin(), style.omits.end(), column.name) != style.omits.end())
      continue;
    const std::string text = column.key        ? quoted(style.key, '"') + " INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"
                             : column.geometry ? quoted(geometry, '"') + " " + column.sqlite_type
                                               : quoted(in_style(column.name, style), '"') + " " + column.sqlite_type;
    if (column.geometry) type = column.sqlite_type;
    columns += (columns.empty() ? "" : ",") + text;
  }
  if (!style.extra.empty()) columns += "," + style.extra;
  std::string sql = fmt::format(
      "CREATE TABLE {0}({1});\nINSERT INTO gpkg_contents(table_name,data_type,identifier,srs_id) "
      "VALUES({2},'features',{2},{3});\nINSERT INTO gpkg_geometry_columns VALUES({2},{4},'{5}',{3},{6},{7});\n",
      quoted(name, '"'), columns, quoted(name, '\''), style.srs, quoted(geometry, '\''), type, style.z ? 1 : 0,
      style.m ? 1 : 0);
  for (const BngFileRow& row : rows)
    if (row.layer == layer) sql += row_sql(name, geometry, row, style);
  return sql;
}

void write_bng_file(const std::filesystem::path& file, const BngSite& site, const BngFileStyle& style) {
  std::filesystem::remove(file);
  std::string sql = std::string("PRAGMA synchronous = OFF; BEGIN;\n") + system_tables;
  if (style.stamped) sql += "PRAGMA application_id=1196444487;PRAGMA user_version=10300;\n";
  for (const char* layer : {"Red Line Boundary", "Habitats", "Hedgerows", "Rivers", "Urban Trees"})
    sql += bng_layer_sql(layer, in_style(layer, style), site, style);
  run_sql(file, sql + "COMMIT;");
}

}  // namespace spatial::test
