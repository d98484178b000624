// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/network/circuit.hpp"
#include "libspatial/pipeline/network.hpp"

namespace spatial {

/// `lnrs circuit`: effective resistances between the patches of a network, and the current in every patch, cell and
/// candidate (docs/methods.md section 5).
enum class CircuitMode { pairwise, one_to_all };
enum class CircuitGround {
  raster,  ///< the network's resistance raster; each patch is one node
  graph,   ///< the patch graph; links are as resistant as they are long
};

struct CircuitRunOptions {
  NetworkRunOptions network;             ///< exactly one network; on a raster its distance is least_cost whatever the config says
  CircuitMode mode = CircuitMode::pairwise;
  CircuitGround ground = CircuitGround::raster;
  bool linked_pairs = false;             ///< pairwise: only pairs that the network links, instead of all
  int neighbours = 8;
  Conductance conductance = Conductance::average_resistance;
  CircuitOptions solver;
  std::filesystem::path raster;          ///< current map; empty: none
};

/// For --dry-run, as rehearse_network.
std::vector<std::string> rehearse_circuit(const Config& config, const CircuitRunOptions& options,
                                          const NetworkOutputs& outputs);

/// Errors and bytes as run_network. Throws Error(config) where all pairs would need more than max_memory_mb.
NetworkReport run_circuit(const Config& config, const CircuitRunOptions& options, const NetworkOutputs& outputs, const Executor& executor);

/// A circuit given as rasters, without a config: `lnrs circuit raster`. Cells of `points` with the same number > 0 are one
/// point; cells of `regions` with the same number > 0 are one node (short-circuit regions).
struct RasterCircuitOptions {
  std::filesystem::path resistance, points, regions, current;  ///< regions and current may be empty
  std::string crs = "EPSG:27700";
  CircuitMode mode = CircuitMode::pairwise;
  int neighbours = 8;
  Conductance conductance = Conductance::average_resistance;
  CircuitOptions solver;
  double max_memory_mb = 4000;
  bool overwrite = false;
};

struct RasterCircuitResult {
  std::vector<std::int64_t> points;  ///< their numbers, ascending
  std::vector<double> resistance;    ///< points × points, or per point in one-to-all; infinite between parts
  std::vector<std::uint32_t> part;   ///< per point, numbered by the lowest point
  double worst_residual = 0;
};
RasterCircuitResult run_raster_circuit(const RasterCircuitOptions& options, const Executor& executor);

}  // namespace spatial
