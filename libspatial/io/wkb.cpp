// SPDX-License-Identifier: MIT
#include "libspatial/io/wkb.hpp"

#include "libspatial/io/gpkg_blob.hpp"

namespace spatial {
namespace {

constexpr std::size_t header_bytes = 8, envelope_bytes = 32;

std::string without_header(const Bytes& blob, std::size_t header) {
  return {reinterpret_cast<const char*>(blob.data()) + header, blob.size() - header};
}

}  // namespace

std::string wkb_of(MultiPolygonView feature) {
  Bytes blob;
  encode_polygons(feature, 0, blob);
  return without_header(blob, header_bytes + envelope_bytes);
}

std::string wkb_of(std::span<const Point> line) {
  Bytes blob;
  encode_line(line, 0, blob);
  return without_header(blob, header_bytes + envelope_bytes);
}

std::string wkb_of(Point point) {
  Bytes blob;
  encode_point(point, 0, blob);
  return without_header(blob, header_bytes);
}

}  // namespace spatial
