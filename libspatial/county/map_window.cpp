// SPDX-License-Identifier: MIT
#include "libspatial/county/map_window.hpp"

#include <algorithm>

#include "libspatial/core/disjoint_sets.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/county/candidate_places.hpp"
#include "libspatial/county/site_project.hpp"
#include "libspatial/county/source_reading.hpp"
#include "libspatial/geometry/box_chains.hpp"
#include "libspatial/geometry/strips_over.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/opportunity/candidate_sources.hpp"

namespace spatial {
namespace {

constexpr double rounding_m = 1;  ///< boxes in spatial indexes are rounded

/// Where the middles of habitat features lie that the part may own; empty: nowhere, or unknown.
Box middles_in(const Config& config, const Box& tile) {
  Box box;
  const Box around = tile.grown(rounding_m);
  for (const LayerSource& source : config.layers) {
    if (source.role != Role::habitat) continue;
    for (const Point p : middles_by_index(parse_layer_name(source.layer, base_folder(config)), config.crs,
                                          config.allow_network, around))
      if (around.contains(Box{p.x, p.y, p.x, p.y})) box.add(p);
  }
  return box;
}

/// Land that must be read completely.
struct NeededLand {
  Box near;                 ///< around the part's features
  std::vector<Box> beyond;  ///< of core habitat that reaches into it, and of what hangs together with that by overlaps
};

NeededLand needed_land(const HabitatMap& habitat, const Box& tile, double neighbourhood_m) {
  constexpr double strip_m = 1000;
  CandidateInputs part;
  part.habitat = &habitat;
  part.own = tile;
  NeededLand land{land_of_sources(part), {}};
  if (land.near.empty()) return land;
  land.near = land.near.grown(neighbourhood_m + rounding_m);
  DisjointSets sets(habitat.size());
  for (const OverlapPair& pair : habitat.overlaps)
    if (habitat.core_of_any[pair.a] != 0 && habitat.core_of_any[pair.b] != 0) sets.join(pair.a, pair.b);
  std::vector<char> wanted(habitat.size(), 0);
  for (std::uint32_t f = 0; f < habitat.size(); ++f)
    if (habitat.core_of_any[f] != 0 && habitat.boxes[f].intersects(land.near)) wanted[sets.find(f)] = 1;
  for (std::uint32_t f = 0; f < habitat.size(); ++f) {
    if (habitat.core_of_any[f] == 0 || wanted[sets.find(f)] == 0 || land.near.contains(habitat.boxes[f])) continue;
    for (const Box& strip : strips_over(habitat.geometry[f], strip_m))
      if (!land.near.contains(strip)) land.beyond.push_back(strip.grown(rounding_m));
  }
  return land;
}

/// How far `land` lies beyond the box.
double reach_beyond_m(const Box& box, const Box& land) {
  if (land.empty()) return 0;
  return std::max(
      {0.0, box.min_x - land.min_x, box.min_y - land.min_y, land.max_x - box.max_x, land.max_y - box.max_y});
}

/// Empties features of other layers that no candidate in `land` can have to do with. They keep their places, so that
/// numbers of sites are those of the county.
void forget_beyond(const Box& land, Project& project) {
  const Box near = land.grown(std::max(furthest_name_m, project.config.scoring.buffer_m) + rounding_m);
  for (ProjectLayer& one : project.layers) {
    const Role role = one.source.role;
    if (role == Role::habitat || role == Role::study_area || role == Role::authority) continue;
    MultiPolygonColumn kept;
    for (std::size_t f = 0; f < one.layer.size(); ++f) {
      if (one.layer.boxes[f].intersects(near))
        kept.append(one.layer.geometry[f]);
      else
        kept.end_feature();
    }
    one.layer.geometry = std::move(kept);
  }
}

bool is_site(Role role) { return role == Role::designated || role == Role::lws || role == Role::irreplaceable; }

/// What a chain of boxes connects to the land, among sites of all kinds: they are united as a whole.
std::vector<Box> connected_sites(const Project& project, const Box& land) {
  std::vector<Box> boxes, connected;
  for (const ProjectLayer& one : project.layers)
    if (is_site(one.source.role)) boxes.insert(boxes.end(), one.layer.boxes.begin(), one.layer.boxes.end());
  for (const std::uint32_t site : chained_to(boxes, {&land, 1})) connected.push_back(boxes[site]);
  return connected;
}

/// Reads the other layers where they may have to do with candidates in `land`.
void read_others(SiteProject& around, const Box& land, const std::vector<std::string>& layers_around) {
  const Config& config = around.project().config;
  std::vector<Box> near{land.grown(std::max(furthest_name_m, config.scoring.buffer_m) + rounding_m)};
  const auto read = [&](const auto& chosen) {
    for (std::size_t k = 0; k < config.layers.size(); ++k) {
      const LayerSource& source = config.layers[k];
      if (source.role == Role::habitat || source.role == Role::study_area || !chosen(source.role)) continue;
      const bool apart = std::find(layers_around.begin(), layers_around.end(), source.layer) != layers_around.end();
      around.read_land(k, apart ? near : std::vector<Box>());
    }
  };
  read([](Role) { return true; });
  for (bool more = true; more;) {  // chains hardly ever lead further than names are looked for
    more = false;
    for (const Box& site : connected_sites(around.project(), land)) {
      if (std::any_of(near.begin(), near.end(), [&](const Box& one) { return one.contains(site); })) continue;
      near.push_back(site.grown(rounding_m));
      more = true;
    }
    if (more) read(is_site);
  }
}

std::vector<NetworkProfile> profiles_of(const Config& config, const std::vector<std::string>& ids) {
  const std::vector<NetworkProfile> all = config.networks.empty() ? preset_networks() : config.networks;
  std::vector<NetworkProfile> chosen;
  for (const std::string& id : ids)
    for (const NetworkProfile& profile : all)
      if (profile.id == id) chosen.push_back(profile);
  return chosen;
}

}  // namespace

LandNotes land_of(const Project& project) {
  LandNotes land;
  std::size_t sources = 0;
  bool plain = project.config.candidates.source == CandidateSource::habitat;
  for (const LayerSource& source : project.config.layers) {
    if (source.role != Role::habitat) continue;
    ++sources;
    plain = plain && source.resolve_overlaps == OverlapRule::keep;
  }
  for (const NetworkProfile& network : project.networks) {
    land.networks.push_back(network.id);
    plain = plain && (network.distance == LinkDistance::edge || !network.links.table.empty());
  }
  for (const Issue& issue : project.issues)
    plain = plain && !(issue.rule == IssueRule::duplicate_id && issue.role == info(Role::habitat).name);
  for (const LayerSource& source : project.config.layers) {
    const auto same = std::count_if(project.config.layers.begin(), project.config.layers.end(),
                                    [&](const LayerSource& other) { return other.layer == source.layer; });
    if (plain && source.role != Role::habitat && !info(source.role).asked_for && same == 1 &&
        source.resolve_overlaps == OverlapRule::keep && has_distinct_ids(project.config, source))
      land.around.push_back(source.layer);
  }
  land.windows = plain && sources == 1 && profiles_of(project.config, land.networks).size() == land.networks.size();
  return land;
}

Project project_of_part(const Config& config, const PartSpec& part, const LandNotes& land, const Executor& executor,
                        StageClock& clock) {
  const Box middles = land.windows && part.tile ? middles_in(config, *part.tile) : Box();
  if (middles.empty()) return load_project(config, executor, clock);
  Config near = config;
  std::erase_if(near.layers, [](const LayerSource& source) { return info(source.role).asked_for; });
  near.networks = profiles_of(config, land.networks);
  clock.begin("look at the layers");
  const LayerPlaces places = places_of_layers(near);
  clock.end(places.looks.size());
  const double cover_m = config.scoring.neighbourhood_m;
  SiteProject around(near, places, middles,
                     {.first_m = window_m + cover_m, .others_later = true, .checked_before = true}, executor, clock);
  NeededLand needed;
  for (bool more = true; more;) {
    needed = needed_land(around.project().habitat, *part.tile, cover_m);
    more = around.widen(Role::habitat, reach_beyond_m(middles, needed.near)) || around.add_habitat(needed.beyond);
    if (more) around.rate();
  }
  if (needed.near.empty()) needed.near = middles;  // no feature has potential
  read_others(around, needed.near, land.around);
  Project project = std::move(around).take();
  forget_beyond(needed.near, project);
  return project;
}

}  // namespace spatial
