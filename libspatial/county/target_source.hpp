// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "libspatial/county/project.hpp"
#include "libspatial/monitoring/targets.hpp"

namespace spatial {

/// Reads the inputs of `lnrs targets` from a config: targets and projects, and their land.

/// The config, extended to read the columns of projects; `names` by source, for NamedTable. Throws Error(config) if
/// there are no areas, targets or projects, or a column is missing.
struct TargetSources {
  Config config;
  std::vector<std::map<std::string, std::string>> names;  ///< by source of Role::project
  std::vector<HabitatTarget> targets;
  Issues issues;  ///< about the table of targets
};
TargetSources target_sources(Config config);

/// The date of the report. Throws Error(config) if it is missing or not a date.
std::chrono::sys_days target_date(const Config& config);

/// The targets as the table states them. Throws Error(usage) for unknown kinds and ratings.
std::vector<HabitatTarget> read_habitat_targets(const Config& config, Issues& issues);

/// Everything that target_progress needs. Throws Error(usage) for unknown statuses.
TargetInput target_input(const Project& project, const TargetSources& sources, Issues& issues);

/// Makes the config read the columns of its projects; the names by source. Empty if there are none.
std::vector<std::map<std::string, std::string>> ask_for_projects(Config& config);

/// Land of projects that are completed on the date of the report, losses left out.
MultiPolygonColumn delivered_land(const Project& project, const std::vector<std::map<std::string, std::string>>& names,
                                  Issues& issues);

}  // namespace spatial
