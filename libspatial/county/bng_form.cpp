// SPDX-License-Identifier: MIT
#include "libspatial/county/bng_form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/gpkg_form.hpp"

namespace spatial {
namespace {

constexpr std::int64_t national_grid = 27700;

/// "TEXT(99)" → "TEXT"; spellings of one kind of SQLite type are one.
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
      add(IssueRule::bng_file_invalid, "", "the file is no SQLite database");
      return std::move(issues_);
    }
    if (!form_.stamped)
      add(IssueRule::bng_not_geopackage, "", "the application id is not that of a GeoPackage: save it as one again");
    for (const std::string& table : form_.missing_system_tables)
      add(IssueRule::bng_system_table_missing, table, fmt::format("there is no table '{}'", table));
    if (!form_.missing_system_tables.empty()) return std::move(issues_);
    layers();
    for (const GpkgLayerForm& layer : form_.layers)
      if (const std::string name = template_layer(layer.table); !name.empty()) {
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

  /// The template's name of a layer; "" if it has none. Without regard to case.
  std::string template_layer(const std::string& table) const {
    for (const TemplateColumn& column : tables_.template_columns())
      if (lower(column.layer) == lower(table)) return column.layer;
    return {};
  }

  void layers() {
    std::set<std::string> present;
    for (const GpkgLayerForm& layer : form_.layers) {
      const std::string name = template_layer(layer.table);
      if (name.empty())
        add(IssueRule::bng_layer_unexpected, layer.table,
            fmt::format("the template has no layer '{}': delete it, or give it the template's name", layer.table));
      present.insert(name);
    }
    std::set<std::string> told;
    for (const TemplateColumn& column : tables_.template_columns())
      if (column.required_layer && !present.contains(column.layer) && told.insert(column.layer).second)
        add(IssueRule::bng_required_layer_missing, column.layer, fmt::format("there is no layer '{}'", column.layer));
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
      std::vector<std::string> names;
      for (const GpkgColumnForm& one : layer.columns) names.push_back(one.name);
      const std::string nearest = nearest_word(column.name, names);
      add(IssueRule::bng_column_missing, what,
          nearest.empty() ? fmt::format("there is no column '{}'", column.name)
                          : fmt::format("there is no column '{}'; '{}' may be meant", column.name, nearest));
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
    throw Error(ErrorKind::input, fmt::format("{} does not exist", as_named), "check the path of the template");
  const GpkgForm form = gpkg_form(file);
  return FormChecks(form, file, as_named, tables).run();
}

}  // namespace spatial
