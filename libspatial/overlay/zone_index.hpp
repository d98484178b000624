// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/shared_area.hpp"

namespace spatial {

/// Areas by zone without building geometry (docs/methods.md section 10b). Zones are prepared once; then the index
/// tells, for any number of features, how much of each lies in which zone. A feature that meets no edge of a zone costs
/// one look-up. Const use from any number of threads, with one AreaScratch each.
///
///     const ZoneIndex zones(parishes, executor);
///     AreaScratch scratch;
///     const std::vector<ZoneShare> shares = zones.shares(site, box_of(site), area_m2(site), scratch);

struct AreaScratch {
  SharedAreaScratch shared;
  std::vector<std::uint32_t> near;
};

/// How much of a feature lies in a zone; m².
struct ZoneShare {
  std::uint32_t zone = 0;
  double area_m2 = 0;
};

class ZoneIndex {
 public:
  ZoneIndex() = default;
  ZoneIndex(const MultiPolygonColumn& zones, const Executor& executor);
  ZoneIndex(const ZoneIndex&) = delete;
  ZoneIndex& operator=(const ZoneIndex&) = delete;
  ZoneIndex(ZoneIndex&&) = default;
  ZoneIndex& operator=(ZoneIndex&&) = default;
  /// Prepares for `parts_inside`; takes 8 more bytes per edge.
  void sum_outlines(const Executor& executor);

  std::size_t size() const noexcept { return trees_.size(); }
  const EdgeTree& tree(std::uint32_t zone) const noexcept { return trees_[zone]; }
  /// Zones that overlap the feature, ascending. `box` and `area_m2` are those of the feature. Overlapping zones each
  /// count in full; contact without area does not count.
  std::vector<ZoneShare> shares(MultiPolygonView feature, const Box& box, double area_m2, AreaScratch& scratch) const;
  /// The same, but faster for a feature much larger than the zones: zones that do not meet its boundary count with
  /// their whole area. `boxes` and `areas_m2` are those of the zones. Call `sum_outlines` first.
  std::vector<ZoneShare> parts_inside(const EdgeTree& feature, const std::vector<Box>& boxes,
                                      const std::vector<double>& areas_m2, AreaScratch& scratch) const;
  /// Sum of the shares.
  double covered_m2(MultiPolygonView feature, const Box& box, double area_m2, AreaScratch& scratch) const;

 private:
  std::vector<EdgeTree> trees_;
  std::vector<OutlineSums> outlines_;  // of the trees; their edges stay where they are when the index moves
  BoxIndex index_;
};

/// The shares of every feature of a column, in one table of compressed rows.
class AreaTable {
 public:
  AreaTable() = default;
  explicit AreaTable(const std::vector<std::vector<ZoneShare>>& rows);
  std::size_t size() const noexcept { return offsets_.size() - 1; }
  void add(std::span<const ZoneShare> row) {
    shares_.insert(shares_.end(), row.begin(), row.end());
    offsets_.push_back(shares_.size());
  }
  std::span<const ZoneShare> operator[](std::size_t feature) const noexcept {
    return {shares_.data() + offsets_[feature], shares_.data() + offsets_[feature + 1]};
  }

 private:
  std::vector<std::size_t> offsets_{0};
  std::vector<ZoneShare> shares_;
};

AreaTable areas_by_zone(const MultiPolygonColumn& features, const std::vector<Box>& boxes,
                        const std::vector<double>& areas_m2, const ZoneIndex& zones, const Executor& executor);
/// The same if each zone is needed only once: zones in a file (their pool) are prepared batch by batch, not all at
/// once.
AreaTable areas_by_zone(const MultiPolygonColumn& features, const std::vector<Box>& boxes,
                        const std::vector<double>& areas_m2, const MultiPolygonColumn& zones, const Executor& executor);

}  // namespace spatial
