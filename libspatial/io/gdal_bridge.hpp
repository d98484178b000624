// SPDX-License-Identifier: MIT
#pragma once

#include <cpl_error.h>
#include <gdal.h>
#include <ogr_api.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/io/layer_name.hpp"
#include "libspatial/io/memory_layer.hpp"
#include "libspatial/io/own_cells_bridge.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/io/rows.hpp"

namespace spatial::gdal {

/// Private to io/: the GDAL side of the bridge. GDAL objects stay on the thread that made them.

/// Collects what GDAL reports while this object lives; nothing is printed. GDAL often reports a failure and still
/// returns success, so every use ends with `check`.
class ErrorScope {
 public:
  ErrorScope();
  ~ErrorScope();
  ErrorScope(const ErrorScope&) = delete;
  ErrorScope& operator=(const ErrorScope&) = delete;
  bool failed() const noexcept { return !failures_.empty(); }
  std::string text() const;  ///< the failures, passwords hidden
  /// A cell whose number GDAL has changed since the last call: its text in the file, and its field.
  struct Misread {
    std::string text, field;
  };
  std::vector<Misread> take_misread();
  /// Throws Error(input) "<what>: <failures>" if anything failed.
  void check(const std::string& what) const;

 private:
  static void CPL_STDCALL collect(CPLErr kind, CPLErrorNum number, const char* message);
  std::vector<std::string> failures_;
  std::vector<Misread> misread_;
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

/// An open file. Layers belong to it.
struct Source {
  Dataset dataset;
  std::string driver;  ///< GDAL's short name, e.g. "GPKG"
  std::string path;    ///< what GDAL has opened
  std::filesystem::path
      database;  ///< the file on disk that SQLite can open, unpacked if it came in an archive; empty for other formats
  std::shared_ptr<const MemoryLayer> memory;  ///< the layer that `dataset` presents, if it is a layer in memory
  std::string layer;                          ///< the layer to read; empty: the only one
  bool layer_is_file = false;                 ///< `layer` may just name the file in an archive
  std::map<OGRLayerH, std::shared_ptr<OwnCells>> own_cells;
  std::vector<std::pair<IssueRule, std::string>> notes;  ///< on the file as a whole
  OwnCells* cells_of(OGRLayerH of) const;
};

/// Opens a file read-only with the listed drivers; messages as read.hpp promises. Within an OpenSources
/// (open_sources.hpp), a file that is still open and not in use is returned again, without filters on its layers.
using OpenedSource = std::shared_ptr<Source>;
OpenedSource open_source(const LayerName& name, bool allow_network);
/// Tells OpenSources that the rows of this source have been read, so that the source can be closed. This frees the
/// memory that some formats need while a file is open.
void not_needed_again(const Source& source);

/// Whether the file's rows hold their geometry in columns (csv_geometry_bridge.hpp): CSV files and spreadsheets.
bool places_in_columns(const Source& source);
/// Whether the file is an Excel or OpenDocument spreadsheet, whose layers are its sheets.
bool is_spreadsheet(const Source& source);

/// Whether the layer's spatial index is a separate file (Shapefile: .qix, .sbn), which programs may forget to update
/// when they edit the layer.
bool index_may_be_stale(const Source& source, const LayerName& name);
/// Throws Error(input) with the addresses if the file is a KML file that only links to others.
void refuse_network_links(const Source& source);

enum class Wish { polygons, any_table };
/// The named layer, or the only layer of the file.
OGRLayerH layer_of(const Source& source, const LayerName& name, Wish wish);
std::vector<std::string> layer_names(const Source& source);

/// Index of a field, or `fid_field` for the name of the feature id column. Exact spelling first, then any case.
inline constexpr int fid_field = -2;
int field_of(OGRLayerH layer, const std::string& field, const LayerName& name);

/// What a field is declared to hold (LayerField).
ColumnType column_type(OGRFieldDefnH field);

/// WKT of the layer's CRS; empty if it states none.
std::string crs_wkt_of(OGRLayerH layer);

/// A cell as text; NULL is "". `own` replaces cells that GDAL reads wrongly (own_cells_bridge.hpp); `unreadable` as
/// there.
std::string text_of(OGRFeatureH feature, int field, OwnCells* own = nullptr, std::string* unreadable = nullptr);

/// Appends the parts of any geometry to the feature being built; arcs become segments of one degree.
GeometryFinding append_parts(OGRGeometryH geometry, const PartsSink& sink);

/// Which fields a read asks for, by their index in the layer.
struct RowFields {
  static constexpr int absent = -1;
  int id = absent, name = absent, code = absent;
  std::vector<int> extra;
};

class CsvGeometry;
/// How the rows of a layer are read.
struct RowReading {
  OGRLayerH layer = nullptr;
  const LayerName& name;
  Role role{};
  const ReadOptions& options;  ///< `where`, and the options about text
  const RowFields& fields;
  std::vector<LayerField> extra;  ///< options.extra_fields as the file declares them
  Wanted wanted{};
  const CsvGeometry* csv = nullptr;  ///< where geometry comes from if not null
  OwnCells* own = nullptr;
  std::optional<Box> window;    ///< in the layer's CRS: read rows whose boxes meet it, and perhaps some near it
  bool unique_numbers = false;  ///< the format's feature numbers are positions in the file
};
/// Reads every row of a layer in GDAL's order, in blocks. Failures and a wrong row count throw, so a read is never
/// incomplete. If row numbers repeat or are missing anywhere in the layer, rows are numbered from 1 by their position;
/// the first block reports this.
std::vector<RowBlock> read_rows(const RowReading& reading);
/// The numbers of the rows that match the filters.
std::vector<std::int64_t> numbers_of_rows(const RowReading& reading);

}  // namespace spatial::gdal
