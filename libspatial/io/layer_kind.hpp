// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/io/layer_name.hpp"

namespace spatial {

/// True if the file declares that the layer holds lines, or that it holds points; false for areas, mixtures and where it does not say.
/// Nothing is read. Errors as for read_layer.
bool declares_lines_or_points(const LayerName& name, bool allow_network = false);

}  // namespace spatial
