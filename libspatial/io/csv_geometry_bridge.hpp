// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "libspatial/io/gdal_bridge.hpp"

namespace spatial::gdal {

/// Private to io/: where the rows of a CSV file lie. A column of well-known text, or two columns of coordinates, found by
/// their names ("WKT", "Easting" and "Northing", "x" and "y", "Longitude" and "Latitude" and their usual spellings) or
/// named by the caller. Cells that cannot be read leave the row without geometry and say why.
class CsvGeometry {
 public:
  /// nullopt if the table has no such columns. Throws Error(input) for named columns that do not exist.
  static std::optional<CsvGeometry> of(OGRLayerH layer, const LayerName& name, const CsvColumns& columns);

  GeometryFinding append(OGRFeatureH row, const PartsSink& sink) const;
  /// What the column names say about the CRS: the national grid (eastings), degrees, or nothing.
  enum class Says { nothing, grid, degrees };
  Says says() const noexcept { return says_; }
  std::string columns_text() const;  ///< "Easting and Northing", for messages

 private:
  static constexpr int absent = -1;
  int wkt_ = absent, x_ = absent, y_ = absent;
  Says says_ = Says::nothing;
  bool decimal_comma_ = false;
  std::string wkt_name_, x_name_, y_name_;
};

}  // namespace spatial::gdal
