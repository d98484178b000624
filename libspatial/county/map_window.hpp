// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/county/project.hpp"
#include "libspatial/run/run_step.hpp"

namespace spatial {

inline constexpr double index_rounding_m = 1;  ///< boxes in spatial indexes are rounded, by less than this

/// Private to county/: the land that a part of an opportunity map reads. A part that owns a rectangle needs the habitat
/// in and around it only, and the same bytes come of that as of the whole county, if nothing about a habitat feature
/// depends on habitat far away.
///
///     save_item(account, "land", land_of(project));                                   // a part of the networks
///     const Project project = project_of_part(config, part, land, executor, clock);   // a part of the last round

inline constexpr double window_m = 1000;  ///< habitat around a rectangle that is read at first, beside that for cover

/// What the parts of the networks know about the county as a whole.
struct LandNotes {
  bool windows = false;                 ///< habitat may be read around rectangles
  std::vector<std::string> networks{};  ///< of the project, in its order
  std::vector<std::string> around{};    ///< other layers that may be read around rectangles: all ids differ
};

/// Windows are possible if candidates come from the habitat, which is one layer without repeated ids and whose overlaps
/// are kept, and if no network searches least-cost ways over all of it.
LandNotes land_of(const Project& project);

/// The project as the part needs it: with windows, of other layers the features near the land of the habitat that it
/// needs, and of sites also what a chain of boxes connects to them; of layers whose ids repeat all features, of which
/// those far away are empty. The order of features is that of the county. Of the habitat
///  - every feature from which the part makes candidates, and what overlaps it;
///  - every core feature near one, as far as habitat cover is asked for, with all core habitat that hangs together with
///    it by overlaps.
/// Its networks are those of the notes. Otherwise everything. Errors as load_project.
Project project_of_part(const Config& config, const PartSpec& part, const LandNotes& land, const Executor& executor,
                        StageClock& clock);

}  // namespace spatial
