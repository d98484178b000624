// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libspatial/landscape/raw_sites.hpp"

namespace spatial {

/// One site typed in as well-known text (areas, lines or points), in the project's coordinates. Throws Error(input) for
/// text that is no geometry.
RawSites site_from_wkt(const std::string& wkt, const std::string& reference);

}  // namespace spatial
