// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/config/config.hpp"
#include "libspatial/landscape/code_field.hpp"

namespace spatial {

/// Checks that a habitat layer's class field really holds codes of its crosswalk (docs/methods.md section 2).
///   refuse_other_fields(source, crosswalk, {{"g3c", 40}, {"w1f", 12}});   // accepted

/// Whether enough values are codes: at least `min_code_share` of the features with a value.
bool holds_codes(const LayerSource& source, const Crosswalk& crosswalk, const ValueCounts& values);

/// Throws Error(input) unless holds_codes. The message names layer and field, shows values that are not codes, and says
/// what they look like or which shipped crosswalk has them.
void refuse_other_fields(const LayerSource& source, const Crosswalk& crosswalk, const ValueCounts& values);

/// Describes `values` for a person: "they look like NVC codes", or which crosswalk has them; "" if unknown.
std::string what_they_are(const KnownAs& known, const ValueCounts& values);

/// The shipped crosswalks, by name.
std::vector<Crosswalk> read_preset_crosswalks();

}  // namespace spatial
