// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libspatial/io/read.hpp"
#include "libspatial/landscape/raw_sites.hpp"

namespace spatial {

/// A site that the user types in: well-known text (areas, lines or points), or an Ordnance Survey grid reference of at
/// least six figures, which means the centre of its square.
///
///     const TypedSite site = site_typed_in("ST 774 645", "Application 12");
struct TypedSite {
  RawSites sites;   ///< in the coordinates that were typed
  std::string crs;  ///< "EPSG:27700" for a grid reference; empty: the text does not say
};
/// Reads the text. Throws Error(input) for any other text.
TypedSite site_typed_in(const std::string& text, const std::string& reference);

/// Transforms a typed site to another CRS; issues say how, as for a layer. Throws Error(input) for a CRS that PROJ does
/// not know.
CrsOperation transform_site(RawSites& site, const std::string& from, const std::string& to);

}  // namespace spatial
