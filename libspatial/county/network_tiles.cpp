// SPDX-License-Identifier: MIT
#include "libspatial/county/network_tiles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>

#include "libspatial/core/disjoint_sets.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/move_append.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/habitat_rating.hpp"
#include "libspatial/county/habitat_store.hpp"
#include "libspatial/county/network_tile_files.hpp"
#include "libspatial/geometry/tile.hpp"

namespace spatial {

using namespace tiles;  // NOLINT: private to these files

namespace {

constexpr double rounding_m = 1;  ///< boxes in spatial indexes are rounded

double join_m_of(const std::vector<NetworkProfile>& profiles) {
  double most = 0;
  for (const NetworkProfile& profile : profiles) most = std::max(most, profile.join_m);
  return most;
}

/// The core habitat of the networks in and around a tile, clean and rated. Features of which a part was dropped are
/// here wherever the rest of them lies within the tile or its surroundings.
HabitatMap core_habitat_around(const Config& config, const std::vector<NetworkProfile>& profiles, const Box& tile,
                               const Executor& executor, StageClock& clock) {
  Config habitat = config;
  habitat.networks = profiles;
  habitat.allow_elsewhere = true;  // whether any feature is left is judged by the whole layer
  std::erase_if(habitat.layers, [](const LayerSource& source) { return source.role != Role::habitat; });
  const Box window = tile.grown(join_m_of(profiles) + config.clean.snap_m + rounding_m);
  KnownFiles files = known_files(habitat);  // the plan's check has read them, and nobody asks for fingerprints
  std::vector<SourceRows> rows;
  for (const LayerSource& source : habitat.layers)
    rows.push_back(read_source(habitat, source, files, {window}, executor, clock));
  const HabitatStore store(habitat, std::move(rows));
  const HabitatStore::Part part = store.clean(store.core_of(profiles), false, executor, clock);
  return habitat_of(habitat, part.layers, profiles).map;
}

constexpr std::uint32_t of_another_tile = 0xffffffff;

/// Round 1 for one network.
void find_groups(const HabitatMap& map, std::size_t network, const NetworkProfile& profile, const Box& tile,
                 const Executor& executor, Tables& tables) {
  const std::vector<std::uint32_t> core = map.core_features(network);
  TileFeatures own;
  std::vector<std::uint32_t> own_number(map.size(), of_another_tile);
  for (const std::uint32_t f : core) {
    if (!holds(tile, place_of(map.boxes[f]))) continue;
    own_number[f] = static_cast<std::uint32_t>(own.id.size());
    own.id.push_back(map.id[f]);
    own.boxes.push_back(map.boxes[f]);
    own.areas_m2.push_back(map.areas_m2[f]);
    own.quality.push_back(map.quality[f]);
  }
  PatchGroups whole;
  TileBorder border;
  MultiPolygonColumn outlines;
  for (std::vector<std::uint32_t>& group : groups_of(map.geometry, core, profile.join_m, executor, &tile)) {
    if (std::all_of(group.begin(), group.end(),
                    [&](std::uint32_t f) { return surrounds(tile, map.boxes[f].grown(profile.join_m)); })) {
      whole.push_back(std::move(group));
      continue;
    }
    std::vector<std::string> ids;
    for (const std::uint32_t f : group) {
      ids.push_back(map.id[f]);
      if (own_number[f] == of_another_tile) continue;
      border.id.push_back(map.id[f]);
      border.feature.push_back(own_number[f]);
      border.boxes.push_back(map.boxes[f]);
      outlines.append(map.geometry[f]);
    }
    if (ids.size() > 1) border.touching.push_back(std::move(ids));
  }
  PatchSet patches = patches_of_groups(map.geometry, std::move(whole), profile.min_patch_ha * 1e4, executor);
  std::vector<std::string> first;
  for (const std::vector<std::uint32_t>& members : patches.members) first.push_back(map.id[members.front()]);
  for (PatchGroups* lists : {&patches.members, &patches.too_small})
    for (std::vector<std::uint32_t>& members : *lists)
      for (std::uint32_t& member : members) member = own_number[member];
  tables.note(count_item(network), own.id.size());
  tables.note(border_item(network), border);
  tables.add(Kind::features, network, own);
  tables.add(Kind::outlines, network, outlines);
  tables.add_patches(network, patches, std::move(first));
}

/// A feature at the border of its tile.
struct BorderFeature {
  std::string id;
  std::size_t tile = 0, place = 0;  ///< of its outline: file, and number there
  std::size_t number = 0;           ///< among the features of all tiles
  Box box;
};

/// Groups of features that touch over borders: `features` in the order of ids, groups in that of their first members.
struct BorderGroups {
  std::vector<BorderFeature> features;
  PatchGroups groups;
};

BorderGroups groups_over_borders(const Notes& notes, std::size_t network) {
  const std::vector<std::size_t> first = first_numbers(notes, network);
  BorderGroups all;
  std::vector<std::vector<std::string>> touching_ids;
  for (std::size_t t = 0; t < notes.files(); ++t) {
    auto border = notes.read<TileBorder>(t, border_item(network));
    for (std::size_t k = 0; k < border.id.size(); ++k)
      all.features.push_back({std::move(border.id[k]), t, k, first[t] + border.feature.at(k), border.boxes.at(k)});
    move_append(touching_ids, border.touching);
  }
  std::sort(all.features.begin(), all.features.end(),
            [](const BorderFeature& a, const BorderFeature& b) { return natural_less(a.id, b.id); });
  std::unordered_map<std::string_view, std::uint32_t> place;
  for (std::uint32_t f = 0; f < all.features.size(); ++f) place.emplace(all.features[f].id, f);
  DisjointSets sets(all.features.size());
  for (const std::vector<std::string>& ids : touching_ids)
    for (const std::string& id : ids) {
      if (!place.contains(id)) throw does_not_fit(fmt::format("feature {} touches others, but no part has it", id));
      sets.join(place.at(ids.front()), place.at(id));
    }
  const std::vector<std::uint32_t> number = sets.numbered();
  for (std::uint32_t f = 0; f < number.size(); ++f) {
    all.groups.resize(std::max<std::size_t>(all.groups.size(), number[f] + std::size_t{1}));
    all.groups[number[f]].push_back(f);
  }
  return all;
}

/// Round 2 for one network.
void join_groups(const Files& round_1, const Notes& notes, std::size_t network, const NetworkProfile& profile,
                 const Box& tile, const Executor& executor, Tables& tables) {
  BorderGroups all = groups_over_borders(notes, network);
  std::erase_if(all.groups, [&](const std::vector<std::uint32_t>& group) {
    return !holds(tile, place_of(all.features[group.front()].box));
  });
  std::vector<std::vector<std::uint32_t>> needed(round_1.size());
  for (const std::vector<std::uint32_t>& group : all.groups)
    for (const std::uint32_t f : group) needed[all.features[f].tile].push_back(f);
  MultiPolygonColumn outlines;
  std::vector<std::uint32_t> here(all.features.size()), feature;  // place in `outlines`, and the reverse
  for (std::size_t t = 0; t < round_1.size(); ++t) {
    if (needed[t].empty()) continue;
    const auto of_tile = read_of<MultiPolygonColumn>(round_1[t], Kind::outlines, network);
    for (const std::uint32_t f : needed[t]) {
      if (all.features[f].place >= of_tile.size())
        throw does_not_fit(fmt::format("{} lacks outlines", round_1[t].string()));
      here[f] = static_cast<std::uint32_t>(feature.size());
      feature.push_back(f);
      outlines.append(of_tile[all.features[f].place]);
    }
  }
  for (std::vector<std::uint32_t>& group : all.groups)
    for (std::uint32_t& member : group) member = here[member];
  PatchSet patches = patches_of_groups(outlines, std::move(all.groups), profile.min_patch_ha * 1e4, executor);
  std::vector<std::string> first;
  for (const std::vector<std::uint32_t>& members : patches.members)
    first.push_back(all.features[feature[members.front()]].id);
  for (PatchGroups* lists : {&patches.members, &patches.too_small})
    for (std::vector<std::uint32_t>& members : *lists)
      for (std::uint32_t& member : members) member = static_cast<std::uint32_t>(all.features[feature[member]].number);
  tables.add_patches(network, patches, std::move(first));
}

/// Round 3 for one network.
void find_links(const Files& files, const Notes& notes, std::size_t network, const NetworkProfile& profile,
                const Box& tile, double max_memory_mb, const Executor& executor, Tables& tables) {
  const std::vector<PatchPlace> all = patches_in_order(notes, network);
  const Box around = tile.grown(profile.link_limit_m() + rounding_m);
  std::vector<const PatchPlace*> near;
  std::vector<std::uint32_t> number;
  for (std::uint32_t p = 0; p < all.size(); ++p) {
    if (!all[p].box.intersects(around)) continue;
    near.push_back(&all[p]);
    number.push_back(p);
  }
  MeasuredLinks found = measured_links(profile, chosen_patches(files, network, near), max_memory_mb, executor, &tile);
  for (EdgeLink& link : found.links) link.link.a = number[link.link.a], link.link.b = number[link.link.b];
  tables.note(pairs_item(network), found.pairs);
  tables.add(Kind::links, network, found.links);
}

}  // namespace

std::vector<std::string> tables_of_tile_part(const PartSpec& part) {
  std::vector<std::string> tables{"issues", notes_account};
  for (const Kind kind : kinds_of(part.round))
    for (std::size_t n = 0; n < part.names.size(); ++n) tables.push_back(account_name(kind, n));
  return tables;
}

std::vector<FeatureTable> run_tile_part(const Config& config, const RunStep& step,
                                        const std::vector<NetworkProfile>& profiles, double max_memory_mb,
                                        const Executor& executor, StageClock& clock) {
  const std::size_t round = step.part.round;
  const Box& tile = step.part.tile.value();
  Tables tables;
  HabitatMap map;
  if (round == touching) {
    tables.note(names_item, step.part.names);
    map = core_habitat_around(config, profiles, tile, executor, clock);
  }
  const Files files = round == touching ? Files() : round == joining ? step.earlier.at(0) : patch_files(step.earlier);
  const Notes notes(files);
  for (std::size_t n = 0; n < profiles.size(); ++n) {
    clock.begin("network " + profiles[n].id);
    if (round == touching)
      find_groups(map, n, profiles[n], tile, executor, tables);
    else if (round == joining)
      join_groups(files, notes, n, profiles[n], tile, executor, tables);
    else
      find_links(files, notes, n, profiles[n], tile, max_memory_mb, executor, tables);
    clock.end();
  }
  return std::move(tables).take();
}

namespace {

/// The features of all tiles in the order of ids, and the place there of each by its number.
std::vector<std::uint32_t> order_features(const Files& round_1, std::size_t network, HabitatMap& map) {
  TileFeatures all;
  for (const std::filesystem::path& file : round_1) {
    auto of_tile = read_of<TileFeatures>(file, Kind::features, network);
    move_append(all.id, of_tile.id), move_append(all.boxes, of_tile.boxes);
    move_append(all.areas_m2, of_tile.areas_m2), move_append(all.quality, of_tile.quality);
  }
  std::vector<std::uint32_t> order(all.id.size()), place(all.id.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return natural_less(all.id[a], all.id[b]); });
  for (std::uint32_t k = 0; k < order.size(); ++k) {
    const std::uint32_t f = order[k];
    place[f] = k;
    map.id.push_back(std::move(all.id[f]));
    map.boxes.push_back(all.boxes[f]);
    map.areas_m2.push_back(all.areas_m2[f]);
    map.quality.push_back(all.quality[f]);
  }
  map.source_of.assign(order.size(), 0);
  return place;
}

/// Groups that are too small, in the order of their first members.
void add_too_small(std::vector<std::pair<std::vector<std::uint32_t>, double>> small, PatchSet& patches) {
  std::sort(small.begin(), small.end());
  for (auto& [members, area] : small) {
    patches.too_small.push_back(std::move(members));
    patches.too_small_areas_m2.push_back(area);
  }
}

}  // namespace

std::size_t networks_without_habitat(const Earlier& earlier) {
  std::size_t without = 0;
  const Notes round_1(earlier.at(0));
  const auto names = round_1.read<std::vector<std::string>>(0, names_item);
  for (std::size_t n = 0; n < names.size(); ++n) without += first_numbers(round_1, n).back() == 0 ? 1 : 0;
  return without;
}

TiledNetwork network_of_tiles(const Config& config, const Earlier& earlier, const std::string& name) {
  const Files &round_1 = earlier.at(0), &round_3 = earlier.at(2), files = patch_files(earlier);
  const Notes notes(files), links(round_3);
  const auto names = notes.read<std::vector<std::string>>(0, names_item);
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) throw does_not_fit(fmt::format("no part has the network {}", name));
  const auto network = static_cast<std::size_t>(found - names.begin());
  TiledNetwork tiled;
  for (const LayerSource& source : config.layers)
    if (source.role == Role::habitat) tiled.features.sources.push_back(source.layer);
  const std::vector<std::uint32_t> place = order_features(round_1, network, tiled.features);
  const std::vector<std::size_t> first = first_numbers(Notes(round_1), network);

  const std::vector<PatchPlace> order = patches_in_order(notes, network);
  std::vector<const PatchPlace*> all;
  for (const PatchPlace& patch : order) all.push_back(&patch);
  const auto renumber = [&](std::vector<std::uint32_t>& members, std::size_t file) {
    const std::size_t before = file < round_1.size() ? first[file] : 0;  // round 2 knows the numbers of all tiles
    for (std::uint32_t& member : members) member = place.at(before + member);
  };
  std::vector<std::pair<std::vector<std::uint32_t>, double>> small;
  tiled.found.patches = chosen_patches(files, network, all, [&](std::size_t t, PatchSet& of_file) {
    for (std::vector<std::uint32_t>& members : of_file.members) renumber(members, t);
    for (std::size_t k = 0; k < of_file.too_small.size(); ++k) {
      renumber(of_file.too_small[k], t);
      small.emplace_back(std::move(of_file.too_small[k]), of_file.too_small_areas_m2[k]);
    }
  });
  add_too_small(std::move(small), tiled.found.patches);
  for (std::size_t t = 0; t < round_3.size(); ++t) {
    auto of_tile = read_of<std::vector<EdgeLink>>(round_3[t], Kind::links, network);
    move_append(tiled.found.links, of_tile);
    tiled.pairs += links.read<std::size_t>(t, pairs_item(network));
  }
  std::sort(tiled.found.links.begin(), tiled.found.links.end(), [](const EdgeLink& a, const EdgeLink& b) {
    return std::pair(a.link.a, a.link.b) < std::pair(b.link.a, b.link.b);
  });
  return tiled;
}

}  // namespace spatial
