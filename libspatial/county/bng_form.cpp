// SPDX-License-Identifier: MIT
#include "libspatial/county/bng_form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/gpkg_form.hpp"
#include "libspatial/planning/bng_template.hpp"

namespace spatial {
namespace {

constexpr std::int64_t national_grid = 27700;

/// Storage type of an SQLite column without its length: "TEXT(99)" → "TEXT". Synonyms (int and bigint, float and
/// double) give one name.
std::string kind_of_type(std::string_view type) {
  std::string word = lower(trimmed(type.substr(0, std::min(type.find('('), type.size()))));
  constexpr std::array<std::string_view, 5> whole{"int", "mediumint", "smallint", "tinyint", "bigint"};
  if (std::find(whole.begin(), whole.end(), word) != whole.end()) return "integer";
  return word == "double" || word == "float" ? "real" : word;
}

bool is_geometry_type(const std::string& type) {
  constexpr std::array<std::string_view, 8> types{
      "geometry",   "point",           "linestring",   "polygon",
      "multipoint", "multilinestring", "multipolygon", "geometrycollection"};
  return std::find(types.begin(), types.end(), lower(type)) != types.end();
}

bool is_plain_word(const std::string& name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

class FormChecks {
 public:
  FormChecks(const GpkgForm& form, const std::filesystem::path& file, const std::string& source,
             const BngTables& tables)
      : form_(form), file_(file), source_(source), tables_(tables) {}

  Issues run() {
    if (!form_.database) {
      add(IssueRule::bng_file_invalid, "",
          "the file is not a GeoPackage that can be opened: it is of another kind, incomplete or damaged");
      return std::move(issues_);
    }
    if (!form_.stamped)
      add(IssueRule::bng_not_geopackage, "", "the application id is not that of a GeoPackage: save it as one again");
    for (const std::string& table : form_.missing_system_tables)
      add(IssueRule::bng_system_table_missing, table, fmt::format("there is no table '{}'", table));
    if (!form_.missing_system_tables.empty()) return std::move(issues_);
    layers();
    for (const GpkgLayerForm& layer : form_.layers)
      if (const std::string name = template_layer(layer.table); layer.columns.empty()) {
        add(IssueRule::bng_geometry_unreadable, layer.table,
            fmt::format("'{}' is registered as a layer, but the file has no such table", layer.table));
      } else if (!name.empty()) {
        check(layer, name);
        for (const DamagedRow& row : damaged_rows(file_, layer))
          add(IssueRule::bng_geometry_unreadable, name,
              fmt::format("the geometry of row {} in '{}' cannot be read: {}", row.row, name, row.why));
      }
    return std::move(issues_);
  }

 private:
  void add(IssueRule rule, std::string what, std::string message) {
    issues_.push_back({rule, "file", source_, std::move(what), std::move(message), std::nullopt});
  }

  /// The template's spelling of a layer name, matched without regard to case; "" if the template has no such layer.
  std::string template_layer(const std::string& table) const {
    for (const TemplateColumn& column : tables_.template_columns())
      if (lower(column.layer) == lower(table)) return column.layer;
    return {};
  }

  void layers() {
    std::vector<std::string> tables;
    for (const GpkgLayerForm& layer : form_.layers) tables.push_back(layer.table);
    std::map<std::string, std::string> read_as;  // template layer → table of the file read as it
    std::map<std::string, bool> wanted;          // template layer → whether it is required
    for (const TemplateColumn& column : tables_.template_columns()) wanted[column.layer] = column.required_layer;
    for (const auto& [layer, required] : wanted)
      if (const auto table = table_called(layer, tables)) read_as[layer] = *table;
    for (const std::string& table : tables)
      if (template_layer(table).empty()) add(IssueRule::bng_layer_unexpected, table, unexpected(table, read_as));
    for (const auto& [layer, required] : wanted) {
      const auto found = read_as.find(layer);
      if (!required || (found != read_as.end() && lower(found->second) == lower(layer))) continue;
      add(IssueRule::bng_required_layer_missing, layer,
          found == read_as.end() ? fmt::format("there is no layer '{}'", layer)
                                 : fmt::format("there is no layer '{}'; '{}' is read as it, but Defra's service wants "
                                               "the template's name",
                                               layer, found->second));
    }
  }

  /// Message about a table that the template does not have: misnamed, a second copy of a layer, or unknown.
  static std::string unexpected(const std::string& table, const std::map<std::string, std::string>& read_as) {
    for (const auto& [layer, read] : read_as)
      if (read == table)
        return fmt::format("the template has no layer '{}': it is read as '{}'; give it that name", table, layer);
    for (const auto& [layer, read] : read_as)
      if (plain_name(table).find(plain_name(layer)) != std::string::npos)
        return fmt::format(
            "'{}' looks like a second layer '{}': only '{}' is read, and the rows of '{}' are not counted; keep one "
            "template in a file",
            table, layer, read, table);
    return fmt::format(
        "the template has no layer '{}', and its rows are not counted: delete it, or give it the template's name",
        table);
  }

  void check(const GpkgLayerForm& layer, const std::string& name) {
    check_geometry(layer, name);
    for (const TemplateColumn& column : tables_.template_columns())
      if (column.layer == name) check_column(layer, column);
  }

  void check_geometry(const GpkgLayerForm& layer, const std::string& name) {
    if (layer.geometry_columns.empty()) {
      add(IssueRule::bng_geometry_unregistered, name, fmt::format("'{}' has no row in gpkg_geometry_columns", name));
      return;
    }
    std::set<std::string> columns;
    for (const std::string& one : layer.geometry_columns) columns.insert(lower(one));
    for (const GpkgColumnForm& one : layer.columns)
      if (is_geometry_type(one.type)) columns.insert(lower(one.name));
    if (columns.size() > 1)
      add(IssueRule::bng_geometry_columns, name, fmt::format("'{}' has {} geometry columns", name, columns.size()));
    const std::string& geometry = layer.geometry_columns[0];
    if (!is_plain_word(geometry))
      add(IssueRule::bng_geometry_column_name, name,
          fmt::format("the geometry column '{}' needs a name of letters, digits and underscores", geometry));
    const std::int64_t srs = layer.srs_registered[0];
    if (srs != layer.srs_in_contents)
      add(IssueRule::bng_crs_inconsistent, name,
          fmt::format("gpkg_contents says {}, gpkg_geometry_columns says {}", layer.srs_in_contents, srs));
    if (srs != national_grid)
      add(IssueRule::bng_crs, name, fmt::format("'{}' is in EPSG:{}, not in EPSG:{}", name, srs, national_grid));
    for (const TemplateColumn& column : tables_.template_columns())
      if (column.layer == name && column.geometry && lower(layer.geometry_types[0]) != lower(column.sqlite_type))
        add(IssueRule::bng_geometry_type, name,
            fmt::format("'{}' is declared as {}, the template as {}", name, layer.geometry_types[0],
                        column.sqlite_type));
  }

  void check_column(const GpkgLayerForm& layer, const TemplateColumn& column) {
    const auto found = std::find_if(layer.columns.begin(), layer.columns.end(),
                                    [&](const GpkgColumnForm& one) { return lower(one.name) == lower(column.name); });
    const std::string what = column.layer + "." + column.name;
    if (found == layer.columns.end()) {
      add(IssueRule::bng_column_missing, what,
          fmt::format("there is no column '{}'{}", column.name, in_its_place(layer, column)));
      return;
    }
    if (kind_of_type(found->type) != kind_of_type(column.sqlite_type))
      add(IssueRule::bng_column_type, what,
          fmt::format("'{}' is of type {}, in the template {}", column.name, found->type, column.sqlite_type));
    if (found->not_null != column.not_null)
      add(IssueRule::bng_column_not_null, what,
          fmt::format("'{}' {} NOT NULL, in the template it {}", column.name, found->not_null ? "is" : "is not",
                      column.not_null ? "is" : "is not"));
    if (found->primary_key != column.key)
      add(IssueRule::bng_column_primary_key, what,
          fmt::format("'{}' {} the primary key", column.name, found->primary_key ? "is" : "is not"));
  }

  /// Names the column that probably stands in for a missing one. Programs rename keys and geometry columns, and change
  /// blanks in names.
  static std::string in_its_place(const GpkgLayerForm& layer, const TemplateColumn& column) {
    std::vector<std::string> names;
    for (const GpkgColumnForm& one : layer.columns) {
      if (column.key && one.primary_key) return fmt::format("; the primary key is '{}'", one.name);
      if (plain_name(one.name) == plain_name(column.name))
        return fmt::format("; '{}' is read as it, but Defra's service wants the template's name", one.name);
      names.push_back(one.name);
    }
    if (column.geometry && !layer.geometry_columns.empty())
      return fmt::format("; the geometry is in '{}'", layer.geometry_columns[0]);
    const std::string nearest = nearest_word(column.name, names);
    return nearest.empty() ? std::string() : fmt::format("; '{}' may be meant", nearest);
  }

  const GpkgForm& form_;
  const std::filesystem::path& file_;
  const std::string& source_;
  const BngTables& tables_;
  Issues issues_;
};

}  // namespace

Issues bng_form_checks(const std::filesystem::path& file, const std::string& as_named, const BngTables& tables) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored))
    throw Error(ErrorKind::input, fmt::format("{} does not exist", as_named), "Check the path of the template.");
  const GpkgForm form = gpkg_form(file);
  return FormChecks(form, file, as_named, tables).run();
}

}  // namespace spatial
