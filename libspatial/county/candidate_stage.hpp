// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/county/project.hpp"
#include "libspatial/opportunity/candidates.hpp"
#include "libspatial/opportunity/place_facts.hpp"

namespace spatial {

/// The areas of particular importance: designated sites, Local Wildlife Sites and irreplaceable habitat, each with the
/// title of its layer.
Sites important_sites(const Project& project);

/// Opens the suitability rasters of a config and reads their tables of factors, as a run that makes candidates would;
/// for dry runs. Throws Error(input), Error(config).
void rehearse_suitability(const Config& config);

/// Candidates of a project as its config asks for them. `study_area` may be null: everywhere. Throws Error(input) if
/// none is left and one is `required`.
CandidateResult find_candidates(const Project& project, const Mask* study_area, const Box& study_box,
                                const Executor& executor, bool required = true);
/// The same within the config's study area, or everywhere without one.
CandidateResult candidates_in_study_area(const Project& project, const Executor& executor, bool required = true);

}  // namespace spatial
