// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace spatial {

/// Private to io/: checks whether the files of a Shapefile belong together. GDAL reads a truncated Shapefile without an
/// error: missing shapes become rows without geometry, and missing rows of the .dbf lose their attributes.
///
/// `files`: all files of the source, as GDAL lists them, even inside an archive. Throws Error(input) with the file's
/// name if .shp or .shx is shorter than its header says, if a shape lies outside the .shp, or if .shx and .dbf differ
/// in their number of records. O(records).
void check_shapefiles(const std::vector<std::string>& files);

}  // namespace spatial
