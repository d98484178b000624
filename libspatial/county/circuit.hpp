// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>

#include "libspatial/county/network.hpp"
#include "libspatial/network/raster_circuit.hpp"

namespace spatial {

/// `lnrs circuit`: effective resistances between the patches of a network, and the current in every patch, cell and
/// candidate (docs/methods.md section 5).
///
///     CircuitRunOptions options;
///     options.mode = CircuitMode::one_to_all;
///     const RunOutcome done = run_circuit(config, options, {.geopackage = "circuit.gpkg"}, executor);
enum class CircuitGround {
  raster,  ///< the network's resistance raster; each patch is one node
  graph,   ///< the patch graph; the resistance of a link is its length
};

struct CircuitRunOptions {
  NetworkRunOptions network;  ///< exactly one network; on a raster its distance is always least_cost
  CircuitMode mode = CircuitMode::pairwise;
  CircuitGround ground = CircuitGround::raster;
  bool linked_pairs = false;  ///< pairwise: only pairs that the network links, instead of all
  int neighbours = 8;
  Conductance conductance = Conductance::average_resistance;
  CircuitOptions solver;  ///< on the graph
  std::function<void(const std::string&)>
      tell;  ///< called with the size of the circuit before it is solved; may be empty
};

/// For --dry-run, as rehearse_network.
std::vector<std::string> rehearse_circuit(const Config& config, const CircuitRunOptions& options,
                                          const Outputs& outputs);

/// outputs.raster: the map of current. Errors and determinism as run_network; also throws Error(config) if the circuit
/// would need more than max_memory_mb.
RunOutcome run_circuit(const Config& config, const CircuitRunOptions& options, const Outputs& outputs,
                       const Executor& executor);

}  // namespace spatial
