// SPDX-License-Identifier: MIT
#include "libspatial/overlay/zone_index.hpp"

#include <optional>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"

namespace spatial {

ZoneIndex::ZoneIndex(const MultiPolygonColumn& zones, const Executor& executor) : index_(boxes_of(zones)) {
  auto trees = parallel_map<std::optional<EdgeTree>, NoState>(
      executor, zones.size(), [&](NoState&, std::size_t i) { return std::optional<EdgeTree>(zones[i]); },
      by_falling_size(zones));
  trees_.reserve(trees.size());
  for (std::optional<EdgeTree>& tree : trees) trees_.push_back(std::move(*tree));
}

void ZoneIndex::sum_outlines(const Executor& executor) {
  auto sums = parallel_map<std::optional<OutlineSums>, NoState>(
      executor, trees_.size(), [&](NoState&, std::size_t i) { return std::optional<OutlineSums>(trees_[i]); });
  outlines_.reserve(sums.size());
  for (std::optional<OutlineSums>& sum : sums) outlines_.push_back(std::move(*sum));
}

std::vector<ZoneShare> ZoneIndex::shares(MultiPolygonView feature, const Box& box, double area_m2,
                                         AreaScratch& scratch) const {
  std::vector<ZoneShare> found;
  index_.query(box, scratch.near);
  std::optional<EdgeTree> own;  // built when first needed, then used for all zones
  for (const std::uint32_t zone : scratch.near) {
    const EdgeTree& tree = trees_[zone];
    double shared = 0;
    if (!tree.any_edge_near(box.grown(1e-9))) {
      shared = tree.covers(feature.points().front()) ? area_m2 : 0;
    } else {
      if (!own) own.emplace(feature);
      shared = std::min(area_m2, shared_area_m2(*own, tree, scratch.shared));
    }
    if (shared > 0) found.push_back({zone, shared});
  }
  return found;
}

std::vector<ZoneShare> ZoneIndex::parts_inside(const EdgeTree& feature, const std::vector<Box>& boxes,
                                               const std::vector<double>& areas_m2, AreaScratch& scratch) const {
  std::vector<ZoneShare> found;
  index_.query(feature.box(), scratch.near);
  for (const std::uint32_t zone : scratch.near) {
    double shared = 0;
    if (!feature.any_edge_near(boxes[zone].grown(1e-9)))
      shared = feature.covers(trees_[zone].anchors().front()) ? areas_m2[zone] : 0;
    else
      shared = std::min(areas_m2[zone], shared_area_m2(feature, trees_[zone], outlines_[zone], scratch.shared));
    if (shared > 0) found.push_back({zone, shared});
  }
  return found;
}

double ZoneIndex::covered_m2(MultiPolygonView feature, const Box& box, double area_m2, AreaScratch& scratch) const {
  StableSum sum;
  for (const ZoneShare& share : shares(feature, box, area_m2, scratch)) sum.add(share.area_m2);
  return sum.value();
}

AreaTable::AreaTable(const std::vector<std::vector<ZoneShare>>& rows) {
  offsets_.reserve(rows.size() + 1);
  for (const std::vector<ZoneShare>& row : rows) {
    shares_.insert(shares_.end(), row.begin(), row.end());
    offsets_.push_back(shares_.size());
  }
}

AreaTable areas_by_zone(const MultiPolygonColumn& features, const std::vector<Box>& boxes,
                        const std::vector<double>& areas_m2, const ZoneIndex& zones, const Executor& executor) {
  return AreaTable(parallel_map<std::vector<ZoneShare>, AreaScratch>(
      executor, features.size(),
      [&](AreaScratch& scratch, std::size_t i) { return zones.shares(features[i], boxes[i], areas_m2[i], scratch); },
      by_falling_size(features)));
}

AreaTable areas_by_zone(const MultiPolygonColumn& features, const std::vector<Box>& boxes,
                        const std::vector<double>& areas_m2, const MultiPolygonColumn& zones,
                        const Executor& executor) {
  constexpr std::size_t most_points = 1 << 20;  // of all zones in a batch
  if (zones.pool() == nullptr) return areas_by_zone(features, boxes, areas_m2, ZoneIndex(zones, executor), executor);
  std::vector<std::vector<ZoneShare>> rows(features.size());
  for (std::uint32_t begin = 0; begin < zones.size();) {
    MultiPolygonColumn batch;
    while (begin + batch.size() < zones.size() &&
           (batch.empty() || batch.point_count() + zones[begin + batch.size()].point_count() <= most_points))
      batch.append(zones[begin + batch.size()]);
    const AreaTable table = areas_by_zone(features, boxes, areas_m2, ZoneIndex(batch, executor), executor);
    for (std::size_t f = 0; f < table.size(); ++f)
      for (const ZoneShare& share : table[f]) rows[f].push_back({begin + share.zone, share.area_m2});
    begin += static_cast<std::uint32_t>(batch.size());
  }
  return AreaTable(rows);
}

}  // namespace spatial
