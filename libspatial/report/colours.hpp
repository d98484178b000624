// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace spatial {

/// The colours of habitat networks on maps, as QGIS writes them: "0,65,19".
///
/// A ramp has one hue in four shades, from the best class to the others. Neighbouring shades are at least 20 apart
/// (ΔE₀₀) under normal, deuteranopic and protanopic vision, so everybody can tell the classes by lightness, even in
/// grey print. The darkest shade has the highest chroma that a screen can show at its lightness (L* 17 to 31), so that
/// the best places of two networks look different. Tests measure both. The shades were found by searching lightness and
/// chroma of each hue.
inline constexpr std::size_t shades = 4;
using Ramp = std::array<std::string_view, shades>;

/// The ramp of a preset network; for a user's own network, the ramp of its position among the networks of the map.
///
///     ramp_of("woodland", 0)[0];   // "0,65,19", top 5 %
const Ramp& ramp_of(std::string_view network, std::size_t place) noexcept;

}  // namespace spatial
