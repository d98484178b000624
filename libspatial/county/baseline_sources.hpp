// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/county/section_layers.hpp"
#include "libspatial/strategy/baseline.hpp"

namespace spatial {

/// The sources of a baseline as its computation needs them.

/// Wants a source's layer; returns its number.
std::size_t want_source(const Config& config, const BaselineSource& source, SectionLayers& layers);

/// How a source is called: its title, or the layer's name.
std::string title_of(const BaselineSource& source);

/// Adds the features of a source that hold on the run's date: codes by the crosswalk, date, confidence; their land goes
/// to `land` and is no longer in the layer. Issues:
/// missing_habitat_code, source_not_valid, date_unreadable, survey_undated, confidence_unreadable.
/// Errors: Error(input) for codes that the crosswalk lacks, unless the config allows unknown ones.
void add_source(const Config& config, std::uint32_t number, SectionLayers& layers, std::size_t layer,
                BaselineFeatures& all, MultiPolygonColumn& land);

}  // namespace spatial
