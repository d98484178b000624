// SPDX-License-Identifier: MIT
#include "libspatial/io/data_folders.hpp"

#include <cpl_conv.h>
#include <ogr_srs_api.h>
#include <proj.h>

namespace spatial {

void use_data_folders(const std::string& gdal, const std::string& proj) {
  CPLSetConfigOption("GDAL_DATA", gdal.c_str());
  const char* const folders[] = {proj.c_str(), nullptr};
  OSRSetPROJSearchPaths(folders);
  // PROJ contexts created later inherit the search paths of the default context.
  proj_context_set_search_paths(nullptr, 1, folders);
}

}  // namespace spatial
