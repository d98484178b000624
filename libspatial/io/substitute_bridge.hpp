// SPDX-License-Identifier: MIT
#pragma once

#include <ogr_api.h>

#include <string>
#include <utility>
#include <vector>

#include "libspatial/core/issue.hpp"

namespace spatial::gdal {

/// Private to io/: replaces a file that GDAL 3.6 refuses or misreads with a corrected copy in memory: a CSV with one
/// column (GDAL expects a separator), KML with several rings in one boundary (it reads only one), GeoJSONSeq with whole
/// numbers of more than 64 bits (it clamps them and keeps no text). Other files are opened as they are.
struct Substitute {
  std::string path;                                      ///< what to open: the file itself, or "/vsimem/…"
  bool one_column = false;                               ///< hide_added_field has to be called
  bool large_numbers = false;                            ///< a GeoJSON file to open with NATIVE_DATA=YES
  std::vector<std::pair<IssueRule, std::string>> notes;  ///< on the file as a whole
};
Substitute substitute_for(const std::string& path);

/// Hides the field that was added to the copy of a CSV with one column.
void hide_added_field(OGRLayerH layer);

}  // namespace spatial::gdal
