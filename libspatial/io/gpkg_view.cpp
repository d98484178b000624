// SPDX-License-Identifier: MIT
#include <ogr_srs_api.h>

#include "libspatial/io/gpkg_view_bridge.hpp"
#include "libspatial/io/sqlite_bridge.hpp"

namespace spatial {
namespace {

std::string column_of(OGRLayerH layer, int field) {
  if (field == gdal::RowFields::absent) return {};
  if (field == gdal::fid_field) return OGR_L_GetFIDColumn(layer);
  return OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(OGR_L_GetLayerDefn(layer), field));
}

/// Tolerance: one millimetre in the layer's unit, or about that in degrees.
double slack_of(OGRLayerH layer) {
  OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(layer);
  return srs != nullptr && OSRIsGeographic(srs) != 0 ? 1e-8 : 1e-3;
}

}  // namespace

std::optional<GpkgView> gpkg_view(const gdal::Source& source, OGRLayerH layer, const gdal::RowFields& fields,
                                  const ReadOptions& options) {
  if (source.database.empty()) return std::nullopt;
  GpkgView view{{source.database,
                 OGR_L_GetName(layer),
                 OGR_L_GetFIDColumn(layer),
                 OGR_L_GetGeometryColumn(layer),
                 column_of(layer, fields.id),
                 column_of(layer, fields.name),
                 column_of(layer, fields.code),
                 {},
                 {},
                 slack_of(layer)}};
  for (const int field : fields.extra) view.table.extra_columns.push_back(column_of(layer, field));
  if (!can_read(view.table)) {  // a view that calls functions of GDAL
    if (options.check_integrity) sqlite::Database(source.database, sqlite::Database::Mode::read).quick_check_once();
    return std::nullopt;
  }
  view.plain = !view.table.fid_column.empty() && !view.table.geometry_column.empty() &&
               is_plain_table(view.table.file, view.table.table);
  return view;
}

}  // namespace spatial
