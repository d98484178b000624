// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace spatial {

/// Private to io/: KML whose boundaries hold several rings. KML 2.2 allows one ring in an innerBoundaryIs, and one
/// outerBoundaryIs with one ring in a Polygon. Some programs write more, of which GDAL silently reads one. Pure
/// functions of the file's text.
struct KmlRings {
  std::optional<std::string>
      mended;             ///< the text with each inner ring in an element of its own; nullopt if that changes nothing
  std::size_t moved = 0;  ///< inner rings that got an element
  std::vector<std::string> unread;  ///< names of the placemarks that lose an outer ring; "" for one without a name
};
KmlRings kml_rings(const std::string& text);

}  // namespace spatial
