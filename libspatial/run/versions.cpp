// SPDX-License-Identifier: MIT
#include "libspatial/run/versions.hpp"

#include "libspatial/geometry/operations.hpp"
#include "libspatial/io/read.hpp"

namespace spatial {

std::string version() { return LNRS_VERSION; }

std::vector<std::pair<std::string, std::string>> library_versions() {
  return {{"GDAL", gdal_version()}, {"GEOS", geos_version()}, {"PROJ", proj_version()}, {"SQLite", sqlite_version()}};
}

}  // namespace spatial
