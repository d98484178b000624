// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "libspatial/county/project.hpp"
#include "libspatial/opportunity/candidates.hpp"
#include "libspatial/opportunity/place_facts.hpp"

namespace spatial {

/// The stage of a county run that makes candidates (opportunity/candidates.hpp) from a project and its config.
///
///     const CandidateResult found = candidates_in_study_area(project, executor);

/// The areas of particular importance: designated sites, Local Wildlife Sites and irreplaceable habitat, each with the
/// title of its layer.
Sites important_sites(const Project& project);

/// For dry runs: opens the suitability rasters of a config and reads their tables of factors, as a run would. Throws
/// Error(input), Error(config).
void rehearse_suitability(const Config& config);

/// Makes the candidates of a project as its config asks. `study_area` may be null: no limit. With `required`, throws
/// Error(input) if there is no candidate. `own`: the rectangle of a part of a plan (CandidateInputs::own); the merge
/// then adds the issues about all candidates together.
CandidateResult find_candidates(const Project& project, const Mask* study_area, const Box& study_box,
                                const Executor& executor, bool required = true,
                                const std::optional<Box>& own = std::nullopt);
/// The issues about the suitability of all candidates together. The areas of the candidates do not change.
Issues suitability_issues(CandidateSet& candidates, const Project& project, const Executor& executor);
void refuse_without_candidates(const CandidateSet& candidates);
/// Makes candidates within the config's study area, if it has one.
CandidateResult candidates_in_study_area(const Project& project, const Executor& executor, bool required = true);

}  // namespace spatial
