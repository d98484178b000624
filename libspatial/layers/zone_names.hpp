// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "libspatial/layers/attributed_layer.hpp"

namespace spatial {

/// Names of zones and classes of `lnrs tabulate`: NULL and a text without characters are two things.

/// A value as read (empty_text_mark) as a cell.
std::optional<std::string> text_or_null(const std::string& text);

/// The zone's value in the field `zone_id`, the only one the layer was read with, or its number in the file if that is
/// empty.
std::optional<std::string> zone_name(const AttributedLayer& zones, const std::string& zone_id, std::uint32_t zone);

/// An issue for each zone without a name and each that shares it with another.
void tell_unclear_zones(const AttributedLayer& zones, const std::string& zone_id, Issues& issues);

}  // namespace spatial
