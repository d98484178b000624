// SPDX-License-Identifier: MIT
#include "libspatial/county/habitat_rating.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/habitat_codes.hpp"

namespace spatial {
namespace {

std::vector<std::string> ids_of(const std::vector<NetworkProfile>& networks) {
  std::vector<std::string> ids;
  for (const NetworkProfile& network : networks) ids.push_back(network.id);
  return ids;
}

/// The habitat layers and their crosswalks.
struct Sources {
  std::map<std::string, Crosswalk> crosswalks;
  std::vector<HabitatSource> habitat;

  Sources(const Config& config, std::span<const ProjectLayer> layers) {
    for (const ProjectLayer& layer : layers) {
      if (layer.source.role != Role::habitat) continue;
      const std::string file = crosswalk_file(config, layer.source).string();
      if (!crosswalks.contains(file)) crosswalks.emplace(file, read_crosswalk(file));
      habitat.push_back({&layer.layer, &crosswalks.at(file), layer.overlaps, layer.source.quality_field});
    }
  }
};

using CodeSets = std::vector<std::set<std::string>>;  // codes that occur, by habitat source

CodeSets codes_of(const std::vector<HabitatSource>& sources) {
  CodeSets sets;
  for (const HabitatSource& source : sources) sets.emplace_back(source.layer->code.begin(), source.layer->code.end());
  return sets;
}

/// Networks whose core habitat occurs among the codes of the habitat layers.
std::vector<NetworkProfile> present(const std::vector<NetworkProfile>& networks,
                                    const std::vector<HabitatSource>& sources, const CodeSets& sets) {
  std::deque<Layer> layers;
  std::vector<HabitatSource> codes;
  for (std::size_t s = 0; s < sources.size(); ++s) {
    layers.push_back(layer_of_codes(sets[s]));
    codes.push_back({&layers.back(), sources[s].crosswalk, {}});
  }
  const HabitatMap map = habitat_map(codes, ids_of(networks)).map;
  std::vector<NetworkProfile> result;
  for (std::size_t n = 0; n < networks.size(); ++n)
    if (!map.core_features(n).empty()) result.push_back(networks[n]);
  return result;
}

bool means(const BoaTarget& target, const NetworkProfile& network) {
  const std::string habitat = lower(trimmed(target.habitat));
  return habitat == lower(network.id) || habitat == lower(network.title) ||
         std::any_of(network.target_habitats.begin(), network.target_habitats.end(),
                     [&](const std::string& one) { return habitat == lower(trimmed(one)); });
}

/// Adds preset networks that have no mapped habitat yet but whose habitat a BOA target asks to create.
void add_networks_for_targets(Project& project) {
  for (const NetworkProfile& network : preset_networks()) {
    const auto has_id = [&](const NetworkProfile& one) { return one.id == network.id; };
    if (std::any_of(project.networks.begin(), project.networks.end(), has_id)) continue;
    const auto wanted = std::find_if(project.boa_targets.begin(), project.boa_targets.end(), [&](const BoaTarget& one) {
      return lower(one.action).find("create") != std::string::npos && means(one, network);
    });
    if (wanted == project.boa_targets.end()) continue;
    project.networks.push_back(network);
    project.issues.push_back({IssueRule::network_for_target, "boa", project.config.boa_targets->layer, wanted->boa_id,
                              fmt::format("the target '{}' asks to create habitat of which none is mapped: the network "
                                          "{} was added, without patches",
                                          wanted->habitat, network.id),
                              std::nullopt});
  }
}

/// Codes that no crosswalk knows, with counts: "xyz (12)", most frequent first.
std::vector<std::string> unknown_codes(const std::vector<HabitatSource>& sources,
                                       const std::vector<ValueCounts>& codes) {
  std::map<std::string, std::size_t> unknown;
  for (std::size_t s = 0; s < sources.size(); ++s)
    for (const auto& [code, count] : codes[s])
      if (!trimmed(code).empty() && !classify(*sources[s].crosswalk, code).known) unknown[code] += count;
  std::vector<std::pair<std::string, std::size_t>> counted(unknown.begin(), unknown.end());
  std::stable_sort(counted.begin(), counted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> texts;
  for (const auto& [code, count] : counted) texts.push_back(fmt::format("{} ({})", code, count));
  return texts;
}

void refuse_unknown(const std::vector<std::string>& codes) {
  const std::vector<std::string> first(
      codes.begin(), codes.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(10, codes.size())));
  throw Error(
      ErrorKind::input,
      fmt::format("{} habitat code{} not in the crosswalk: {}{}", codes.size(), codes.size() == 1 ? " is" : "s are",
                  joined(first, ", "), codes.size() > first.size() ? " …" : ""),
      "Add the codes to a copy of the crosswalk, check the class field, or give --allow-unknown to treat "
      "them as excluded.");
}

/// Takes the geometry of the habitat layers, one after the other.
MultiPolygonColumn taken_geometry(std::vector<ProjectLayer>& layers) {
  MultiPolygonColumn all;
  for (ProjectLayer& layer : layers) {
    if (layer.source.role != Role::habitat) continue;
    MultiPolygonColumn own = std::exchange(layer.layer.geometry, {});
    if (all.empty())
      all = std::move(own);
    else
      all.append(own);
  }
  return all;
}

}  // namespace

Layer layer_of_codes(const std::set<std::string>& codes) {
  Layer layer;
  layer.role = Role::habitat;
  for (const std::string& code : codes) {
    layer.id.push_back(code);
    layer.name.emplace_back();
    layer.code.push_back(code);
    layer.geometry.end_feature();
    layer.boxes.emplace_back();
    layer.areas_m2.push_back(0);
  }
  return layer;
}

void rate_habitats(Project& project, bool may_be_empty) {
  const Sources sources(project.config, project.layers);
  if (sources.habitat.empty()) return;
  project.networks = project.config.networks;
  if (project.config.networks.empty()) {
    project.networks = present(preset_networks(), sources.habitat, codes_of(sources.habitat));
    if (project.networks.empty() && !may_be_empty)
      throw Error(ErrorKind::input, "no habitat feature is core habitat of any preset network",
                  "Check the class field and the crosswalk of the habitat layer, or configure a [[network]].");
    if (!may_be_empty) add_networks_for_targets(project);
  }
  MultiPolygonColumn geometry = taken_geometry(project.layers);  // so that it is in memory once
  HabitatMapResult rated = habitat_map(sources.habitat, ids_of(project.networks));
  rated.map.geometry = std::move(geometry);
  rated.map.geometry.share();
  if (!rated.unknown_codes.empty() && !project.config.allow_unknown) refuse_unknown(rated.unknown_codes);
  if (rated.map.size() == 0 && !may_be_empty)
    throw Error(ErrorKind::input, "the habitat layers have no usable feature", "See the issues reported for them.");
  project.habitat = std::move(rated.map);
  project.issues.insert(project.issues.end(), rated.issues.begin(), rated.issues.end());
}

void rate_habitats(Project& project, const std::vector<ValueCounts>& codes) {
  for (ProjectLayer& layer : project.layers)
    if (layer.source.role == Role::habitat) layer.layer.geometry.share();
  const Sources sources(project.config, project.layers);
  if (sources.habitat.empty()) return;
  project.networks = project.config.networks;
  if (project.config.networks.empty()) {
    CodeSets sets;
    for (const ValueCounts& source : codes) {
      sets.emplace_back();
      for (const auto& [code, count] : source) sets.back().insert(code);
    }
    project.networks = present(preset_networks(), sources.habitat, sets);
  }
  const std::vector<std::string> unknown = unknown_codes(sources.habitat, codes);
  if (!unknown.empty() && !project.config.allow_unknown) refuse_unknown(unknown);
  HabitatMapResult rated = habitat_map(sources.habitat, ids_of(project.networks));
  project.habitat = std::move(rated.map);
  project.habitat.geometry.share();
  project.issues.insert(project.issues.end(), rated.issues.begin(), rated.issues.end());
}

HabitatMapResult habitat_of(const Config& config, std::span<const ProjectLayer> layers,
                            const std::vector<NetworkProfile>& networks) {
  return habitat_map(Sources(config, layers).habitat, ids_of(networks));
}

}  // namespace spatial
