// SPDX-License-Identifier: MIT
#include "libspatial/io/written_table.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <map>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/multiline.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/io/gpkg_blob.hpp"
#include "libspatial/io/sqlite_bridge.hpp"

namespace spatial {
namespace {

using sqlite::Database;
using sqlite::identifier;
using sqlite::Statement;

std::string sql_text(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("''") : std::string(1, c);
  return result + "'";
}

ColumnType type_of(const std::string& declared, const std::string& mime) {
  static const std::map<std::string, ColumnType> types{
      {"INTEGER", ColumnType::integer}, {"REAL", ColumnType::real},          {"BOOLEAN", ColumnType::boolean},
      {"DATE", ColumnType::date},       {"DATETIME", ColumnType::date_time}, {"BLOB", ColumnType::binary}};
  const auto found = types.find(declared);
  if (found != types.end()) return found->second;
  return mime == "application/json" ? ColumnType::json : ColumnType::text;
}

/// Name and type of the geometry column; empty strings for an attribute table.
std::pair<std::string, std::string> geometry_of(Database& database, const std::string& table) {
  Statement found(database, "SELECT column_name, geometry_type_name FROM gpkg_geometry_columns WHERE table_name = " +
                                sql_text(table));
  return found.step() ? std::pair(found.text(0), found.text(1)) : std::pair<std::string, std::string>();
}

GeometryColumn column_for(const std::string& type) {
  if (type.empty()) return {};
  if (type == "POINT") return PointColumn();
  if (type == "LINESTRING") return LineColumn();
  return MultiPolygonColumn();
}

void append_geometry(GeometryColumn& to, const Statement& rows, int column) {
  MultiPolygonColumn none;
  MultiLineColumn lines;
  MultiPointColumn points;
  auto* areas = std::get_if<MultiPolygonColumn>(&to);
  if (!rows.is_null(column)) {
    const DecodedBlob found =
        decode_parts(rows.blob(column), PartsSink{areas != nullptr ? *areas : none, &lines, &points});
    if (found.kind == DecodedBlob::Kind::damaged || found.kind == DecodedBlob::Kind::other)
      throw Error(ErrorKind::input, "a geometry is damaged");
  }
  if (areas != nullptr) return areas->end_feature();
  lines.end_feature();
  points.end_feature();
  if (auto* own = std::get_if<LineColumn>(&to))
    own->append(lines[0].line_count() > 0 ? lines[0].line(0) : std::span<const Point>());
  else if (auto* places = std::get_if<PointColumn>(&to))
    places->push_back(points[0].empty() ? std::nullopt : std::optional(points[0].front()));
}

/// A text or bytes, until the next step.
std::string_view raw(const Statement& rows, int column) {
  const std::span<const std::uint8_t> bytes = rows.blob(column);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void append_cell(Cells& cells, ColumnType type, const Statement& rows, int column) {
  const bool null = rows.is_null(column);
  if (auto* integers = std::get_if<IntegerCells>(&cells))
    integers->push_back(null ? std::nullopt : std::optional(rows.integer(column)));
  else if (auto* reals = std::get_if<RealCells>(&cells))
    reals->push_back(null ? std::numeric_limits<double>::quiet_NaN() : rows.real(column));
  else
    std::get<TextCells>(cells).push_back(null                         ? std::nullopt
                                         : type == ColumnType::binary ? std::optional(hex_text(rows.blob(column)))
                                         : type == ColumnType::bytes  ? std::optional(std::string(raw(rows, column)))
                                                                      : std::optional(rows.text(column)));
}

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& table) {
  throw Error(ErrorKind::input, fmt::format("{} has no table '{}'", file.string(), table),
              "Was the file written by this version of lnrs?");
}

}  // namespace

FeatureTable layout_of_written(const std::filesystem::path& file, const std::string& table) {
  Database database(file, Database::Mode::read);
  FeatureTable layout;
  layout.table.name = table;
  Statement contents(database,
                     "SELECT identifier, description FROM gpkg_contents WHERE table_name = " + sql_text(table));
  if (!contents.step()) fail(file, table);
  layout.table.title = contents.text(0);
  layout.table.description = contents.text(1);
  const auto [geometry, geometry_type] = geometry_of(database, table);
  layout.geometry = column_for(geometry_type);
  std::map<std::string, std::array<std::string, 4>> said;
  Statement dictionary(database,
                       "SELECT column_name, title, description, mime_type, constraint_name FROM gpkg_data_columns "
                       "WHERE table_name = " +
                           sql_text(table));
  while (dictionary.step())
    said[dictionary.text(0)] = {dictionary.text(1), dictionary.text(2), dictionary.text(3), dictionary.text(4)};
  Statement columns(database, fmt::format("PRAGMA table_info({})", identifier(table)));
  while (columns.step()) {
    const std::string name = columns.text(1);
    const auto found = said.find(name);
    if (found == said.end()) continue;  // feature number and geometry are not attribute columns
    const auto& [title, description, mime, domain] = found->second;
    const ColumnType type = type_of(columns.text(2), mime);
    layout.table.columns.push_back({{name, title, description, "", type, domain}, typed_cells({}, type)});
  }
  return layout;
}

std::size_t rows_of_written(const std::filesystem::path& file, const std::string& table) {
  Database database(file, Database::Mode::read);
  return static_cast<std::size_t>(database.number("SELECT count(*) FROM " + identifier(table)));
}

FeatureTable read_written(const std::filesystem::path& file, const FeatureTable& layout) {
  Database database(file, Database::Mode::read);
  FeatureTable table = layout;
  const std::string geometry = geometry_of(database, layout.table.name).first;
  std::string sql = "SELECT " + (geometry.empty() ? std::string("NULL") : identifier(geometry));
  for (const Column& column : layout.table.columns) sql += ", " + identifier(column.spec.name);
  Statement rows(database, sql + " FROM " + identifier(layout.table.name) + " ORDER BY rowid");
  while (rows.step()) {
    if (!geometry.empty()) append_geometry(table.geometry, rows, 0);
    for (std::size_t c = 0; c < table.table.columns.size(); ++c)
      append_cell(table.table.columns[c].cells, table.table.columns[c].spec.type, rows, static_cast<int>(c) + 1);
  }
  return table;
}

std::size_t for_each_value(const std::filesystem::path& file, const std::string& table, const std::string& column,
                           const std::string& key, const std::string& value,
                           const std::function<void(std::string_view)>& use) {
  Database database(file, Database::Mode::read);
  if (database.number("SELECT count(*) FROM gpkg_contents WHERE table_name = " + sql_text(table)) == 0)
    fail(file, table);
  Statement rows(database, fmt::format("SELECT {} FROM {} WHERE {} = {} ORDER BY rowid", identifier(column),
                                       identifier(table), identifier(key), sql_text(value)));
  std::size_t count = 0;
  for (; rows.step(); ++count) use(raw(rows, 0));
  return count;
}

void check_written(const std::filesystem::path& file) { Database(file, Database::Mode::read).quick_check(); }

}  // namespace spatial
