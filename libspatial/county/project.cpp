// SPDX-License-Identifier: MIT
#include "libspatial/county/project.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <set>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/habitat_codes.hpp"
#include "libspatial/county/habitat_rating.hpp"
#include "libspatial/county/memory_limit.hpp"
#include "libspatial/county/source_reading.hpp"
#include "libspatial/overlay/precedence.hpp"

namespace spatial {

std::vector<const Layer*> Project::of(Role role) const {
  std::vector<const Layer*> found;
  for (const ProjectLayer& layer : layers)
    if (layer.source.role == role) found.push_back(&layer.layer);
  return found;
}

namespace {

bool is_habitat(const LayerSource& source) { return source.role == Role::habitat; }

void require_habitat(const Config& config) {
  if (std::none_of(config.layers.begin(), config.layers.end(), is_habitat))
    throw Error(ErrorKind::config, fmt::format("{}: no habitat layer is configured", config.file.string()),
                "Add [layers.habitat] with layer, class and crosswalk; only a check of sites works without.");
}

/// Removes layers that are read only by commands that ask for them.
Config without_asked_for(Config config, ProjectFor use) {
  std::erase_if(config.layers, [&](const LayerSource& source) {
    return info(source.role).asked_for && !(use == ProjectFor::site_check && source.role == Role::context);
  });
  return config;
}

constexpr double infinity = std::numeric_limits<double>::infinity();

Project load(Config config, const Executor& executor, StageClock& clock, bool may_be_empty,
             const std::vector<HabitatNotes>& known) {
  Project project;
  project.habitat_land = {-infinity, -infinity, infinity, infinity};
  project.config = std::move(config);
  clock.begin("look at the layers");
  project.places = places_of_layers(project.config);
  refuse_beyond_memory(project.config, project.config.layers);
  clock.end(project.places.looks.size());
  project.issues = project.places.issues;
  KnownFiles files;
  MultiPolygonColumn earlier_habitats;
  const auto last_habitat = std::find_if(project.config.layers.rbegin(), project.config.layers.rend(), is_habitat);
  for (const LayerSource& source : project.config.layers) {
    SourceRows rows = read_source(project.config, source, files, {}, executor, clock);
    const KnownRows of_rows = is_habitat(source) ? known_rows(known, rows.raw) : KnownRows();
    CleanResult cleaned = clean_source(project.config, source, std::move(rows.raw), true, executor, clock, of_rows);
    check_field_of_codes(project.config, source, cleaned.layer.code, false);
    if (source.role == Role::habitat) {
      if (!earlier_habitats.empty()) {
        clock.begin("precedence " + source.layer);
        cleaned = without_earlier(std::move(cleaned), Mask(earlier_habitats, executor), project.config.clean, executor);
        clock.end(cleaned.layer.size());
      }
      if (&source != &*last_habitat) earlier_habitats.append(cleaned.layer.geometry);
    }
    note_if_all_lost(cleaned.layer.counts, project.places.unchecked[project.layers.size()]);
    rows.layer.layer = std::move(cleaned.layer);
    rows.layer.rows = std::move(cleaned.rows);
    rows.layer.overlaps = std::move(cleaned.overlaps);
    project.issues.insert(project.issues.end(), std::make_move_iterator(cleaned.issues.begin()),
                          std::make_move_iterator(cleaned.issues.end()));
    project.layers.push_back(std::move(rows.layer));
  }
  read_boa_targets(project, files);
  clock.begin("rate habitats");
  rate_habitats(project, may_be_empty);
  clock.end(project.habitat.size());
  return project;
}

}  // namespace

Project rehearse_project(Config config, ProjectFor use) {
  if (use == ProjectFor::map) require_habitat(config);
  Project project;
  project.config = without_asked_for(std::move(config), use);
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
      layer.layer.extra = {
          AttributeColumn::of_texts(source.quality_field, std::vector<std::string>(codes.size(), "1"))};
  }
  KnownFiles files = known_files(project.config);  // nobody asks for fingerprints
  read_boa_targets(project, files);
  rate_habitats(project, false);
  project.habitat = {};
  return project;
}

Project load_project(Config config, const Executor& executor, StageClock& clock, ProjectFor use,
                     const std::vector<HabitatNotes>& known) {
  if (use == ProjectFor::map) require_habitat(config);
  return load(without_asked_for(std::move(config), use), executor, clock, false, known);
}
Project load_project(Config config, const std::vector<Role>& roles, const Executor& executor, StageClock& clock) {
  const auto wanted = [&](Role role) { return std::find(roles.begin(), roles.end(), role) != roles.end(); };
  std::erase_if(config.layers, [&](const LayerSource& source) { return !wanted(source.role); });
  if (!wanted(Role::boa)) config.boa_targets.reset();
  return load(std::move(config), executor, clock, true, {});
}

void forget_habitat(Project& project) {
  HabitatMap counted;
  counted.id = std::move(project.habitat.id);
  project.habitat = std::move(counted);
  for (ProjectLayer& layer : project.layers) {
    if (layer.source.role != Role::habitat) continue;
    Layer rest;
    rest.role = layer.layer.role, rest.source = layer.layer.source, rest.counts = layer.layer.counts;
    layer.layer = std::move(rest);
    layer.rows = {}, layer.overlaps = {};
  }
}

}  // namespace spatial
