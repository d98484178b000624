// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/io/layer_look.hpp"
#include "libspatial/layers/attributed_layer.hpp"

namespace spatial {

/// Checks that a command on layers makes before its long work.

/// Rules for where layers may lie.
struct LayerPlaceRules {
  std::string crs;     ///< of the result
  double apart_m = 0;  ///< layers further apart than this are reported
  bool allow_elsewhere = false;
  bool allow_false_areas = false;
  std::optional<Box> bbox;  ///< the part that is read
};
/// Applies the rules to layers named on the command line. A layer that breaks a rule by itself is refused; one that is
/// far from the first layer is reported.
Issues places_of_inputs(const std::vector<LayerLook>& looks, const LayerPlaceRules& rules);

/// Checks that the output can be written (check_dataset_writable) and replaces no input, that settings.crs is in
/// metres, and that the layers lie where their CRS says (places_of_inputs). Returns the settings with anything odd as
/// notes. Layers up to `apart_m` from the first are not reported as far away.
OverlaySettings check_layer_run(const std::vector<OverlayInput>& inputs, const std::filesystem::path& output,
                                const OverlaySettings& settings,
                                const std::vector<std::string>& further_tables = {"issues"}, double apart_m = 0);

/// The checks of the layers only: settings.crs is in metres, and the layers lie where their CRS says.
OverlaySettings checked_layers(const std::vector<OverlayInput>& inputs, const OverlaySettings& settings,
                               double apart_m = 0);

}  // namespace spatial
