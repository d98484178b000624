// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libspatial/io/read.hpp"
#include "libspatial/landscape/raw_sites.hpp"

namespace spatial {

/// One site typed in as well-known text (areas, lines or points), or as an Ordnance Survey grid reference of at least
/// six figures, which stands for the middle of its square.
struct TypedSite {
  RawSites sites;   ///< in the coordinates that were typed
  std::string crs;  ///< "EPSG:27700" for a grid reference; empty: the text does not say
};
/// Throws Error(input) for text that is neither.
TypedSite site_typed_in(const std::string& text, const std::string& reference);

/// Takes a typed site from one reference system to another; issues say how, as for a layer. Throws Error(input) for a
/// system that PROJ does not know.
CrsOperation transform_site(RawSites& site, const std::string& from, const std::string& to);

}  // namespace spatial
