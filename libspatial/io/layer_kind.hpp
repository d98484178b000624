// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libspatial/io/layer_name.hpp"

namespace spatial {

/// Whether the layer holds lines or points and no area. The file's declaration decides or, if it allows any type, the
/// rows that match `where` (read up to the first area). False for a layer without geometry. Errors as for read_layer.
///
///     holds_lines_or_points(parse_layer_name("pylons.gpkg"));   // true
bool holds_lines_or_points(const LayerName& name, const std::string& where = {}, bool allow_network = false);

}  // namespace spatial
