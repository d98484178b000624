// SPDX-License-Identifier: MIT
#include "libspatial/overlay/mask.hpp"

#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

double sum_of(const std::vector<ZoneShare>& shares) {
  StableSum sum;
  for (const ZoneShare& share : shares) sum.add(share.area_m2);
  return sum.value();
}

const std::vector<OverlapPair> no_overlaps;

}  // namespace

Mask::Mask(DisjointAreas areas, const Executor& executor)
    : areas_(std::make_unique<const MultiPolygonColumn>(std::move(areas.geometry))),
      knife_(std::make_unique<const Knife>(*areas_, &no_overlaps, executor)) {}

Mask::Mask(const MultiPolygonColumn& areas, const Executor& executor)
    : Mask(disjoint_areas(areas, executor), executor) {}

double Mask::covered_m2(KnifeWorker& worker, MultiPolygonView feature, const Box& box, double area_m2) const {
  worker.next_area();
  Blank blank(feature, box, area_m2);
  const double covered = sum_of(knife_->shares(worker, blank));
  return covered >= area_m2 * (1 - 1e-12) ? area_m2 : covered;  // all of it is all of it, whatever the sum lost
}

MultiPolygon Mask::outside(KnifeWorker& worker, MultiPolygonView feature, const Box& box, double area_m2,
                           double tolerance_m2) const {
  worker.next_area();
  Blank blank(feature, box, area_m2);
  const std::vector<ZoneShare> shares = knife_->shares(worker, blank);
  const double covered = sum_of(shares);
  if (covered <= tolerance_m2) return MultiPolygon(feature);
  if (area_m2 - covered <= 1e-9 * area_m2) return {};
  Cut cut = knife_->outside(worker, blank, shares);
  return cut.kind == Cut::Kind::whole_area ? MultiPolygon(feature) : std::move(cut.geometry);
}

MultiPolygon Mask::inside(KnifeWorker& worker, MultiPolygonView feature, const Box& box, double area_m2,
                          double tolerance_m2) const {
  worker.next_area();
  Blank blank(feature, box, area_m2);
  const std::vector<ZoneShare> shares = knife_->shares(worker, blank);
  if (shares.empty()) return {};
  if (area_m2 - sum_of(shares) <= tolerance_m2) return MultiPolygon(feature);
  Cut cut = knife_->inside_any(worker, blank, shares);
  return cut.kind == Cut::Kind::whole_area ? MultiPolygon(feature) : std::move(cut.geometry);
}

}  // namespace spatial
