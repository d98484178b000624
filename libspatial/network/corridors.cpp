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
  std::uint32_t a = CostTile::none;  ///< patch whose cost field is in from_a
  double limit = -1;
};

struct CellSlack {
  std::size_t cell;
  float slack;
};

}  // namespace

void corridor_surface(const HabitatNetwork& network, double slack, const Executor& executor,
                      const std::function<void(const RasterPart&)>& use) {
  if (!(slack >= 0) || !std::isfinite(slack))
    throw Error(ErrorKind::config, "the slack of corridors must be 0 or more, not " + shortest(slack));
  if (network.cost == nullptr) return;
  const CostSurface& surface = *network.cost;
  double dearest = 0;
  for (const CostLink& link : network.paths) dearest = std::max(dearest, link.link.distance_m);
  const double most = dearest + slack;
  surface.for_tiles(most, executor, [&](const CostTile& tile) {
    RasterPart part{surface.grid(), tile.core,
                    std::vector<float>(tile.core.size(), std::numeric_limits<float>::quiet_NaN())};
    const auto near = [&](std::uint32_t patch, CostSearch::Reach reach) {
      return grown(surface.window_of(patch), reach.rows, reach.columns, surface.grid()).meets(tile.core);
    };
    std::vector<std::uint32_t> links;
    for (std::uint32_t l = 0; l < network.paths.size(); ++l) {
      const Link& link = network.paths[l].link;
      const CostSearch::Reach reach = CostSearch::reach_of(surface.grid(), surface.steps(), link.distance_m + slack);
      if (near(link.a, reach) && near(link.b, reach)) links.push_back(l);
    }
    for (std::size_t begin = 0; begin < links.size(); begin += links_at_a_time) {
      const std::size_t count = std::min(links_at_a_time, links.size() - begin);
      const auto cells =
          parallel_map<std::vector<CellSlack>, Searches>(executor, count, [&](Searches& searches, std::size_t k) {
            const Link& link = network.paths[links[begin + k]].link;
            const double limit = link.distance_m + slack;
            const auto run = [&](CostSearch& search, std::uint32_t patch) {
              search.run(tile.surface, surface.steps(),
                         cells_of(surface.runs_of(patch), surface.grid(), tile.surface.window), limit);
            };
            if (searches.a != link.a || searches.limit < limit) {
              run(searches.from_a, link.a);
              searches.a = link.a;
              searches.limit = limit;
            }
            run(searches.from_b, link.b);
            std::vector<CellSlack> found;
            for (const std::size_t cell : searches.from_b.reached()) {
              const double more = searches.from_a.cost(cell) + searches.from_b.cost(cell) - link.distance_m;
              if (more <= slack && tile.owns(cell)) found.push_back({cell, static_cast<float>(std::max(0.0, more))});
            }
            return found;
          });
      const RasterView places(part);
      for (const auto& some : cells)
        for (const auto& [cell, more] : some) {
          float& known = part.values[places.place(cell)];
          if (!(known <= more)) known = more;
        }
    }
    use(part);
  });
}

Raster corridor_surface(const HabitatNetwork& network, double slack, const Executor& executor) {
  Raster result;
  if (network.cost != nullptr) {
    result.grid = network.cost->grid();
    result.values.assign(result.grid.size(), std::numeric_limits<float>::quiet_NaN());
  }
  corridor_surface(network, slack, executor, [&](const RasterPart& part) {
    for (std::uint32_t row = part.window.first_row; row < part.window.end_row; ++row)
      std::ranges::copy(
          RasterView(part).row(row),
          result.values.begin() + static_cast<std::ptrdiff_t>(result.grid.index(row, part.window.first_column)));
  });
  return result;
}

std::vector<std::size_t> path_cells(const HabitatNetwork& network) {
  std::vector<std::size_t> cells;
  for (const CostLink& link : network.paths) cells.insert(cells.end(), link.path.begin(), link.path.end());
  std::sort(cells.begin(), cells.end());
  cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
  return cells;
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
  for (const std::size_t cell : network.cost->outside_patches(path_cells(network)))
    cells.emplace(cell, PinchPoint{cell});
  for (std::size_t l = 0; l < network.paths.size(); ++l) {
    if (!(result.eca_loss_m2[l] > 0)) continue;
    for (const std::size_t cell : network.paths[l].path) {
      const auto pinch = cells.find(cell);
      if (pinch == cells.end()) continue;
      ++pinch->second.paths;
      pinch->second.eca_loss_m2 += result.eca_loss_m2[l];
    }
  }
  std::erase_if(cells, [](const auto& one) { return one.second.paths == 0; });
  for (const auto& [cell, pinch] : cells) result.pinch.push_back(pinch);
  std::stable_sort(result.pinch.begin(), result.pinch.end(),
                   [](const PinchPoint& x, const PinchPoint& y) { return x.eca_loss_m2 > y.eca_loss_m2; });
  if (result.pinch.size() > most) result.pinch.resize(most);
  return result;
}

}  // namespace spatial
