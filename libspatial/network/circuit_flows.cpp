// SPDX-License-Identifier: MIT
#include "libspatial/network/circuit_flows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "libspatial/core/error.hpp"
#include "libspatial/core/numbers.hpp"

namespace spatial {
namespace {

constexpr double largest_residual = 1e-6;  // of an acceptable solution
constexpr double largest_loss = 1e-3;      // of current between a source and its grounds, relative
constexpr std::size_t at_a_time = 16;      // number of solves whose results are in memory at the same time
constexpr std::size_t branches_at_a_time = 4096;

void check(std::span<const std::uint32_t> points, std::size_t nodes) {
  for (const std::uint32_t point : points)
    if (point >= nodes) throw Error(ErrorKind::config, "a point is not a node of the circuit");
}

void add(std::vector<double>& sum, const std::vector<double>& more, double times = 1) {
  for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += times * more[k];
}

/// The distinct nodes that are points, in order of first appearance, and the position of each point's node among them.
struct FocalNodes {
  std::vector<std::uint32_t> nodes, of_point;
};
FocalNodes focal_nodes(std::span<const std::uint32_t> points, std::size_t nodes) {
  FocalNodes focal;
  std::vector<std::uint32_t> place(nodes, std::numeric_limits<std::uint32_t>::max());
  for (const std::uint32_t point : points) {
    if (place[point] == std::numeric_limits<std::uint32_t>::max()) {
      place[point] = static_cast<std::uint32_t>(focal.nodes.size());
      focal.nodes.push_back(point);
    }
    focal.of_point.push_back(place[point]);
  }
  return focal;
}

/// Sum of |x_i − x_j| over all pairs of points; a node counts as often as it has points.
double sum_of_differences(std::vector<std::pair<double, double>>& weighted) {
  std::sort(weighted.begin(), weighted.end());
  double sum = 0, below = 0, below_x = 0;
  for (const auto& [x, weight] : weighted) {
    sum += weight * (below * x - below_x);
    below += weight;
    below_x += weight * x;
  }
  return sum;
}

}  // namespace

void check_solved(double residual, std::size_t nodes) {
  if (residual <= largest_residual) return;  // the comparison is false for NaN
  throw Error(
      ErrorKind::internal,
      fmt::format("the circuit of {} nodes could not be solved: the relative residual is {:.1e}", nodes, residual),
      "Resistances that differ by a factor of more than about 10^9 are too far apart for one circuit: give "
      "impassable cells no data.");
}

double pairwise_memory_mb(std::size_t points, std::size_t nodes) {
  return 8e-6 * static_cast<double>(points) * static_cast<double>(nodes + points);
}

PairwiseCircuit pairwise(const CircuitSolver& solver, std::span<const std::uint32_t> points, const Executor& executor) {
  const Circuit& circuit = solver.circuit();
  const std::vector<std::uint32_t>& part = solver.parts();
  check(points, circuit.nodes);
  const FocalNodes focal = focal_nodes(points, circuit.nodes);
  const std::size_t count = focal.nodes.size();
  const auto columns = parallel_map<CircuitVoltages, NoState>(executor, count, [&](NoState&, std::size_t k) {
    std::vector<double> injected(circuit.nodes, 0);
    injected[focal.nodes[k]] = 1;
    CircuitVoltages solved = solver.voltages(injected);
    check_solved(solved.residual, circuit.nodes);
    return solved;
  });
  PairwiseCircuit result;
  for (const CircuitVoltages& column : columns)
    result.worst_residual = std::max(result.worst_residual, column.residual);
  result.resistance.assign(points.size() * points.size(), 0);
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t j = 0; j < points.size(); ++j) {
      const std::uint32_t u = points[std::min(i, j)], v = points[std::max(i, j)];
      if (u == v) continue;
      const std::vector<double>&a = columns[focal.of_point[std::min(i, j)]].volts,
            &b = columns[focal.of_point[std::max(i, j)]].volts;
      result.resistance[i * points.size() + j] = part[u] == part[v] ? (a[u] - a[v]) + (b[v] - b[u]) : infinity;
    }

  std::vector<double> weight(count, 0);
  for (const std::uint32_t k : focal.of_point) ++weight[k];
  std::vector<std::vector<std::uint32_t>> in_part(circuit.nodes);
  for (std::uint32_t k = 0; k < count; ++k) in_part[part[focal.nodes[k]]].push_back(k);
  const std::size_t blocks = (circuit.branches.size() + branches_at_a_time - 1) / branches_at_a_time;
  using Scratch = std::vector<std::pair<double, double>>;
  const auto amperes =
      parallel_map<std::vector<double>, Scratch>(executor, blocks, [&](Scratch& scratch, std::size_t block) {
        std::vector<double> sums;
        const std::size_t end = std::min(circuit.branches.size(), (block + 1) * branches_at_a_time);
        for (std::size_t e = block * branches_at_a_time; e < end; ++e) {
          const Branch& branch = circuit.branches[e];
          scratch.clear();
          for (const std::uint32_t k : in_part[part[branch.a]])
            scratch.emplace_back(columns[k].volts[branch.a] - columns[k].volts[branch.b], weight[k]);
          sums.push_back(branch.conductance * sum_of_differences(scratch));
        }
        return sums;
      });
  result.current.assign(circuit.nodes, 0);
  for (std::size_t e = 0; e < circuit.branches.size(); ++e)
    for (const std::uint32_t node : {circuit.branches[e].a, circuit.branches[e].b})
      result.current[node] += amperes[e / branches_at_a_time][e % branches_at_a_time] / 2;
  for (const auto& members : in_part) {
    double all = 0;
    for (const std::uint32_t k : members) all += weight[k];
    for (const std::uint32_t k : members)
      // Current that enters or leaves at the node itself.
      result.current[focal.nodes[k]] += weight[k] * (all - weight[k]) / 2;
  }
  return result;
}

ListedCircuit pairwise(const CircuitSolver& solver, std::span<const std::uint32_t> points,
                       std::span<const PointPair> pairs, const Executor& executor) {
  check(points, solver.circuit().nodes);
  ListedCircuit result;
  result.current.assign(solver.circuit().nodes, 0);
  for (std::size_t begin = 0; begin < pairs.size(); begin += at_a_time) {
    const std::size_t some = std::min(at_a_time, pairs.size() - begin);
    const auto flows = parallel_map<CircuitFlow, NoState>(executor, some, [&](NoState&, std::size_t k) {
      return solver.between(points[pairs[begin + k].first], points[pairs[begin + k].second]);
    });
    for (const CircuitFlow& flow : flows) {
      check_solved(flow.residual, result.current.size());
      result.resistance.push_back(flow.resistance);
      result.worst_residual = std::max(result.worst_residual, flow.residual);
      add(result.current, flow.current);
    }
  }
  return result;
}

/// Its branches are mostly loops over branches of the circuit that share out the current of one source.
OneToAllCircuit one_to_all(const Circuit& circuit, std::span<const std::uint32_t> points, const CircuitOptions& options,
                           const Executor& executor) {
  check(points, circuit.nodes);
  const FocalNodes focal = focal_nodes(points, circuit.nodes);
  const CircuitSolver solver(circuit, focal.nodes, options);
  std::vector<std::uint32_t> focal_in_part(circuit.nodes, 0);
  for (const std::uint32_t node : focal.nodes) ++focal_in_part[solver.parts()[node]];
  std::vector<std::vector<std::uint32_t>> branches_at(focal.nodes.size());
  std::vector<std::uint32_t> place(circuit.nodes, std::numeric_limits<std::uint32_t>::max());
  for (std::uint32_t k = 0; k < focal.nodes.size(); ++k) place[focal.nodes[k]] = k;
  for (std::uint32_t e = 0; e < circuit.branches.size(); ++e) {
    const Branch& branch = circuit.branches[e];
    if (branch.a == branch.b) continue;
    for (const std::uint32_t node : {branch.a, branch.b})
      if (place[node] < branches_at.size()) branches_at[place[node]].push_back(e);
  }
  const auto flow_from = [&](std::size_t k) {
    const std::uint32_t source = focal.nodes[k];
    CircuitFlow flow;
    flow.resistance = infinity;
    if (focal_in_part[solver.parts()[source]] < 2) return flow;
    std::vector<double> injected(circuit.nodes, 0);
    for (const std::uint32_t e : branches_at[k]) {
      const Branch& branch = circuit.branches[e];
      injected[branch.a == source ? branch.b : branch.a] += branch.conductance;
    }
    CircuitVoltages solved = solver.voltages(injected);
    solved.volts[source] = 1;
    // The current leaving the source is a sum of differences that may cancel; the current reaching the grounds is not.
    double driven = 0, leaving = 0;
    for (const std::uint32_t e : branches_at[k]) {
      const Branch& branch = circuit.branches[e];
      leaving += branch.conductance * (1 - solved.volts[branch.a == source ? branch.b : branch.a]);
    }
    for (std::uint32_t ground = 0; ground < branches_at.size(); ++ground)
      for (const std::uint32_t e : branches_at[ground]) {
        const Branch& branch = circuit.branches[e];
        if (ground != k)
          driven += branch.conductance * solved.volts[branch.a == focal.nodes[ground] ? branch.b : branch.a];
      }
    const double lost = std::abs(leaving - driven) / driven;
    check_solved(solved.residual, circuit.nodes);
    check_solved(lost <= largest_loss ? 0 : lost, circuit.nodes);
    flow.residual = solved.residual;
    flow.resistance = 1 / driven;
    flow.current.assign(circuit.nodes, 0);
    for (const Branch& branch : circuit.branches) {
      const double amperes = (solved.volts[branch.a] - solved.volts[branch.b]) * branch.conductance / driven;
      flow.current[branch.a] += std::abs(amperes) / 2;
      flow.current[branch.b] += std::abs(amperes) / 2;
      // All current that reaches a ground leaves the circuit there.
      for (const auto& [node, into] : {std::pair(branch.a, -amperes), std::pair(branch.b, amperes)})
        if (node != source && place[node] < branches_at.size()) flow.current[node] += into / 2;
    }
    flow.current[source] += 0.5;
    return flow;
  };
  std::vector<double> sources(focal.nodes.size(), 0);  // each of the points at a node sends 1 A in turn
  for (const std::uint32_t k : focal.of_point) ++sources[k];
  std::vector<double> resistance;
  OneToAllCircuit result;
  result.current.assign(circuit.nodes, 0);
  for (std::size_t begin = 0; begin < focal.nodes.size(); begin += at_a_time) {
    const auto flows =
        parallel_map<CircuitFlow, NoState>(executor, std::min(at_a_time, focal.nodes.size() - begin),
                                           [&](NoState&, std::size_t k) { return flow_from(begin + k); });
    for (const CircuitFlow& flow : flows) {
      const double times = sources[resistance.size()];
      resistance.push_back(flow.resistance);
      result.worst_residual = std::max(result.worst_residual, flow.residual);
      if (!flow.current.empty()) add(result.current, flow.current, times);
    }
  }
  for (const std::uint32_t k : focal.of_point) result.resistance.push_back(resistance[k]);
  return result;
}

}  // namespace spatial
