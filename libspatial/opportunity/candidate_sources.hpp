// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/opportunity/candidates.hpp"

namespace spatial {

/// Which features of the habitat map candidates are cut from, and into how large units.
///
///     check_units(habitat, options);                      // before anything is cut
///     const Box land = land_of_sources(inputs);           // what a part of a plan has to do with

/// Side in m of the grid cells on which larger candidates are split: whole metres, so the cells are the same in every
/// run.
double unit_side_m(const CandidateOptions& options);

/// Adds the issue about features outside the study area, if there are any.
void report_outside(std::size_t features, Issues& issues);

/// Whether candidates are cut from a feature of the habitat map: it has potential and is neither excluded nor core.
bool is_candidate_source(const HabitatMap& habitat, std::size_t feature);
/// The box around the features of inputs.habitat that candidates are cut from and that inputs.own owns; empty if there
/// are none.
Box land_of_sources(const CandidateInputs& inputs);
/// Throws Error(config) if max_unit_ha is less than a cell of 1 m, or would split the habitat into too many candidates.
/// candidates_of makes the same check for its own habitat.
void check_units(const HabitatMap& habitat, const CandidateOptions& options);

}  // namespace spatial
