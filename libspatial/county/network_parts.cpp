// SPDX-License-Identifier: MIT
#include "libspatial/county/network_parts.hpp"

#include <algorithm>
#include <utility>

#include "libspatial/core/move_append.hpp"
#include "libspatial/county/site_parts.hpp"
#include "libspatial/county/state_bytes.hpp"

namespace spatial {
namespace {

constexpr double share_of_round_1 = 0.8;  ///< share of round 1: reading, patches, links, interiors

}  // namespace

std::string search_item(const std::string& network) { return "search " + network; }

std::vector<PartSpec> parts_by_network(const std::vector<std::string>& names, std::size_t wanted, double share,
                                       double memory_mb) {
  const std::size_t count = std::max<std::size_t>(1, std::min(wanted, names.size()));
  std::vector<PartSpec> parts;
  for (std::size_t k = 0; k < count; ++k) {
    const auto begin = static_cast<std::ptrdiff_t>(k * names.size() / count),
               end = static_cast<std::ptrdiff_t>((k + 1) * names.size() / count);
    parts.push_back({.number = k + 1,
                     .cost = share / static_cast<double>(count),
                     .memory_mb = memory_mb,
                     .names = {names.begin() + begin, names.begin() + end}});
  }
  return parts;
}

std::vector<PartSpec> parts_of_networks(const std::vector<std::string>& names, std::size_t wanted,
                                        const std::vector<std::filesystem::path>& files) {
  const double whole_mb = expected_memory_of_files_mb(files);
  std::vector<PartSpec> parts = parts_by_network(names, wanted, share_of_round_1, whole_mb);
  const std::size_t count = std::min(wanted, source_blocks);
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t begin = k * source_blocks / count, end = (k + 1) * source_blocks / count;
    // Graphs without shapes, and 16 bytes a patch for each block.
    parts.push_back({.number = parts.size() + 1,
                     .round = 2,
                     .cost = (1 - share_of_round_1) * static_cast<double>(end - begin) / source_blocks,
                     .memory_mb = std::max(expected_memory_of_files_mb({}), whole_mb / 4),
                     .groups = std::pair(static_cast<std::int64_t>(begin), static_cast<std::int64_t>(end) - 1),
                     .names = names});
  }
  return parts;
}

bool is_named(const PartSpec& part, const std::string& network) {
  return std::find(part.names.begin(), part.names.end(), network) != part.names.end();
}

void save_network(PartAccount& account, const SurveyedNetwork& one) {
  const HabitatNetwork& network = one.network;
  const std::string& id = network.profile.id;
  save_item(account, "patches " + id, network.patches);
  save_item(account, "links " + id, network.links);
  save_item(account, "paths " + id, network.paths);
  save_item(account, "grid " + id, network.grid);
  save_item(account, "graph " + id, network.graph);
  save_item(account, "metrics " + id, network.metrics);
  save_item(account, "issues " + id, one.issues);
  save_item(account, "interior " + id, one.core_area_m2);
  save_item(account, "hulls " + id, one.hulls);
}

SurveyedNetwork network_of_parts(PartItems& items, const NetworkProfile& profile) {
  SurveyedNetwork one;
  HabitatNetwork& network = one.network;
  const std::string& id = profile.id;
  network.profile = profile;
  network.patches = items.take<PatchSet>("patches " + id);
  network.links = items.take<std::vector<EdgeLink>>("links " + id);
  network.paths = items.take<std::vector<CostLink>>("paths " + id);
  network.grid = items.take<std::optional<RasterGrid>>("grid " + id);
  network.graph = items.take<PatchGraph>("graph " + id);
  network.metrics = items.take<NetworkMetrics>("metrics " + id);
  one.issues = items.take<Issues>("issues " + id);
  one.core_area_m2 = items.take<std::vector<double>>("interior " + id);
  one.hulls = items.take<MultiPolygonColumn>("hulls " + id);
  return one;
}

void save_sums(PartAccount& account, const std::vector<std::filesystem::path>& round_1, const PartSpec& part,
               const Executor& executor) {
  PartItems items(round_1, graph_account);
  const auto begin = part.groups ? static_cast<std::size_t>(part.groups->first) : 0,
             end = part.groups ? static_cast<std::size_t>(part.groups->second) + 1 : source_blocks;
  for (const std::string& id : part.names) {
    if (!items.has(search_item(id))) continue;  // a preset network whose habitat does not occur after all
    const auto graphs = items.take<SearchGraphs>(search_item(id));
    save_item(account, "sums " + id, search_sums(graphs, begin, end, executor));
  }
}

SearchSums sums_of_parts(PartItems& items, const std::string& network) {
  SearchSums all;
  for (SearchSums& part : items.take_all<SearchSums>("sums " + network)) {
    move_append(all.pc, part.pc);
    move_append(all.iic, part.iic);
  }
  return all;
}

}  // namespace spatial
