// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "libspatial/network/habitat_network.hpp"
#include "libspatial/network/link_importance.hpp"

namespace spatial {

/// Corridors of a least-cost network, docs/methods.md section 5. Pure; the same bits for any number of threads.

/// How much more than the least cost the best way through a cell costs: the smallest cd_a + cd_b − lcd_ab over all
/// links, where that is at most `slack`; NaN elsewhere. Cells of best paths have 0 (but for rounding). Two searches a
/// link, in parallel; memory of a few thousand links' cells at a time. A surface in tiles gives a part a tile, one
/// after the other.
void corridor_surface(const HabitatNetwork& network, double slack, const Executor& executor,
                      const std::function<void(const RasterPart&)>& use);
Raster corridor_surface(const HabitatNetwork& network, double slack, const Executor& executor);

/// Cells of all best paths, ascending, each once.
std::vector<std::size_t> path_cells(const HabitatNetwork& network);

/// Critical links: losing one of them splits the network.
struct PinchPoint {
  std::size_t cell;
  std::uint32_t paths = 0;  ///< best paths through the cell
  double eca_loss_m2 = 0;  ///< Σ of what the loss of each of their links would cost; ways round the cell are not sought
};
struct CorridorLoss {
  std::vector<double> eca_loss_m2;  ///< per link: ECA − ECA without it
  std::vector<PinchPoint> pinch;    ///< cells outside patches, the dearest first (ties by cell), at most `most`
};
/// ECA lost with each link (link_importance.hpp has the method), and the cells where those losses meet.
CorridorLoss corridor_losses(const HabitatNetwork& network, std::size_t most, const Executor& executor);

}  // namespace spatial
