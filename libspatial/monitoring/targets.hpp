// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/core/closing.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/monitoring/target_rating.hpp"

namespace spatial {

/// Progress towards targets: hectares delivered on the ground, each place counted once (docs/methods.md section 17).
///
/// Only land of the target counts: its Biodiversity Opportunity Area (all of them together if it names none), without
/// land that already has the habitat (for targets to create) and without designated sites (if the target says so). On
/// this land, completed projects and losses are applied in the order of their end dates, deliveries before losses on
/// the same day; the last one decides whether a place is delivered. A field that is planted twice therefore counts
/// once, and one that was lost and planted again counts again. Σ new − Σ lost = delivered for every target (checked).
///
///   const TargetReport report = target_progress(input, executor);
///
/// Units: m²; hectares where the name says so. Errors: Error(geometry). The result does not depend on the number of
/// threads. Complexity: for each target, that of combine() of its projects with the land around them.

enum class ProjectStatus { planned, underway, completed, abandoned };
std::vector<std::string> project_status_words();
std::string word_of(ProjectStatus status);

struct HabitatProject {
  std::string id{}, title{}, target_id{}, boa_id{}, habitat{}, action{}, organisation{}, lead{}, funding{};
  ProjectStatus status = ProjectStatus::planned;
  std::optional<std::chrono::sys_days> start{}, end{};
  bool loss = false;
  std::optional<double> stated_ha{};
};

/// The status of a project on the date of the report.
enum class ProjectPart { delivered, lost, underway, planned, none };
std::string word_of(ProjectPart part);
/// A project that is completed after the date is underway if it has begun, else planned; one that is completed without
/// an end date is underway. A loss counts once it is completed. Abandoned work never counts.
ProjectPart part_on(const HabitatProject& project, std::chrono::sys_days date);

inline constexpr std::uint32_t all_boas = std::numeric_limits<std::uint32_t>::max();
inline constexpr std::uint32_t unknown_boa = all_boas - 1;
inline constexpr std::uint32_t no_land = all_boas;

struct TargetInput {
  std::vector<HabitatTarget> targets;
  std::vector<HabitatProject> projects;
  MultiPolygonColumn land;  ///< of the projects; empty for a project without a polygon
  MultiPolygonColumn boas;
  std::vector<std::uint32_t> boa_of;         ///< by target: index, all_boas or unknown_boa
  std::vector<MultiPolygonColumn> existing;  ///< land that has a habitat already
  std::vector<std::uint32_t> existing_of;    ///< by target: index into `existing`, or no_land if nothing is subtracted
  MultiPolygonColumn protected_land;
  std::vector<std::vector<std::uint32_t>> projects_of;  ///< by target, ascending (projects_serving)
  std::chrono::sys_days date{};
  double tolerance = 0.8;
};

/// Which projects serve which target: the one that a project names, or else those whose action and habitat fit. A loss
/// needs only the habitat. Habitats fit if they have one name or share a group of names. A project without polygon fits
/// the targets of its area and those of all areas.
std::vector<std::vector<std::uint32_t>> projects_serving(const std::vector<HabitatTarget>& targets,
                                                         const std::vector<HabitatProject>& projects,
                                                         const std::vector<bool>& placed,
                                                         const std::vector<std::vector<std::string>>& habitat_groups);

struct TargetProgress {
  std::uint32_t target = 0;
  double delivered_m2 = 0, underway_m2 = 0, planned_m2 = 0;  ///< each place once; a delivered place is not underway
  double lost_m2 = 0;                                        ///< delivered and lost again
  double quarter_m2 = 0;                                     ///< delivered less lost in the quarter of the date
  double unmapped_ha = 0;                                    ///< stated by completed projects without a polygon
  bool begun = false;
  TargetRating rating;
};

/// What one project does for one target.
struct ProjectShare {
  std::uint32_t target = 0, project = 0;
  ProjectPart part = ProjectPart::none;
  double area_m2 = 0;  ///< of the project on the target's land
  double new_m2 = 0;   ///< delivered by it that was not there before
  double lost_m2 = 0;
};

/// Land of a project that no target counts.
struct UntargetedLand {
  std::uint32_t project = 0;
  double area_m2 = 0, used_m2 = 0, unused_m2 = 0, in_boa_m2 = 0, outside_m2 = 0;  ///< the last two add up to unused
  bool serves = false;  ///< the project serves at least one target
};

/// Land of a target, by its status.
struct TargetLand {
  std::uint32_t target = 0;
  ProjectPart part = ProjectPart::none;
  double area_m2 = 0;
};

struct TargetReport {
  std::vector<TargetProgress> targets;
  TargetProgress total;  ///< each place once over all targets; no rating
  std::vector<ProjectShare> shares;
  std::vector<UntargetedLand> untargeted;
  std::vector<TargetLand> land;
  MultiPolygonColumn land_geometry;  ///< of `land`
  MultiPolygonColumn lost_geometry;  ///< delivered and lost, whatever came later; may overlap itself
  ClosingSums sums;                  ///< all are checked
};

TargetReport target_progress(const TargetInput& input, const Executor& executor);

/// First day of the quarter that a day is in; quarters end on 31 March, 30 June, 30 September and 31 December.
std::chrono::sys_days quarter_start(std::chrono::sys_days day);
/// "2026-Q1"
std::string quarter_text(std::chrono::sys_days day);

}  // namespace spatial
