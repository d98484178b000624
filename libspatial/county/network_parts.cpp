// SPDX-License-Identifier: MIT
#include "libspatial/county/network_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/core/move_append.hpp"
#include "libspatial/county/network_tiles.hpp"
#include "libspatial/county/site_parts.hpp"
#include "libspatial/county/state_bytes.hpp"

namespace spatial {
namespace {

constexpr double share_before_sums = 0.8;  ///< of all work: reading, patches, links, interiors
constexpr double share_of_tiles = 0.8;     ///< of the work on a network in tiles, before its sums

/// Members of patches as features of the county's habitat.
void renumber_members(PatchSet& patches, const std::vector<std::string>& core_ids, const HabitatMap& habitat,
                      std::size_t number) {
  const std::vector<std::uint32_t> core = habitat.core_features(number);
  bool same = core.size() == core_ids.size();
  for (std::size_t k = 0; same && k < core.size(); ++k) same = habitat.id[core[k]] == core_ids[k];
  if (!same)
    throw Error(
        ErrorKind::input,
        fmt::format("network {}: the parts have found {} features of its habitat, and the layer has {}, not all "
                    "of them the same",
                    habitat.networks[number], core_ids.size(), core.size()),
        "Does the spatial index of the habitat layer fit its features? Make a new plan with `lnrs plan`; with "
        "--parts 1 no index is needed.");
  for (PatchGroups* lists : {&patches.members, &patches.too_small})
    for (std::vector<std::uint32_t>& members : *lists)
      for (std::uint32_t& member : members) member = core[member];
}

}  // namespace

std::string search_item(const std::string& network) { return "search " + network; }
std::string sums_item(const std::string& network) { return "sums " + network; }

PlannedNetworks planned_networks(const Config& config, const std::vector<NetworkProfile>& profiles,
                                 std::size_t wanted) {
  PlannedNetworks planned;
  for (const NetworkProfile& profile : profiles) {
    check_topology(profile);
    planned.names.push_back(profile.id);
    if (is_by_edge(profile)) planned.in_tiles.push_back(profile.id);
  }
  if (!planned.in_tiles.empty()) planned.tiles = tiles_of_habitat(config, wanted);
  if (planned.tiles.empty()) planned.in_tiles.clear();
  return planned;
}

Project without_layers(const Config& config) {
  Project project;
  project.config = config;
  project.networks = config.networks.empty() ? preset_networks() : config.networks;
  return project;
}

void add_round(std::vector<PartSpec>& parts, std::vector<PartSpec> more) {
  const std::size_t round = parts.empty() ? 1 : parts.back().round + 1;
  for (PartSpec& part : more) {
    part.number = parts.size() + 1;
    part.round = round;
    parts.push_back(std::move(part));
  }
}

std::vector<PartSpec> rounds_of_networks(const PlannedNetworks& planned, std::size_t wanted, double share,
                                         const std::vector<std::filesystem::path>& files) {
  const double whole_mb = expected_memory_of_files_mb(files), least_mb = expected_memory_of_files_mb({});
  const std::vector<std::string>& names = planned.names;
  const auto in_tiles = [&](const std::string& name) {
    return std::find(planned.in_tiles.begin(), planned.in_tiles.end(), name) != planned.in_tiles.end();
  };
  const double tiled =
      names.empty() ? 0
                    : share_of_tiles * static_cast<double>(planned.in_tiles.size()) / static_cast<double>(names.size());
  std::vector<PartSpec> parts = parts_of_tiles(planned.tiles, planned.in_tiles, share * tiled, whole_mb), last;
  const std::size_t count = std::max<std::size_t>(1, std::min(wanted, names.size()));
  for (std::size_t k = 0; k < count; ++k) {
    const auto begin = static_cast<std::ptrdiff_t>(k * names.size() / count),
               end = static_cast<std::ptrdiff_t>((k + 1) * names.size() / count);
    PartSpec part{.cost = share * (1 - tiled) / static_cast<double>(count),
                  .memory_mb = whole_mb,
                  .names = {names.begin() + begin, names.begin() + end}};
    if (!part.names.empty() && std::all_of(part.names.begin(), part.names.end(), in_tiles))
      part.memory_mb = least_mb + (whole_mb - least_mb) / 8;  // patches of one network, and no layer
    last.push_back(std::move(part));
  }
  add_round(parts, std::move(last));
  return parts;
}

std::vector<PartSpec> parts_of_networks(const PlannedNetworks& planned, std::size_t wanted,
                                        const std::vector<std::filesystem::path>& files) {
  const double whole_mb = expected_memory_of_files_mb(files);
  std::vector<PartSpec> parts = rounds_of_networks(planned, wanted, share_before_sums, files), sums;
  const std::size_t count = std::min(wanted, source_blocks);
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t begin = k * source_blocks / count, end = (k + 1) * source_blocks / count;
    // Graphs without shapes, and 16 bytes a patch for each block.
    sums.push_back({.cost = (1 - share_before_sums) * static_cast<double>(end - begin) / source_blocks,
                    .memory_mb = std::max(expected_memory_of_files_mb({}), whole_mb / 4),
                    .groups = std::pair(static_cast<std::int64_t>(begin), static_cast<std::int64_t>(end) - 1),
                    .names = planned.names});
  }
  add_round(parts, std::move(sums));
  return parts;
}

bool found_in_tiles(const RunStep& step, const NetworkProfile& profile) noexcept {
  return !step.earlier.empty() && is_of_networks(step.part) && is_by_edge(profile);
}

bool is_named(const PartSpec& part, const std::string& network) {
  return std::find(part.names.begin(), part.names.end(), network) != part.names.end();
}

namespace {

/// Patches that lie near each other, and the box around them all.
struct OutlineBlock {
  std::vector<std::uint32_t> patches;  ///< ascending
  Box box;
};

template <class Bytes, SameAs<OutlineBlock> T>
void fields(Bytes& bytes, T& block) {
  bytes(block.patches), bytes(block.box);
}

std::string outlines_item(const std::string& network, std::size_t block) {
  return fmt::format("outlines {} {}", network, block);
}

std::vector<OutlineBlock> outline_blocks(const PatchSet& patches) {
  constexpr std::size_t points_a_block = std::size_t{1} << 17U;
  std::vector<OutlineBlock> blocks;
  std::size_t points = points_a_block;
  for (const std::uint32_t p : hilbert_order(patches.boxes)) {
    if (points >= points_a_block) blocks.emplace_back(), points = 0;
    blocks.back().patches.push_back(p);
    blocks.back().box.add(patches.boxes[p]);
    points += patches.geometry[p].point_count();
  }
  for (OutlineBlock& block : blocks) std::sort(block.patches.begin(), block.patches.end());
  return blocks;
}

void save_outlines(PartAccount& account, const std::string& network, const PatchSet& patches) {
  const std::vector<OutlineBlock> blocks = outline_blocks(patches);
  save_item(account, "blocks " + network, blocks);
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    MultiPolygonColumn outlines;
    for (const std::uint32_t p : blocks[b].patches) outlines.append(patches.geometry[p]);
    save_item(account, outlines_item(network, b), outlines);
  }
}

/// The outlines of all patches, or, with `near`, of at least those whose boxes meet it; the others are empty.
MultiPolygonColumn outlines_of_parts(const PartItems& items, const std::string& network, std::size_t patches,
                                     const Box* near) {
  const auto blocks = items.take<std::vector<OutlineBlock>>("blocks " + network);
  std::vector<MultiPolygonColumn> read(blocks.size());
  std::vector<std::pair<std::size_t, std::size_t>> place(patches);  // block and number in it
  std::size_t points = 0;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    for (std::size_t k = 0; k < blocks[b].patches.size(); ++k) place.at(blocks[b].patches[k]) = {b, k};
    if (near != nullptr && !near->intersects(blocks[b].box)) continue;
    read[b] = items.take<MultiPolygonColumn>(outlines_item(network, b));
    points += read[b].point_count();
  }
  MultiPolygonColumn outlines;
  outlines.reserve(patches, points);
  for (const auto& [block, k] : place) {
    if (k < read[block].size())
      outlines.append(read[block][k]);
    else
      outlines.end_feature();
  }
  return outlines;
}

}  // namespace

void save_network(PartAccount& account, SurveyedNetwork one) {
  HabitatNetwork& network = one.network;
  const std::string& id = network.profile.id;
  save_outlines(account, id, network.patches);
  network.patches.geometry = {};
  save_item(account, "sizes " + id, std::pair(network.patches.areas_m2, network.patches.boxes));
  network.patches.areas_m2 = {}, network.patches.boxes = {};
  save_item(account, "members " + id, network.patches);
  save_item(account, "links " + id, network.links);
  save_item(account, "paths " + id, network.paths);
  save_item(account, "grid " + id, network.grid);
  save_item(account, "graph " + id, network.graph);
  save_item(account, "metrics " + id, network.metrics);
  save_item(account, "issues " + id, one.issues);
  save_item(account, "interior " + id, one.core_area_m2);
  save_item(account, "hulls " + id, one.hulls);
  if (one.core_ids) save_item(account, "core " + id, *one.core_ids);
}

namespace {

void take_sizes(const PartItems& items, const std::string& network, PatchSet& patches) {
  std::tie(patches.areas_m2, patches.boxes) =
      items.take<std::pair<std::vector<double>, std::vector<Box>>>("sizes " + network);
}

}  // namespace

HabitatNetwork graph_of_parts(const PartItems& items, const NetworkProfile& profile, const Box& near) {
  HabitatNetwork network;
  network.profile = profile;
  take_sizes(items, profile.id, network.patches);
  network.patches.members.resize(network.patches.areas_m2.size());
  network.patches.geometry = outlines_of_parts(items, profile.id, network.patches.areas_m2.size(), &near);
  network.graph = items.take<PatchGraph>("graph " + profile.id);
  network.metrics = items.take<NetworkMetrics>("metrics " + profile.id);
  return network;
}

SurveyedNetwork network_of_parts(const PartItems& items, const NetworkProfile& profile, const HabitatMap* habitat,
                                 std::size_t number) {
  SurveyedNetwork one;
  HabitatNetwork& network = one.network;
  const std::string& id = profile.id;
  network.profile = profile;
  network.patches = items.take<PatchSet>("members " + id);
  take_sizes(items, id, network.patches);
  network.patches.geometry = outlines_of_parts(items, id, network.patches.areas_m2.size(), nullptr);
  network.links = items.take<std::vector<EdgeLink>>("links " + id);
  network.paths = items.take<std::vector<CostLink>>("paths " + id);
  network.grid = items.take<std::optional<RasterGrid>>("grid " + id);
  network.graph = items.take<PatchGraph>("graph " + id);
  network.metrics = items.take<NetworkMetrics>("metrics " + id);
  one.issues = items.take<Issues>("issues " + id);
  one.core_area_m2 = items.take<std::vector<double>>("interior " + id);
  one.hulls = items.take<MultiPolygonColumn>("hulls " + id);
  if (habitat != nullptr && items.has("core " + id))
    renumber_members(network.patches, items.take<std::vector<std::string>>("core " + id), *habitat, number);
  return one;
}

void save_sums(PartAccount& account, const std::vector<std::filesystem::path>& networks, const PartSpec& part,
               const Executor& executor) {
  PartItems items(networks, graph_account);
  const auto begin = part.groups ? static_cast<std::size_t>(part.groups->first) : 0,
             end = part.groups ? static_cast<std::size_t>(part.groups->second) + 1 : source_blocks;
  for (const std::string& id : part.names) {
    if (!items.has(search_item(id))) continue;  // a preset network whose habitat does not occur after all
    const auto graphs = items.take<SearchGraphs>(search_item(id));
    save_item(account, sums_item(id), search_sums(graphs, begin, end, executor));
  }
}

SearchSums sums_of_parts(const PartItems& items, const std::string& network) {
  SearchSums all;
  for (SearchSums& part : items.take_all<SearchSums>(sums_item(network))) {
    move_append(all.pc, part.pc);
    move_append(all.iic, part.iic);
  }
  return all;
}

}  // namespace spatial
