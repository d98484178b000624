// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

namespace spatial {

/// Rounding as by the standard library, bit for bit, but without a call for each number, which takes most of the time
/// where millions of coordinates are rounded. Halves go to the even number or away from zero. Assumes the usual
/// rounding mode (to nearest). Pure; exact for all numbers, infinities and NaN included.
///
///     const double units = nearest_even(metres * units_per_metre);   // std::nearbyint
inline double nearest_even(double v) noexcept {
  constexpr double whole = 0x1p52;  // numbers from here on have no fraction; sums with it lose theirs
  const double size = std::abs(v);
  return size < whole ? std::copysign((size + whole) - whole, v) : v;
}

/// std::round
inline double nearest_away(double v) noexcept {
  constexpr double whole = 0x1p52;
  const double size = std::abs(v);
  if (!(size < whole)) return v;
  const double even = (size + whole) - whole;
  return std::copysign(size - even == 0.5 ? even + 1 : even, v);
}

}  // namespace spatial
