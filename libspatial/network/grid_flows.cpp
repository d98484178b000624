// SPDX-License-Identifier: MIT
#include "libspatial/network/grid_flows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "libspatial/core/error.hpp"
#include "libspatial/core/numbers.hpp"
#include "libspatial/network/front.hpp"
#include "libspatial/network/sum_of_differences.hpp"

namespace spatial {
namespace {

constexpr std::uint32_t no_place = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t sources_at_a_time = 128;

/// Points as terminals; points that share a node are one terminal.
struct Focal {
  std::vector<std::uint32_t> nodes;     ///< distinct, in the order of the points
  std::vector<std::uint32_t> of_point;  ///< position of each point's node in `nodes`
  std::vector<double> weight;           ///< number of points at each node

  Focal(std::span<const std::uint32_t> points, std::size_t node_count) {
    std::vector<std::uint32_t> place(node_count, no_place);
    for (const std::uint32_t point : points) {
      if (point >= node_count) throw Error(ErrorKind::config, "a point is not a node of the circuit");
      if (place[point] == no_place) {
        place[point] = static_cast<std::uint32_t>(nodes.size());
        nodes.push_back(point);
        weight.push_back(0);
      }
      of_point.push_back(place[point]);
      ++weight[place[point]];
    }
  }
};

/// The terminals of each part. Only parts with at least two focal nodes carry current.
struct Parts {
  std::vector<std::uint32_t> of_terminal;
  std::vector<std::vector<std::uint32_t>> members;  ///< by part, in ascending order: focal nodes come first
  std::vector<std::uint32_t> focal;                 ///< by part: number of focal nodes

  Parts(const GridReduction& reduced, std::size_t focal_count) {
    for (std::size_t t = 0; t < reduced.terminals(); ++t) of_terminal.push_back(reduced.parts()[reduced.node(t)]);
    const std::size_t count =
        of_terminal.empty() ? 0 : *std::max_element(of_terminal.begin(), of_terminal.end()) + std::size_t{1};
    members.resize(count);
    focal.assign(count, 0);
    for (std::uint32_t t = 0; t < of_terminal.size(); ++t) {
      members[of_terminal[t]].push_back(t);
      if (t < focal_count) ++focal[of_terminal[t]];
    }
  }
  std::span<const std::uint32_t> focal_of(std::size_t part) const noexcept {
    return {members[part].data(), focal[part]};
  }
  bool carries(std::uint32_t terminal) const noexcept { return focal[of_terminal[terminal]] > 1; }
};

/// The network between the focal nodes of each part, after also eliminating nodes of several cells that are no points.
class FocalNetwork {
 public:
  FocalNetwork(const GridReduction& reduced, const Parts& parts, const Executor& executor)
      : parts_(parts), fronts_(parts.members.size()) {
    for (std::size_t part = 0; part < fronts_.size(); ++part) {
      if (parts.focal[part] < 2) continue;
      const std::vector<std::uint32_t> order = order_of(part);
      const std::size_t pivots = order.size() - parts.focal[part];
      Front& front = fronts_[part] = Front(pivots, parts.focal[part]);
      for (std::size_t a = 0; a < order.size(); ++a) {
        for (std::size_t b = a + 1; b < order.size(); ++b) front.add(b, a, -reduced.conductance(order[b], order[a]));
      }
      if (!front.eliminate(executor))
        throw Error(ErrorKind::internal, "the network of a circuit's regions could not be factorised");
    }
  }
  /// Conductance (siemens) between two focal nodes of a part, given by their positions in it.
  double conductance(std::size_t part, std::size_t a, std::size_t b) const noexcept {
    return a == b ? 0 : -fronts_[part].schur(std::max(a, b), std::min(a, b));
  }
  /// Sum of the conductances between a focal node and the others of its part.
  double conductance(std::size_t part, std::size_t a) const noexcept {
    double sum = 0;
    for (std::size_t b = 0; b < parts_.focal[part]; ++b) sum += conductance(part, a, b);
    return sum;
  }
  /// Fills in the voltages of the other terminals from those of the focal nodes. The layout is terminals × columns.
  void complete(std::vector<double>& volts, std::size_t columns) const {
    for (std::size_t part = 0; part < fronts_.size(); ++part) {
      const Front& front = fronts_[part];
      if (front.pivots() == 0) continue;
      const std::vector<std::uint32_t> order = order_of(part);
      std::vector<double> values(order.size() * columns);
      for (std::size_t k = 0; k < order.size(); ++k)
        std::copy_n(volts.data() + order[k] * columns, columns, values.data() + k * columns);
      front.substitute(values.data(), columns);
      for (std::size_t k = 0; k < front.pivots(); ++k)
        std::copy_n(values.data() + k * columns, columns, volts.data() + order[k] * columns);
    }
  }

 private:
  std::vector<std::uint32_t> order_of(std::size_t part) const {
    std::vector<std::uint32_t> order = parts_.members[part];
    std::rotate(order.begin(), order.begin() + parts_.focal[part], order.end());
    return order;
  }
  const Parts& parts_;
  std::vector<Front> fronts_;
};

/// Voltages of all terminals if 1 A enters at each focal node (one per column) and leaves at the first focal node of
/// its part. Computed from the Schur complement that a unit matrix below the grounded Laplacian leaves, which is −1
/// times the Laplacian's inverse.
std::vector<double> grounded_volts(const FocalNetwork& network, const Parts& parts, std::size_t columns,
                                   const Executor& executor) {
  std::vector<double> volts(parts.of_terminal.size() * columns, 0);
  for (std::size_t part = 0; part < parts.members.size(); ++part) {
    if (parts.focal[part] < 2) continue;
    const std::vector<std::uint32_t>& members = parts.members[part];
    const std::size_t count = parts.focal[part] - 1;
    Front front(count, count);
    for (std::size_t k = 0; k < count; ++k) {
      front.add_to_ground(k, network.conductance(part, k + 1, 0));
      front.add(count + k, k, 1);
      for (std::size_t below = k + 1; below < count; ++below)
        front.add(below, k, -network.conductance(part, below + 1, k + 1));
    }
    if (!front.eliminate(executor, Front::Others::right_hand_sides))
      throw Error(ErrorKind::internal, "the network of a circuit's points could not be factorised");
    for (std::size_t row = 0; row < count; ++row)
      for (std::size_t column = 0; column < count; ++column)
        volts[members[row + 1] * columns + members[column + 1]] =
            -front.schur(std::max(row, column), std::min(row, column));
  }
  network.complete(volts, columns);
  return volts;
}

/// Largest residual ‖L v − i‖ of any column, for 1 A. injected(terminal, column) is the current that should enter at a
/// terminal.
template <class Injected>
double worst_residual(const GridCurrents& found, std::size_t columns, const Injected& injected) {
  double worst = 0;
  for (std::size_t c = 0; c < columns; ++c) {
    double squares = found.lost[c] * found.lost[c];
    for (std::size_t t = 0; t * columns < found.terminals.size(); ++t) {
      const double off = found.terminals[t * columns + c] - injected(t, c);
      squares += off * off;
    }
    if (!(std::sqrt(squares) <= worst)) worst = std::sqrt(squares);  // true for NaN too
  }
  return worst;
}

/// Currents injected if 1 A enters at each focal node and leaves at the first one of its part.
auto injected_by(const Parts& parts) {
  return [&parts](std::size_t terminal, std::size_t column) {
    const std::uint32_t ground = parts.members[parts.of_terminal[column]].front();
    if (!parts.carries(static_cast<std::uint32_t>(column)) || column == ground) return 0.0;
    return terminal == column ? 1.0 : terminal == ground ? -1.0 : 0.0;
  };
}

double pair_resistance(const std::vector<double>& volts, std::size_t columns, const Parts& parts, std::uint32_t a,
                       std::uint32_t b) {
  if (a == b) return 0;
  if (parts.of_terminal[a] != parts.of_terminal[b]) return infinity;
  return (volts[a * columns + a] - volts[b * columns + a]) + (volts[b * columns + b] - volts[a * columns + b]);
}

/// Number of terminals: points, and nodes with several cells.
std::size_t terminals_of(const GridCircuit& circuit, std::span<const std::uint32_t> points) {
  std::vector<char> cells(circuit.nodes, 0);
  for (const std::uint32_t node : circuit.node_at)
    if (node != RasterCircuit::none && cells[node] < 2) ++cells[node];
  for (const std::uint32_t point : points)
    if (point < circuit.nodes) cells[point] = 2;
  return static_cast<std::size_t>(std::count(cells.begin(), cells.end(), 2));
}

void check_solved(double residual) {
  if (residual <= 1e-6) return;  // the comparison is false for NaN
  throw Error(ErrorKind::internal, "the circuit could not be solved: its residual is too large",
              "Resistances that differ by a factor of more than about 10^9 are too far apart for one circuit: give "
              "impassable cells no data.");
}

/// A reduction, and what its terminals stand for.
struct Reduced {
  Focal focal;
  GridReduction reduction;
  Parts parts;
  FocalNetwork network;
  std::size_t columns;

  Reduced(const GridCircuit& circuit, std::span<const std::uint32_t> points, const GridJob& job)
      : focal(points, circuit.nodes),
        reduction(circuit, focal.nodes, job.plan, job.executor),
        parts(reduction, focal.nodes.size()),
        network(reduction, parts, job.executor),
        columns(focal.nodes.size()) {}
  Reduced(const Reduced&) = delete;
};

}  // namespace

GridJob grid_job(const GridCircuit& circuit, std::span<const std::uint32_t> points, bool one_to_all,
                 double max_memory_mb, const Executor& executor) {
  constexpr double multiply_adds_a_second = 4e9;
  const std::size_t columns = one_to_all ? std::min(points.size(), sources_at_a_time) : points.size();
  GridJob job{grid_plan(circuit, terminals_of(circuit, points), columns, points.size()), executor};
  const double least_mb = job.plan.fixed_mb + job.plan.worker_mb;
  if (max_memory_mb > 0 && least_mb > max_memory_mb)
    throw Error(
        ErrorKind::config,
        fmt::format("a circuit of {} nodes and {} points would need about {:.0f} MB, more than the {:.0f} MB allowed",
                    circuit.nodes, points.size(), std::ceil(least_mb), max_memory_mb),
        "Allow more with --max-memory, use cells of twice the size (a quarter of the memory and an eighth of the "
        "time), or fewer points.");
  const double spare_mb = max_memory_mb > 0 ? max_memory_mb - job.plan.fixed_mb : infinity;
  const double workers =
      std::max(1.0, std::min<double>(executor.worker_count(), std::floor(spare_mb / job.plan.worker_mb)));
  job.executor.threads = static_cast<unsigned>(workers);
  job.memory_mb = job.plan.fixed_mb + workers * job.plan.worker_mb;
  job.seconds = job.plan.multiply_adds / multiply_adds_a_second /
                std::min<double>(workers, std::max(1u, Executor{}.worker_count()));
  return job;
}

PairwiseCircuit pairwise(const GridCircuit& circuit, std::span<const std::uint32_t> points, const GridJob& job) {
  const Reduced it(circuit, points, job);
  const std::vector<double> volts = grounded_volts(it.network, it.parts, it.columns, job.executor);
  PairwiseCircuit result;
  result.resistance.assign(points.size() * points.size(), 0);
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t j = 0; j < points.size(); ++j)
      result.resistance[i * points.size() + j] = pair_resistance(
          volts, it.columns, it.parts, it.focal.of_point[std::min(i, j)], it.focal.of_point[std::max(i, j)]);
  const auto make_sum = [&]() -> AmpereSum {
    return [&it, sums = SumsOfDifferences(it.focal.weight)](std::span<const double> amperes, std::uint32_t part,
                                                            std::size_t series) mutable {
      return sums.of(amperes, it.parts.focal_of(part), series);
    };
  };
  GridCurrents found = it.reduction.currents(volts, it.columns, make_sum, job.executor);
  result.worst_residual = worst_residual(found, it.columns, injected_by(it.parts));
  check_solved(result.worst_residual);
  result.current = std::move(found.branches);
  for (std::uint32_t k = 0; k < it.columns; ++k) {
    double all = 0;
    for (const std::uint32_t other : it.parts.focal_of(it.parts.of_terminal[k])) all += it.focal.weight[other];
    result.current[it.focal.nodes[k]] +=
        it.focal.weight[k] * (all - it.focal.weight[k]) / 2;  // current that enters or leaves at the node itself
  }
  return result;
}

ListedCircuit pairwise(const GridCircuit& circuit, std::span<const std::uint32_t> points,
                       std::span<const PointPair> pairs, const GridJob& job) {
  const Reduced it(circuit, points, job);
  const std::vector<double> volts = grounded_volts(it.network, it.parts, it.columns, job.executor);
  ListedCircuit result;
  std::vector<std::vector<PointPair>> in_part(it.parts.members.size());
  for (const auto& [first, second] : pairs) {
    const std::uint32_t a = it.focal.of_point[first], b = it.focal.of_point[second];
    result.resistance.push_back(pair_resistance(volts, it.columns, it.parts, a, b));
    if (a != b && it.parts.of_terminal[a] == it.parts.of_terminal[b])
      in_part[it.parts.of_terminal[a]].emplace_back(a, b);
  }
  const auto make_sum = [&]() -> AmpereSum {
    return [&](std::span<const double> amperes, std::uint32_t part, std::size_t) {
      double sum = 0;
      for (const auto& [a, b] : in_part[part]) sum += std::abs(amperes[a] - amperes[b]);
      return sum;
    };
  };
  GridCurrents found = it.reduction.currents(volts, it.columns, make_sum, job.executor);
  result.worst_residual = worst_residual(found, it.columns, injected_by(it.parts));
  check_solved(result.worst_residual);
  result.current = std::move(found.branches);
  for (const std::vector<PointPair>& some : in_part)
    for (const auto& [a, b] : some)
      for (const std::uint32_t end : {a, b}) result.current[it.focal.nodes[end]] += 0.5;
  return result;
}

OneToAllCircuit one_to_all(const GridCircuit& circuit, std::span<const std::uint32_t> points, const GridJob& job) {
  const Reduced it(circuit, points, job);
  OneToAllCircuit result;
  result.current.assign(circuit.nodes, 0);
  std::vector<double> resistance(it.columns, infinity);
  for (std::size_t begin = 0; begin < it.columns; begin += sources_at_a_time) {
    const std::size_t columns = std::min(sources_at_a_time, it.columns - begin);
    // The source has the voltage that drives 1 A; all other focal nodes have 0.
    std::vector<double> volts(it.parts.of_terminal.size() * columns, 0), injected(volts.size(), 0);
    for (std::size_t part = 0; part < it.parts.members.size(); ++part) {
      const std::span<const std::uint32_t> focal = it.parts.focal_of(part);
      for (std::size_t k = 0; focal.size() > 1 && k < focal.size(); ++k) {
        if (focal[k] < begin || focal[k] >= begin + columns) continue;
        const std::size_t column = focal[k] - begin;
        resistance[focal[k]] = volts[focal[k] * columns + column] = 1 / it.network.conductance(part, k);
        for (std::size_t other = 0; other < focal.size(); ++other)
          injected[focal[other] * columns + column] =
              other == k ? 1 : -resistance[focal[k]] * it.network.conductance(part, other, k);
      }
    }
    it.network.complete(volts, columns);
    const auto make_sum = [&]() -> AmpereSum {
      return [&](std::span<const double> amperes, std::uint32_t part, std::size_t) {
        double sum = 0;
        for (const std::uint32_t source : it.parts.focal_of(part))
          if (source >= begin && source < begin + columns)
            sum += it.focal.weight[source] * std::abs(amperes[source - begin]);
        return sum;
      };
    };
    const GridCurrents found = it.reduction.currents(volts, columns, make_sum, job.executor);
    const double residual = worst_residual(found, columns, [&](std::size_t terminal, std::size_t column) {
      return injected[terminal * columns + column];
    });
    check_solved(residual);
    result.worst_residual = std::max(result.worst_residual, residual);
    for (std::size_t node = 0; node < circuit.nodes; ++node) result.current[node] += found.branches[node];
    for (std::uint32_t t = 0; t < it.columns; ++t)
      for (std::size_t c = 0; c < columns; ++c)
        result.current[it.focal.nodes[t]] += it.focal.weight[begin + c] * std::abs(injected[t * columns + c]) / 2;
  }
  for (const std::uint32_t k : it.focal.of_point) result.resistance.push_back(resistance[k]);
  return result;
}

}  // namespace spatial
