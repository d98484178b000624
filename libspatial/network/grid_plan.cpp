// Estimates the cost of a reduction from the dissection of the grid, assuming the average number of cells in each line.
#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "libspatial/network/grid_fronts.hpp"
#include "libspatial/network/grid_reduction.hpp"

namespace spatial {
namespace {

struct Sides {
  bool north, south, west, east;  ///< sides beyond which there are more cells
  auto operator<=>(const Sides&) const = default;
};

/// The sides of both halves of a window; each half has the separating line beyond it.
std::pair<Sides, Sides> halves(const GridWindow& window, Sides sides) {
  Sides before = sides, after = sides;
  if (window.rows() > window.columns())
    before.south = after.north = true;
  else
    before.east = after.west = true;
  return {before, after};
}

struct Cost {
  double multiply_adds = 0, panel_bytes = 0, leftover_bytes = 0, largest_bytes = 0;
};

class Estimate {
 public:
  Estimate(const RasterGrid& grid, double active, double terminals)
      : cells_(static_cast<double>(grid.size())), active_(active), terminals_(terminals) {}

  /// Cost of a window with all its dissections.
  Cost of(std::uint32_t rows, std::uint32_t columns, Sides sides) {
    if (rows == 0 || columns == 0) return {};
    const auto key = std::tuple(rows, columns, sides);
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    const GridWindow window{0, 0, rows, columns};
    Cost cost;
    double own = active_ * static_cast<double>(window.size());
    if (dissectable(window)) {
      const Dissection parts = dissected(window);
      const auto [before, after] = halves(window, sides);
      cost = sum(of(parts.before.rows(), parts.before.columns(), before),
                 of(parts.after.rows(), parts.after.columns(), after));
      own = active_ * static_cast<double>(parts.line.size());
    }
    const double others = others_of(window, sides), size = own + others;
    cost.multiply_adds += (size * size * size - others * others * others) / 6;
    cost.panel_bytes += 8 * own * size;
    cost.leftover_bytes = 4 * others * others;
    cost.largest_bytes = std::max(cost.largest_bytes, 8 * (own * size + others * others));
    known_.emplace(key, cost);
    return cost;
  }
  /// Adds up the cost of tiles, the largest tile's cost, and the cost of everything above tiles.
  void walk(const GridWindow& window, Sides sides, std::size_t tile_cells, Cost& tiles, Cost& widest, Cost& upper) {
    if (window.empty()) return;
    const Cost all = of(window.rows(), window.columns(), sides);
    if (window.size() <= tile_cells || !dissectable(window)) {
      tiles.multiply_adds += all.multiply_adds;
      tiles.panel_bytes += all.panel_bytes;
      tiles.leftover_bytes += all.leftover_bytes;
      widest.panel_bytes = std::max(widest.panel_bytes, all.panel_bytes);
      widest.largest_bytes = std::max(widest.largest_bytes, all.largest_bytes);
      return;
    }
    const Dissection parts = dissected(window);
    const auto [before, after] = halves(window, sides);
    walk(parts.before, before, tile_cells, tiles, widest, upper);
    walk(parts.after, after, tile_cells, tiles, widest, upper);
    const double own = active_ * static_cast<double>(parts.line.size()), others = others_of(window, sides);
    upper.panel_bytes += 8 * own * (own + others);
    upper.largest_bytes = std::max(upper.largest_bytes, 8 * others * others + 4 * others * others);
  }

 private:
  static Cost sum(const Cost& a, const Cost& b) {
    return {a.multiply_adds + b.multiply_adds, a.panel_bytes + b.panel_bytes, 0,
            std::max(a.largest_bytes, b.largest_bytes)};
  }
  double others_of(const GridWindow& window, Sides sides) const {
    const double across = window.columns(), down = window.rows();
    const double beside = (sides.north + sides.south) * across + (sides.west + sides.east) * down;
    return active_ * beside + std::min(terminals_, terminals_ * 2 * static_cast<double>(window.size()) / cells_);
  }

  double cells_, active_, terminals_;
  std::map<std::tuple<std::uint32_t, std::uint32_t, Sides>, Cost> known_;
};

}  // namespace

GridPlan grid_plan(const GridCircuit& circuit, std::size_t terminals, std::size_t columns, std::size_t all_columns) {
  constexpr double bytes_a_cell = 4 + 4 + 4 + 8 + 5;  // variables, parts, parts during the search, currents, marks
  constexpr double tile_bytes = 128e6;                // voltages in a tile, unless there are very many columns
  constexpr double steps_a_cell = 60;                 // multiply-adds for the currents of one column
  const RasterGrid& grid = circuit.resistance.grid();
  const double cells = static_cast<double>(grid.size()), wide = static_cast<double>(columns),
               count = static_cast<double>(terminals);
  GridPlan plan;
  plan.tile_cells = std::size_t{1} << 16;
  while (plan.tile_cells > 1024 && 16 * static_cast<double>(plan.tile_cells) * wide > tile_bytes) plan.tile_cells /= 2;
  Estimate estimate(grid, std::min(1.0, static_cast<double>(circuit.nodes) / cells), count);
  Cost tiles, widest, upper;
  estimate.walk(whole_window(grid), {}, plan.tile_cells, tiles, widest, upper);
  const Cost all = estimate.of(grid.rows, grid.columns, {});
  const double tile = std::min(cells, static_cast<double>(plan.tile_cells)), side = std::sqrt(tile);
  const double lines = 3 * cells / side;      // cells between tiles, twice as many as between squares
  const double around_tiles = 32 * 4 * side;  // for the tiles processed at the same time
  const double eliminating = tiles.leftover_bytes + upper.largest_bytes,
               flowing = 8 * wide * (2 * lines + around_tiles);
  plan.fixed_mb = 1e-6 * (bytes_a_cell * cells + upper.panel_bytes + std::max(eliminating, flowing) +
                          8 * count * (count + 3 * wide));
  plan.worker_mb = 1e-6 * (widest.panel_bytes + widest.largest_bytes + 16 * tile * wide);
  const double passes = std::ceil(static_cast<double>(all_columns) / std::max(1.0, wide));
  plan.multiply_adds = all.multiply_adds + passes * tiles.multiply_adds +
                       (all.panel_bytes / 8 + steps_a_cell * cells) * static_cast<double>(all_columns);
  return plan;
}

}  // namespace spatial
