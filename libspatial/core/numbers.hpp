// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

namespace spatial {

/// Larger than any measured value.
inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// A number that is unknown or undefined, written as an empty cell. It is not equal to anything, itself included: test
/// with std::isnan.
inline constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

inline constexpr double hectare = 1e4;  ///< in m²

/// 100 times the part over the whole; no_number where the whole is 0.
constexpr double percent_of(double part, double whole) noexcept { return whole > 0 ? 100 * part / whole : no_number; }

}  // namespace spatial
