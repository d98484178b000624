// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "libspatial/io/gdal_bridge.hpp"

namespace spatial::gdal {

/// Private to io/: the geometry of rows in a CSV file or spreadsheet. It comes from a column of well-known text (also
/// EWKT, "SRID=27700;POINT(1 2)", hexadecimal WKB or GeoJSON geometries), or from two columns of coordinates. The
/// caller names the columns, or they are found by their usual names ("WKT", "geometry", "the_geom", "Easting" and
/// "Northing", "x" and "y", "Longitude" and "Latitude"). The first SRID stated is the layer's CRS. A cell that cannot
/// be read, or that states another SRID, leaves the row without geometry and gives the reason.
class CsvGeometry {
 public:
  /// nullopt if the table has no such columns. Throws Error(input) for named columns that do not exist.
  static std::optional<CsvGeometry> of(const Source& source, OGRLayerH layer, const LayerName& name,
                                       const CsvColumns& columns);

  GeometryFinding append(OGRFeatureH row, const PartsSink& sink) const;
  /// What the column names imply about the CRS: the national grid (eastings), degrees, or nothing.
  enum class Says { nothing, grid, degrees };
  Says says() const noexcept { return says_; }
  const std::string& crs() const noexcept { return crs_; }  ///< "EPSG:27700" where a cell states an SRID; else empty
  /// Whether a row of a sheet has no value at all: spreadsheets keep rows that were only formatted or cleared.
  bool is_blank(OGRFeatureH row) const;
  std::string columns_text() const;  ///< "Easting and Northing", for messages

 private:
  static constexpr int absent = -1;
  int wkt_ = absent, x_ = absent, y_ = absent, grid_ = absent, postcode_ = absent;
  Says says_ = Says::nothing;
  bool decimal_comma_ = false, sheet_ = false;
  std::string crs_;
  GeometryFinding stated(const std::string& text, const PartsSink& sink) const;
  GeometryFinding named(const std::string& reference, const PartsSink& sink) const;
  GeometryFinding by_postcode(const std::string& postcode, const PartsSink& sink) const;
  GeometryFinding placed(OGRFeatureH row, const PartsSink& sink) const;
  std::string wkt_name_, x_name_, y_name_, grid_name_, postcode_name_;
  std::shared_ptr<const PostcodeTable> postcodes_;
};

/// Throws Error(input) because no column gives a geometry; the message lists the columns.
[[noreturn]] void refuse_without_places(const Source& source, OGRLayerH layer, const LayerName& name);

}  // namespace spatial::gdal
