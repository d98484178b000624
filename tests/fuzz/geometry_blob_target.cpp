// SPDX-License-Identifier: MIT
// Fuzz target: decoding of GeoPackage geometry (header and well-known binary). Whatever the bytes, it must neither read
// past them nor take much memory, and what it calls polygonal must encode and decode to the same coordinates again.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "libspatial/io/gpkg_blob.hpp"

namespace spatial {
namespace {

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

void check(std::span<const std::uint8_t> blob) {
  MultiPolygonColumn areas;
  MultiLineColumn lines;
  MultiPointColumn points;
  const DecodedBlob decoded = decode_parts(blob, {areas, &lines, &points});
  if (decoded.kind != DecodedBlob::Kind::polygonal) return;
  areas.end_feature();
  if (areas.point_count() * sizeof(Point) > 2 * blob.size() + 64) fail("more points than the bytes can hold");
  // A ring that ends in no number is never closed; cleaning drops its feature.
  for (const Point p : areas[0].points())
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) return;
  Bytes again;
  encode_polygons(areas[0], 27700, again);
  MultiPolygonColumn second;
  if (decode_parts(again, {second, nullptr, nullptr}).kind != DecodedBlob::Kind::polygonal) {
    if (!areas[0].empty()) fail("an encoded area does not decode");
    return;
  }
  second.end_feature();
  const auto a = areas[0].points(), b = second[0].points();
  if (a.size() != b.size() || (!a.empty() && std::memcmp(a.data(), b.data(), a.size_bytes()) != 0))
    fail("coordinates changed on the way");
}

}  // namespace
}  // namespace spatial

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  spatial::check({data, size});
  return 0;
}
