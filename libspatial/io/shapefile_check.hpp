// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace spatial {

/// Private to io/: whether the files of a Shapefile fit each other. GDAL reads a truncated one with success: missing
/// shapes become rows without geometry, missing rows of the .dbf lose their attributes.
///
/// `files`: all files of the source, as GDAL lists them, also inside an archive. Throws Error(input) that names the
/// file where .shp or .shx are shorter than their headers say, a shape lies outside the .shp, or .shx and .dbf have
/// other numbers of records. O(records).
void check_shapefiles(const std::vector<std::string>& files);

}  // namespace spatial
