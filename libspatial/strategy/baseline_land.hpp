// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/overlay/disjoint.hpp"
#include "libspatial/overlay/zone_index.hpp"

namespace spatial {

/// Overlaps between features of the sources of a baseline; each pair of features is compared once. Private to
/// strategy/. The result does not depend on the number of threads. O(n log n) plus the crossings of outlines.

/// Areas, and for each the feature that it belongs to, ascending.
struct BaselineLand {
  MultiPolygonColumn geometry;
  std::vector<std::uint32_t> feature;
  void add(MultiPolygonView area, std::uint32_t of) {
    if (area.empty()) return;
    geometry.append(area);
    feature.push_back(of);
  }
};

/// For each area, the other areas that overlap it, with the shared area in m².
AreaTable shares_within(const MultiPolygonColumn& land, const Executor& executor);

/// Subtracts from each area the overlapping areas of lower rank. If `group_of` is not empty, only areas of the same
/// group are subtracted. nullopt: the area stays unchanged. `shares`: the result of shares_within(land).
std::vector<std::optional<MultiPolygon>> rests_in_order(const MultiPolygonColumn& land, const AreaTable& shares,
                                                        std::span<const std::uint32_t> rank,
                                                        std::span<const std::uint32_t> group_of,
                                                        const Executor& executor);

/// The overlaps of pieces with the areas of `land`, in m². `from`: for each piece, the area that it was cut from. A
/// piece with the outline of that area takes its overlaps from `within`, which is shares_within(land). If `within` is
/// empty, every piece is compared.
AreaTable shares_of_pieces(const MultiPolygonColumn& pieces, std::span<const std::uint32_t> from,
                           const MultiPolygonColumn& land, const AreaTable& within, const Executor& executor);

/// The land that each source maps, in m². Features of one source may overlap; each place counts once.
class OfferedLand {
 public:
  /// `source_of`: the source of each area of `land`. `within`: shares_within(land).
  OfferedLand(const MultiPolygonColumn& land, const AreaTable& within, std::vector<std::uint32_t> source_of,
              std::uint32_t sources, const Executor& executor);
  const std::vector<double>& offered_m2() const noexcept { return offered_m2_; }  ///< by source
  /// For each piece, the area in m² that each source maps there. `shares`: shares_of_pieces of these pieces.
  std::vector<std::vector<double>> in_pieces(const MultiPolygonColumn& pieces, const AreaTable& shares,
                                             const Executor& executor) const;

 private:
  std::vector<std::uint32_t> source_of_;
  std::uint32_t sources_;
  MultiPolygonColumn united_;            ///< unions of overlapping areas of one source
  std::vector<std::uint32_t> union_of_;  ///< for each area: index into united_, or none
  std::vector<double> offered_m2_;
};

}  // namespace spatial
