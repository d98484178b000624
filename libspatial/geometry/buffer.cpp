// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/bays.hpp"
#include "libspatial/geometry/lattice.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/neighbourhood.hpp"
#include "libspatial/geometry/offset_pieces.hpp"
#include "libspatial/geometry/offset_rings.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/rings_around.hpp"
#include "libspatial/geometry/simple_area.hpp"

namespace spatial {
namespace {

struct Request {
  double distance_m;  ///< not 0
  int quadrant_segments;

  bool grows() const { return distance_m > 0; }
  double depth() const { return std::abs(distance_m); }
  /// Largest distance between an arc and its chords.
  double arc_height() const { return depth() * (1 - std::cos(std::numbers::pi / 4 / quadrant_segments)); }
};

/// Whether the buffer extends by the distance on all four sides, and no further.
bool reaches(const Box& made, const Box& shape, const Request& request) {
  const Box wanted = shape.grown(request.distance_m);
  const double most = request.arc_height() + 1e-6 * (1 + request.depth());
  return std::abs(made.min_x - wanted.min_x) <= most && std::abs(made.min_y - wanted.min_y) <= most &&
         std::abs(made.max_x - wanted.max_x) <= most && std::abs(made.max_y - wanted.max_y) <= most;
}

bool valid(GeosContext& geos, MultiPolygonView area) { return certainly_valid(area) || !validity(geos, area); }

/// Checks a buffer made from the edges in `tree`. It must be valid. A growing buffer must extend by the distance on all
/// sides and have no hole on the original land; a shrinking one must lie inside the land.
bool sound(GeosContext& geos, MultiPolygonView made, const EdgeTree& tree, const Request& request) {
  const Box box = box_of(made);
  if (request.grows() ? !reaches(box, tree.box(), request) : !made.empty() && !tree.box().contains(box)) return false;
  for (std::size_t p = 0; p < made.part_count(); ++p) {
    const PolygonView part = made.part(p);
    if (!request.grows() && !tree.covers(place_on(part.shell()))) return false;
    if (request.grows())
      for (std::size_t r = 1; r < part.ring_count(); ++r)
        if (tree.covers(place_on(part.ring(r)))) return false;
  }
  return valid(geos, made);
}

/// The buffer made by following the exact offset outline. nullopt if outline pieces coincide at all four of the
/// slightly different distances that are tried, or if a check fails.
std::optional<MultiPolygon> traced(GeosContext& geos, const OffsetFrames& frames, const Request& request) {
  OffsetScratch scratch;
  for (const double more : {0.0, 1e-10, 1e-9, 1e-8}) {
    offset_pieces(frames, request.depth() * (1 + more), scratch);
    auto made = area_within(scratch.pieces, frames.origin(), request.quadrant_segments, request.grows());
    if (made && sound(geos, *made, frames.tree(), request)) return made;
  }
  return std::nullopt;
}

std::optional<MultiPolygon> traced(GeosContext& geos, MultiPolygonView feature, const Request& request) {
  const EdgeTree tree(feature);
  const OffsetFrames::Side side = request.grows() ? OffsetFrames::Side::outside : OffsetFrames::Side::inside;
  return traced(geos, OffsetFrames(tree, side), request);
}

using Segments = std::span<const EdgeTree::Edge>;

/// Everything within the distance of some straight segments: from their outline or, if that fails, as the union of both
/// halves.
MultiPolygon around(GeosContext& geos, Segments segments, const Request& request) {
  if (segments.size() == 1)
    return normalised(grown({segments[0].from, segments[0].to}, request.depth(), request.quadrant_segments));
  const EdgeTree tree = tree_of_segments(segments);
  if (auto made = traced(geos, OffsetFrames::around_lines(tree), request)) return std::move(*made);
  const std::size_t half = segments.size() / 2;
  return union_of(geos, around(geos, segments.first(half), request), around(geos, segments.subspan(half), request));
}

/// The same around the edges of an area; the distance is positive.
MultiPolygon around_edges(GeosContext& geos, MultiPolygonView feature, const Request& request) {
  const EdgeTree tree(feature);
  return around(geos, tree.edges(), {request.depth(), request.quadrant_segments});
}

/// Whether the area is a single convex ring. A ring that never turns right turns only once in all, so its vertices are
/// those of its convex hull.
bool convex(MultiPolygonView area) {
  if (area.ring_count() != 1) return false;
  const RingView ring = area.ring(0);
  const std::size_t count = ring.size() - 1;
  for (std::size_t i = 0; i < count; ++i) {
    const Point a = ring[i], b = ring[i + 1], c = ring[(i + 2) % count];
    if (!((b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x) > 0)) return false;
  }
  return true;
}

std::optional<MultiPolygon> grown_from(GeosContext& geos, MultiPolygonView outline, const Request& request) {
  if (convex(outline)) return normalised(grown(convex_hull(outline), request.distance_m, request.quadrant_segments));
  return traced(geos, outline, request);
}

MultiPolygon shrunk(GeosContext& geos, MultiPolygonView feature, const Request& request) {
  const Box box = box_of(feature);
  if (std::min(box.width(), box.height()) <= 2 * request.depth()) return {};
  if (auto made = traced(geos, feature, request)) return std::move(*made);
  return difference(geos, feature, around_edges(geos, feature, request));
}

bool is_point(std::span<const Point> line) {
  const auto same = [&](Point p) { return on_lattice(p) == on_lattice(line.front()); };
  return !line.empty() && std::all_of(line.begin(), line.end(), same);
}

void check(double distance_m, int quadrant_segments) {
  if (!std::isfinite(distance_m) || quadrant_segments < 1)
    throw Error(ErrorKind::usage, "a buffer of " + shortest(distance_m) + " m cannot be made");
}

}  // namespace

MultiPolygon buffer(GeosContext& geos, MultiPolygonView feature, double distance_m, int quadrant_segments,
                    double bays_m) {
  check(distance_m, quadrant_segments);
  if (feature.empty() || distance_m == 0) return normalised(feature);
  const Request request{distance_m, quadrant_segments};
  if (!request.grows()) return shrunk(geos, feature, request);
  if (bays_m > 0)
    if (auto made = grown_from(geos, without_bays(feature, distance_m, bays_m), request)) return std::move(*made);
  if (auto made = grown_from(geos, feature, request)) return std::move(*made);
  return union_of(geos, feature, around_edges(geos, feature, request));
}

MultiPolygon buffer_of_lines(GeosContext& geos, std::span<const std::span<const Point>> lines, double distance_m,
                             int quadrant_segments) {
  check(distance_m, quadrant_segments);
  if (!(distance_m > 0)) return {};
  const Request request{distance_m, quadrant_segments};
  std::vector<MultiPolygon> grown_parts;
  std::vector<EdgeTree::Edge> segments;
  for (const std::span<const Point> line : lines)
    for (std::size_t i = 0; i + 1 < line.size(); ++i)
      if (!(on_lattice(line[i]) == on_lattice(line[i + 1]))) segments.push_back({line[i], line[i + 1]});
  if (!segments.empty()) grown_parts.push_back(around(geos, segments, request));
  for (const std::span<const Point> line : lines)
    if (is_point(line)) grown_parts.push_back(normalised(grown({line.front()}, distance_m, quadrant_segments)));
  if (grown_parts.size() == 1) return std::move(grown_parts.front());
  const std::vector<MultiPolygonView> views(grown_parts.begin(), grown_parts.end());
  return union_of(geos, views);
}

}  // namespace spatial
