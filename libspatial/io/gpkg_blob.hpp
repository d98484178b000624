// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Private to io/: geometry as GeoPackages store it (OGC 12-128r18, 2.1.3): the header "GP", version, flags, srs_id and
/// envelope, then well-known binary. Pure functions, O(points).

using Bytes = std::vector<std::uint8_t>;

/// Replace `blob` by the encoded geometry, little endian, with an envelope except for points.
void encode_polygons(MultiPolygonView feature, std::int32_t srs_id, Bytes& blob);
void encode_line(std::span<const Point> line, std::int32_t srs_id, Bytes& blob);
void encode_point(Point point, std::int32_t srs_id, Bytes& blob);

}  // namespace spatial
