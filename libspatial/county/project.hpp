// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "libspatial/config/config.hpp"
#include "libspatial/county/habitat_notes.hpp"
#include "libspatial/county/layer_places.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/landscape/clean.hpp"
#include "libspatial/landscape/habitat_map.hpp"
#include "libspatial/opportunity/targets.hpp"
#include "libspatial/run/stages.hpp"

namespace spatial {

/// One configured layer, read and cleaned.
struct ProjectLayer {
  LayerSource source;
  Layer layer;
  CleanedRows rows;
  std::vector<OverlapPair> overlaps;
  CrsOperation crs;
  InputFile file;
  std::vector<AttributeColumn> unplaced;  ///< projects only: columns of the rows without geometry, as in Layer::extra
  std::vector<std::string> unplaced_ids;  ///< and their ids
};

/// Everything that a config names, read, cleaned and rated; the starting point of every run.
///
///     const Project project = load_project(read_config("county.toml"), executor, clock);
///     project.of(Role::designated);   // the cleaned layers of designated sites
struct Project {
  Config config;
  std::vector<ProjectLayer> layers;  ///< in config order
  std::vector<BoaTarget> boa_targets;
  std::optional<InputFile> boa_target_file;
  HabitatMap habitat;                    ///< all habitat sources; rated for `networks`
  std::vector<NetworkProfile> networks;  ///< as configured, or every preset network whose core habitat occurs
  Box habitat_land;                      ///< of which the habitat is present; infinite if all habitat is
  LayerPlaces places;  ///< where the layers lie; `unchecked` also has those that lost all their features
  Issues issues;

  /// Layers of a role, in config order.
  std::vector<const Layer*> of(Role role) const;
};

/// The purpose for which a project is loaded: a site check does not require habitat, and also reads context layers.
enum class ProjectFor { map, site_check };

/// Reads and cleans. Habitat sources after the first lose the land that earlier ones map. Throws Error(input) for
/// what cannot be read, for unknown habitat codes unless config.allow_unknown, and if no habitat feature is left;
/// Error(config) if no habitat layer is configured for a map. `known`: what parts of a plan have noted about a single
/// habitat source (county/habitat_notes.hpp).
Project load_project(Config config, const Executor& executor, StageClock& clock, ProjectFor use = ProjectFor::map,
                     const std::vector<HabitatNotes>& known = {});

/// For a command that needs only some roles: reads only their layers, and requires no habitat. Networks without core
/// habitat are left out.
Project load_project(Config config, const std::vector<Role>& roles, const Executor& executor, StageClock& clock);

/// Makes room: of the habitat, only the number of features and what was counted per layer remain. Areas that share its
/// points keep them.
void forget_habitat(Project& project);

/// As load_project, but without reading geometry: opens every layer with its fields and filter, checks its location,
/// and reads targets, crosswalks and habitat codes. The project has no features, only its config, networks and issues.
/// Errors as load_project.
Project rehearse_project(Config config, ProjectFor use = ProjectFor::map);

/// The part of a project that lies in a window (county/site_project.hpp). The study area and authorities are read
/// whole; of all other layers, only features whose boxes meet the window. An empty or missing habitat map is not an
/// error.
struct ProjectWindow {
  Box box;
};
Project load_project(Config config, const ProjectWindow& window, const Executor& executor, StageClock& clock);

}  // namespace spatial
