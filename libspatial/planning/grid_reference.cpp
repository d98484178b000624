// SPDX-License-Identifier: MIT
#include "libspatial/planning/grid_reference.hpp"

#include <fmt/format.h>

#include <cmath>

namespace spatial {
namespace {

/// Letters run along rows of five from the north-west corner, without I.
char letter(int east, int north) {
  const int position = (4 - north) * 5 + east;
  return static_cast<char>('A' + position + (position >= 8 ? 1 : 0));
}

}  // namespace

std::string grid_reference(Point place, int digits) {
  // The squares of 500 km start 1,000 km west and 500 km south of the grid's origin.
  const double east = place.x + 1e6, north = place.y + 5e5;
  if (!(east >= 0 && east < 2.5e6 && north >= 0 && north < 2.5e6)) return {};
  const int column = static_cast<int>(east / 1e5), row = static_cast<int>(north / 1e5);
  double unit = 1e5;
  for (int d = 0; d < digits; ++d) unit /= 10;
  const auto part = [&](double value) { return static_cast<int>(std::floor(std::fmod(value, 1e5) / unit)); };
  return fmt::format("{}{} {:0{}} {:0{}}", letter(column / 5, row / 5), letter(column % 5, row % 5), part(east), digits,
                     part(north), digits);
}

}  // namespace spatial
