// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace spatial {

/// Colours of maps. sRGB, 0–255 each.
struct Rgb {
  double red = 0, green = 0, blue = 0;
};
/// CIE L*a*b* under D65.
struct Lab {
  double lightness = 0, a = 0, b = 0;
};

/// "140,81,10" as QGIS writes it. Pure; components that are no numbers count as 0.
Rgb rgb_of(std::string_view text);
std::string text_of(const Rgb& colour);
/// Sources: IEC 61966-2-1 (sRGB), CIE 15 (L*a*b*).
Lab lab_of(const Rgb& colour);
Rgb rgb_of(const Lab& colour);  ///< cut to what a screen can show

/// A habitat's colour in four shades, from the best class to the others. Only lightness carries the class, in steps
/// that stay apart for colour-blind readers and in grey print (ΔE₀₀ of at least 20, which a test measures); the hue is
/// the habitat's.
///
///     shade_of(rgb_of("140,81,10"), 0);   // the darkest: top 5 %
Rgb shade_of(const Rgb& family, std::size_t step);
inline constexpr std::size_t shades = 4;

}  // namespace spatial
