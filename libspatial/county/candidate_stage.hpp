// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "libspatial/county/project.hpp"
#include "libspatial/opportunity/candidates.hpp"
#include "libspatial/opportunity/place_facts.hpp"

namespace spatial {

/// The areas of particular importance: designated sites, Local Wildlife Sites and irreplaceable habitat, each with the
/// title of its layer.
Sites important_sites(const Project& project);

/// For dry runs: opens the suitability rasters of a config and reads their tables of factors, as a run would. Throws
/// Error(input), Error(config).
void rehearse_suitability(const Config& config);

/// Makes the candidates of a project by its config. `study_area` null: no limit. Throws Error(input) if no candidate is
/// left although one is `required`. `own`: of a part of a plan (CandidateInputs); issues about all candidates together
/// are then left to the merge.
CandidateResult find_candidates(const Project& project, const Mask* study_area, const Box& study_box,
                                const Executor& executor, bool required = true,
                                const std::optional<Box>& own = std::nullopt);
/// The issues about the suitability of all candidates together. Their areas stay as they are.
Issues suitability_issues(CandidateSet& candidates, const Project& project, const Executor& executor);
void refuse_without_candidates(const CandidateSet& candidates);
/// Makes candidates within the config's study area, if it has one.
CandidateResult candidates_in_study_area(const Project& project, const Executor& executor, bool required = true);

}  // namespace spatial
