// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/landscape/habitat_map.hpp"
#include "tests/support/raw_layer.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {

/// W woodland: core of network "woodland"; M meadow: core of "grassland"; G grassland: potential 0.5 for woodland; A
/// arable: 0.25 for woodland, 0.5 for grassland; U built-up: excluded.
inline Crosswalk drawn_crosswalk() {
  return parse_crosswalk(
      "code,label,habitat,distinctiveness,irreplaceable,excluded,woodland_core,woodland_potential,grassland_core,"
      "grassland_potential\n"
      "W,Woodland,Woodland,6,,,yes,,,\n"
      "M,Meadow,Lowland meadows,6,,,,,yes,\n"
      "G,Grassland,Grassland,2,,,,0.5,,\n"
      "A,Arable,Arable,2,,,,0.25,,0.5\n"
      "U,Built-up,Built-up,0,,yes,,,,\n",
      "drawn.csv");
}

/// A habitat layer from a drawing; ids are H1, H2 … in the order of the page.
inline CleanResult drawn_layer(std::string_view picture, double cell_m = 100) {
  const Drawing drawing = drawn(picture, cell_m);
  RawLayerBuilder builder;
  for (std::size_t i = 0; i < drawing.letters.size(); ++i)
    builder.add("H" + std::to_string(i + 1), drawing.geometry[i], std::string(1, drawing.letters[i]));
  return clean(builder.build(), {}, {});
}

/// The same rated for some networks.
inline HabitatMap drawn_habitat(std::string_view picture, const std::vector<std::string>& networks = {"woodland"},
                                double cell_m = 100) {
  const CleanResult layer = drawn_layer(picture, cell_m);
  const Crosswalk crosswalk = drawn_crosswalk();
  const HabitatSource source{&layer.layer, &crosswalk, layer.overlaps};
  return habitat_map(std::span(&source, 1), networks).map;
}

}  // namespace spatial::test
