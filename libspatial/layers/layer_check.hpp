// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/io/layer_look.hpp"
#include "libspatial/layers/attributed_layer.hpp"

namespace spatial {

/// What can be checked of a command on layers before its long work.

/// What the commands on layers do not take as it is.
struct LayerPlaceRules {
  std::string crs;     ///< of the result
  double apart_m = 0;  ///< layers further apart than this are reported
  bool allow_elsewhere = false;
  bool allow_false_areas = false;
  std::optional<Box> bbox;  ///< the part that is read
};
/// The same for layers that are named on the command line: each on its own is refused, one that lies apart from the
/// first is reported.
Issues places_of_inputs(const std::vector<LayerLook>& looks, const LayerPlaceRules& rules);

/// For commands on layers: the output can be written (check_dataset_writable) and replaces no input, settings.crs
/// counts in metres, and every layer lies where it says (places_of_inputs). Returns the settings with what is
/// odd as notes. Layers up to `apart_m` from the first are not reported as lying apart.
OverlaySettings check_layer_run(const std::vector<OverlayInput>& inputs, const std::filesystem::path& output,
                                const OverlaySettings& settings,
                                const std::vector<std::string>& further_tables = {"issues"}, double apart_m = 0);

/// The part of it that looks at the layers: settings.crs counts in metres, and every layer lies where it says.
OverlaySettings checked_layers(const std::vector<OverlayInput>& inputs, const OverlaySettings& settings,
                               double apart_m = 0);

}  // namespace spatial
