// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/network/graph.hpp"

namespace spatial {

/// Circuit theory on graphs (McRae et al. 2008) with Circuitscape's definitions: effective resistance between nodes,
/// and the current through every node when 1 A flows. The current of a node is half the sum of the absolute currents of
/// its branches and of the current injected there, i.e. the total flowing in (or out). Circuits on rasters:
/// network/raster_circuit.hpp.
///
/// Systems of up to `direct_limit` nodes are factorised once (sparse Cholesky); larger ones are solved by conjugate
/// gradients with a two-level preconditioner, which is made once (docs/methods.md, Circuits). The residual of each
/// solution is returned. Nodes in different parts of the circuit have infinite resistance to each other. Each part is
/// grounded separately, so no system is singular. Pure; the same bits for any number of threads. Only the source file
/// includes Eigen. Errors: Error(input) for conductances that are not positive, Error(config) for nodes that do not
/// exist.
///
///     const CircuitSolver solver(graph_circuit(graph));
///     const double ohms = solver.between(0, 5).resistance;   // from patch 0 to patch 5

struct Branch {
  std::uint32_t a, b;
  double conductance;  ///< S, > 0
};

struct Circuit {
  std::size_t nodes = 0;
  std::vector<Branch> branches;  ///< parallel ones add up
};

/// The patch graph as a circuit: a link of length d has resistance d (at least `shortest_m`, for links of length 0).
Circuit graph_circuit(const PatchGraph& graph, double shortest_m = 1);

/// The connected part of each node; parts are numbered by their lowest node.
std::vector<std::uint32_t> circuit_parts(const Circuit& circuit);

struct CircuitOptions {
  std::size_t direct_limit = 1'000'000;  ///< nodes
  double tolerance = 1e-10;              ///< of conjugate gradients, relative residual
};

/// One solution: voltages with 1 A in at `from` and out at `to`.
struct CircuitFlow {
  double resistance = 0;        ///< infinite between parts
  double residual = 0;          ///< ‖L v − i‖ / ‖i‖
  std::vector<double> current;  ///< per node
};

/// Voltage of each node for given currents. The grounds are at 0 V.
struct CircuitVoltages {
  std::vector<double> volts;
  double residual = 0;  ///< ‖L v − i‖ / ‖i‖
};

/// A circuit prepared for solving; factorised in the constructor. Const use from any number of threads.
class CircuitSolver {
 public:
  /// The lowest node of each part is its ground.
  explicit CircuitSolver(const Circuit& circuit, const CircuitOptions& options = {});
  /// The nodes `grounds` are held at 0 V. In a part of the circuit without one of them, the lowest node is the ground.
  CircuitSolver(const Circuit& circuit, std::span<const std::uint32_t> grounds, const CircuitOptions& options = {});
  ~CircuitSolver();
  CircuitSolver(CircuitSolver&&) noexcept;
  CircuitSolver& operator=(CircuitSolver&&) noexcept;

  /// As circuit_parts.
  const std::vector<std::uint32_t>& parts() const noexcept;
  const Circuit& circuit() const noexcept;
  /// `injected`: amperes that enter at each node. They leave the circuit at the grounds.
  CircuitVoltages voltages(std::span<const double> injected) const;
  CircuitFlow between(std::uint32_t from, std::uint32_t to) const;
  /// 1 A enters at each of `sources` and all current leaves at `ground` (Circuitscape's all-to-one). Sources that are
  /// not connected to the ground are ignored. The resistance is the voltage of the first source.
  CircuitFlow into_ground(std::span<const std::uint32_t> sources, std::uint32_t ground) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spatial
