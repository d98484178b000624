// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libspatial/io/layer_name.hpp"

namespace spatial {

/// True if the layer holds lines or points and no area: as the file declares it, or, where it does not say or allows
/// anything, as its rows that meet `where` have it (read up to the first area). False for a layer without geometries.
/// Errors as for read_layer.
bool holds_lines_or_points(const LayerName& name, const std::string& where = {}, bool allow_network = false);

}  // namespace spatial
