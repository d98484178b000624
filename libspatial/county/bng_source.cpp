// SPDX-License-Identifier: MIT
#include "libspatial/county/bng_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <numeric>
#include <set>
#include <span>
#include <sstream>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/io/gpkg_form.hpp"
#include "libspatial/landscape/repair.hpp"
#include "libspatial/planning/site_list.hpp"

namespace spatial {
namespace {

std::vector<std::string> names_of_fields(const LayerFields& layer) {
  std::vector<std::string> names;
  for (const LayerField& field : layer.fields) names.push_back(field.name);
  return names;
}

enum class Kind { area, line, point };

const char* kind_name(Kind kind) { return kind == Kind::area ? "area" : kind == Kind::line ? "line" : "point"; }

bool has_kind(const RawFeatures& features, std::size_t row, Kind kind) {
  switch (kind) {
    case Kind::area:
      return !features.layer.geometry[row].empty();
    case Kind::line:
      return features.lines[row].line_count() > 0;
    case Kind::point:
      return !features.points[row].empty();
  }
  return false;
}

bool has_other_kind(const RawFeatures& features, std::size_t row, Kind kind) {
  for (const Kind other : {Kind::area, Kind::line, Kind::point})
    if (other != kind && has_kind(features, row, other)) return true;
  return false;
}

/// Vertices of a row: of its areas, its lines and its points, in this order.
std::array<std::span<const Point>, 3> points_of(const RawFeatures& features, std::size_t row) {
  return {features.layer.geometry[row].points(), features.lines[row].points(), features.points[row]};
}

/// Why a row cannot be placed on the map; "" if it can.
std::string no_place(const RawFeatures& features, std::size_t row, Kind kind) {
  if (!has_kind(features, row, kind)) return "has no geometry and was left out: draw it, or delete the row";
  Box box;
  bool finite = true;
  for (const std::span<const Point> points : points_of(features, row))
    for (const Point& at : points) {
      finite = finite && std::isfinite(at.x) && std::isfinite(at.y);
      box.add(at);
    }
  if (!finite) return "has a coordinate that is not a number and was left out: draw it again";
  if (kind == Kind::line && box.width() == 0 && box.height() == 0)
    return "has no length and was left out: draw it again";
  if (looks_like_degrees(box))
    return fmt::format(
        "was left out: coordinates near {:.5f}, {:.5f} look like degrees in a layer that says it is in metres; save "
        "the layer with its true coordinate reference system",
        box.centre().x, box.centre().y);
  return {};
}

/// Row numbers sorted by reference, then by cell values, then by coordinates, so the order of rows in the file does not
/// affect the result.
std::vector<std::size_t> in_order(const RawFeatures& features) {
  std::vector<std::size_t> order(features.layer.fid.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto before = [&](std::size_t a, std::size_t b) {
    if (features.layer.id[a] != features.layer.id[b]) return natural_less(features.layer.id[a], features.layer.id[b]);
    for (const AttributeColumn& column : features.layer.extra)
      if (const auto x = column.text_or_null(a), y = column.text_or_null(b); x != y) return x < y;
    const auto lies = [](const Point& p, const Point& q) { return p.x != q.x ? p.x < q.x : p.y < q.y; };
    const auto of_a = points_of(features, a), of_b = points_of(features, b);
    for (std::size_t k = 0; k < of_a.size(); ++k) {
      const auto less = [&](const auto& p, const auto& q) {
        return std::lexicographical_compare(p.begin(), p.end(), q.begin(), q.end(), lies);
      };
      if (less(of_a[k], of_b[k])) return true;
      if (less(of_b[k], of_a[k])) return false;
    }
    return false;
  };
  std::stable_sort(order.begin(), order.end(), before);
  return order;
}

/// Union of all rows of the red line, for files that have several. Rows whose outline crosses itself are repaired and
/// reported as issues.
MultiPolygon joined_red_lines(RawLayer& joined, const RawLayer& rows) {
  GeosContext geos;
  CleanOptions options;
  options.smallest_part_m2 = 0;
  std::vector<MultiPolygon> repaired_rows;
  for (std::size_t row = 0; row < rows.fid.size(); ++row) {
    if (rows.geometry[row].empty()) continue;
    RepairedFeature feature = repaired(geos, rows.geometry[row], options);
    for (const Finding& finding : feature.findings)
      if (finding.rule == IssueRule::invalid_repaired || finding.rule == IssueRule::invalid_dropped)
        joined.issues.push_back({IssueRule::bng_red_line_invalid, "site", joined.source,
                                 fmt::format("{}", rows.fid[row]), finding.message, finding.place});
    repaired_rows.push_back(std::move(feature.geometry));
  }
  const std::vector<MultiPolygonView> views(repaired_rows.begin(), repaired_rows.end());
  return union_of(geos, views);
}

class TemplateReader {
 public:
  TemplateReader(const Config& config, const SiteRunOptions& options, const Executor& executor)
      : options_(options), executor_(executor), file_(parse_layer_name(options.sites)) {
    reading_.crs = config.crs;
    reading_.assume_crs = options.assume_crs;
    reading_.allow_network = config.allow_network;
    tables_ = table_names(file_.file);
  }

  BngSource read() {
    BngSource result;
    result.parcels.source = options_.sites;
    read_red_line(result.site, result.parcels);
    for (const ParcelKindInfo& kind : parcel_kinds()) read_parcels(kind, result.parcels);
    for (const GpkgLayerForm& layer : gpkg_form(file_.file).layers)
      if (!layer.columns.empty() && !read_.contains(layer.table) && layer_rows({file_.file, layer.table}) > 0)
        result.parcels.unread_layers.push_back(layer.table);
    result.site.file = fingerprint(file_.file, file_.written);
    return result;
  }

 private:
  void read_red_line(SiteSource& site, ParcelList& list) {
    const auto table = table_called(red_line_layer, tables_);
    if (!table)
      throw Error(ErrorKind::input,
                  fmt::format("{} has no layer '{}'; it has {}", options_.sites, red_line_layer, joined(tables_, ", ")),
                  "Name a file made with Natural England's template, or check the outline alone without --bng.");
    read_.insert(*table);
    const std::vector<std::string> fields = names_of_fields(layer_fields({file_.file, *table}));
    ReadOptions reading = reading_;
    for (const std::string& field : fields) {
      if (lower(field) == "site name" || lower(field) == "site_name") reading.name_field = field;
      if (lower(field) == "area") reading.extra_fields = {field};
    }
    FeaturesResult read = read_features({file_.file, *table}, Role::candidate, reading, executor_);
    reading_.check_integrity = false;  // the caller checks the file once
    site.crs = read.crs;
    RawLayer& layer = site.raw.layer;
    layer.role = Role::candidate;
    layer.source = fmt::format("{}#{}", options_.sites, *table);
    layer.issues = read.features.layer.issues;
    layer.features_in_file = 1;
    double stated = 0;
    std::string name;
    list.red_line_rows = 0;
    for (std::size_t row = 0; row < read.features.layer.fid.size(); ++row) {
      if (read.features.layer.geometry[row].empty() && has_other_kind(read.features, row, Kind::area)) {
        layer.issues.push_back({IssueRule::wrong_geometry_type, "site", layer.source,
                                fmt::format("{}", read.features.layer.fid[row]),
                                "a red line is an outline: the point or line was left out", std::nullopt});
        continue;
      }
      if (!read.features.layer.geometry[row].empty()) ++list.red_line_rows;
      list.red_line_m2 += area_m2(read.features.layer.geometry[row]);
      layer.geometry.append_parts(read.features.layer.geometry[row]);
      if (name.empty()) name = read.features.layer.name[row];
      if (!reading.extra_fields.empty())
        if (const double size = numbers_of({read.features.layer.extra[0].text(row)}).values[0]; !std::isnan(size))
          stated += size;
    }
    if (list.red_line_rows > 1) {
      const MultiPolygon land = joined_red_lines(layer, read.features.layer);
      list.red_line_m2 = area_m2(land);
      layer.geometry = {};
      layer.geometry.append(land);
    } else {
      layer.geometry.end_feature();
    }
    layer.fid = {1};
    layer.name = {name};
    layer.id = {options_.reference.empty() ? trimmed(name) : options_.reference};
    layer.code = {""};
    site.raw.lines.resize(1);
    site.raw.stated_m2 = {stated > 0 ? stated : std::numeric_limits<double>::quiet_NaN()};
  }

  /// Long because each fault of a layer or row is told in its own words, for areas, lines and points.
  void read_parcels(const ParcelKindInfo& kind, ParcelList& list) {
    const auto table = table_called(kind.layer, tables_);
    if (!table) {
      if (kind.kind == ParcelKind::habitat)
        throw Error(ErrorKind::input,
                    fmt::format("{} has no layer '{}'; it has {}", options_.sites, kind.layer, joined(tables_, ", ")),
                    "Name a file made with Natural England's template.");
      list.issues.push_back({IssueRule::bng_layer_missing,
                             std::string(kind.name),
                             options_.sites,
                             {},
                             fmt::format("there is no layer '{}'", kind.layer),
                             std::nullopt});
      return;
    }
    read_.insert(*table);
    const std::vector<std::string> fields = names_of_fields(layer_fields({file_.file, *table}));
    const ParcelColumns columns = parcel_columns(kind.kind, fields);
    if (!columns.missing.empty()) {
      const std::string nearest = nearest_word(columns.missing.front(), fields);
      throw Error(ErrorKind::input,
                  fmt::format("{}, layer '{}': there is no column '{}'; it has {}", options_.sites, *table,
                              joined(columns.missing, "', '"), joined(fields, ", ")),
                  nearest.empty()
                      ? "Give the columns the template's names."
                      : fmt::format("Rename '{}' to '{}' if that is what it holds.", nearest, columns.missing.front()));
    }
    ReadOptions reading = reading_;
    std::vector<ParcelField> order;
    for (const auto& [field, column] : columns.column) {
      if (field == ParcelField::reference) reading.id_field = column;
      order.push_back(field);
      reading.extra_fields.push_back(column);
    }
    const FeaturesResult read = read_features({file_.file, *table}, Role::candidate, reading, executor_);
    const RawFeatures& features = read.features;
    for (Issue issue : features.layer.issues) {
      issue.role = std::string(kind.name);
      list.issues.push_back(std::move(issue));
    }
    bool any_wanted = features.layer.fid.empty();
    for (const std::size_t row : in_order(features)) {
      Parcel parcel;
      parcel.kind = kind.kind;
      const Kind wanted = kind.kind == ParcelKind::habitat ? Kind::area
                          : kind.kind == ParcelKind::tree  ? Kind::point
                                                           : Kind::line;
      for (std::size_t c = 0; c < order.size(); ++c) parcel.text[order[c]] = features.layer.extra[c].text(row);
      parcel.reference = trimmed(features.layer.id[row]);
      if (parcel.reference.empty()) parcel.reference = fmt::format("{} {}", kind.name, features.layer.fid[row]);
      if (!has_kind(features, row, wanted) && has_other_kind(features, row, wanted)) {
        list.issues.push_back(
            {IssueRule::wrong_geometry_type, std::string(kind.name), list.source, parcel.reference,
             fmt::format("layer '{}' is for {}s: the feature was left out", *table, kind_name(wanted)), std::nullopt});
        ++list.rows_without_geometry;
        continue;
      }
      if (const std::string why = no_place(features, row, wanted); !why.empty()) {
        list.issues.push_back(
            {IssueRule::bng_geometry_unreadable, std::string(kind.name), list.source, parcel.reference,
             fmt::format("row {} of layer '{}' {}", features.layer.fid[row], *table, why), std::nullopt});
        ++list.rows_without_geometry;
        continue;
      }
      if (has_other_kind(features, row, wanted))
        list.issues.push_back(
            {IssueRule::non_polygon_parts_dropped, std::string(kind.name), list.source, parcel.reference,
             fmt::format("layer '{}' is for {}s: other parts were left out", *table, kind_name(wanted)), std::nullopt});
      any_wanted = any_wanted || has_kind(features, row, wanted);
      list.parcels.push_back(std::move(parcel));
      list.ring_m2.push_back(wanted == Kind::area ? area_m2(features.layer.geometry[row]) : 0);
      if (wanted == Kind::area) list.areas.append_parts(features.layer.geometry[row]);
      if (wanted == Kind::line)
        for (std::size_t l = 0; l < features.lines[row].line_count(); ++l) {
          for (const Point& at : features.lines[row].line(l)) list.lines.add_point(at);
          list.lines.end_line();
        }
      if (wanted == Kind::point)
        for (const Point& at : features.points[row]) list.points.add_point(at);
      list.areas.end_feature();
      list.lines.end_feature();
      list.points.end_feature();
    }
    const bool linear = kind.kind == ParcelKind::hedgerow || kind.kind == ParcelKind::river;
    if (linear && !any_wanted)
      list.issues.push_back({IssueRule::bng_lines_none,
                             std::string(kind.name),
                             list.source,
                             {},
                             fmt::format("'{}' has rows, but no line among them", *table),
                             std::nullopt});
  }

  const SiteRunOptions& options_;
  const Executor& executor_;
  LayerName file_;
  ReadOptions reading_;
  std::vector<std::string> tables_;
  std::set<std::string> read_;  ///< layers of the file that were read
};

}  // namespace

BngSource read_bng_source(const Config& config, const SiteRunOptions& options, const Executor& executor) {
  if (options.sites.empty()) throw Error(ErrorKind::usage, "--bng needs a template file", "Give --sites FILE.");
  return TemplateReader(config, options, executor).read();
}

BngTables read_bng_tables(const std::filesystem::path& folder) {
  const std::filesystem::path from = folder.empty() ? presets_folder() / "bng" : folder;
  return BngTables([&](const std::string& name) {
    const std::filesystem::path file = from / name;
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    if (!in || !(text << in.rdbuf()))
      throw Error(ErrorKind::config, fmt::format("cannot read {}", file.string()),
                  "Restore the shipped presets, or name a folder with all tables of data/presets/bng.");
    return text.str();
  });
}

}  // namespace spatial
