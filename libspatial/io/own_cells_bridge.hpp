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

/// Private to io/: cells of a layer that GDAL 3.6 would cut, clamp or make up, taken from the file itself. One thread.
class OwnCells {
 public:
  virtual ~OwnCells() = default;
  /// The text of a cell of the row that GDAL gave last; nullopt where GDAL's own is right. `unreadable`: what of it
  /// means nothing in the file's encoding, for a message; unchanged if all of it does.
  virtual std::optional<std::string> cell(OGRFeatureH row, int field, std::string& unreadable) = 0;
  /// A filter as the file's text has to be asked for.
  virtual std::string filter(const std::string& where) const { return where; }
  /// What there is to say of the layer as a whole, after its rows were read.
  virtual void tell(const std::function<void(IssueRule, std::string)>&) const {}
};

/// Of a Shapefile, opened with ENCODING= so that GDAL converts nothing: text in the encoding of its .cpg or language
/// byte, numbers of more than 64 bits, text in a field of numbers ("n/a"), days that no calendar has. Gives the layer's
/// fields their names in UTF-8. `dbf` may lie in an archive. nullptr if that cannot be read as a .dbf of the layer's
/// fields.
std::shared_ptr<OwnCells> cells_of_dbf(const std::string& dbf, OGRLayerH layer);

/// Of a GeoJSON file opened with NATIVE_DATA=YES: whole numbers of more than 64 bits, which GDAL clamps, and those
/// among fractions that a real number does not hold exactly.
std::shared_ptr<OwnCells> cells_of_geojson();
/// Does the file hold a whole number beyond 2^53 outside of texts?
bool has_large_numbers(const std::string& file);

}  // namespace spatial::gdal
