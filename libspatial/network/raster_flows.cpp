// SPDX-License-Identifier: MIT
#include "libspatial/network/raster_flows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>

#include "libspatial/core/error.hpp"
#include "libspatial/core/numbers.hpp"
#include "libspatial/network/circuit_flows.hpp"

namespace spatial {
namespace {

constexpr double no_data = std::numeric_limits<double>::quiet_NaN();

using PointNode = std::optional<std::uint32_t>;

/// The first node among a point's cells; nullopt if none has data.
PointNode node_of(const std::vector<std::uint32_t>& cells, const std::vector<std::uint32_t>& node_at) {
  for (const std::uint32_t cell : cells)
    if (node_at[cell] != RasterCircuit::none) return node_at[cell];
  return std::nullopt;
}

bool one_node(const std::vector<std::uint32_t>& cells, const std::vector<std::uint32_t>& node_at) {
  return std::all_of(cells.begin(), cells.end(),
                     [&](std::uint32_t cell) { return node_at[cell] == node_at[cells.front()]; });
}

/// Adds currents of nodes to the map of their cells. Cells that had no current so far start at 0.
void add_to_cells(std::vector<double>& cells, const std::vector<std::uint32_t>& node_at,
                  const std::vector<double>& current) {
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    if (node_at[cell] == RasterCircuit::none) continue;
    cells[cell] = (cells[cell] == cells[cell] ? cells[cell] : 0) + current[node_at[cell]];
  }
}

struct PairFlow {
  double resistance = infinity, residual = 0;
  std::vector<std::uint32_t> node_at;
  std::vector<double> current;
};

/// Numbers the groups of points that are connected by finite resistances. `has_node` marks the points that have a node.
std::vector<std::optional<std::uint32_t>> parts_of(const std::vector<char>& has_node,
                                                   const std::vector<double>& resistance) {
  const std::size_t count = has_node.size();
  std::vector<std::optional<std::uint32_t>> part(count);
  std::uint32_t parts = 0;
  for (std::size_t first = 0; first < count; ++first) {
    if (has_node[first] == 0 || part[first]) continue;
    std::vector<std::size_t> queue{first};
    part[first] = parts;
    for (std::size_t k = 0; k < queue.size(); ++k)
      for (std::size_t other = 0; other < count; ++other) {
        if (has_node[other] == 0 || part[other] || resistance[queue[k] * count + other] == infinity) continue;
        part[other] = parts;
        queue.push_back(other);
      }
    ++parts;
  }
  return part;
}

class Pairs {
 public:
  Pairs(const RasterView& resistance, const CircuitPoints& points, std::span<const std::uint32_t> regions,
        const RasterFlowOptions& options)
      : resistance_(resistance),
        points_(points),
        regions_(regions),
        options_(options),
        ground_(raster_circuit(resistance, options.neighbours, options.conductance, regions)) {
    const std::size_t count = points.numbers.size();
    flows_.resistance.assign(count * count, infinity);
    flows_.current.assign(ground_.node_at.size(), no_data);
    for (std::uint32_t p = 0; p < count; ++p) {
      flows_.resistance[p * count + p] = 0;
      nodes_.push_back(node_of(points.cells[p], ground_.node_at));
      has_node_.push_back(static_cast<char>(nodes_[p].has_value()));
      single_.push_back(static_cast<char>(one_node(points.cells[p], ground_.node_at)));
    }
    add_to_cells(flows_.current, ground_.node_at, std::vector<double>(ground_.circuit.nodes, 0));
  }

  RasterFlows run(const Executor& executor) {
    on_common_ground(executor);
    one_by_one(executor);
    flows_.part = parts_of(has_node_, flows_.resistance);
    return std::move(flows_);
  }

 private:
  void set(std::uint32_t i, std::uint32_t j, double resistance) {
    const std::size_t count = points_.numbers.size();
    flows_.resistance[i * count + j] = flows_.resistance[j * count + i] = resistance;
  }

  /// Solves all pairs of points that consist of one node each.
  void on_common_ground(const Executor& executor) {
    std::vector<std::uint32_t> which, nodes;
    for (std::uint32_t p = 0; p < nodes_.size(); ++p) {
      if (!nodes_[p] || single_[p] == 0) continue;
      which.push_back(p);
      nodes.push_back(*nodes_[p]);
    }
    if (which.size() < 2) return;
    const double needed_mb = pairwise_memory_mb(nodes.size(), ground_.circuit.nodes);
    if (needed_mb > options_.max_memory_mb)
      throw Error(
          ErrorKind::config,
          fmt::format("all pairs of {} points on {} nodes would need about {:.0f} MB, more than the {:.0f} MB allowed",
                      nodes.size(), ground_.circuit.nodes, needed_mb, options_.max_memory_mb),
          "Use --mode one-to-all, larger cells or fewer points, or allow more with --max-memory.");
    const PairwiseCircuit found = pairwise(CircuitSolver(ground_.circuit, options_.solver), nodes, executor);
    for (std::size_t a = 0; a < which.size(); ++a)
      for (std::size_t b = a + 1; b < which.size(); ++b)
        set(which[a], which[b], found.resistance[a * which.size() + b]);
    flows_.worst_residual = std::max(flows_.worst_residual, found.worst_residual);
    add_to_cells(flows_.current, ground_.node_at, found.current);
  }

  /// Solves the pairs in which a point has several nodes.
  void one_by_one(const Executor& executor) {
    std::vector<PointPair> pairs;
    for (std::uint32_t i = 0; i < nodes_.size(); ++i)
      for (std::uint32_t j = i + 1; j < nodes_.size(); ++j)
        if (may_be_joined(i, j)) pairs.emplace_back(i, j);
    const std::size_t at_a_time = std::max(1U, executor.worker_count());
    for (std::size_t begin = 0; begin < pairs.size(); begin += at_a_time) {
      const std::size_t some = std::min(at_a_time, pairs.size() - begin);
      const auto found = parallel_map<PairFlow, NoState>(
          executor, some, [&](NoState&, std::size_t k) { return flow_of(pairs[begin + k]); });
      for (std::size_t k = 0; k < some; ++k) {
        const auto [i, j] = pairs[begin + k];
        if (found[k].node_at.empty()) continue;
        has_node_[i] = has_node_[j] = 1;
        set(i, j, found[k].resistance);
        flows_.worst_residual = std::max(flows_.worst_residual, found[k].residual);
        add_to_cells(flows_.current, found[k].node_at, found[k].current);
      }
    }
  }

  /// Whether a pair needs a circuit of its own. A point without data can share a node with the other point through a
  /// region.
  bool may_be_joined(std::uint32_t i, std::uint32_t j) const {
    if (nodes_[i] && nodes_[j]) return single_[i] == 0 || single_[j] == 0;
    return (nodes_[i] || nodes_[j]) && in_region(i) && in_region(j);
  }
  bool in_region(std::uint32_t point) const {
    if (regions_.empty()) return false;
    return std::any_of(points_.cells[point].begin(), points_.cells[point].end(),
                       [&](std::uint32_t cell) { return regions_[cell] != 0; });
  }

  /// Current between two points; empty if one of them has no node.
  PairFlow flow_of(const PointPair& pair) const {
    const std::uint32_t which[] = {pair.first, pair.second};
    RasterCircuit joined = raster_circuit(resistance_, options_.neighbours, options_.conductance,
                                          joined_regions(regions_, ground_.node_at.size(), points_, which));
    const PointNode from = node_of(points_.cells[pair.first], joined.node_at),
                    to = node_of(points_.cells[pair.second], joined.node_at);
    if (!from || !to) return {};
    if (*from == *to) return {0, 0, std::move(joined.node_at), std::vector<double>(joined.circuit.nodes, 0)};
    CircuitFlow flow = CircuitSolver(joined.circuit, options_.solver).between(*from, *to);
    check_solved(flow.residual, joined.circuit.nodes);
    return {flow.resistance, flow.residual, std::move(joined.node_at), std::move(flow.current)};
  }

  const RasterView& resistance_;
  const CircuitPoints& points_;
  std::span<const std::uint32_t> regions_;
  const RasterFlowOptions& options_;
  RasterCircuit ground_;
  std::vector<PointNode> nodes_;
  std::vector<char> has_node_, single_;
  RasterFlows flows_;
};

}  // namespace

RasterFlows raster_pairwise(const RasterView& resistance, const CircuitPoints& points,
                            std::span<const std::uint32_t> regions, const RasterFlowOptions& options,
                            const Executor& executor) {
  return Pairs(resistance, points, regions, options).run(executor);
}

RasterFlows raster_one_to_all(const RasterView& resistance, const CircuitPoints& points,
                              std::span<const std::uint32_t> regions, const RasterFlowOptions& options,
                              const Executor& executor) {
  std::vector<std::uint32_t> all(points.numbers.size());
  std::iota(all.begin(), all.end(), 0U);
  const RasterCircuit joined = raster_circuit(resistance, options.neighbours, options.conductance,
                                              joined_regions(regions, resistance.grid().size(), points, all));
  std::vector<std::uint32_t> which, nodes;
  for (const std::uint32_t p : all)
    if (const PointNode node = node_of(points.cells[p], joined.node_at)) {
      which.push_back(p);
      nodes.push_back(*node);
    }
  const OneToAllCircuit found = one_to_all(joined.circuit, nodes, options.solver, executor);
  const std::vector<std::uint32_t> parts = circuit_parts(joined.circuit);
  RasterFlows flows;
  flows.resistance.assign(all.size(), infinity);
  flows.part.assign(all.size(), std::nullopt);
  flows.current.assign(joined.node_at.size(), no_data);
  flows.worst_residual = found.worst_residual;
  std::map<std::uint32_t, std::uint32_t> numbers;
  for (std::size_t k = 0; k < which.size(); ++k) {
    flows.resistance[which[k]] = found.resistance[k];
    flows.part[which[k]] = numbers.emplace(parts[nodes[k]], static_cast<std::uint32_t>(numbers.size())).first->second;
  }
  add_to_cells(flows.current, joined.node_at, found.current);
  return flows;
}

}  // namespace spatial
