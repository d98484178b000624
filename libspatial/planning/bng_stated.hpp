// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace spatial {

/// Compares the size that a template states with the measured one. Only the measured size counts; the comparison finds
/// parcels that were redrawn, and columns in other units.
///
///     stated_size_finding("0.5", 5000, false);     // "": half a hectare
///     stated_size_finding("1.24", 5000, false);    // "1.24 is stated, but the shape measures 5000.0 m²; in acres it
///     would fit …"
///
/// Returns "" if the two agree to 1 % (or 1 m², 1 m), or if nothing is stated. A number without a unit may be in m² or
/// ha, or in m or km; a unit may follow it ("0.5 ha", "5,000 m²"). A text that is not a size is reported. Pure,
/// thread-safe, throws nothing.
std::string stated_size_finding(std::string_view stated, double measured, bool linear);

}  // namespace spatial
