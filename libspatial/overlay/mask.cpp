// SPDX-License-Identifier: MIT
#include "libspatial/overlay/mask.hpp"

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/subdivide.hpp"

namespace spatial {
namespace {

constexpr std::size_t largest_piece = 256;

double sum_of(const std::vector<ZoneShare>& shares) {
  StableSum sum;
  for (const ZoneShare& share : shares) sum.add(share.area_m2);
  return sum.value();
}

}  // namespace

Mask::Mask(const DisjointAreas& areas, const Executor& executor)
    : pieces_(subdivided(areas.geometry, largest_piece, executor).geometry), index_(pieces_, executor) {}

Mask::Mask(const MultiPolygonColumn& areas, const Executor& executor) : Mask(disjoint_areas(areas, executor), executor) {}

double Mask::covered_m2(MultiPolygonView feature, const Box& box, double area_m2, AreaScratch& scratch) const {
  return std::min(area_m2, index_.covered_m2(feature, box, area_m2, scratch));
}

MultiPolygon Mask::united(GeosContext& geos, const std::vector<ZoneShare>& shares) const {
  std::vector<MultiPolygonView> views;
  for (const ZoneShare& share : shares) views.push_back(pieces_[share.zone]);
  return union_of(geos, views);
}

MultiPolygon Mask::outside(GeosContext& geos, MultiPolygonView feature, const Box& box, double area_m2, double tolerance_m2, AreaScratch& scratch) const {
  const std::vector<ZoneShare> shares = index_.shares(feature, box, area_m2, scratch);
  const double covered = sum_of(shares);
  if (covered <= tolerance_m2) return MultiPolygon(feature);
  if (area_m2 - covered <= 1e-9 * area_m2) return {};
  return difference(geos, feature, united(geos, shares));
}

MultiPolygon Mask::inside(GeosContext& geos, MultiPolygonView feature, const Box& box, double area_m2, double tolerance_m2, AreaScratch& scratch) const {
  const std::vector<ZoneShare> shares = index_.shares(feature, box, area_m2, scratch);
  const double covered = sum_of(shares);
  if (covered <= 0) return {};
  if (area_m2 - covered <= tolerance_m2) return MultiPolygon(feature);
  return intersection(geos, feature, united(geos, shares));
}

}  // namespace spatial
