// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace spatial {

/// What a template states of a size, beside what is measured. Sizes are always measured; a statement is only compared,
/// to find a parcel that was drawn again, or a column in other units.
///
///     stated_size_finding("0.5", 5000, false);     // "": half a hectare
///     stated_size_finding("1.24", 5000, false);    // "1.24 is stated, 5000.0 m² are measured; in acres it would fit
///     …"
///
/// "" where they agree to 1 % (or 1 m², 1 m) or nothing is stated. Without a unit a number may be in m² or ha, or in m
/// or km; it may carry a unit ("0.5 ha", "5,000 m²"). A text that is no size is told. Pure, thread-safe.
std::string stated_size_finding(std::string_view stated, double measured, bool linear);

}  // namespace spatial
