// SPDX-License-Identifier: MIT
#pragma once

#include <cpl_error.h>
#include <gdal.h>
#include <ogr_api.h>

#include <memory>
#include <string>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/io/layer_name.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/io/rows.hpp"

namespace spatial::gdal {

/// Private to io/: the GDAL side of the bridge. GDAL objects stay on the thread that made them.

/// Collects what GDAL reports while it lives; nothing is printed. GDAL often reports a failure and returns success, so
/// every use ends with `check`.
class ErrorScope {
 public:
  ErrorScope();
  ~ErrorScope();
  ErrorScope(const ErrorScope&) = delete;
  ErrorScope& operator=(const ErrorScope&) = delete;
  bool failed() const noexcept { return !failures_.empty(); }
  std::string text() const;  ///< the failures, passwords hidden
  /// Throws Error(input) "<what>: <failures>" if anything failed.
  void check(const std::string& what) const;

 private:
  static void CPL_STDCALL collect(CPLErr kind, CPLErrorNum number, const char* message);
  std::vector<std::string> failures_;
};

struct Close {
  void operator()(GDALDatasetH dataset) const noexcept { GDALClose(dataset); }
};
using Dataset = std::unique_ptr<void, Close>;

struct DestroyFeature {
  void operator()(OGRFeatureH feature) const noexcept { OGR_F_Destroy(feature); }
};
using Feature = std::unique_ptr<void, DestroyFeature>;

struct DestroyGeometry {
  void operator()(OGRGeometryH geometry) const noexcept { OGR_G_DestroyGeometry(geometry); }
};
using Geometry = std::unique_ptr<void, DestroyGeometry>;

struct Source {
  Dataset dataset;
  std::string driver;  ///< GDAL's short name, e.g. "GPKG"
};

/// Opens a file read-only with the listed drivers; messages as read.hpp promises.
Source open_source(const LayerName& name, bool allow_network);

/// Throws Error(input) that names the addresses if the file is a KML file that links to others (and has no features of
/// its own).
void refuse_network_links(const Source& source);

enum class Wish { polygons, any_table };
/// The layer named, or the only one there is.
OGRLayerH layer_of(const Source& source, const LayerName& name, Wish wish);
std::vector<std::string> layer_names(const Source& source);

/// Index of a field, or `fid_field` for the name of the feature id column. Exact spelling first, then any case.
inline constexpr int fid_field = -2;
int field_of(OGRLayerH layer, const std::string& field, const LayerName& name);

/// WKT of the layer's CRS; empty if it states none.
std::string crs_wkt_of(OGRLayerH layer);

/// A cell as text; NULL is "".
std::string text_of(OGRFeatureH feature, int field);

/// Appends the parts of any geometry to the feature being built; arcs become segments of one degree.
GeometryFinding append_parts(OGRGeometryH geometry, const PartsSink& sink);

/// Which fields a read asks for, by their index in the layer.
struct RowFields {
  static constexpr int absent = -1;
  int id = absent, name = absent, code = absent;
  std::vector<int> extra;
};

class CsvGeometry;
/// Reads every row of a layer in the order GDAL gives them, in blocks; geometry from `csv` if that is not null. Never short:
/// failures and a wrong count throw.
std::vector<RowBlock> read_rows(OGRLayerH layer, const LayerName& name, Role role, const ReadOptions& options, const RowFields& fields, Wanted wanted, const CsvGeometry* csv);

}  // namespace spatial::gdal
