// SPDX-License-Identifier: MIT
#include "libspatial/county/map_window.hpp"

#include <algorithm>

#include "libspatial/core/disjoint_sets.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/move_append.hpp"
#include "libspatial/county/candidate_places.hpp"
#include "libspatial/county/habitat_rating.hpp"
#include "libspatial/county/habitat_store.hpp"
#include "libspatial/county/site_project.hpp"
#include "libspatial/county/source_reading.hpp"
#include "libspatial/geometry/box_chains.hpp"
#include "libspatial/geometry/strips_over.hpp"
#include "libspatial/io/crs.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/opportunity/candidate_sources.hpp"

namespace spatial {
namespace {

/// Where the middles of habitat features lie that the part may own; empty: nowhere, or unknown.
Box middles_in(const Config& config, const Box& tile) {
  Box box;
  const Box around = tile.grown(index_rounding_m);
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

/// Of core habitat that meets `near`, and of what hangs together with it by overlaps: the land beyond, in strips.
std::vector<Box> core_beyond(const HabitatMap& habitat, const Box& near) {
  constexpr double strip_m = 250;
  DisjointSets sets(habitat.size());
  for (const OverlapPair& pair : habitat.overlaps)
    if (habitat.core_of_any[pair.a] != 0 && habitat.core_of_any[pair.b] != 0) sets.join(pair.a, pair.b);
  std::vector<char> wanted(habitat.size(), 0);
  for (std::uint32_t f = 0; f < habitat.size(); ++f)
    if (habitat.core_of_any[f] != 0 && habitat.boxes[f].intersects(near)) wanted[sets.find(f)] = 1;
  std::vector<Box> beyond;
  for (std::uint32_t f = 0; f < habitat.size(); ++f) {
    if (habitat.core_of_any[f] == 0 || wanted[sets.find(f)] == 0 || near.contains(habitat.boxes[f])) continue;
    for (const Box& strip : strips_over(habitat.geometry[f], strip_m))
      if (!near.contains(strip)) beyond.push_back(strip.grown(index_rounding_m));
  }
  return beyond;
}

NeededLand needed_land(const HabitatMap& habitat, const Box& tile, double neighbourhood_m) {
  CandidateInputs part;
  part.habitat = &habitat;
  part.own = tile;
  NeededLand land{land_of_sources(part), {}};
  if (land.near.empty()) return land;
  land.near = land.near.grown(neighbourhood_m + index_rounding_m);
  land.beyond = core_beyond(habitat, land.near);
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
  const Box near = land.grown(std::max(furthest_name_m, project.config.scoring.buffer_m) + index_rounding_m);
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

/// What a chain of boxes connects to the land.
std::vector<Box> connected_boxes(const std::vector<Box>& boxes, const Box& land) {
  std::vector<Box> connected;
  for (const std::uint32_t box : chained_to(boxes, {&land, 1})) connected.push_back(boxes[box].grown(index_rounding_m));
  return connected;
}

/// Adds boxes that are not inside one that is there already. Returns whether there was one.
bool add_land(std::vector<Box>& land, const std::vector<Box>& boxes) {
  const std::size_t before = land.size();
  for (const Box& box : boxes)
    if (std::none_of(land.begin(), land.end(), [&](const Box& one) { return one.contains(box); })) land.push_back(box);
  return land.size() > before;
}

/// Reads the other layers where they may have to do with candidates in `land`: sites and BOAs as far as names are
/// looked for. Sites of all kinds are united as a whole with all that overlaps them, so those that a chain of boxes
/// connects to the land are read wherever they lie; spatial indexes show most of these before anything is read.
void read_others(SiteProject& around, const Box& land, const std::vector<std::string>& layers_around) {
  const Config& config = around.project().config;
  const std::vector<Box> beside{land.grown(config.scoring.buffer_m + index_rounding_m)};
  const std::vector<Box> named{land.grown(std::max(furthest_name_m, config.scoring.buffer_m) + index_rounding_m)};
  std::vector<Box> near = named;  // and what a chain leads to
  const auto is_apart = [&](const LayerSource& source) {
    return std::find(layers_around.begin(), layers_around.end(), source.layer) != layers_around.end();
  };
  const auto read = [&](const auto& chosen) {
    for (std::size_t k = 0; k < config.layers.size(); ++k) {
      const LayerSource& source = config.layers[k];
      if (source.role == Role::habitat || source.role == Role::study_area || !chosen(source)) continue;
      if (!is_apart(source))
        around.read_land(k, {});
      else
        around.read_land(k, is_site(source.role) ? near : source.role == Role::boa ? named : beside);
    }
  };
  std::vector<Box> indexed;
  for (const LayerSource& source : config.layers) {
    if (!is_site(source.role)) continue;
    std::vector<Box> boxes =
        boxes_by_index(parse_layer_name(source.layer, base_folder(config)), config.crs, config.allow_network);
    move_append(indexed, boxes);
  }
  add_land(near, connected_boxes(indexed, land));
  read([](const LayerSource&) { return true; });
  const auto sites = [&] {
    std::vector<Box> boxes;
    for (const ProjectLayer& one : around.project().layers)
      if (is_site(one.source.role)) boxes.insert(boxes.end(), one.layer.boxes.begin(), one.layer.boxes.end());
    return boxes;
  };
  while (add_land(near, connected_boxes(sites(), land)))
    read([&](const LayerSource& source) { return is_site(source.role) && is_apart(source); });
}

/// What core_beyond() will find of the land, from the few features on its border and what these lead to, so that all
/// habitat can be read at once. Nothing of habitat in another reference system, which is read whole.
std::vector<Box> core_across_border(Config config, const LayerPlaces& places, const Box& land, const Executor& executor,
                                    StageClock& clock) {
  constexpr double width_m = 1;
  config.allow_elsewhere = true;  // whether any feature is left is judged by the whole layer
  for (std::size_t k = 0; k < config.layers.size(); ++k)
    if (const LayerLook& look = places.looks[k]; config.layers[k].role == Role::habitat && !look.crs.empty() &&
                                                 !crs_plan(look.crs, "", config.crs, look.source).pipeline.empty())
      return {};
  std::vector<Box> across, read{{land.min_x, land.min_y, land.max_x, land.min_y + width_m},
                                {land.min_x, land.max_y - width_m, land.max_x, land.max_y},
                                {land.min_x, land.min_y, land.min_x + width_m, land.max_y},
                                {land.max_x - width_m, land.min_y, land.max_x, land.max_y}};
  for (bool more = true; more;) {
    KnownFiles files = known_files(config);
    std::vector<SourceRows> rows;
    for (const LayerSource& source : config.layers)
      if (source.role == Role::habitat) rows.push_back(read_source(config, source, files, read, executor, clock));
    const HabitatStore store(config, std::move(rows));
    const HabitatStore::Part part = store.clean(store.meeting(read), true, executor, clock);
    across = core_beyond(habitat_of(config, part.layers, config.networks).map, land);
    more = add_land(read, across);
  }
  return across;
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
  const double first_m = window_m + cover_m;
  SiteProject around(
      near, places, middles,
      {.first_m = first_m + 2 * index_rounding_m,  // core_across_border() knows all that leads out of the land
       .others_later = true,
       .checked_before = true,
       .more_habitat = core_across_border(near, places, middles.grown(first_m), executor, clock)},
      executor, clock);
  NeededLand needed;
  for (bool more = true; more;) {
    needed = needed_land(around.project().habitat, *part.tile, cover_m);
    more = around.widen(Role::habitat, reach_beyond_m(middles, needed.near)) || around.add_habitat(needed.beyond);
    if (more) around.rate();
  }
  if (needed.near.empty()) needed.near = middles;  // no feature has potential
  read_others(around, needed.near, land.around);
  const Box habitat_land = middles.grown(around.within_m(Role::habitat));
  Project project = std::move(around).take();
  project.habitat_land = habitat_land;
  forget_beyond(needed.near, project);
  return project;
}

}  // namespace spatial
