// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/county/part_items.hpp"
#include "libspatial/network/habitat_network.hpp"
#include "libspatial/network/metric_parts.hpp"
#include "libspatial/run/run_step.hpp"

namespace spatial {

/// Networks in parts (docs/scale.md).
///   Round 1: each part builds some networks: patches, links, hulls, and the graphs that paths are searched in.
///   Round 2: each part adds up some of the 64 blocks of sources of every network. It reads graphs only, no layer.
///   The merge takes networks and sums from the parts' files, and goes on as a run without parts does.
///
///     save_network(account, surveyed);                            // round 1
///     save_item(graph_account, search_item(id), graphs);
///     save_sums(account, round_1_files, part, executor);          // round 2
///     SurveyedNetwork one = network_of_parts(items, profile);     // the merge

/// A network, and what is found out about its patches and components.
struct SurveyedNetwork {
  HabitatNetwork network;
  Issues issues;
  std::vector<double> core_area_m2{};  ///< per patch
  MultiPolygonColumn hulls{};          ///< per component
};

inline const std::string graph_account = "graph";  ///< the account of round 1 that round 2 reads
std::string search_item(const std::string& network);

/// Parts of round 1: `names` of networks, in at most `wanted` parts, with `share` of all work together.
std::vector<PartSpec> parts_by_network(const std::vector<std::string>& names, std::size_t wanted, double share,
                                       double memory_mb);
/// Round 1, then parts of round 2 by blocks of sources: at most 64. `files`: what a run reads.
std::vector<PartSpec> parts_of_networks(const std::vector<std::string>& names, std::size_t wanted,
                                        const std::vector<std::filesystem::path>& files);

bool is_named(const PartSpec& part, const std::string& network);

void save_network(PartAccount& account, const SurveyedNetwork& one);
/// Without a cost surface. Throws Error(input) if no part has the network.
SurveyedNetwork network_of_parts(PartItems& items, const NetworkProfile& profile);

/// What a part of round 2 does.
void save_sums(PartAccount& account, const std::vector<std::filesystem::path>& round_1, const PartSpec& part,
               const Executor& executor);
/// Of all blocks.
SearchSums sums_of_parts(PartItems& items, const std::string& network);

}  // namespace spatial
