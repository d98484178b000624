// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace spatial {

/// Where GDAL and PROJ find their data, for programs that bring these along (a Python wheel); without it the libraries
/// look where they were installed. Call it once before anything is read. The environment is left alone, since other
/// modules of the process may bring another GDAL and PROJ.
///
///     use_data_folders("/…/lnrs/data/gdal", "/…/lnrs/data/proj");
void use_data_folders(const std::string& gdal, const std::string& proj);

}  // namespace spatial
