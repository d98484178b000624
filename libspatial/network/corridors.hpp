// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "libspatial/network/habitat_network.hpp"
#include "libspatial/network/link_importance.hpp"

namespace spatial {

/// Corridors of a least-cost network, docs/methods.md section 5. Pure; the same bits for any number of threads.
///
///     const Raster extra_cost = corridor_surface(network, 1000, executor);   // NaN outside the corridors

/// The extra cost of going through a cell, compared with the least-cost path: the smallest cd_a + cd_b − lcd_ab over
/// all links if that is at most `slack`, NaN elsewhere. Cells of best paths have 0 (apart from rounding). Two searches
/// per link, in parallel; the cells of a few thousand links are in memory at a time. For a surface in tiles, `use` gets
/// one part per tile, one after the other.
void corridor_surface(const HabitatNetwork& network, double slack, const Executor& executor,
                      const std::function<void(const RasterPart&)>& use);
Raster corridor_surface(const HabitatNetwork& network, double slack, const Executor& executor);

/// Cells of all best paths, ascending, each once.
std::vector<std::size_t> path_cells(const HabitatNetwork& network);

/// A pinch point: a cell outside patches through which best paths run.
struct PinchPoint {
  std::size_t cell;
  std::uint32_t paths = 0;  ///< best paths through the cell
  double eca_loss_m2 = 0;  ///< sum of the ECA lost with each of their links; detours around the cell are not considered
};
struct CorridorLoss {
  std::vector<double> eca_loss_m2;  ///< per link: ECA − ECA without it
  std::vector<PinchPoint> pinch;    ///< cells outside patches, the largest loss first (ties by cell), at most `most`
};
/// ECA (equivalent connected area) lost with each link (method: link_importance.hpp), and the cells where the losses of
/// several links add up.
CorridorLoss corridor_losses(const HabitatNetwork& network, std::size_t most, const Executor& executor);

}  // namespace spatial
