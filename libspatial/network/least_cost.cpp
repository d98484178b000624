// SPDX-License-Identifier: MIT
#include "libspatial/network/least_cost.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

constexpr std::size_t band_of_features = 4096;

/// Draws features on part of a grid. Cells are found in parallel, one band of features at a time to limit memory. `use`
/// gets each feature's cells in order, as a span of values of the part.
template <class Use>
void draw(RasterPart& part, const MultiPolygonColumn& features, std::span<const Box> boxes, bool touched,
          const Executor& executor, Use&& use) {
  std::vector<std::uint32_t> near;
  for (std::uint32_t f = 0; f < features.size(); ++f)
    if (window_of(part.grid, boxes[f]).meets(part.window)) near.push_back(f);
  for (std::size_t begin = 0; begin < near.size(); begin += band_of_features) {
    throw_if_cancelled();
    const std::size_t count = std::min(band_of_features, near.size() - begin);
    const auto runs = parallel_map<std::vector<CellRun>, NoState>(executor, count, [&](NoState&, std::size_t k) {
      const MultiPolygonView feature = features[near[begin + k]];
      return touched ? runs_touched(part.grid, feature, part.window) : runs_inside(part.grid, feature, part.window);
    });
    for (std::size_t k = 0; k < count; ++k)
      for (const CellRun& run : runs[k])
        use(near[begin + k], std::span(part.values).subspan(RasterView(part).place(run.first), run.length));
  }
}

/// Calls `use` for each patch in a cell.
template <class Use>
void for_patches_at(const CostTile& tile, std::size_t cell, Use&& use) {
  const std::uint32_t first_patch = tile.patch_of(cell);
  if (first_patch == CostTile::none) return;
  use(first_patch);
  const auto first = std::lower_bound(tile.shared.begin(), tile.shared.end(), std::pair(cell, std::uint32_t{0}));
  for (auto one = first; one != tile.shared.end() && one->first == cell; ++one) use(one->second);
}

/// Result of a search for one patch: its least cost, and the first cell with this cost.
struct Found {
  std::uint32_t patch;
  double cost;
  std::size_t cell;
};

/// The patches found in cells that the tile owns.
std::vector<Found> patches_found(const CostTile& tile, const CostSearch& search) {
  std::vector<Found> found;
  for (const std::size_t cell : search.reached())
    for_patches_at(tile, cell, [&](std::uint32_t patch) {
      if (tile.owns(cell)) found.push_back({patch, search.cost(cell), cell});
    });
  std::sort(found.begin(), found.end(), [](const Found& x, const Found& y) {
    return std::tie(x.patch, x.cost, x.cell) < std::tie(y.patch, y.cost, y.cell);
  });
  found.erase(
      std::unique(found.begin(), found.end(), [](const Found& x, const Found& y) { return x.patch == y.patch; }),
      found.end());
  return found;
}

/// Two patches a < b whose regions touch. The path between them through the point of contact costs `most`, an upper
/// bound for the least cost.
struct Touching {
  std::uint32_t a, b;
  double most;
};

constexpr std::size_t most_touches = 4'000'000;  // kept before repeated pairs are removed

/// Sorts by (a, b) and keeps the cheapest path of each pair.
void keep_cheapest(std::vector<Touching>& pairs) {
  std::sort(pairs.begin(), pairs.end(), [](const Touching& x, const Touching& y) {
    return std::tie(x.a, x.b, x.most) < std::tie(y.a, y.b, y.most);
  });
  pairs.erase(std::unique(pairs.begin(), pairs.end(),
                          [](const Touching& x, const Touching& y) { return x.a == y.a && x.b == y.b; }),
              pairs.end());
}

/// Adds pairs of patches whose least-cost regions (within the limit) touch in cells of the tile. A cell at equal cost
/// from two patches belongs to the lower patch.
void add_touching_pairs(const CostTile& tile, const CostSearch::Steps& steps, double limit,
                        std::vector<Touching>& pairs) {
  const RasterView surface = tile.surface;
  const RasterGrid& grid = surface.grid();
  const GridWindow& window = surface.window();
  std::vector<std::size_t> sources;
  for (std::uint32_t row = window.first_row; row < window.end_row; ++row)
    for (std::uint32_t column = window.first_column; column < window.end_column; ++column)
      if (const std::size_t cell = grid.index(row, column); tile.patch_of(cell) != CostTile::none)
        sources.push_back(cell);
  CostSearch search;
  search.run(surface, steps, sources, limit);
  std::vector<std::size_t> order(search.reached().begin(), search.reached().end());
  std::sort(order.begin(), order.end(),
            [&](std::size_t x, std::size_t y) { return std::pair(search.cost(x), x) < std::pair(search.cost(y), y); });
  std::vector<std::uint32_t> owner = tile.patch_at;
  const auto around = [&](std::size_t cell, auto&& use) {
    const std::int64_t row = static_cast<std::int64_t>(cell / grid.columns),
                       column = static_cast<std::int64_t>(cell % grid.columns);
    for (std::int64_t r = std::max<std::int64_t>(window.first_row, row - 1);
         r <= std::min<std::int64_t>(window.end_row - 1, row + 1); ++r)
      for (std::int64_t c = std::max<std::int64_t>(window.first_column, column - 1);
           c <= std::min<std::int64_t>(window.end_column - 1, column + 1); ++c)
        if (r != row || c != column)
          use(grid.index(static_cast<std::uint32_t>(r), static_cast<std::uint32_t>(c)),
              std::hypot((r - row) * grid.cell_y, (c - column) * grid.cell_x) / 2);
  };
  for (const std::size_t cell : order) {
    std::uint32_t& own = owner[surface.place(cell)];
    if (own != CostTile::none) continue;
    const double resistance = surface[cell];
    around(cell, [&](std::size_t other, double half) {
      const std::uint32_t its = owner[surface.place(other)];
      if (its != CostTile::none && search.cost(other) + (surface[other] + resistance) * half <= search.cost(cell))
        own = std::min(own, its);
    });
  }
  std::size_t compact_at = pairs.size() + most_touches;
  for (const std::size_t cell : order) {
    if (!tile.owns(cell)) continue;
    const std::uint32_t own = owner[surface.place(cell)];
    if (pairs.size() > compact_at) {
      keep_cheapest(pairs);
      compact_at = pairs.size() + most_touches;
    }
    const double resistance = surface[cell];  // double, because the sum of two floats would be rounded
    around(cell, [&](std::size_t other, double half) {
      const std::uint32_t its = owner[surface.place(other)];
      if (own == its || its == CostTile::none) return;
      pairs.push_back({std::min(own, its), std::max(own, its),
                       search.cost(cell) + (resistance + surface[other]) * half + search.cost(other)});
    });
  }
  for (const auto& [cell, patch] : tile.shared)
    pairs.push_back({std::min(patch, tile.patch_of(cell)), std::max(patch, tile.patch_of(cell)), 0});
}

/// For each patch, its neighbours with a higher number in ascending order, and a cost (at most `limit`) within which a
/// search finds all of them.
struct Neighbours {
  std::vector<std::vector<std::uint32_t>> of;
  std::vector<double> within;
};

Neighbours planar_neighbours(const CostSurface& surface, double limit, const Executor& executor) {
  std::vector<Touching> pairs;
  surface.for_tiles(limit, executor, [&](const CostTile& tile) {
    add_touching_pairs(tile, surface.steps(), limit, pairs);
    keep_cheapest(pairs);
  });
  Neighbours result{std::vector<std::vector<std::uint32_t>>(surface.patch_count()),
                    std::vector<double>(surface.patch_count(), 0)};
  for (const Touching& pair : pairs) {
    result.of[pair.a].push_back(pair.b);
    // The same steps are summed in another order there; the small margin makes rounding harmless.
    result.within[pair.a] = std::min(limit, std::max(result.within[pair.a], pair.most * (1 + 1e-9)));
  }
  return result;
}

/// Ends a search when it has found all patches of a list in cells that the tile owns.
class AllFound {
 public:
  AllFound(const CostTile& tile, const std::vector<std::uint32_t>& wanted)
      : tile_(tile), wanted_(wanted), found_(wanted.size(), 0), missing_(wanted.size()) {}
  bool operator()(const CostSearch::Cells& cells) {
    for (const std::size_t cell : cells) {
      if (!tile_.owns(cell)) continue;
      for_patches_at(tile_, cell, [&](std::uint32_t patch) {
        const auto at = std::lower_bound(wanted_.begin(), wanted_.end(), patch);
        if (at == wanted_.end() || *at != patch) return;
        char& found = found_[static_cast<std::size_t>(at - wanted_.begin())];
        missing_ -= found == 0 ? 1 : 0;
        found = 1;
      });
    }
    return missing_ == 0;
  }

 private:
  const CostTile& tile_;
  const std::vector<std::uint32_t>& wanted_;
  std::vector<char> found_;
  std::size_t missing_;
};

/// Merges two lists sorted by (a, b). Of two links of a pair, the cheaper one is kept; at equal cost, the one with the
/// lower cell at its end.
std::vector<CostLink> merged(std::vector<CostLink> one, std::vector<CostLink> other) {
  if (one.empty()) return other;
  std::vector<CostLink> result;
  result.reserve(one.size() + other.size());
  auto x = one.begin(), y = other.begin();
  const auto pair = [](const CostLink& link) { return std::pair(link.link.a, link.link.b); };
  const auto value = [](const CostLink& link) { return std::pair(link.link.distance_m, link.path.back()); };
  while (x != one.end() || y != other.end()) {
    if (y == other.end() || (x != one.end() && pair(*x) < pair(*y)))
      result.push_back(std::move(*x++));
    else if (x == one.end() || pair(*y) < pair(*x))
      result.push_back(std::move(*y++));
    else {
      result.push_back(value(*y) < value(*x) ? std::move(*y) : std::move(*x));
      ++x, ++y;
    }
  }
  return result;
}

}  // namespace

RasterSource resistance_of(const HabitatMap& habitat, std::size_t number, const CostOptions& options,
                           std::shared_ptr<const MultiPolygonColumn> barriers, const Box& box) {
  const RasterGrid grid = aligned_grid(box, options.cell_m);
  std::vector<Box> barrier_boxes;
  if (options.barrier > 0 && barriers != nullptr) barrier_boxes = boxes_of(*barriers);
  return {grid, [&habitat, number, options, barriers = std::move(barriers), barrier_boxes = std::move(barrier_boxes),
                 grid](const GridWindow& window, const Executor& executor) {
            constexpr float unset = std::numeric_limits<float>::infinity();
            RasterPart part{grid, window, std::vector<float>(window.size(), unset)};
            const auto set = static_cast<std::size_t>(options.resistance);
            draw(part, habitat.geometry, habitat.boxes, false, executor,
                 [&](std::size_t feature, std::span<float> cells) {
                   const float resistance = habitat.resistance_of(feature, number, set);
                   for (float& value : cells) value = std::min(value, resistance);
                 });
            std::replace(part.values.begin(), part.values.end(), unset, static_cast<float>(options.unmapped));
            if (!barrier_boxes.empty())
              draw(part, *barriers, barrier_boxes, true, executor, [&](std::size_t, std::span<float> cells) {
                std::fill(cells.begin(), cells.end(), static_cast<float>(options.barrier));
              });
            return part;
          }};
}

std::vector<CostLink> cost_links(const CostSurface& surface, double limit, LinkTopology topology,
                                 const Executor& executor) {
  if (!(limit >= 0) || !std::isfinite(limit))
    throw Error(ErrorKind::config, "the largest cost of a link must be a number of 0 or more",
                "Give max_link_m a value.");
  const bool planar = topology == LinkTopology::planar;
  const Neighbours neighbours = planar ? planar_neighbours(surface, limit, executor) : Neighbours{};
  const auto within = [&](std::uint32_t a) { return planar ? neighbours.within[a] : limit; };
  std::vector<CostLink> links;
  surface.for_tiles(limit, executor, [&](const CostTile& tile) {
    std::vector<std::uint32_t> near;
    std::vector<double> cost;
    for (std::uint32_t a = 0; a < surface.patch_count(); ++a) {
      if (planar && neighbours.of[a].empty()) continue;
      const CostSearch::Reach reach = CostSearch::reach_of(surface.grid(), surface.steps(), within(a));
      if (!grown(surface.window_of(a), reach.rows, reach.columns, surface.grid()).meets(tile.core)) continue;
      near.push_back(a);
      cost.push_back(static_cast<double>(surface.window_of(a).size()));
    }
    const auto rows = parallel_map<std::vector<CostLink>, CostSearch>(
        executor, near.size(),
        [&](CostSearch& search, std::size_t index) {
          const std::uint32_t a = near[index];
          const std::vector<std::size_t> cells = cells_of(surface.runs_of(a), surface.grid(), tile.surface.window);
          search.run(tile.surface, surface.steps(), cells, within(a),
                     planar ? CostSearch::Enough(AllFound(tile, neighbours.of[a])) : CostSearch::Enough());
          std::vector<CostLink> row;
          for (const Found& found : patches_found(tile, search)) {
            if (found.patch <= a ||
                (planar && !std::binary_search(neighbours.of[a].begin(), neighbours.of[a].end(), found.patch)))
              continue;
            CostLink link{{a, found.patch, found.cost}, search.path_from(found.cell)};
            std::reverse(link.path.begin(), link.path.end());
            row.push_back(std::move(link));
          }
          return row;
        },
        by_falling_cost(cost));
    std::vector<CostLink> of_tile;
    for (const auto& row : rows) of_tile.insert(of_tile.end(), row.begin(), row.end());
    links = merged(std::move(links), std::move(of_tile));
  });
  return links;
}

std::optional<double> cheapest_way(const CostSurface& surface, const Executor& executor) {
  if (!surface.is_whole()) return std::nullopt;
  constexpr double any = std::numeric_limits<double>::max();
  std::vector<Touching> pairs;
  surface.for_tiles(any, executor,
                    [&](const CostTile& tile) { add_touching_pairs(tile, surface.steps(), any, pairs); });
  double cheapest = std::numeric_limits<double>::infinity();
  for (const Touching& pair : pairs) cheapest = std::min(cheapest, pair.most);
  return cheapest;
}

std::vector<std::vector<PatchLocator::Near>> patches_within_cost(const CostSurface& surface,
                                                                 const MultiPolygonColumn& features,
                                                                 std::span<const std::uint32_t> which, double limit,
                                                                 const Executor& executor) {
  const CostSearch::Reach reach = CostSearch::reach_of(surface.grid(), surface.steps(), limit);
  std::vector<GridWindow> windows;
  for (const std::uint32_t f : which)
    windows.push_back(grown(window_of(surface.grid(), box_of(features[f])), reach.rows, reach.columns, surface.grid()));
  std::vector<std::vector<PatchLocator::Near>> result(which.size());
  surface.for_tiles(limit, executor, [&](const CostTile& tile) {
    parallel_for<CostSearch>(executor, which.size(), [&](CostSearch& search, std::size_t k) {
      if (!windows[k].meets(tile.core)) return;
      bool snapped = false;
      search.run(
          tile.surface, surface.steps(),
          cells_of(runs_or_nearest(surface.grid(), features[which[k]], snapped), surface.grid(), tile.surface.window),
          limit);
      std::vector<PatchLocator::Near>& near = result[k];
      for (const Found& found : patches_found(tile, search)) {
        const auto at =
            std::lower_bound(near.begin(), near.end(), found.patch,
                             [](const PatchLocator::Near& x, std::uint32_t patch) { return x.patch < patch; });
        if (at == near.end() || at->patch != found.patch)
          near.insert(at, {found.patch, found.cost});
        else
          at->distance_m = std::min(at->distance_m, found.cost);
      }
    });
  });
  return result;
}

double path_length_m(const RasterGrid& grid, std::span<const std::size_t> path) {
  double length = 0;
  for (std::size_t k = 1; k < path.size(); ++k) {
    const Point a = grid.centre(path[k - 1]), b = grid.centre(path[k]);
    length += std::hypot(a.x - b.x, a.y - b.y);
  }
  return length;
}

}  // namespace spatial
