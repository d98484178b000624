// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace spatial {

/// Sets the folders where GDAL and PROJ find their data, for programs that ship them (a Python wheel). Otherwise the
/// libraries look where they were installed. Call it once, before anything is read. It does not change the environment,
/// because other modules of the process may use their own GDAL and PROJ.
///
///     use_data_folders("/…/lnrs/data/gdal", "/…/lnrs/data/proj");
void use_data_folders(const std::string& gdal, const std::string& proj);

}  // namespace spatial
