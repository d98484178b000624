// SPDX-License-Identifier: MIT
#include "libspatial/overlay/mask.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

double sum_of(std::span<const ZoneShare> shares) {
  StableSum sum;
  for (const ZoneShare& share : shares) sum.add(share.area_m2);
  return sum.value();
}

}  // namespace

Mask::Mask(MultiPolygonColumn areas, std::vector<OverlapPair> overlaps, const Executor& executor)
    : overlaps_(std::move(overlaps)),
      areas_(std::make_unique<const MultiPolygonColumn>(std::move(areas))),
      knife_(std::make_unique<const Knife>(*areas_, &overlaps_, executor)) {}

Mask::Mask(DisjointAreas areas, const Executor& executor) : Mask(std::move(areas.geometry), {}, executor) {}

Mask::Mask(const MultiPolygonColumn& areas, const Executor& executor)
    : Mask(disjoint_areas(areas, executor), executor) {}

Mask Mask::of_overlapping(const MultiPolygonColumn& areas, const Executor& executor) {
  return Mask(areas, overlapping_pairs(areas, boxes_of(areas), areas_m2_of(areas), 0, executor), executor);
}

/// Area covered by the mask, counting overlapping mask areas once. If mask areas overlap here, it is computed from what
/// a cut leaves, which is stored in `rest`.
double Mask::once_m2(KnifeWorker& worker, Blank& blank, std::span<const ZoneShare> shares,
                     std::optional<Cut>& rest) const {
  const auto overlap = [&](std::uint32_t a, std::uint32_t b) {
    const auto found = std::lower_bound(
        overlaps_.begin(), overlaps_.end(), std::pair(a, b),
        [](const OverlapPair& pair, const auto& wanted) { return std::pair(pair.a, pair.b) < wanted; });
    return found != overlaps_.end() && found->a == a && found->b == b;
  };
  bool overlapping = false;
  for (std::size_t k = 1; k < shares.size() && !overlaps_.empty(); ++k)
    for (std::size_t l = 0; l < k && !overlapping; ++l) overlapping = overlap(shares[l].zone, shares[k].zone);
  if (!overlapping) return sum_of(shares);
  rest = knife_->outside(worker, blank, shares);
  if (rest->kind == Cut::Kind::whole_area) return 0;
  return std::max(0.0, blank.area_m2() - spatial::area_m2(rest->geometry));
}

double Mask::covered_m2(KnifeWorker& worker, MultiPolygonView feature, const Box& box, double area_m2) const {
  worker.next_area();
  Blank blank(feature, box, area_m2);
  std::optional<Cut> rest;
  const double covered = once_m2(worker, blank, knife_->shares(worker, blank), rest);
  return covered >= area_m2 * (1 - 1e-12) ? area_m2 : covered;  // the whole area, in spite of rounding in the sum
}

MultiPolygon Mask::outside(KnifeWorker& worker, MultiPolygonView feature, const Box& box, double area_m2,
                           double tolerance_m2) const {
  worker.next_area();
  Blank blank(feature, box, area_m2);
  const std::vector<ZoneShare> shares = knife_->shares(worker, blank);
  std::optional<Cut> rest;
  const double covered = once_m2(worker, blank, shares, rest);
  if (covered <= tolerance_m2) return MultiPolygon(feature);
  if (area_m2 - covered <= 1e-9 * area_m2) return {};
  Cut cut = rest ? std::move(*rest) : knife_->outside(worker, blank, shares);
  return cut.kind == Cut::Kind::whole_area ? MultiPolygon(feature) : std::move(cut.geometry);
}

MultiPolygon Mask::inside(KnifeWorker& worker, MultiPolygonView feature, const Box& box, double area_m2,
                          double tolerance_m2) const {
  worker.next_area();
  Blank blank(feature, box, area_m2);
  const std::vector<ZoneShare> shares = knife_->shares(worker, blank);
  if (shares.empty()) return {};
  std::optional<Cut> rest;
  if (area_m2 - once_m2(worker, blank, shares, rest) <= tolerance_m2) return MultiPolygon(feature);
  Cut cut = knife_->inside_any(worker, blank, shares);
  return cut.kind == Cut::Kind::whole_area ? MultiPolygon(feature) : std::move(cut.geometry);
}

}  // namespace spatial
