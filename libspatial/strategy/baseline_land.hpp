// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/overlay/disjoint.hpp"
#include "libspatial/overlay/zone_index.hpp"

namespace spatial {

/// Land of the sources of a baseline and what it shares, each pair of features compared once. Private to strategy/.
/// The same with any number of threads; O(n log n) and outlines that cross.

/// Some land and the features it is of, ascending.
struct BaselineLand {
  MultiPolygonColumn geometry;
  std::vector<std::uint32_t> feature;
  void add(MultiPolygonView area, std::uint32_t of) {
    if (area.empty()) return;
    geometry.append(area);
    feature.push_back(of);
  }
};

/// By area: the others that it shares land with.
AreaTable shares_within(const MultiPolygonColumn& land, const Executor& executor);

/// Each area without what areas of lower ranks have, those of its own group alone if `group_of` is not empty; nullopt:
/// as it is. `shares`: those of shares_within.
std::vector<std::optional<MultiPolygon>> rests_in_order(const MultiPolygonColumn& land, const AreaTable& shares,
                                                        std::span<const std::uint32_t> rank,
                                                        std::span<const std::uint32_t> group_of,
                                                        const Executor& executor);

/// What pieces share with the areas of `land`. `from`: by piece, the area that it was cut from; a piece that is still
/// the whole of it is not compared again. `within`: shares_within(land), or empty: compare all.
AreaTable shares_of_pieces(const MultiPolygonColumn& pieces, std::span<const std::uint32_t> from,
                           const MultiPolygonColumn& land, const AreaTable& within, const Executor& executor);

/// What each source offers, each place once, though features of a source may overlap.
class OfferedLand {
 public:
  /// `source_of`: by area of `land`. Everything must outlive it.
  OfferedLand(const MultiPolygonColumn& land, const AreaTable& within, std::vector<std::uint32_t> source_of,
              std::uint32_t sources, const Executor& executor);
  const std::vector<double>& offered_m2() const noexcept { return offered_m2_; }  ///< by source
  /// Land of each source in each of some pieces. `shares`: of the pieces with `land`.
  std::vector<std::vector<double>> in_pieces(const MultiPolygonColumn& pieces, const AreaTable& shares,
                                             const Executor& executor) const;

 private:
  std::vector<std::uint32_t> source_of_;
  std::uint32_t sources_;
  MultiPolygonColumn united_;            ///< of areas of one source that overlap
  std::vector<std::uint32_t> union_of_;  ///< by area: its number there, or none
  std::vector<double> offered_m2_;
};

}  // namespace spatial
