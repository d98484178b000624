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
/// A patch is the set of cells whose centre it covers; one that covers none stands in the cell at its middle. Paths may
/// cross other patches at their resistance. Every function is pure and gives the same bits for any number of threads.
/// Complexity: one search per patch over the cells within the limit, in parallel (on a surface in tiles, one for each
/// tile the patch can reach); memory that of the surface, and 60 bytes a cell of a search's window per thread.

/// Resistance of the ground for network `number`: each cell has that of the habitat feature which covers its centre
/// (the lowest where features overlap), or options.unmapped; then cells that `barriers` touch get options.barrier, if
/// that is more than 0. The grid covers `box`, aligned to multiples of the cell size. The habitat must outlive the
/// source.
RasterSource resistance_of(const HabitatMap& habitat, std::size_t number, const CostOptions& options,
                           std::shared_ptr<const MultiPolygonColumn> barriers, const Box& box);

struct CostLink {
  Link link;                      ///< distance_m is the cost
  std::vector<std::size_t> path;  ///< cells from patch a to patch b, both ends included
};
/// All pairs with cost ≤ limit, sorted by (a, b); with planar topology only those whose regions of least cost touch.
std::vector<CostLink> cost_links(const CostSurface& surface, double limit, LinkTopology topology,
                                 const Executor& executor);

/// Cost of the cheapest way between any two patches, however much it is; infinite if there is none. One search from all
/// patches at once. nullopt for a surface that is not held whole: its tiles are no wider than the limit it was made
/// for.
std::optional<double> cheapest_way(const CostSurface& surface, const Executor& executor);

/// Patches within a cost of each of the features named, by patch index.
std::vector<std::vector<PatchLocator::Near>> patches_within_cost(const CostSurface& surface,
                                                                 const MultiPolygonColumn& features,
                                                                 std::span<const std::uint32_t> which, double limit,
                                                                 const Executor& executor);

/// Length of a path over cell centres, m.
double path_length_m(const RasterGrid& grid, std::span<const std::size_t> path);

}  // namespace spatial
