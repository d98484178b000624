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

/// Checks each layer before the run starts its work: does it exist, does it have its fields and features, and do they
/// lie where the other layers lie? A fault that would make a result say "none" about land that no layer covers stops
/// the run.
///   const LayerPlaces places = places_of_layers(config);   // throws, or returns issues
/// Errors: Error(input), exit code 3, with the layer, the fault and the remedy. With allow_elsewhere, such a layer is
/// only reported. With allow_false_areas, a CRS that does not give true areas is only reported.

/// How a config reads one of its layers.
ReadOptions reading_of(const Config& config, const LayerSource& source);

struct LayerPlaces {
  std::vector<LayerLook> looks;        ///< as Config::layers
  std::vector<std::string> unchecked;  ///< as Config::layers: why the layer does not cover the place; "" if it does
  Box around;     ///< extent of the study area, or of the habitat where there is none, and the search distance
  Issues issues;  ///< one row for each layer and finding
};

/// Looks at every layer of a config, except those of omitted roles. O(layers × rows looked at).
LayerPlaces places_of_layers(const Config& config);

/// For sites far away from all layers: throws Error(input) if the coordinates would fit under another reading.
void check_place_of_sites(const Config& config, const LayerLook& sites, const Box& around);

}  // namespace spatial
