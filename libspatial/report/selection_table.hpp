// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/opportunity/selection.hpp"

namespace spatial {

/// The layer `chosen` of `lnrs select`: the chosen candidates in order of choice, with the curve of ECA against area.
/// Pure.
///
///     tables.push_back(chosen_table(selection, candidates, "woodland"));
FeatureTable chosen_table(const Selection& selection, const CandidateSet& candidates, const std::string& network);

}  // namespace spatial
