// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/county/section_layers.hpp"
#include "libspatial/strategy/baseline.hpp"

namespace spatial {

/// Reads the sources of a baseline.

/// Requests a source's layer; returns its number.
std::size_t want_source(const Config& config, const BaselineSource& source, SectionLayers& layers);

/// The names of the sources: their titles, or the names of their layers. Sources that would have the same name are
/// called by file and layer as the config has them, with a number if these are the same too.
std::vector<std::string> titles_of(const std::vector<BaselineSource>& sources);

/// Adds the features of a source that are valid on the run's date, with codes by the crosswalk, date and confidence.
/// Their land goes to `land` and is no longer in the layer. Issues: missing_habitat_code, source_not_valid,
/// date_unreadable, survey_undated, confidence_unreadable. Errors: Error(input) for codes that the crosswalk lacks,
/// unless the config allows unknown ones.
void add_source(const Config& config, std::uint32_t number, SectionLayers& layers, std::size_t layer,
                BaselineFeatures& all, MultiPolygonColumn& land);

}  // namespace spatial
