// SPDX-License-Identifier: MIT
#include "libspatial/geometry/operations.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/geos_bridge.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/shared_area.hpp"
#include "libspatial/geometry/simple_area.hpp"
#include "libspatial/geometry/traced_cut.hpp"

namespace spatial {
namespace {

using BinaryOperation = GEOSGeometry* (*)(GEOSContextHandle_t, const GEOSGeometry*, const GEOSGeometry*);
using RoundedOperation = GEOSGeometry* (*)(GEOSContextHandle_t, const GEOSGeometry*, const GEOSGeometry*, double);

/// In floating precision, OverlayNG loses whole rings if vertices are within a nanometre of each other. Its results are
/// therefore compared with areas summed from edges. If they differ, the overlay is repeated on these grids (m), on
/// which it is exact, and the result with the smallest error is used.
constexpr double rescue_grids_m[] = {1e-7, 1e-6, 1e-5};

/// Tolerated error of an overlay's area (m²): 1e-6 per km of boundary, plus what moving vertices to the grid may
/// change.
double slack_m2(double boundary_m, double grid_m) {
  return 1e-6 * std::max(1.0, boundary_m / 1000) + boundary_m * grid_m;
}

/// Returns what `first()` makes or, if its error is too large or GEOS refuses it, the best result on a grid.
/// `off(result)`: error of a result, in m². `again(grid)`: repeats the overlay on a grid. Throws the first
/// Error(geometry) if GEOS refuses on every grid too.
template <class First, class Off, class Again>
MultiPolygon checked(const First& first, double boundary_m, const Off& off, const Again& again) {
  std::optional<MultiPolygon> result;
  std::optional<Error> refused;
  double wrong = 0;
  const auto tried = [&](const auto& make) {
    try {
      MultiPolygon other = make();
      const double its = off(other);
      if (result && its >= wrong) return;
      result = std::move(other);
      wrong = its;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::geometry) throw;
      if (!refused) refused = error;
    }
  };
  tried(first);
  if (result && wrong <= slack_m2(boundary_m, 0)) return std::move(*result);
  for (const double grid : rescue_grids_m) {
    tried([&] { return again(grid); });
    if (result && wrong <= slack_m2(boundary_m, grid)) break;
  }
  if (!result) throw Error(*refused);
  return std::move(*result);
}

/// Expected area of a result, as multiples of the areas of a, of b and of their intersection.
struct Expected {
  double of_a = 0, of_b = 0, of_shared = 0;
};

MultiPolygon binary(GeosContext& context, MultiPolygonView a, MultiPolygonView b, BinaryOperation operation,
                    RoundedOperation rounded, const Expected& part, const char* name) {
  geos::Context& geos = context.impl();
  const geos::Geometry ga = geos::geometry_of(geos, a), gb = geos::geometry_of(geos, b);
  SharedAreaScratch scratch;
  const double expected = part.of_a * area_m2(a) + part.of_b * area_m2(b) +
                          part.of_shared * shared_area_m2(EdgeTree(a), EdgeTree(b), scratch);
  return checked(
      [&] { return geos::value_of(geos, geos::own(geos, operation(geos.handle, ga.get(), gb.get()), name).get()); },
      perimeter_m(a) + perimeter_m(b), [&](const MultiPolygon& found) { return std::abs(area_m2(found) - expected); },
      [&](double grid) {
        return geos::value_of(geos, geos::own(geos, rounded(geos.handle, ga.get(), gb.get(), grid), name).get());
      });
}

/// Of a few valid areas, by traced_union one after the other: a fifth of the time of OverlayNG. nullopt if one of them
/// cannot be traced, or if an area is not as the overlap makes it.
std::optional<MultiPolygon> traced_union_of(std::span<const MultiPolygonView> features) {
  constexpr std::size_t few = 8;
  if (features.size() < 2 || features.size() > few) return std::nullopt;
  CutScratch scratch;
  SharedAreaScratch shares;
  std::optional<MultiPolygon> united;
  for (std::size_t k = 1; k < features.size(); ++k) {
    const MultiPolygonView so_far = united ? MultiPolygonView(*united) : features[0];
    const CutArea a(so_far), b(features[k]);
    std::optional<MultiPolygon> both = traced_union(a, b, scratch);
    if (!both) return std::nullopt;
    const double expected = area_m2(so_far) + area_m2(features[k]) - shared_area_m2(a.tree(), b.tree(), shares);
    if (!(std::abs(area_m2(*both) - expected) <= slack_m2(perimeter_m(so_far) + perimeter_m(features[k]), 0)))
      return std::nullopt;
    united = std::move(both);
  }
  return united;
}

/// Area that a union lacks, or has in excess of the sum of its features (m²), whichever is larger.
double off_union_m2(const MultiPolygon& united, std::span<const MultiPolygonView> features) {
  const EdgeTree whole(united);
  SharedAreaScratch scratch;
  StableSum all, lost;
  for (const MultiPolygonView feature : features) {
    if (feature.empty()) continue;
    const double own = area_m2(feature);
    all.add(own);
    lost.add(std::max(0.0, own - (united.empty() ? 0 : shared_area_m2(EdgeTree(feature), whole, scratch))));
  }
  return std::max(lost.value(), area_m2(united) - all.value());
}

}  // namespace

MultiPolygon intersection(GeosContext& geos, MultiPolygonView a, MultiPolygonView b) {
  if (a.empty() || b.empty()) return {};
  return binary(geos, a, b, GEOSIntersection_r, GEOSIntersectionPrec_r, {0, 0, 1}, "intersection");
}

MultiPolygon difference(GeosContext& geos, MultiPolygonView a, MultiPolygonView b) {
  if (a.empty() || b.empty()) return MultiPolygon(a);
  return binary(geos, a, b, GEOSDifference_r, GEOSDifferencePrec_r, {1, 0, -1}, "difference");
}

MultiPolygon union_of(GeosContext& geos, MultiPolygonView a, MultiPolygonView b) {
  if (a.empty()) return MultiPolygon(b);
  if (b.empty()) return MultiPolygon(a);
  return binary(geos, a, b, GEOSUnion_r, GEOSUnionPrec_r, {1, 1, -1}, "union");
}

MultiPolygon union_of(GeosContext& context, std::span<const MultiPolygonView> features) {
  geos::Context& geos = context.impl();
  std::vector<geos::Geometry> owned;
  for (const MultiPolygonView feature : features)
    if (!feature.empty()) owned.push_back(geos::geometry_of(geos, feature));
  if (owned.empty()) return {};
  std::vector<GEOSGeometry*> parts;
  for (geos::Geometry& part : owned) parts.push_back(part.release());
  // A collection may have overlapping members; a multipolygon may not.
  const geos::Geometry collection =
      geos::own(geos,
                GEOSGeom_createCollection_r(geos.handle, GEOS_GEOMETRYCOLLECTION, parts.data(),
                                            static_cast<unsigned>(parts.size())),
                "union");
  double boundary = 0;
  for (const MultiPolygonView feature : features) boundary += perimeter_m(feature);
  return checked(
      [&] {
        return geos::value_of(geos, geos::own(geos, GEOSUnaryUnion_r(geos.handle, collection.get()), "union").get());
      },
      boundary, [&](const MultiPolygon& found) { return off_union_m2(found, features); },
      [&](double grid) {
        // Rounding can let an outline cross itself by less than a nanometre; GEOS unites valid areas only.
        const bool valid = GEOSisValid_r(geos.handle, collection.get()) == 1;
        const geos::Geometry repaired =
            valid ? nullptr : geos::own(geos, GEOSMakeValid_r(geos.handle, collection.get()), "repair");
        const GEOSGeometry* areas = valid ? collection.get() : repaired.get();
        return geos::value_of(geos, geos::own(geos, GEOSUnaryUnionPrec_r(geos.handle, areas, grid), "union").get());
      });
}

MultiPolygon union_of_valid(GeosContext& geos, std::span<const MultiPolygonView> features) {
  if (auto traced = traced_union_of(features)) return std::move(*traced);
  return union_of(geos, features);
}

MultiPolygon clip(GeosContext& geos, MultiPolygonView feature, const Box& box) {
  const Box own = box_of(feature);
  if (feature.empty() || !own.intersects(box)) return {};
  if (box.contains(own)) return MultiPolygon(feature);
  // Sides of the box that do not cut the feature are moved away from it, so they touch nothing.
  Box cut = box;
  if (cut.min_x <= own.min_x) cut.min_x = own.min_x - 1;
  if (cut.min_y <= own.min_y) cut.min_y = own.min_y - 1;
  if (cut.max_x >= own.max_x) cut.max_x = own.max_x + 1;
  if (cut.max_y >= own.max_y) cut.max_y = own.max_y + 1;
  const MultiPolygon rectangle = normalised(polygon_of(cut));
  const CutArea blank(feature), blade(rectangle);
  SharedAreaScratch shares;
  CutScratch scratch;
  const double shared = shared_area_m2(blank.tree(), blade.tree(), shares);
  if (auto traced = traced_cut(blank, blade, true, false, scratch);
      traced && std::abs(area_m2(traced->inside) - shared) <= std::max(1e-6, 1e-9 * shared))
    return std::move(traced->inside);
  return intersection(geos, feature, rectangle);
}

std::optional<Invalidity> validity(GeosContext& context, MultiPolygonView feature) {
  if (feature.empty() || certainly_valid(feature)) return std::nullopt;
  geos::Context& geos = context.impl();
  // GEOS refuses to make a ring of one to three points. That is a finding about the feature, not a failure.
  for (std::size_t r = 0; r < feature.ring_count(); ++r)
    if (feature.ring(r).size() < 4) return Invalidity{"Too few points in a ring", feature.ring(r).front()};
  const geos::Geometry g = geos::geometry_of(geos, feature);
  char* reason = nullptr;
  GEOSGeometry* location = nullptr;
  const char valid = GEOSisValidDetail_r(geos.handle, g.get(), 0, &reason, &location);
  const std::string text = reason != nullptr ? reason : "";
  GEOSFree_r(geos.handle, reason);
  const geos::Geometry place(location, geos::Destroy{geos.handle});
  if (valid == 2) geos::fail(geos, "validity check");
  if (valid == 1) return std::nullopt;
  Invalidity found{text, feature.ring(0).front()};
  if (place) {
    GEOSGeomGetX_r(geos.handle, place.get(), &found.place.x);
    GEOSGeomGetY_r(geos.handle, place.get(), &found.place.y);
  }
  return found;
}

MultiPolygon make_valid(GeosContext& context, MultiPolygonView feature) {
  if (feature.empty()) return {};
  geos::Context& geos = context.impl();
  const geos::Geometry g = geos::geometry_of(geos, feature);
  struct Parameters {
    GEOSContextHandle_t handle;
    GEOSMakeValidParams* value;
    ~Parameters() { GEOSMakeValidParams_destroy_r(handle, value); }
  } parameters{geos.handle, GEOSMakeValidParams_create_r(geos.handle)};
  GEOSMakeValidParams_setMethod_r(geos.handle, parameters.value, GEOS_MAKE_VALID_STRUCTURE);
  GEOSMakeValidParams_setKeepCollapsed_r(geos.handle, parameters.value, 0);
  const geos::Geometry result =
      geos::own(geos, GEOSMakeValidWithParams_r(geos.handle, g.get(), parameters.value), "repair");
  MultiPolygon repaired = geos::value_of(geos, result.get());
  if (!validity(context, repaired)) return repaired;
  // GEOS 3.11 may leave parts that share an edge; the union joins them.
  const MultiPolygonView parts = repaired;
  return union_of(context, {&parts, 1});
}

Point point_on_surface(GeosContext& context, MultiPolygonView feature) {
  if (feature.empty()) throw Error(ErrorKind::geometry, "an empty area has no point on its surface");
  geos::Context& geos = context.impl();
  const geos::Geometry g = geos::geometry_of(geos, feature);
  const geos::Geometry point = geos::own(geos, GEOSPointOnSurface_r(geos.handle, g.get()), "point on surface");
  Point result;
  GEOSGeomGetX_r(geos.handle, point.get(), &result.x);
  GEOSGeomGetY_r(geos.handle, point.get(), &result.y);
  return result;
}

}  // namespace spatial
