// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/core/rounding.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// The lattice on which side tests are exact (see edge_tree.hpp): multiples of 2^-32 m.
///
///     const bool same = on_lattice(a) == on_lattice(b);   // side tests cannot tell the points apart
inline constexpr double lattice_units_per_m = 0x1p32;

inline Point on_lattice(Point p) noexcept {
  return {nearest_even(p.x * lattice_units_per_m) / lattice_units_per_m,
          nearest_even(p.y * lattice_units_per_m) / lattice_units_per_m};
}

}  // namespace spatial
