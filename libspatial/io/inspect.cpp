// SPDX-License-Identifier: MIT
#include "libspatial/io/inspect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <unordered_map>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/io/archive.hpp"
#include "libspatial/io/crs.hpp"
#include "libspatial/io/csv_geometry_bridge.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/gpkg_check.hpp"
#include "libspatial/io/layer_look.hpp"
#include "libspatial/io/placement.hpp"
#include "libspatial/io/sqlite_bridge.hpp"

namespace spatial {
namespace {

constexpr std::size_t rows_per_batch = 20000;  // geometry of only one batch is in memory
constexpr std::size_t most_distinct = 1000;
constexpr std::size_t most_examples = 3;

class FieldWatcher {
 public:
  FieldWatcher(std::string name, std::string type) {
    summary_.name = std::move(name);
    summary_.type = std::move(type);
    summary_.unique = true;
  }

  void add(bool null, std::string text) {
    ++rows_;
    if (null) {
      ++summary_.nulls;
      summary_.unique = false;
      return;
    }
    if (!is_utf8(text)) text = from_windows_1252(text);
    const bool fits = summary_.distinct < most_distinct;
    if (const auto known = seen_.find(text); known != seen_.end()) {
      summary_.unique = false;
      if (known->second < summary_.counts.size()) ++summary_.counts[known->second].second;
      return;
    }
    if (!summary_.unique && !fits) {
      summary_.distinct_is_lower_bound = true;
      return;
    }
    seen_.emplace(text, summary_.distinct);
    if (fits) {
      ++summary_.distinct;
      if (summary_.examples.size() < most_examples) summary_.examples.push_back(text);
      summary_.counts.emplace_back(std::move(text), 1);
    } else {
      summary_.distinct_is_lower_bound = true;
    }
  }

  void add_misfit(const std::string& text, std::size_t times = 1) {
    if (summary_.misfits == 0) summary_.first_misfit = text;
    summary_.misfits += times;
  }

  FieldSummary finished() && {
    if (rows_ == 0) summary_.unique = false;
    return std::move(summary_);
  }

 private:
  FieldSummary summary_;
  /// Position in `counts` by value; used for look-ups, never listed in order.
  std::unordered_map<std::string, std::size_t> seen_;
  std::size_t rows_ = 0;
};

/// Polygons of a batch of rows, waiting to be checked.
struct Batch {
  MultiPolygonColumn geometry;
  std::vector<std::int64_t> fid;
};

bool finite(MultiPolygonView feature) {
  return std::all_of(feature.points().begin(), feature.points().end(),
                     [](Point p) { return std::isfinite(p.x) && std::isfinite(p.y); });
}

void check(const Batch& batch, LayerSummary& summary, StableSum& area_m2_sum, const Executor& executor) {
  const auto found = parallel_map<std::optional<Invalidity>, GeosContext>(
      executor, batch.fid.size(), [&](GeosContext& geos, std::size_t i) {
        if (!finite(batch.geometry[i]))
          return std::optional<Invalidity>(Invalidity{"Coordinate that is not finite", {}});
        return validity(geos, batch.geometry[i]);
      });
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (finite(batch.geometry[i])) area_m2_sum.add(area_m2(batch.geometry[i]));
    if (!found[i]) continue;
    if (summary.invalid++ == 0)
      summary.first_invalid = fmt::format("{} at {:.3f} {:.3f}, feature {}", found[i]->reason, found[i]->place.x,
                                          found[i]->place.y, batch.fid[i]);
  }
}

/// Notes about where a layer lies. `look` contains the boxes of its first features.
std::vector<std::string> notes_on_place(LayerLook look, const gdal::Source& source, bool metres, bool& false_areas) {
  std::vector<std::string> notes;
  const bool geojson = source.driver == "GeoJSON" || source.driver == "GeoJSONSeq";
  if (source.driver == "KML" || source.driver == "LIBKML")
    for (const std::string& link : kml_network_links(GDALGetDescription(source.dataset.get())))
      notes.push_back(fmt::format("a KML network link to {}, which lnrs does not follow: download that file", link));
  if (look.crs.empty() || look.boxes.empty()) return notes;
  look.usable = look.rows = look.boxes.size();
  look.crs_by_standard =
      geojson && !(source.driver == "GeoJSON" && geojson_states_crs(GDALGetDescription(source.dataset.get())));
  Placement here("EPSG:27700"), own(look.crs);
  if (const auto found = here.misplaced(look))
    notes.push_back(found->message + ". " + found->remedy);
  else if (const auto odd = own.odd_place(look))
    notes.push_back(*odd);
  const double error = metres ? own.area_error(std::vector{look}) : 0;
  false_areas = std::abs(error) > own.tolerated_error(std::vector{look});
  if (false_areas)
    notes.push_back(
        fmt::format("areas in this reference system are {:.{}f} % too {} here, so no area is given; other commands "
                    "transform the layer",
                    100 * std::abs(error), std::abs(error) < 0.1 ? 2 : 0, error > 0 ? "large" : "small"));
  return notes;
}

/// Collects what a layer declares, and reads its rows.
class LayerReader {
 public:
  LayerReader(const gdal::Source& source, OGRLayerH layer, const LayerName& name, const Executor& executor)
      : source_(source), layer_(layer), own_(source.cells_of(layer)), executor_(executor) {
    summary_.file = LayerName{name.file, {}}.text();
    summary_.layer = OGR_L_GetName(layer);
    if (gdal::places_in_columns(source)) csv_ = gdal::CsvGeometry::of(source, layer, name, {});
    if (csv_) summary_.geometry_from = csv_->columns_text();
    spatial_ = csv_ || OGR_L_GetGeomType(layer) != wkbNone;
    summary_.geometry_type = OGRGeometryTypeToName(OGR_L_GetGeomType(layer));
    summary_.crs = "none";
    look_.source = LayerName{name.file, summary_.layer}.text();
    if (const std::string crs = stated_crs(); !crs.empty()) {
      const CrsDescription described = describe_crs(crs);
      summary_.crs = described.code > 0
                         ? fmt::format("{}:{} {}", described.organization, described.code, described.name)
                         : described.name;
      metres_ = described.metres;
      look_.crs = crs;
    }
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
    for (int i = 0; i < OGR_FD_GetFieldCount(definition); ++i) {
      OGRFieldDefnH field = OGR_FD_GetFieldDefn(definition, i);
      fields_.emplace_back(OGR_Fld_GetNameRef(field), OGR_GetFieldTypeName(OGR_Fld_GetType(field)));
      types_of_fields_.push_back(gdal::column_type(field));
    }
    if (!source.database.empty()) ask_for_misfits(source.database);
  }

  LayerSummary summary() && {
    const gdal::ErrorScope errors;
    const GIntBig stated = OGR_L_GetFeatureCount(layer_, TRUE);
    OGR_L_ResetReading(layer_);
    for (gdal::Feature feature(OGR_L_GetNextFeature(layer_)); feature; feature.reset(OGR_L_GetNextFeature(layer_)))
      add(feature.get());
    check(batch_, summary_, area_, executor_);
    const std::string named = LayerName{summary_.file, summary_.layer}.text();
    errors.check(fmt::format("reading {} failed", named));
    if (stated >= 0 && static_cast<std::size_t>(stated) != summary_.features)
      throw Error(ErrorKind::input,
                  fmt::format("{} states {} features but {} could be read", named, stated, summary_.features),
                  "The file is damaged; fetch or export it again.");
    look_.extent = summary_.extent;
    look_.all_rows = look_.boxes.size() == summary_.features - summary_.null_or_empty;
    bool false_areas = false;
    summary_.notes = notes_on_place(std::move(look_), source_, metres_, false_areas);
    summary_.area_ha = metres_ && !false_areas ? area_.value() / 10000 : std::numeric_limits<double>::quiet_NaN();
    for (FieldWatcher& field : fields_) summary_.fields.push_back(std::move(field).finished());
    if (csv_) summary_.geometry_type = types_.size() == 1 ? *types_.begin() : OGRGeometryTypeToName(wkbUnknown);
    return std::move(summary_);
  }

 private:
  std::string stated_crs() const {
    using enum gdal::CsvGeometry::Says;
    if (!csv_) return spatial_ ? gdal::crs_wkt_of(layer_) : std::string();
    if (!csv_->crs().empty()) return csv_->crs();
    return csv_->says() == degrees ? "EPSG:4326" : csv_->says() == grid ? "EPSG:27700" : "";
  }

  /// Counts text in numeric fields of a GeoPackage, which GDAL would silently convert to numbers.
  void ask_for_misfits(const std::filesystem::path& file) {
    sqlite::Database database(file, sqlite::Database::Mode::read);
    for (std::size_t f = 0; f < fields_.size(); ++f) {
      if (!is_numeric(types_of_fields_[f]) && types_of_fields_[f] != ColumnType::boolean) continue;
      const std::string column =
          sqlite::identifier(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(OGR_L_GetLayerDefn(layer_), static_cast<int>(f))));
      const std::string good =
          types_of_fields_[f] == ColumnType::real ? "('real', 'integer', 'null')" : "('integer', 'null')";
      const std::string sql =
          fmt::format("SELECT count(*), min(CAST({0} AS TEXT)) FROM {1} WHERE typeof({0}) NOT IN {2}", column,
                      sqlite::identifier(summary_.layer), good);
      if (database.fault_of(sql).unknown_functions) return;  // only GDAL can evaluate this view
      sqlite::Statement found(database, sql);
      if (found.step() && found.integer(0) > 0)
        fields_[f].add_misfit(found.text(1), static_cast<std::size_t>(found.integer(0)));
    }
  }

  void add(OGRFeatureH feature) {
    ++summary_.features;
    for (std::size_t f = 0; f < fields_.size(); ++f) {
      const bool null = !OGR_F_IsFieldSetAndNotNull(feature, static_cast<int>(f));
      std::string text = null ? std::string{} : gdal::text_of(feature, static_cast<int>(f), own_);
      if (!fits(text, types_of_fields_[f])) fields_[f].add_misfit(text);
      fields_[f].add(null, std::move(text));
    }
    if (!spatial_) return;
    csv_ ? add_csv_geometry(feature) : add_geometry(feature);
    if (batch_.fid.size() < rows_per_batch) return;
    check(batch_, summary_, area_, executor_);
    batch_ = {};
  }

  void add_geometry(OGRFeatureH feature) {
    OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
    if (geometry == nullptr || OGR_G_IsEmpty(geometry)) {
      ++summary_.null_or_empty;
      return;
    }
    OGREnvelope envelope;
    OGR_G_GetEnvelope(geometry, &envelope);
    add_box({envelope.MinX, envelope.MinY, envelope.MaxX, envelope.MaxY});
    if (gdal::append_parts(geometry, PartsSink{batch_.geometry}).kind != GeometryFinding::Kind::polygonal) return;
    batch_.geometry.end_feature();
    batch_.fid.push_back(OGR_F_GetFID(feature));
  }

  void add_csv_geometry(OGRFeatureH row) {
    MultiLineColumn lines;
    MultiPointColumn points;
    const GeometryFinding finding = csv_->append(row, {batch_.geometry, &lines, &points});
    if (!finding.problem.empty() && summary_.unreadable++ == 0) summary_.first_unreadable = finding.problem;
    if (finding.kind == GeometryFinding::Kind::absent) {
      ++summary_.null_or_empty;
      return;
    }
    Box box;
    for (const Point p : lines.all_points()) box.add(p);
    for (const Point p : points.all_points()) box.add(p);
    if (lines.point_count() > 0) types_.insert(OGRGeometryTypeToName(wkbLineString));
    if (!points.all_points().empty()) types_.insert(OGRGeometryTypeToName(wkbPoint));
    if (finding.kind == GeometryFinding::Kind::polygonal) {
      types_.insert(OGRGeometryTypeToName(wkbPolygon));
      batch_.geometry.end_feature();
      batch_.fid.push_back(OGR_F_GetFID(row));
      for (const Point p : batch_.geometry[batch_.geometry.size() - 1].points()) box.add(p);
    }
    add_box(box);
  }

  void add_box(const Box& box) {
    summary_.extent.add(box);
    if (look_.boxes.size() < most_boxes && std::isfinite(box.width()) && std::isfinite(box.height()))
      look_.boxes.push_back(box);
  }

  const gdal::Source& source_;
  OGRLayerH layer_;
  gdal::OwnCells* own_;
  const Executor& executor_;
  LayerSummary summary_;
  LayerLook look_;  ///< boxes of the first features
  std::optional<gdal::CsvGeometry> csv_;
  bool spatial_ = false, metres_ = false;
  std::vector<FieldWatcher> fields_;
  std::vector<ColumnType> types_of_fields_;
  std::set<std::string> types_;  ///< geometry types found in a CSV file
  Batch batch_;
  StableSum area_;
};

/// Throws Error(input) if geometries disagree with the positions stored in a GeoPackage. Other formats are not checked.
OGRLayerH checked(const gdal::Source& source, OGRLayerH layer, const Executor& executor) {
  if (source.database.empty() || OGR_L_GetGeomType(layer) == wkbNone) return layer;
  GpkgTable table{source.database,
                  OGR_L_GetName(layer),
                  OGR_L_GetFIDColumn(layer),
                  OGR_L_GetGeometryColumn(layer),
                  {},
                  {},
                  {},
                  {},
                  {}};
  if (table.geometry_column.empty() || !can_read(table)) return layer;
  if (!is_plain_table(table.file, table.table)) table.fid_column.clear();
  check_layer_once(table, true, executor);
  return layer;
}

/// Summaries of all layers of an open file, or of the requested one.
std::vector<LayerSummary> summaries_of(const gdal::Source& source, const LayerName& name, const Executor& executor) {
  if (!source.database.empty()) sqlite::Database(source.database, sqlite::Database::Mode::read).quick_check();
  std::vector<LayerSummary> summaries;
  if (!name.layer.empty()) {
    summaries.push_back(LayerReader(source,
                                    checked(source, gdal::layer_of(source, name, gdal::Wish::any_table), executor),
                                    name, executor)
                            .summary());
    return summaries;
  }
  for (int i = 0; i < GDALDatasetGetLayerCount(source.dataset.get()); ++i) {
    OGRLayerH layer = GDALDatasetGetLayer(source.dataset.get(), i);
    if (std::string_view(OGR_L_GetName(layer)) != "layer_styles")
      summaries.push_back(LayerReader(source, checked(source, layer, executor), name, executor).summary());
  }
  return summaries;
}

}  // namespace

std::vector<LayerSummary> inspect(const LayerName& name, const Executor& executor, bool allow_network) {
  const gdal::ErrorScope errors;
  std::error_code ignored;
  if (!name.layer.empty() || !is_archive(name.file) || !std::filesystem::is_regular_file(name.file, ignored))
    return summaries_of(*gdal::open_source(name, allow_network), name, executor);
  // Every file in the archive, under the name with which it can be opened.
  std::vector<LayerSummary> all;
  const std::vector<ArchiveMember> members = members_of_archive(name.file);
  for (const ArchiveMember& member : members) {
    const LayerName own{name.file, members.size() == 1 ? std::string() : member.name};
    const gdal::OpenedSource opened = gdal::open_source(own, allow_network);
    const gdal::Source& source = *opened;
    for (LayerSummary& layer : summaries_of(source, {own.file, {}}, executor)) {
      if (members.size() > 1)
        layer.layer = gdal::layer_names(source).size() == 1 ? member.name : member.name + "#" + layer.layer;
      all.push_back(std::move(layer));
    }
  }
  return all;
}

}  // namespace spatial
