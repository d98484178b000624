// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "libspatial/layers/attributed_layer.hpp"

namespace spatial {

/// Names of zones and classes for `lnrs tabulate`. NULL and an empty text are different names.

/// The zone's value in the field `zone_id` (the only field that was read), or its number in the file if `zone_id` is
/// empty.
std::optional<std::string> zone_name(const AttributedLayer& zones, const std::string& zone_id, std::uint32_t zone);

/// An issue for each zone without a name and for each zone that shares its name with another.
void tell_unclear_zones(const AttributedLayer& zones, const std::string& zone_id, Issues& issues);

}  // namespace spatial
