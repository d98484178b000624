// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/opportunity/candidates.hpp"
#include "libspatial/pipeline/project.hpp"

namespace spatial {

/// Candidates of a project as its config asks for them. `study_area` may be null: everywhere. Throws Error(input) if none
/// is left.
CandidateResult find_candidates(const Project& project, const Mask* study_area, const Box& study_box, const Executor& executor);

}  // namespace spatial
