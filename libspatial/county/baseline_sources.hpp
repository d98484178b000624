// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/county/section_layers.hpp"
#include "libspatial/strategy/baseline.hpp"

namespace spatial {

/// The sources of a baseline as its computation needs them.

/// Wants a source's layer; returns its number.
std::size_t want_source(const Config& config, const BaselineSource& source, SectionLayers& layers);

/// How the sources are called: by their titles, or the names of their layers; those that would be called alike by file
/// and layer as the config has them, with a number if these are the same too.
std::vector<std::string> titles_of(const std::vector<BaselineSource>& sources);

/// Adds the features of a source that hold on the run's date: codes by the crosswalk, date, confidence; their land goes
/// to `land` and is no longer in the layer. Issues:
/// missing_habitat_code, source_not_valid, date_unreadable, survey_undated, confidence_unreadable.
/// Errors: Error(input) for codes that the crosswalk lacks, unless the config allows unknown ones.
void add_source(const Config& config, std::uint32_t number, SectionLayers& layers, std::size_t layer,
                BaselineFeatures& all, MultiPolygonColumn& land);

}  // namespace spatial
