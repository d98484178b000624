// SPDX-License-Identifier: MIT
#pragma once

#include <ogr_api.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/core/issue.hpp"

namespace spatial::gdal {

/// Private to io/: reads from the file itself those cells that GDAL 3.6 would truncate, clamp or invent. One thread.
class OwnCells {
 public:
  virtual ~OwnCells() = default;
  /// The text of a cell of the row that GDAL returned last; nullopt if GDAL's text is right. `unreadable`: the part
  /// that is not valid in the file's encoding, for a message; unchanged if all is valid.
  virtual std::optional<std::string> cell(OGRFeatureH row, int field, std::string& unreadable) = 0;
  /// The filter, converted to the file's own text.
  virtual std::string filter(const std::string& where) const { return where; }
  /// Reports issues about the layer as a whole, after its rows were read.
  virtual void tell(const std::function<void(IssueRule, std::string)>&) const {}
};

/// For a Shapefile, opened with ENCODING= so that GDAL converts nothing: text in the encoding of its .cpg or language
/// byte, numbers of more than 64 bits, text in numeric fields ("n/a"), days that do not exist. Also converts the names
/// of the layer's fields to UTF-8. `dbf` may be in an archive. nullptr if it cannot be read as a .dbf with the layer's
/// fields.
std::shared_ptr<OwnCells> cells_of_dbf(const std::string& dbf, OGRLayerH layer);

/// For a GeoJSON file opened with NATIVE_DATA=YES: whole numbers of more than 64 bits, which GDAL clamps, and whole
/// numbers in a field with fractions that a real number cannot hold exactly.
std::shared_ptr<OwnCells> cells_of_geojson();
/// Whether the file holds a whole number beyond 2^53 outside of texts.
bool has_large_numbers(const std::string& file);

}  // namespace spatial::gdal
