// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libspatial/config/config.hpp"
#include "libspatial/io/layer_look.hpp"
#include "libspatial/landscape/layer.hpp"

namespace spatial {

/// Before a run works, each of its layers is opened and looked at: is it there, has it its fields, has it features, and
/// do they lie where the others lie? What would make a result say "none" of land that was never looked at stops the
/// run.
///   const LayerPlaces places = places_of_layers(config);   // throws, or says what is odd
/// Errors: Error(input), exit code 3, naming the layer, what is wrong and the remedy; with allow_elsewhere the layer is
/// only reported, with allow_false_areas a reference system whose areas are false.

/// How a config reads one of its layers.
ReadOptions reading_of(const Config& config, const LayerSource& source);

struct LayerPlaces {
  std::vector<LayerLook> looks;        ///< as Config::layers
  std::vector<std::string> unchecked;  ///< as Config::layers: why the layer tells nothing about the place; "" = it does
  Box around;     ///< extent of the study area, or of the habitat where there is none, and the search distance
  Issues issues;  ///< what is odd: one row for each layer and finding
};

/// Looks at every layer of a config (but those of roles that are left out). O(layers × rows looked at).
LayerPlaces places_of_layers(const Config& config);

/// The same for sites that lie nowhere near: Error(input) if the coordinates fit under another reading.
void check_place_of_sites(const Config& config, const LayerLook& sites, const Box& around);

}  // namespace spatial
