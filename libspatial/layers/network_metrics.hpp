// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "libspatial/network/conefor_tables.hpp"
#include "libspatial/network/link_importance.hpp"
#include "libspatial/network/metrics.hpp"

namespace spatial {

/// Metrics of a network given as Conefor text files, without a map: `lnrs network metrics`. Areas and lengths are in
/// the units of the files.
///
///     const NetworkMetricsResult found =
///         run_network_metrics({.nodes = "v2.nodes", .links = "v2.links", .dispersal = 500}, executor);
struct NetworkMetricsOptions {
  std::filesystem::path nodes, links;
  double dispersal = 0;  ///< distance at which the dispersal probability is p_ref
  double p_ref = 0.5;
  double link_threshold =
      std::numeric_limits<double>::infinity();  ///< longer links do not count for IIC and the older indices
  double landscape_area = 0;                    ///< A_L; 0 = the sum of the attributes
  double p_min = 0;                             ///< smallest path probability that counts; 0: exact
  bool pc_only = false;                         ///< skip IIC, which needs unbounded searches
  bool link_removal = false, link_improvement = false;
};

/// What adding a candidate contributes, in % of the index without candidates.
struct CandidateImportance {
  NodeImportance pc, iic;  ///< iic is NaN in networks of more than options' iic_max_patches
  double eca_gain = 0;
};

struct NetworkMetricsResult {
  ConeforNetwork network;
  NetworkMetrics metrics;
  GraphIndices indices;
  std::vector<CandidateImportance> candidates;
  std::vector<LinkImportance> removal, improvement;
};

/// Errors: Error(input) for files that cannot be read or are not valid, Error(config) for invalid options.
NetworkMetricsResult run_network_metrics(const NetworkMetricsOptions& options, const Executor& executor);

}  // namespace spatial
