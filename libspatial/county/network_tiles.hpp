// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "libspatial/config/config.hpp"
#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/network/habitat_network.hpp"
#include "libspatial/run/run_step.hpp"
#include "libspatial/run/stages.hpp"

namespace spatial {

/// Private to county/: networks with distances from edge to edge, found by rectangles of land (docs/scale.md). Three
/// rounds, whose parts have a tile and the names of networks; no part reads more than its land and what lies around it.
///   Round 1 reads the core habitat in a tile. Groups of features that touch (or lie within join_m) and that the tile
///     surrounds become patches. Of other groups, features and what touches what are handed on.
///   Round 2 unites what touches over borders. The tile that owns a group's first feature makes the patch, from the
///     outlines of all its members, which lie in the files of round 1; no layer is read.
///   Round 3 measures links, each in the tile that holds its place, between patches within the limit of it.
/// network_of_tiles then has patches and links in the order, and with the bytes, of a run on the whole county.
///
///     tables = run_tile_part(config, step, profiles, max_memory_mb, executor, clock);      // a part of rounds 1 to 3
///     TiledNetwork tiled = network_of_tiles(config, step.earlier, profile);                // a later part
///     inputs.found = &tiled.found;
///     habitat_network(tiled.features, 0, profile, landscape_m2, executor, inputs);
///
/// Errors: Error(input) for a file of an earlier round that cannot be read or does not fit the others; Error(config) as
/// habitat_network.

/// Rectangles with roughly equal numbers of habitat features, and these numbers, from the spatial index. None if the
/// habitat cannot be parted: it is several layers, overlaps are resolved, ids are missing or repeated (they are made
/// unique in the order of the whole layer), or it is not a GeoPackage with a spatial index. Reads ids, no geometry.
std::vector<std::pair<Box, double>> tiles_of_habitat(const Config& config, std::size_t wanted);

/// The parts of the three rounds; none without tiles or names. `share`: of all work. `whole_mb`: what a run on the
/// whole county needs.
std::vector<PartSpec> parts_of_tiles(const std::vector<std::pair<Box, double>>& tiles,
                                     const std::vector<std::string>& names, double share, double whole_mb);

/// Whether a part belongs to these rounds.
inline bool is_of_tiles(const PartSpec& part) noexcept { return part.tile && !part.names.empty(); }

/// Runs a part of these rounds. `profiles`: those of part.names. Returns the tables of its file.
std::vector<FeatureTable> run_tile_part(const Config& config, const RunStep& step,
                                        const std::vector<NetworkProfile>& profiles, double max_memory_mb,
                                        const Executor& executor, StageClock& clock);
/// The names of these tables.
std::vector<std::string> tables_of_tile_part(const PartSpec& part);

/// A network as its tiles have found it.
struct TiledNetwork {
  HabitatMap features;  ///< its core habitat, without outlines: id, source, box, area, quality
  FoundPatches found;   ///< members are indices into `features`
  std::size_t pairs = 0;
};
/// `earlier`: the files of the three rounds. Networks of which no part has found any habitat.
std::size_t networks_without_habitat(const std::vector<std::vector<std::filesystem::path>>& earlier);
/// `name`: the network in the names of their parts.
TiledNetwork network_of_tiles(const Config& config, const std::vector<std::vector<std::filesystem::path>>& earlier,
                              const std::string& name);

}  // namespace spatial
