// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Coordinates for messages. Pure functions, any thread.
///
///     lonlat_text({-2.001, 52.598});   // "52.598° N 2.001° W"

/// "52.598° N 2.001° W".
std::string lonlat_text(Point lonlat);
/// A coordinate as a person writes it: no exponent, at most 3 decimals (6 for degrees), no trailing zeros.
std::string coordinate_text(double value);

}  // namespace spatial
