// SPDX-License-Identifier: MIT
#include "libspatial/geometry/grid_reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace spatial {
namespace {

/// Letter of a square: letters run in rows of five from the north-west corner, leaving out I.
char letter(int east, int north) {
  const int position = (4 - north) * 5 + east;
  return static_cast<char>('A' + position + (position >= 8 ? 1 : 0));
}

constexpr double grid_square_m = 1e5;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Position of a letter in that order; nullopt for I and any other character.
std::optional<int> position_of(char c) {
  const int letter = (c >= 'a' ? c - 'a' : c - 'A');
  if (letter < 0 || letter > 25 || letter == 8) return std::nullopt;
  return letter > 8 ? letter - 1 : letter;
}

}  // namespace

std::string grid_reference(Point place, int digits) {
  // The 500 km squares start 1,000 km west and 500 km south of the origin of the National Grid.
  const double east = place.x + 1e6, north = place.y + 5e5;
  if (!(east >= 0 && east < 2.5e6 && north >= 0 && north < 2.5e6)) return {};
  const int column = static_cast<int>(east / 1e5), row = static_cast<int>(north / 1e5);
  double unit = 1e5;
  for (int d = 0; d < digits; ++d) unit /= 10;
  const auto part = [&](double value) { return static_cast<int>(std::floor(std::fmod(value, 1e5) / unit)); };
  return fmt::format("{}{} {:0{}} {:0{}}", letter(column / 5, row / 5), letter(column % 5, row % 5), part(east), digits,
                     part(north), digits);
}

std::optional<Box> grid_square(std::string_view text) {
  std::string letters, digits;
  for (const char c : text)
    if (!is_blank(c)) (letters.size() < 2 ? letters : digits) += c;
  if (letters.size() != 2 || digits.size() % 2 != 0 || digits.size() > 10) return std::nullopt;
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  const std::optional<int> major = position_of(letters[0]), minor = position_of(letters[1]);
  if (!major || !minor) return std::nullopt;
  const int column = *major % 5 * 5 + *minor % 5 - 10, row = (4 - *major / 5) * 5 + (4 - *minor / 5) - 5;
  const std::size_t half = digits.size() / 2;
  const double side = grid_square_m / std::pow(10.0, static_cast<double>(half));
  const auto part = [&](std::size_t from) { return half == 0 ? 0 : side * std::stod(digits.substr(from, half)); };
  const double x = column * grid_square_m + part(0), y = row * grid_square_m + part(half);
  return Box{x, y, x + side, y + side};
}

}  // namespace spatial
