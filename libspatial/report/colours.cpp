// SPDX-License-Identifier: MIT
#include "libspatial/report/colours.hpp"

#include <algorithm>

namespace spatial {
namespace {

struct NetworkRamp {
  std::string_view network;
  Ramp ramp;
};
/// Colour ramps of the preset networks. The comments give their hues (of L*C*h°).
constexpr std::array presets{
    NetworkRamp{"woodland", {"0,65,19", "49,132,64", "118,200,126", "239,253,239"}},               // 144
    NetworkRamp{"grassland_calcareous", {"96,58,0", "171,115,41", "251,186,109", "255,248,242"}},  // 72
    NetworkRamp{"grassland_neutral", {"79,75,0", "139,131,37", "218,206,109", "232,229,218"}},     // 100
    NetworkRamp{"grassland_acid", {"123,35,0", "190,99,62", "255,173,141", "250,245,244"}},        // 48
    NetworkRamp{"heathland", {"92,0,76", "153,82,134", "235,139,209", "254,248,252"}},             // 336
    NetworkRamp{"wetland", {"3,64,91", "9,125,172", "69,190,253", "240,247,254"}},                 // 252
    NetworkRamp{"freshwater", {"2,58,132", "91,117,203", "171,183,254", "243,243,247"}},           // 288
    NetworkRamp{"grazing_marsh", {"0,47,54", "0,115,130", "17,182,204", "238,252,255"}},           // 216
    NetworkRamp{"orchard", {"95,0,33", "162,82,96", "251,128,149", "254,248,248"}},                // 12
    NetworkRamp{"pollinators", {"87,8,170", "143,100,183", "213,165,253", "239,233,243"}},         // 312
};
/// Ramps for networks that users define.
constexpr std::array<Ramp, 6> others{{
    {"0,74,122", "10,131,211", "157,198,255", "244,246,250"},    // 270
    {"108,0,24", "171,82,84", "255,136,137", "242,237,236"},     // 24
    {"50,76,0", "104,134,44", "174,204,110", "247,251,234"},     // 120
    {"125,0,141", "156,107,160", "236,161,242", "255,247,255"},  // 324
    {"82,60,0", "151,116,29", "230,187,99", "235,228,218"},      // 84
    {"2,63,77", "15,127,152", "8,198,237", "245,250,252"},       // 228
}};

}  // namespace

const Ramp& ramp_of(std::string_view network, std::size_t place) noexcept {
  const auto own =
      std::find_if(presets.begin(), presets.end(), [&](const auto& one) { return one.network == network; });
  return own != presets.end() ? own->ramp : others[place % others.size()];
}

}  // namespace spatial
