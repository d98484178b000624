// SPDX-License-Identifier: MIT
#include "libspatial/io/read.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/crs.hpp"
#include "libspatial/io/csv_geometry_bridge.hpp"
#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/gpkg_reader.hpp"
#include "libspatial/io/sqlite_bridge.hpp"

namespace spatial {
namespace {

gdal::RowFields row_fields(OGRLayerH layer, const LayerName& name, const ReadOptions& options) {
  const auto index = [&](const std::string& field) { return field.empty() ? gdal::RowFields::absent : gdal::field_of(layer, field, name); };
  gdal::RowFields fields{index(options.id_field), index(options.name_field), index(options.class_field), {}};
  for (const std::string& field : options.extra_fields) fields.extra.push_back(gdal::field_of(layer, field, name));
  return fields;
}

std::string column_of(OGRLayerH layer, int field) {
  if (field == gdal::RowFields::absent) return {};
  if (field == gdal::fid_field) return OGR_L_GetFIDColumn(layer);
  return OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(OGR_L_GetLayerDefn(layer), field));
}

std::vector<RowBlock> read_rows(const gdal::Source& source, OGRLayerH layer, const LayerName& name, Role role, const ReadOptions& options, Wanted wanted, const gdal::CsvGeometry* csv, const std::optional<Box>& box,
                                const Executor& executor) {
  const gdal::RowFields fields = row_fields(layer, name, options);
  const bool geopackage = source.driver == "GPKG" && std::filesystem::is_regular_file(name.file);
  GpkgTable table{name.file, OGR_L_GetName(layer), OGR_L_GetFIDColumn(layer), OGR_L_GetGeometryColumn(layer),
                  column_of(layer, fields.id), column_of(layer, fields.name), column_of(layer, fields.code), {}, {}, options.tell_empty_text};
  for (const int field : fields.extra) table.extra_columns.push_back(column_of(layer, field));
  const bool windowed = box && csv == nullptr;
  if (windowed && geopackage && !table.geometry_column.empty()) table.condition = window_condition(table, *box, options.bbox.has_value()).value_or("");
  if (geopackage && options.where.empty() && (!windowed || !table.condition.empty() || options.bbox) && !table.fid_column.empty() && !table.geometry_column.empty() && is_plain_table(table.file, table.table))
    return read_gpkg_rows(table, role, name.text(), options.extra_fields, wanted, options.check_integrity, executor);
  if (geopackage && options.check_integrity) sqlite::Database(name.file, sqlite::Database::Mode::read).quick_check_once();
  if (!table.condition.empty()) {
    ReadOptions narrowed = options;
    narrowed.where = options.where.empty() ? table.condition : fmt::format("({}\n) AND {}", options.where, table.condition);
    return gdal::read_rows(layer, name, role, narrowed, fields, wanted, csv);
  }
  // GDAL would trust an R-tree that window_condition does not.
  if (windowed && !(geopackage && options.bbox)) OGR_L_SetSpatialFilterRect(layer, box->min_x, box->min_y, box->max_x, box->max_y);
  return gdal::read_rows(layer, name, role, options, fields, wanted, csv);
}

void transform(std::vector<RowBlock>& blocks, const CrsPlan& plan, const Executor& executor) {
  struct Worker {
    std::unique_ptr<Transformer> transformer;
  };
  auto moved = parallel_map<MultiPolygonColumn, Worker>(executor, blocks.size(), [&](Worker& worker, std::size_t b) {
    if (!worker.transformer) worker.transformer = std::make_unique<Transformer>(plan.pipeline);
    worker.transformer->transform(blocks[b].lines.all_points());
    worker.transformer->transform(blocks[b].points.all_points());
    return worker.transformer->transformed(blocks[b].layer.geometry);
  });
  for (std::size_t b = 0; b < blocks.size(); ++b) blocks[b].layer.geometry = std::move(moved[b]);
}

/// The rectangle to ask the file for; what it gives is looked at again if it need not be exact.
std::optional<Box> box_in_layer(const ReadOptions& options, const CrsPlan& plan) {
  if (options.bbox) return plan.pipeline.empty() ? options.bbox : Transformer(plan.pipeline).box_before(*options.bbox);
  return plan.pipeline.empty() ? options.window : std::nullopt;
}

void report_transformation(RawLayer& layer, const CrsOperation& crs) {
  const std::string accuracy = crs.accuracy_m ? fmt::format("accuracy {} m", shortest(*crs.accuracy_m)) : "accuracy unknown";
  const auto report = [&](IssueRule rule, std::string message) {
    layer.issues.push_back({rule, std::string(info(layer.role).name), layer.source, {}, std::move(message), std::nullopt});
  };
  report(IssueRule::reprojected, fmt::format("from '{}' to '{}' by '{}', {}", crs.source_crs, crs.target_crs, crs.operation, accuracy));
  if (!crs.accuracy_m || *crs.accuracy_m > 1)
    report(IssueRule::reprojection_approximate, fmt::format("'{}': {}; no better operation is installed", crs.operation, accuracy));
}

/// The CRS to take for a layer that states none.
std::string assumed_crs(const ReadOptions& options, const std::optional<gdal::CsvGeometry>& csv) {
  if (!options.assume_crs.empty() || !csv) return options.assume_crs;
  using enum gdal::CsvGeometry::Says;
  if (csv->says() == degrees) return "EPSG:4326";
  return csv->says() == grid || options.csv.project_crs ? options.crs : "";
}

FeaturesResult read_any(const LayerName& name, Role role, const ReadOptions& options, Wanted wanted, const Executor& executor) {
  if (options.bbox && (options.bbox->empty() || !std::isfinite(options.bbox->width()) || !std::isfinite(options.bbox->height())))
    throw Error(ErrorKind::usage, "the rectangle asked for has no inside", "Give it as XMIN YMIN XMAX YMAX, the lower left corner first.");
  const gdal::ErrorScope errors;
  const gdal::Source source = gdal::open_source(name, options.allow_network);
  OGRLayerH layer = gdal::layer_of(source, name, gdal::Wish::polygons);
  FeaturesResult result;
  result.layer_name = OGR_L_GetName(layer);
  std::optional<gdal::CsvGeometry> csv;
  if (source.driver == "CSV") {
    csv = gdal::CsvGeometry::of(layer, name, options.csv);
    if (!csv)
      throw Error(ErrorKind::input, fmt::format("{} has no column with a place", name.text()),
                  "Add a column WKT with well-known text, or columns Easting and Northing (or Longitude and Latitude), or name the columns that hold them.");
  }
  const std::string stated = gdal::crs_wkt_of(layer), assumed = assumed_crs(options, csv);
  const CrsPlan plan = crs_plan(stated, assumed, options.crs, name.text());
  std::vector<RowBlock> blocks = read_rows(source, layer, name, role, options, wanted, csv ? &*csv : nullptr, box_in_layer(options, plan), executor);
  result.crs = plan.operation;
  if (!plan.pipeline.empty()) transform(blocks, plan, executor);
  if (options.bbox) parallel_for<NoState>(executor, blocks.size(), [&](NoState&, std::size_t b) { blocks[b] = within(std::move(blocks[b]), *options.bbox); });
  result.features = features_from(std::move(blocks));
  if (!plan.pipeline.empty()) report_transformation(result.features.layer, result.crs);
  errors.check(fmt::format("reading {} failed", name.text()));
  return result;
}

}  // namespace

ReadResult read_layer(const LayerName& name, Role role, const ReadOptions& options, const Executor& executor) {
  FeaturesResult result = read_any(name, role, options, Wanted::polygons, executor);
  return {std::move(result.features.layer), std::move(result.crs), std::move(result.layer_name)};
}

FeaturesResult read_features(const LayerName& name, Role role, const ReadOptions& options, const Executor& executor) {
  return read_any(name, role, options, Wanted::any, executor);
}

}  // namespace spatial
