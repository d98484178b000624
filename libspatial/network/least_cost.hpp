// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/landscape/habitat_map.hpp"
#include "libspatial/landscape/network_profile.hpp"
#include "libspatial/network/cost_search.hpp"
#include "libspatial/network/links.hpp"

namespace spatial {

/// Least-cost distances between patches on a resistance raster, docs/methods.md section 5. Costs are metres × resistance.
///
/// A patch is the set of cells whose centre it covers; one that covers none stands in the cell at its middle. Paths may
/// cross other patches at their resistance. Every function is pure and gives the same bits for any number of threads.
/// Complexity: one search per patch over the cells within the limit, in parallel; memory 8 bytes a cell of the surface, and
/// 8 bytes a cell of a window per thread.

/// Resistance of the ground for network `number`: each cell has that of the habitat feature which covers its centre (the
/// lowest where features overlap), or options.unmapped; then cells that `barriers` touch get options.barrier, if that is
/// more than 0.
/// The grid covers `box`, aligned to multiples of the cell size.
Raster resistance_of(const HabitatMap& habitat, std::size_t number, const CostOptions& options, const MultiPolygonColumn& barriers, const Box& box,
                     const Executor& executor);

/// Patches on a surface.
struct CostLandscape {
  static constexpr std::uint32_t none = 0xFFFFFFFF;
  Raster surface;                          ///< cells of patches always have data
  CostSearch::Steps steps;
  std::vector<std::uint32_t> patch_at;     ///< per cell, the patch with the lowest number; none
  std::vector<std::vector<std::size_t>> cells;  ///< per patch; empty if it lies outside
  std::vector<std::pair<std::size_t, std::uint32_t>> shared;  ///< further patches in a cell, ascending
  std::vector<std::uint32_t> snapped;      ///< patches that cover no centre
  std::vector<std::uint32_t> outside;      ///< patches outside the raster
  std::vector<std::uint32_t> filled;       ///< patches with cells that had no data and got resistance 1
};
/// Throws Error(input) for resistance ≤ 0, and if patches and raster do not meet at all.
CostLandscape cost_landscape(Raster surface, const PatchSet& patches, const Executor& executor);

struct CostLink {
  Link link;                        ///< distance_m is the cost
  std::vector<std::size_t> path;    ///< cells from patch a to patch b, both ends included
};
/// All pairs with cost ≤ limit, sorted by (a, b); with planar topology only those whose regions of least cost touch.
std::vector<CostLink> cost_links(const CostLandscape& landscape, double limit, LinkTopology topology, const Executor& executor);

/// Patches within a cost of a feature, by patch index; `search` is the worker's own.
std::vector<PatchLocator::Near> patches_within_cost(CostSearch& search, const CostLandscape& landscape, MultiPolygonView feature, double limit);

/// Length of a path over cell centres, m.
double path_length_m(const RasterGrid& grid, std::span<const std::size_t> path);

}  // namespace spatial
