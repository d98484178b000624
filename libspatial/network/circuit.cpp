// SPDX-License-Identifier: MIT
#include "libspatial/network/circuit.hpp"

#include <Eigen/IterativeLinearSolvers>
#include <Eigen/SparseCholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <string>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
using Matrix = Eigen::SparseMatrix<double>;
using Vector = Eigen::VectorXd;
using Factor = Eigen::SimplicialLDLT<Matrix, Eigen::Lower, Eigen::AMDOrdering<int>>;
using Gradients = Eigen::ConjugateGradient<Matrix, Eigen::Lower | Eigen::Upper, Eigen::IncompleteCholesky<double>>;

std::vector<std::uint32_t> parts_of(const Circuit& circuit) {
  std::vector<Link> links;
  for (const Branch& branch : circuit.branches)
    if (branch.a != branch.b) links.push_back({branch.a, branch.b, 0});
  return PatchGraph(std::vector<double>(circuit.nodes, 0), std::move(links)).components();
}

}  // namespace

RasterCircuit raster_circuit(const Raster& resistance, int neighbours, Conductance conductance, std::span<const std::uint32_t> regions) {
  if (neighbours != 4 && neighbours != 8) throw Error(ErrorKind::config, "cells have 4 or 8 neighbours, not " + std::to_string(neighbours));
  if (!regions.empty() && regions.size() != resistance.values.size()) throw Error(ErrorKind::input, "regions and resistance differ in their number of cells");
  const RasterGrid& grid = resistance.grid;
  RasterCircuit result;
  result.node_at.assign(grid.size(), RasterCircuit::none);
  std::map<std::uint32_t, std::uint32_t> node_of_region;
  for (std::size_t cell = 0; cell < grid.size(); ++cell) {
    const double r = resistance.values[cell];
    if (std::isnan(r)) continue;
    if (!(r > 0) || std::isinf(r)) throw Error(ErrorKind::input, "resistance must be more than 0, not " + shortest(r), "Give impassable cells no data instead.");
    const std::uint32_t region = regions.empty() ? 0 : regions[cell];
    const auto next = static_cast<std::uint32_t>(result.circuit.nodes);
    const std::uint32_t node = region == 0 ? next : node_of_region.emplace(region, next).first->second;
    if (node == next) ++result.circuit.nodes;
    result.node_at[cell] = node;
  }
  const auto join = [&](std::size_t cell, std::size_t other, bool diagonal) {
    const std::uint32_t a = result.node_at[cell], b = result.node_at[other];
    if (a == RasterCircuit::none || b == RasterCircuit::none || a == b) return;
    const double u = resistance.values[cell], v = resistance.values[other];
    const double g = conductance == Conductance::average_resistance ? 2 / (u + v) : (1 / u + 1 / v) / 2;
    result.circuit.branches.push_back({a, b, diagonal ? g / std::sqrt(2.0) : g});
  };
  for (std::uint32_t row = 0; row < grid.rows; ++row)
    for (std::uint32_t column = 0; column < grid.columns; ++column) {
      const std::size_t cell = grid.index(row, column);
      if (column + 1 < grid.columns) join(cell, cell + 1, false);
      if (row + 1 == grid.rows) continue;
      join(cell, cell + grid.columns, false);
      if (neighbours == 8 && column + 1 < grid.columns) join(cell, cell + grid.columns + 1, true);
      if (neighbours == 8 && column > 0) join(cell, cell + grid.columns - 1, true);
    }
  return result;
}

Circuit graph_circuit(const PatchGraph& graph, double shortest_m) {
  if (!(shortest_m > 0)) throw Error(ErrorKind::config, "the shortest resistance of a link must be more than 0");
  Circuit circuit{graph.size(), {}};
  for (const Link& link : graph.links()) circuit.branches.push_back({link.a, link.b, 1 / std::max(link.distance_m, shortest_m)});
  return circuit;
}

struct CircuitSolver::Impl {
  Circuit circuit;
  std::vector<std::uint32_t> part;
  std::vector<int> row;      ///< of the reduced system; -1 for the grounded (lowest) node of each part
  Matrix laplacian;
  std::unique_ptr<Factor> factor;
  double tolerance = 0;

  Vector solve(const Vector& currents) const {
    if (laplacian.rows() == 0) return {};
    if (factor) return factor->solve(currents);
    Gradients gradients;
    gradients.setTolerance(tolerance);
    gradients.compute(laplacian);
    Vector voltages = gradients.solve(currents);
    return voltages;
  }
};

CircuitSolver::CircuitSolver(const Circuit& circuit, const CircuitOptions& options) : impl_(std::make_unique<Impl>()) {
  Impl& it = *impl_;
  it.circuit = circuit;
  it.tolerance = options.tolerance;
  for (const Branch& branch : circuit.branches) {
    if (branch.a >= circuit.nodes || branch.b >= circuit.nodes) throw Error(ErrorKind::input, "a branch names a node that does not exist");
    if (!(branch.conductance > 0) || !std::isfinite(branch.conductance)) throw Error(ErrorKind::input, "a conductance must be more than 0, not " + shortest(branch.conductance));
  }
  it.part = parts_of(circuit);
  std::uint32_t next_part = 0;
  int rows = 0;
  for (std::size_t node = 0; node < circuit.nodes; ++node) {
    const bool grounded = it.part[node] == next_part;
    if (grounded) ++next_part;
    it.row.push_back(grounded ? -1 : rows++);
  }
  std::vector<Eigen::Triplet<double>> entries;
  entries.reserve(4 * circuit.branches.size());
  for (const Branch& branch : circuit.branches) {
    if (branch.a == branch.b) continue;
    const int a = it.row[branch.a], b = it.row[branch.b];
    if (a >= 0) entries.emplace_back(a, a, branch.conductance);
    if (b >= 0) entries.emplace_back(b, b, branch.conductance);
    if (a < 0 || b < 0) continue;
    entries.emplace_back(a, b, -branch.conductance);
    entries.emplace_back(b, a, -branch.conductance);
  }
  it.laplacian.resize(rows, rows);
  it.laplacian.setFromTriplets(entries.begin(), entries.end());
  if (rows == 0 || static_cast<std::size_t>(rows) > options.direct_limit) return;
  it.factor = std::make_unique<Factor>(it.laplacian);
  if (it.factor->info() != Eigen::Success) throw Error(ErrorKind::internal, "a circuit could not be factorised");
}

CircuitSolver::~CircuitSolver() = default;
CircuitSolver::CircuitSolver(CircuitSolver&&) noexcept = default;
CircuitSolver& CircuitSolver::operator=(CircuitSolver&&) noexcept = default;

const std::vector<std::uint32_t>& CircuitSolver::parts() const noexcept { return impl_->part; }

CircuitFlow CircuitSolver::between(std::uint32_t from, std::uint32_t to) const { return into_ground({&from, 1}, to); }

CircuitFlow CircuitSolver::into_ground(std::span<const std::uint32_t> sources, std::uint32_t ground) const {
  const Impl& it = *impl_;
  for (const std::uint32_t source : sources)
    if (source >= it.circuit.nodes) throw Error(ErrorKind::config, "a source is no node of the circuit");
  if (ground >= it.circuit.nodes) throw Error(ErrorKind::config, "the ground is no node of the circuit");
  CircuitFlow flow;
  flow.current.assign(it.circuit.nodes, 0);
  std::vector<double> injected(it.circuit.nodes, 0);
  for (const std::uint32_t source : sources) {
    if (source == ground || it.part[source] != it.part[ground]) continue;
    injected[source] += 1;
    injected[ground] -= 1;
  }
  const bool apart = !sources.empty() && it.part[sources.front()] != it.part[ground];
  if (injected[ground] == 0) {
    flow.resistance = apart ? infinity : 0;
    return flow;
  }
  Vector currents = Vector::Zero(it.laplacian.rows());
  for (std::size_t node = 0; node < injected.size(); ++node)
    if (it.row[node] >= 0) currents[it.row[node]] = injected[node];
  const Vector voltages = it.solve(currents);
  const double norm = currents.norm();
  flow.residual = norm > 0 ? (it.laplacian * voltages - currents).norm() / norm : 0;
  const auto voltage = [&](std::uint32_t node) { return it.row[node] >= 0 ? voltages[it.row[node]] : 0.0; };
  flow.resistance = apart ? infinity : voltage(sources.front()) - voltage(ground);
  for (const Branch& branch : it.circuit.branches) {
    const double amperes = std::abs(voltage(branch.a) - voltage(branch.b)) * branch.conductance / 2;
    flow.current[branch.a] += amperes;
    flow.current[branch.b] += amperes;
  }
  for (std::size_t node = 0; node < injected.size(); ++node) flow.current[node] += std::abs(injected[node]) / 2;
  return flow;
}

PairwiseCircuit pairwise(const CircuitSolver& solver, std::span<const std::uint32_t> points, const Executor& executor) {
  const std::size_t count = points.size();
  PairwiseCircuit result;
  result.resistance.assign(count * count, 0);
  result.current.assign(solver.parts().size(), 0);
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = i + 1; j < count; ++j) pairs.emplace_back(i, j);
  constexpr std::size_t at_a_time = 16;  // currents of a few pairs only are held at once
  for (std::size_t begin = 0; begin < pairs.size(); begin += at_a_time) {
    const std::size_t some = std::min(at_a_time, pairs.size() - begin);
    const auto flows = parallel_map<CircuitFlow, NoState>(executor, some, [&](NoState&, std::size_t k) { return solver.between(points[pairs[begin + k].first], points[pairs[begin + k].second]); });
    for (std::size_t k = 0; k < some; ++k) {
      const auto [i, j] = pairs[begin + k];
      result.resistance[i * count + j] = result.resistance[j * count + i] = flows[k].resistance;
      result.worst_residual = std::max(result.worst_residual, flows[k].residual);
      for (std::size_t node = 0; node < result.current.size(); ++node) result.current[node] += flows[k].current[node];
    }
  }
  return result;
}

}  // namespace spatial
