// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/county/part_items.hpp"
#include "libspatial/county/project.hpp"
#include "libspatial/network/habitat_network.hpp"
#include "libspatial/network/metric_parts.hpp"
#include "libspatial/run/run_step.hpp"

namespace spatial {

/// Networks in parts (docs/scale.md).
///   First, tiles find patches and links of networks with distances from edge to edge (county/network_tiles.hpp).
///   Next, each part finishes some networks: of those in tiles it puts the tiles together, others it builds as a whole;
///   then hulls, and the graphs that paths are searched in.
///   Next, each part adds up some of the 64 blocks of sources of every network. It reads graphs only, no layer.
///   The merge takes networks and sums from the parts' files, and goes on as a run without parts does.
///
///     tables = run_tile_part(…);                                              // tiles
///     save_network(account, surveyed);                                        // networks
///     save_item(graph_account, search_item(id), graphs);
///     save_sums(account, step.earlier.back(), part, executor);                // sums
///     SurveyedNetwork one = network_of_parts(items, profile, habitat, number);   // the merge

/// A network, and what is found out about its patches and components.
struct SurveyedNetwork {
  HabitatNetwork network;
  Issues issues;
  std::vector<double> core_area_m2{};  ///< per patch
  MultiPolygonColumn hulls{};          ///< per component
  /// Of a network in tiles: the ids of its core habitat in the order of the map. Members of patches are places here.
  std::optional<std::vector<std::string>> core_ids{};
};

inline const std::string graph_account = "graph";  ///< the account of the networks' parts that those of the sums read
std::string search_item(const std::string& network);
std::string sums_item(const std::string& network);

/// The networks of a plan, and how it splits them.
struct PlannedNetworks {
  std::vector<std::string> names{};     ///< all
  std::vector<std::string> in_tiles{};  ///< those by edge (network/habitat_network.hpp), if there are tiles
  std::vector<std::pair<Box, double>> tiles{};
};
/// Errors as tiles_of_habitat; Error(config) for a profile that no run takes (check_topology).
PlannedNetworks planned_networks(const Config& config, const std::vector<NetworkProfile>& profiles, std::size_t wanted);

/// The rounds of tiles, if there are any, then one whose parts finish the networks: at most `wanted` parts a round,
/// with `share` of all work together. `files`: what a run reads.
std::vector<PartSpec> rounds_of_networks(const PlannedNetworks& planned, std::size_t wanted, double share,
                                         const std::vector<std::filesystem::path>& files);
/// The same, then parts by blocks of sources: at most 64.
std::vector<PartSpec> parts_of_networks(const PlannedNetworks& planned, std::size_t wanted,
                                        const std::vector<std::filesystem::path>& files);
/// Puts parts into the next round, with the next numbers.
void add_round(std::vector<PartSpec>& parts, std::vector<PartSpec> more);

/// A project that has only its config and networks: those of the config, or every preset network.
Project without_layers(const Config& config);

/// Whether a part finishes networks.
inline bool is_of_networks(const PartSpec& part) noexcept { return !part.names.empty() && !part.tile && !part.groups; }
/// Whether tiles have found the patches and links of this network for the part that finishes it.
bool found_in_tiles(const RunStep& step, const NetworkProfile& profile) noexcept;
bool is_named(const PartSpec& part, const std::string& network);

/// Outlines of patches are saved in blocks of patches that lie near each other.
void save_network(PartAccount& account, SurveyedNetwork one);
/// Without a cost surface. `habitat`, if it is all of the county's, turns members into its features; `number`: of the
/// network in it. Throws Error(input) if no part has the network, or if its tiles have other features than the habitat.
SurveyedNetwork network_of_parts(const PartItems& items, const NetworkProfile& profile,
                                 const HabitatMap* habitat = nullptr, std::size_t number = 0);
/// What the gains of candidates need: the graph, metrics, and patches without members, of which those whose boxes do
/// not meet `near` may have no outline. Errors as before.
HabitatNetwork graph_of_parts(const PartItems& items, const NetworkProfile& profile, const Box& near);

/// What a part does that adds up blocks. `networks`: the files of the parts that finished the networks.
void save_sums(PartAccount& account, const std::vector<std::filesystem::path>& networks, const PartSpec& part,
               const Executor& executor);
/// Of all blocks.
SearchSums sums_of_parts(const PartItems& items, const std::string& network);

}  // namespace spatial
