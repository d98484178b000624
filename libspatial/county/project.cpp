// SPDX-License-Identifier: MIT
#include "libspatial/county/project.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/grown_layer.hpp"
#include "libspatial/county/habitat_codes.hpp"
#include "libspatial/io/layer_kind.hpp"
#include "libspatial/overlay/precedence.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

std::vector<BoaTarget> read_targets(const Config& config, const TargetSource& source) {
  const LayerName name = parse_layer_name(source.layer, base_folder(config));
  const std::vector<TextColumn> needed = read_table(name, {source.boa_field, source.habitat_field}),
                                all = read_table(name);
  const auto optional = [&](const std::string& field, std::size_t row) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const TextColumn& one) { return lower(one.name) == lower(field); });
    return found == all.end() ? std::string() : found->values[row];
  };
  std::vector<BoaTarget> targets;
  for (std::size_t i = 0; i < needed[0].values.size(); ++i)
    targets.push_back({needed[0].values[i], needed[1].values[i], optional(source.action_field, i),
                       optional(source.quantity_field, i), optional(source.text_field, i)});
  return targets;
}

/// Files read already, by path: each is checked and fingerprinted once, however many of its layers are used.
using KnownFiles = std::map<std::string, InputFile>;

/// The layer's areas; with buffer_m its lines and points count as well.
ReadResult read_areas(const LayerName& name, const LayerSource& source, const ReadOptions& options,
                      const Executor& executor) {
  if (!(source.buffer_m > 0)) return read_layer(name, source.role, options, executor);
  if (source.role == Role::bline && !holds_lines_or_points(name, source.where, options.allow_network))
    return read_layer(name, source.role, options, executor);
  FeaturesResult read = read_features(name, source.role, options, executor);
  RawLayer grown = source.role == Role::bline ? strips_along(std::move(read.features), source.buffer_m, executor)
                                              : grown_to_areas(std::move(read.features), source.buffer_m, executor);
  return {std::move(grown), std::move(read.crs), std::move(read.layer_name)};
}

/// Rows without geometry are no fault in a table of projects: they are taken out of the layer and kept beside it.
void take_out_unplaced(RawLayer& raw, ProjectLayer& to) {
  RawLayer kept;
  kept.role = raw.role;
  kept.source = raw.source;
  std::vector<std::uint32_t> row_of(raw.id.size(), RawLayer::no_row);
  for (const TextColumn& column : raw.extra) {
    kept.extra.push_back({column.name, {}});
    to.unplaced.push_back({column.name, {}});
  }
  for (std::size_t i = 0; i < raw.id.size(); ++i) {
    const bool placed = !raw.geometry[i].empty();
    for (std::size_t c = 0; c < raw.extra.size(); ++c)
      (placed ? kept.extra : to.unplaced)[c].values.push_back(raw.extra[c].values[i]);
    if (!placed) {
      to.unplaced_ids.push_back(raw.id[i]);
      continue;
    }
    row_of[i] = static_cast<std::uint32_t>(kept.id.size());
    kept.fid.push_back(raw.fid[i]);
    kept.id.push_back(raw.id[i]);
    kept.name.push_back(raw.name[i]);
    kept.code.push_back(raw.code[i]);
    kept.geometry.append(raw.geometry[i]);
  }
  kept.issues = std::move(raw.issues);
  for (const std::uint32_t row : raw.issue_row) kept.issue_row.push_back(row == RawLayer::no_row ? row : row_of[row]);
  kept.features_in_file = raw.features_in_file - to.unplaced_ids.size();
  kept.dropped = raw.dropped;
  raw = std::move(kept);
}

ProjectLayer read_source(const Config& config, const LayerSource& source, KnownFiles& files,
                         const ProjectWindow* window, const Executor& executor, StageClock& clock,
                         CleanResult& cleaned) {
  const LayerName name = parse_layer_name(source.layer, base_folder(config));
  ReadOptions options = reading_of(config, source);
  const bool whole = window == nullptr || source.role == Role::study_area || source.role == Role::authority ||
                     (source.role == Role::habitat && window->whole_habitat);
  if (!whole) options.window = window->box.grown(source.buffer_m);
  const auto known = files.find(name.file.string());
  options.check_integrity = known == files.end();

  ProjectLayer result;
  result.source = source;
  clock.begin("read " + source.layer);
  ReadResult read = read_areas(name, source, options, executor);
  result.file =
      known != files.end() ? known->second : fingerprint(name.file, source.layer.substr(0, source.layer.find('#')));
  files.emplace(name.file.string(), result.file);
  result.crs = read.crs;
  // Outputs name the source as the config does, wherever the project folder stands.
  read.layer.source = source.layer;
  for (Issue& issue : read.layer.issues) issue.source = source.layer;
  if (!source.code.empty()) std::fill(read.layer.code.begin(), read.layer.code.end(), source.code);
  if (source.role == Role::project) take_out_unplaced(read.layer, result);
  clock.end(read.layer.features_in_file);

  clock.begin("clean " + source.layer);
  CleanOptions cleaning = config.clean;
  cleaning.resolve_overlaps = source.resolve_overlaps;
  cleaned = clean(std::move(read.layer), cleaning, executor);
  clock.end(cleaned.layer.size());
  if (!options.window && !config.allow_elsewhere)
    refuse_if_all_lost(source.layer, cleaned.layer.counts, cleaned.issues);
  return result;
}

std::vector<std::string> ids_of(const std::vector<NetworkProfile>& networks) {
  std::vector<std::string> ids;
  for (const NetworkProfile& network : networks) ids.push_back(network.id);
  return ids;
}

/// One feature without geometry per code.
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

ValueCounts counts_of(const std::vector<std::string>& codes) {
  std::map<std::string, std::size_t> counts;
  for (const std::string& code : codes) ++counts[code];
  return {counts.begin(), counts.end()};
}

ValueCounts all_values(const Config& config, const LayerSource& source) {
  const auto counts =
      values_of_class(parse_layer_name(source.layer, base_folder(config)), source.role, reading_of(config, source));
  return {counts.begin(), counts.end()};
}

/// Stops the run for a class field that holds something else than codes. Of a window the whole layer decides: a few
/// features around a site say little about a field.
void check_field_of_codes(const Config& config, const LayerSource& source, const std::vector<std::string>& codes,
                          bool window) {
  if (source.role != Role::habitat || !source.code.empty()) return;
  const Crosswalk crosswalk = read_crosswalk(crosswalk_file(config, source).string());
  const ValueCounts values = counts_of(codes);
  if (holds_codes(source, crosswalk, values)) return;
  refuse_other_fields(source, crosswalk, window ? all_values(config, source) : values);
}

/// The networks whose core habitat occurs, told from the codes.
std::vector<NetworkProfile> present(const std::vector<NetworkProfile>& networks,
                                    const std::vector<HabitatSource>& sources) {
  std::deque<Layer> layers;
  std::vector<HabitatSource> codes;
  for (const HabitatSource& source : sources) {
    layers.push_back(layer_of_codes({source.layer->code.begin(), source.layer->code.end()}));
    codes.push_back({&layers.back(), source.crosswalk, {}});
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

/// Adds preset networks of which no habitat is mapped, where a BOA target asks to create it.
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

void rate_habitats(Project& project, bool may_be_empty) {
  std::map<std::string, Crosswalk> crosswalks;
  std::vector<HabitatSource> sources;
  for (const ProjectLayer& layer : project.layers) {
    if (layer.source.role != Role::habitat) continue;
    const std::string file = crosswalk_file(project.config, layer.source).string();
    if (!crosswalks.contains(file)) crosswalks.emplace(file, read_crosswalk(file));
    sources.push_back({&layer.layer, &crosswalks.at(file), layer.overlaps, layer.source.quality_field});
  }
  if (sources.empty()) return;
  project.networks = project.config.networks;
  if (project.config.networks.empty()) {
    project.networks = present(preset_networks(), sources);
    if (project.networks.empty() && !may_be_empty)
      throw Error(ErrorKind::input, "no habitat feature is core habitat of any preset network",
                  "check the class field and the crosswalk of the habitat layer, or configure a [[network]]");
    if (!may_be_empty) add_networks_for_targets(project);
  }
  HabitatMapResult rated = habitat_map(sources, ids_of(project.networks));
  if (!rated.unknown_codes.empty() && !project.config.allow_unknown) {
    std::vector<std::string> first(rated.unknown_codes.begin(),
                                   rated.unknown_codes.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(
                                                                     10, rated.unknown_codes.size())));
    throw Error(ErrorKind::input,
                fmt::format("{} habitat code{} not in the crosswalk: {}{}", rated.unknown_codes.size(),
                            rated.unknown_codes.size() == 1 ? " is" : "s are", joined(first, ", "),
                            rated.unknown_codes.size() > first.size() ? " …" : ""),
                "add the codes to a copy of the crosswalk, check the class field, or give --allow-unknown to treat "
                "them as excluded");
  }
  if (rated.map.size() == 0 && !may_be_empty)
    throw Error(ErrorKind::input, "the habitat layers have no usable feature", "see the issues reported for them");
  project.habitat = std::move(rated.map);
  project.issues.insert(project.issues.end(), rated.issues.begin(), rated.issues.end());
}

}  // namespace

std::vector<const Layer*> Project::of(Role role) const {
  std::vector<const Layer*> found;
  for (const ProjectLayer& layer : layers)
    if (layer.source.role == role) found.push_back(&layer.layer);
  return found;
}

namespace {

void require_habitat(const Config& config) {
  const auto is_habitat = [](const LayerSource& source) { return source.role == Role::habitat; };
  if (std::none_of(config.layers.begin(), config.layers.end(), is_habitat))
    throw Error(ErrorKind::config, fmt::format("{}: no habitat layer is configured", config.file.string()),
                "add [layers.habitat] with layer, class and crosswalk; only a check of sites works without");
}

/// Without the layers that only commands read which ask for them.
Config without_asked_for(Config config) {
  std::erase_if(config.layers, [](const LayerSource& source) { return info(source.role).asked_for; });
  return config;
}

Project load(Config config, const ProjectWindow* window, const Executor& executor, StageClock& clock,
             bool may_be_empty) {
  Project project;
  project.config = std::move(config);
  if (window == nullptr || window->places == nullptr) {
    clock.begin("look at the layers");
    project.places = places_of_layers(project.config);
    clock.end(project.places.looks.size());
  } else {
    project.places = *window->places;
  }
  project.issues = project.places.issues;
  KnownFiles files;
  MultiPolygonColumn earlier_habitats;
  for (const LayerSource& source : project.config.layers) {
    CleanResult cleaned;
    ProjectLayer layer = read_source(project.config, source, files, window, executor, clock, cleaned);
    check_field_of_codes(project.config, source, cleaned.layer.code, window != nullptr);
    if (source.role == Role::habitat) {
      if (!earlier_habitats.empty()) {
        clock.begin("precedence " + source.layer);
        cleaned = without_earlier(std::move(cleaned), Mask(earlier_habitats, executor), project.config.clean, executor);
        clock.end(cleaned.layer.size());
      }
      earlier_habitats.append(cleaned.layer.geometry);
    }
    if (window == nullptr && cleaned.layer.counts.in > 0 && cleaned.layer.counts.used == 0) {
      std::string& why = project.places.unchecked[project.layers.size()];
      if (why.empty())
        why = fmt::format("none of its {} features is left",
                          with_commas(static_cast<long long>(cleaned.layer.counts.in)));
    }
    layer.layer = std::move(cleaned.layer);
    layer.overlaps = std::move(cleaned.overlaps);
    project.issues.insert(project.issues.end(), std::make_move_iterator(cleaned.issues.begin()),
                          std::make_move_iterator(cleaned.issues.end()));
    project.layers.push_back(std::move(layer));
  }
  if (project.config.boa_targets) {
    project.boa_targets = read_targets(project.config, *project.config.boa_targets);
    const std::string& as_named = project.config.boa_targets->layer;
    project.boa_target_file = fingerprint(parse_layer_name(as_named, base_folder(project.config)).file,
                                          as_named.substr(0, as_named.find('#')));
  }
  clock.begin("rate habitats");
  rate_habitats(project, may_be_empty);
  clock.end(project.habitat.size());
  return project;
}

}  // namespace

Project rehearse_project(Config config, bool needs_habitat) {
  if (needs_habitat) require_habitat(config);
  Project project;
  project.config = without_asked_for(std::move(config));
  project.places = places_of_layers(project.config);
  project.issues = project.places.issues;
  for (const LayerSource& source : project.config.layers) {
    ProjectLayer& layer = project.layers.emplace_back();
    layer.source = source;
    layer.layer.role = source.role;
    if (source.role != Role::habitat) continue;
    std::set<std::string> codes{source.code};
    if (source.code.empty()) {
      const ValueCounts values = all_values(project.config, source);
      refuse_other_fields(source, read_crosswalk(crosswalk_file(project.config, source).string()), values);
      codes.clear();
      for (const auto& [value, count] : values) codes.insert(value);
    }
    layer.layer = layer_of_codes(codes);
    layer.layer.source = source.layer;
    if (!source.quality_field.empty())
      layer.layer.extra = {{source.quality_field, std::vector<std::string>(codes.size(), "1")}};
  }
  if (project.config.boa_targets) project.boa_targets = read_targets(project.config, *project.config.boa_targets);
  rate_habitats(project, false);
  project.habitat = {};
  return project;
}

Project load_project(Config config, const Executor& executor, StageClock& clock, bool needs_habitat) {
  if (needs_habitat) require_habitat(config);
  return load(without_asked_for(std::move(config)), nullptr, executor, clock, false);
}
Project load_project(Config config, const std::vector<Role>& roles, const Executor& executor, StageClock& clock) {
  const auto wanted = [&](Role role) { return std::find(roles.begin(), roles.end(), role) != roles.end(); };
  std::erase_if(config.layers, [&](const LayerSource& source) { return !wanted(source.role); });
  if (!wanted(Role::boa)) config.boa_targets.reset();
  return load(std::move(config), nullptr, executor, clock, true);
}
Project load_project(Config config, const ProjectWindow& window, const Executor& executor, StageClock& clock) {
  return load(without_asked_for(std::move(config)), &window, executor, clock, true);
}

}  // namespace spatial
