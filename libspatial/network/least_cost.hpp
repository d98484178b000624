// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/landscape/habitat_map.hpp"
#include "libspatial/landscape/network_profile.hpp"
#include "libspatial/network/cost_surface.hpp"
#include "libspatial/network/links.hpp"

namespace spatial {

/// Least-cost distances between patches on a resistance raster, docs/methods.md section 5. Costs are metres ×
/// resistance.
///
/// A patch is the set of cells whose centre it covers; a patch that covers no centre is placed in the cell at its
/// middle. Paths may cross other patches at their resistance. Every function is pure and gives the same bits for any
/// number of threads. Complexity: one search per patch over the cells within the limit, in parallel (for a surface in
/// tiles, one for each tile that the patch can reach). Memory: that of the surface, plus, per thread, 60 bytes for each
/// cell of the search window.
///
///     const CostSurface surface(resistance_of(habitat, 0, options, nullptr, box), patches, 5000, 4000, executor);
///     const std::vector<CostLink> links = cost_links(surface, 5000, LinkTopology::all, executor);

/// Resistance raster for network `number`: each cell has the resistance of the habitat feature that covers its centre
/// (the lowest if features overlap), or options.unmapped. If options.barrier is more than 0, cells that `barriers`
/// touch get that resistance instead. The grid covers `box`, aligned to multiples of the cell size. The habitat must
/// outlive the source.
RasterSource resistance_of(const HabitatMap& habitat, std::size_t number, const CostOptions& options,
                           std::shared_ptr<const MultiPolygonColumn> barriers, const Box& box);

struct CostLink {
  Link link;                      ///< distance_m is the cost
  std::vector<std::size_t> path;  ///< cells from patch a to patch b, both ends included
};
/// All pairs with cost ≤ limit, sorted by (a, b). With planar topology, only pairs whose allocation zones (the cells
/// nearest to each patch by cost) touch.
std::vector<CostLink> cost_links(const CostSurface& surface, double limit, LinkTopology topology,
                                 const Executor& executor);

/// The lowest cost between any two patches, without a limit; infinite if there is no path. One search from all patches
/// at once. nullopt for a surface that is not held whole, because its tiles are only as wide as its limit requires.
std::optional<double> cheapest_way(const CostSurface& surface, const Executor& executor);

/// The patches within a given cost of each feature, by patch index.
std::vector<std::vector<PatchLocator::Near>> patches_within_cost(const CostSurface& surface,
                                                                 const MultiPolygonColumn& features,
                                                                 std::span<const std::uint32_t> which, double limit,
                                                                 const Executor& executor);

/// Length of a path over cell centres, m.
double path_length_m(const RasterGrid& grid, std::span<const std::size_t> path);

}  // namespace spatial
