// SPDX-License-Identifier: MIT
#include "libspatial/county/absent_layers.hpp"

#include <algorithm>
#include <array>

namespace spatial {

std::vector<std::string> absent_layers(const Config& config) {
  struct Absent {
    Role role;
    const char* sentence;
  };
  constexpr std::array sentences{
      Absent{Role::designated, "No layer of designated sites was given: land in them is treated like any other land."},
      Absent{Role::lws, "No layer of Local Wildlife Sites was given: land in them is treated like any other land."},
      Absent{Role::irreplaceable,
             "No layer of irreplaceable habitat, such as ancient woodland, was given: land in it is treated like any "
             "other land."},
      Absent{Role::boa, "No layer of Biodiversity Opportunity Areas was given: they add nothing to the scores."},
      Absent{Role::exclusion, "No layer of exclusions was given: areas may lie on land that is not available."},
      Absent{Role::suitability,
             "No layer on the suitability of the ground (wetness, soil) was given: suitability follows from the "
             "present habitat alone."}};
  std::vector<std::string> absent;
  for (const Absent& one : sentences)
    if ((one.role != Role::suitability || config.suitability_rasters.empty()) &&
        std::none_of(config.layers.begin(), config.layers.end(),
                     [&](const LayerSource& source) { return source.role == one.role; }))
      absent.emplace_back(one.sentence);
  return absent;
}

}  // namespace spatial
