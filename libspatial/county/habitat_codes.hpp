// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/config/config.hpp"
#include "libspatial/landscape/code_field.hpp"

namespace spatial {

/// The check that a habitat layer's class field holds codes of its crosswalk at all (docs/methods.md section 2).
///   refuse_other_fields(source, crosswalk, {{"g3c", 40}, {"w1f", 12}});   // goes on

/// True if enough of the values are codes: at least `min_code_share` of the features with a value.
bool holds_codes(const LayerSource& source, const Crosswalk& crosswalk, const ValueCounts& values);

/// Throws Error(input) unless holds_codes: names layer and field, shows values that are no codes, says what they look
/// like, and which of the shipped crosswalks knows them.
void refuse_other_fields(const LayerSource& source, const Crosswalk& crosswalk, const ValueCounts& values);

/// What `values` are, for a person: "they look like NVC codes", or which crosswalk knows them; "" if nothing is known.
std::string what_they_are(const KnownAs& known, const ValueCounts& values);

/// The crosswalks that are shipped, by name.
std::vector<Crosswalk> read_preset_crosswalks();

}  // namespace spatial
