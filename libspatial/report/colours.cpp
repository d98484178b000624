// SPDX-License-Identifier: MIT
#include "libspatial/report/colours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace spatial {
namespace {

constexpr std::array<double, 3> white{0.95047, 1, 1.08883};  // D65

double linear(double component) {
  const double v = component / 255;
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}
double encoded(double v) {
  v = std::clamp(v, 0.0, 1.0);
  return 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055);
}

constexpr double edge = 6.0 / 29;
double folded(double t) { return t > edge * edge * edge ? std::cbrt(t) : t / (3 * edge * edge) + 4.0 / 29; }
double unfolded(double f) { return f > edge ? f * f * f : 3 * edge * edge * (f - 4.0 / 29); }

/// Lightness of the classes, and how much of the family's colour they keep: very dark and very light colours have room
/// for little.
constexpr std::array<double, shades> lightness{9, 41, 65, 97};
constexpr std::array<double, shades> chroma{0.75, 1, 0.7, 0.3};

}  // namespace

Rgb rgb_of(std::string_view text) {
  std::array<double, 3> parts{};
  std::size_t at = 0;
  for (double& part : parts) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    part = std::strtod(std::string(text.substr(at, comma - at)).c_str(), nullptr);
    at = std::min(comma + 1, text.size());
  }
  return {parts[0], parts[1], parts[2]};
}

std::string text_of(const Rgb& colour) {
  return fmt::format("{:.0f},{:.0f},{:.0f}", colour.red, colour.green, colour.blue);
}

Lab lab_of(const Rgb& colour) {
  const double r = linear(colour.red), g = linear(colour.green), b = linear(colour.blue);
  const double x = folded((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / white[0]);
  const double y = folded((0.2126729 * r + 0.7151522 * g + 0.0721750 * b) / white[1]);
  const double z = folded((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / white[2]);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

Rgb rgb_of(const Lab& colour) {
  const double fy = (colour.lightness + 16) / 116;
  const double x = white[0] * unfolded(fy + colour.a / 500), y = white[1] * unfolded(fy),
               z = white[2] * unfolded(fy - colour.b / 200);
  return {encoded(3.2404542 * x - 1.5371385 * y - 0.4985314 * z),
          encoded(-0.9692660 * x + 1.8760108 * y + 0.0415560 * z),
          encoded(0.0556434 * x - 0.2040259 * y + 1.0572252 * z)};
}

Rgb shade_of(const Rgb& family, std::size_t step) {
  const Lab own = lab_of(family);
  // Colours beyond the screen's range would be cut and change their lightness: fade them until they fit.
  for (double keep = chroma[step]; keep > 0.05; keep *= 0.9) {
    const Lab wanted{lightness[step], own.a * keep, own.b * keep};
    const Rgb shown = rgb_of(wanted);
    const Lab seen = lab_of(shown);
    if (std::abs(seen.lightness - wanted.lightness) < 1 && std::hypot(seen.a - wanted.a, seen.b - wanted.b) < 4)
      return shown;
  }
  return rgb_of(Lab{lightness[step], 0, 0});
}

}  // namespace spatial
