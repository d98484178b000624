// SPDX-License-Identifier: MIT
#include "libspatial/geometry/interior_area.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

// If the ends of the pieces are further apart than this in sum, the outline is not closed.
constexpr double open_m = 1e-7;

/// Area enclosed by the pieces, by Green's integral; nullopt if they do not form closed rings.
std::optional<double> enclosed_m2(std::span<const OffsetPiece> pieces, double depth) {
  StableSum area, gap_x, gap_y;
  for (const OffsetPiece& piece : pieces) {
    const Point a = piece.from, b = piece.to;
    area.add((a.x * b.y - a.y * b.x - depth * depth * (piece.angle - std::sin(piece.angle))) / 2);
    gap_x.add(b.x - a.x);
    gap_y.add(b.y - a.y);
  }
  if (!(std::abs(gap_x.value()) < open_m) || !(std::abs(gap_y.value()) < open_m)) return std::nullopt;
  return area.value();
}

}  // namespace

double interior_area_m2(MultiPolygonView feature, double depth_m, InteriorScratch& scratch) {
  if (!(depth_m >= 0) || std::isinf(depth_m))
    throw Error(ErrorKind::usage, "the depth of an edge must be at least 0 m, not " + shortest(depth_m));
  const double whole = area_m2(feature);
  if (feature.empty() || depth_m == 0) return whole;
  const Box box = box_of(feature);
  if (std::min(box.width(), box.height()) <= 2 * depth_m) return 0;
  const EdgeTree tree(feature);
  const OffsetFrames frames(tree, OffsetFrames::Side::inside);
  for (const double more : {0.0, 1e-10, 1e-9, 1e-8}) {
    const double depth = depth_m * (1 + more);
    offset_pieces(frames, depth, scratch.offset);
    if (const auto area = enclosed_m2(scratch.offset.pieces, depth)) return std::clamp(*area, 0.0, whole);
    scratch.repeated += more == 0;
  }
  ++scratch.buffered;
  return area_m2(buffer(scratch.geos, feature, -depth_m, 64));
}

}  // namespace spatial
