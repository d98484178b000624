// SPDX-License-Identifier: MIT
#include "libspatial/network/corridors.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

constexpr std::size_t links_at_a_time = 1024;

struct Searches {
  CostSearch from_a, from_b;
  std::uint32_t a = CostLandscape::none;  ///< whose field from_a holds
  double limit = -1;
};

struct CellSlack {
  std::size_t cell;
  float slack;
};

}  // namespace

Raster corridor_surface(const HabitatNetwork& network, double slack, const Executor& executor) {
  if (!(slack >= 0) || !std::isfinite(slack)) throw Error(ErrorKind::config, "the slack of corridors must be 0 or more, not " + shortest(slack));
  Raster result;
  if (network.cost == nullptr) return result;
  const CostLandscape& land = *network.cost;
  result.grid = land.surface.grid;
  result.values.assign(result.grid.size(), std::numeric_limits<float>::quiet_NaN());
  for (std::size_t begin = 0; begin < network.paths.size(); begin += links_at_a_time) {
    const std::size_t count = std::min(links_at_a_time, network.paths.size() - begin);
    const auto cells = parallel_map<std::vector<CellSlack>, Searches>(executor, count, [&](Searches& searches, std::size_t k) {
      const Link& link = network.paths[begin + k].link;
      const double limit = link.distance_m + slack;
      if (searches.a != link.a || searches.limit < limit) {
        searches.from_a.run(land.surface, land.steps, land.cells[link.a], limit);
        searches.a = link.a;
        searches.limit = limit;
      }
      searches.from_b.run(land.surface, land.steps, land.cells[link.b], limit);
      std::vector<CellSlack> found;
      for (const std::size_t cell : searches.from_b.reached()) {
        const double more = searches.from_a.cost(cell) + searches.from_b.cost(cell) - link.distance_m;
        if (more <= slack) found.push_back({cell, static_cast<float>(std::max(0.0, more))});
      }
      return found;
    });
    for (const auto& some : cells)
      for (const auto& [cell, more] : some)
        if (!(result.values[cell] <= more)) result.values[cell] = more;
  }
  return result;
}

CorridorLoss corridor_losses(const HabitatNetwork& network, std::size_t most, const Executor& executor) {
  CorridorLoss result;
  MetricOptions options;
  options.p_min = network.profile.p_min;
  options.iic_max_patches = 0;
  for (const LinkImportance& link : link_removal(network.graph, kernel_of(network.profile), options, executor))
    result.eca_loss_m2.push_back(network.metrics.eca_m2 * (1 - std::sqrt(std::max(0.0, 1 - link.d_pc / 100))));
  if (network.cost == nullptr) return result;
  std::map<std::size_t, PinchPoint> cells;
  for (std::size_t l = 0; l < network.paths.size(); ++l) {
    if (!(result.eca_loss_m2[l] > 0)) continue;
    for (const std::size_t cell : network.paths[l].path) {
      if (network.cost->patch_at[cell] != CostLandscape::none) continue;
      PinchPoint& pinch = cells[cell];
      pinch.cell = cell;
      ++pinch.paths;
      pinch.eca_loss_m2 += result.eca_loss_m2[l];
    }
  }
  for (const auto& [cell, pinch] : cells) result.pinch.push_back(pinch);
  std::stable_sort(result.pinch.begin(), result.pinch.end(), [](const PinchPoint& x, const PinchPoint& y) { return x.eca_loss_m2 > y.eca_loss_m2; });
  if (result.pinch.size() > most) result.pinch.resize(most);
  return result;
}

}  // namespace spatial
