// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "libspatial/io/rows.hpp"

namespace spatial {

/// Private to io/: geometry as GeoPackages store it (OGC 12-128r18, 2.1.3): the header "GP", version, flags, srs_id and
/// envelope, then well-known binary. Pure functions, O(points).

using Bytes = std::vector<std::uint8_t>;

/// Replace `blob` by the encoded geometry, little endian, with an envelope except for points.
void encode_polygons(MultiPolygonView feature, std::int32_t srs_id, Bytes& blob);
void encode_line(std::span<const Point> line, std::int32_t srs_id, Bytes& blob);
void encode_point(Point point, std::int32_t srs_id, Bytes& blob);

/// The envelope of a blob made by `encode_polygons` or `encode_line`; for a point, whose blob has no envelope, the box
/// of the point.
Box envelope_of(std::span<const std::uint8_t> blob);

/// The box in the header of any blob (XY, XYZ, XYM or XYZM, either byte order); nullopt if it has none, or only NaN.
/// O(1); the geometry itself is not read.
std::optional<Box> stated_envelope(std::span<const std::uint8_t> blob);

/// What `decode_parts` found.
struct DecodedBlob {
  enum class Kind {
    empty,
    polygonal,      ///< its parts are appended
    line_or_point,  ///< its lines or points are appended
    other,          ///< another type, such as curves and collections; nothing is appended, GDAL has to read `wkb`
    damaged,        ///< not a geometry, or its lengths do not add up; discard what was appended
  } kind = Kind::empty;
  bool z_or_m = false;
  Box box;  ///< of the points appended; coordinates that are not numbers do not count
  std::span<const std::uint8_t> wkb;
};

/// Appends the parts of a polygon or multipolygon, and of (multi)lines and (multi)points if the sink takes them, to the
/// feature being built. Reads either byte order and both spellings
/// of Z and M (ISO 1000s, EWKB flags), which are dropped. Never reads past the blob; a blob must end where its counts
/// say.
DecodedBlob decode_parts(std::span<const std::uint8_t> blob, const PartsSink& sink);
/// The same for well-known binary without the header of a GeoPackage.
DecodedBlob decode_wkb(std::span<const std::uint8_t> wkb, const PartsSink& sink);

}  // namespace spatial
