// SPDX-License-Identifier: MIT
#include "libspatial/io/inspect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/io/crs.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/layer_look.hpp"
#include "libspatial/io/placement.hpp"
#include "libspatial/io/sqlite_bridge.hpp"

namespace spatial {
namespace {

constexpr std::size_t rows_per_batch = 20000;  // geometry is held for one batch only
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
    if (!summary_.unique && !fits) {
      if (!summary_.distinct_is_lower_bound && !seen_.contains(text)) summary_.distinct_is_lower_bound = true;
      return;
    }
    if (!seen_.insert(text).second) {
      summary_.unique = false;
      return;
    }
    if (fits) {
      ++summary_.distinct;
      if (summary_.examples.size() < most_examples) summary_.examples.push_back(std::move(text));
    } else {
      summary_.distinct_is_lower_bound = true;
    }
  }

  FieldSummary finished() && {
    if (rows_ == 0) summary_.unique = false;
    return std::move(summary_);
  }

 private:
  FieldSummary summary_;
  std::unordered_set<std::string> seen_;  ///< asked, never listed
  std::size_t rows_ = 0;
};

/// The polygons of some rows, waiting for their check.
struct Batch {
  MultiPolygonColumn geometry;
  std::vector<std::int64_t> fid;
};

bool finite(MultiPolygonView feature) {
  return std::all_of(feature.points().begin(), feature.points().end(), [](Point p) { return std::isfinite(p.x) && std::isfinite(p.y); });
}

void check(const Batch& batch, LayerSummary& summary, StableSum& area_m2_sum, const Executor& executor) {
  const auto found = parallel_map<std::optional<Invalidity>, GeosContext>(executor, batch.fid.size(), [&](GeosContext& geos, std::size_t i) {
    if (!finite(batch.geometry[i])) return std::optional<Invalidity>(Invalidity{"Coordinate that is not finite", {}});
    return validity(geos, batch.geometry[i]);
  });
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (finite(batch.geometry[i])) area_m2_sum.add(area_m2(batch.geometry[i]));
    if (!found[i]) continue;
    if (summary.invalid++ == 0) summary.first_invalid = fmt::format("{} at {:.3f} {:.3f}, feature {}", found[i]->reason, found[i]->place.x, found[i]->place.y, batch.fid[i]);
  }
}

/// What is odd about a layer's place; `look` has its first boxes.
std::vector<std::string> notes_on_place(LayerLook look, const gdal::Source& source, bool metres, bool& false_areas) {
  std::vector<std::string> notes;
  const bool geojson = source.driver == "GeoJSON" || source.driver == "GeoJSONSeq";
  if (source.driver == "KML" || source.driver == "LIBKML")
    for (const std::string& link : kml_network_links(GDALGetDescription(source.dataset.get())))
      notes.push_back(fmt::format("a KML network link to {}, which is not read: download that file", link));
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

LayerSummary summary_of(const gdal::Source& source, OGRLayerH layer, const LayerName& name, const Executor& executor) {
  const gdal::ErrorScope errors;
  LayerSummary summary;
  summary.file = LayerName{name.file, {}}.text();
  summary.layer = OGR_L_GetName(layer);
  const bool spatial_layer = OGR_L_GetGeomType(layer) != wkbNone;
  summary.geometry_type = OGRGeometryTypeToName(OGR_L_GetGeomType(layer));
  summary.crs = "none";
  bool metres = false;
  LayerLook look;
  look.source = LayerName{name.file, summary.layer}.text();
  if (const std::string wkt = spatial_layer ? gdal::crs_wkt_of(layer) : std::string{}; !wkt.empty()) {
    const CrsDescription crs = describe_crs(wkt);
    summary.crs = crs.code > 0 ? fmt::format("{}:{} {}", crs.organization, crs.code, crs.name) : crs.name;
    metres = crs.metres;
    look.crs = wkt;
  }

  OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
  std::vector<FieldWatcher> fields;
  for (int i = 0; i < OGR_FD_GetFieldCount(definition); ++i) {
    OGRFieldDefnH field = OGR_FD_GetFieldDefn(definition, i);
    fields.emplace_back(OGR_Fld_GetNameRef(field), OGR_GetFieldTypeName(OGR_Fld_GetType(field)));
  }

  const GIntBig stated = OGR_L_GetFeatureCount(layer, TRUE);
  StableSum area;
  Batch batch;
  OGR_L_ResetReading(layer);
  for (gdal::Feature feature(OGR_L_GetNextFeature(layer)); feature; feature.reset(OGR_L_GetNextFeature(layer))) {
    ++summary.features;
    for (std::size_t f = 0; f < fields.size(); ++f) {
      const bool null = !OGR_F_IsFieldSetAndNotNull(feature.get(), static_cast<int>(f));
      fields[f].add(null, null ? std::string{} : gdal::text_of(feature.get(), static_cast<int>(f)));
    }
    if (!spatial_layer) continue;
    OGRGeometryH geometry = OGR_F_GetGeometryRef(feature.get());
    if (geometry == nullptr || OGR_G_IsEmpty(geometry)) {
      ++summary.null_or_empty;
      continue;
    }
    OGREnvelope envelope;
    OGR_G_GetEnvelope(geometry, &envelope);
    const Box box{envelope.MinX, envelope.MinY, envelope.MaxX, envelope.MaxY};
    summary.extent.add(box);
    if (look.boxes.size() < most_boxes && std::isfinite(box.width()) && std::isfinite(box.height()))
      look.boxes.push_back(box);
    if (gdal::append_parts(geometry, PartsSink{batch.geometry}).kind != GeometryFinding::Kind::polygonal) continue;
    batch.geometry.end_feature();
    batch.fid.push_back(OGR_F_GetFID(feature.get()));
    if (batch.fid.size() == rows_per_batch) {
      check(batch, summary, area, executor);
      batch = {};
    }
  }
  check(batch, summary, area, executor);
  errors.check(fmt::format("reading {} failed", LayerName{name.file, summary.layer}.text()));
  if (stated >= 0 && static_cast<std::size_t>(stated) != summary.features)
    throw Error(ErrorKind::input, fmt::format("{} states {} features but {} could be read", LayerName{name.file, summary.layer}.text(), stated, summary.features),
                "The file is damaged; fetch or export it again.");
  look.extent = summary.extent;
  look.all_rows = look.boxes.size() == summary.features - summary.null_or_empty;
  bool false_areas = false;
  summary.notes = notes_on_place(std::move(look), source, metres, false_areas);
  summary.area_ha = metres && !false_areas ? area.value() / 10000 : std::numeric_limits<double>::quiet_NaN();
  for (FieldWatcher& field : fields) summary.fields.push_back(std::move(field).finished());
  return summary;
}

}  // namespace

std::vector<LayerSummary> inspect(const LayerName& name, const Executor& executor, bool allow_network) {
  const gdal::ErrorScope errors;
  const gdal::Source source = gdal::open_source(name, allow_network);
  if (source.driver == "GPKG" && std::filesystem::is_regular_file(name.file)) sqlite::Database(name.file, sqlite::Database::Mode::read).quick_check();
  std::vector<LayerSummary> summaries;
  if (!name.layer.empty()) {
    summaries.push_back(summary_of(source, gdal::layer_of(source, name, gdal::Wish::any_table), name, executor));
    return summaries;
  }
  for (int i = 0; i < GDALDatasetGetLayerCount(source.dataset.get()); ++i) {
    OGRLayerH layer = GDALDatasetGetLayer(source.dataset.get(), i);
    if (std::string_view(OGR_L_GetName(layer)) != "layer_styles")
      summaries.push_back(summary_of(source, layer, name, executor));
  }
  return summaries;
}

}  // namespace spatial
