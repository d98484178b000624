// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/config/config.hpp"

namespace spatial {

/// Keeps a run of a config within its memory limit (--max-memory): before anything is read, the vertices of the layers
/// that it would read are counted, and a run that would need more than config.memory allows is refused.
///
/// Bytes a vertex are those of the command at its peak, measured on 100,000 habitats (benchmarks/README.md). Layers in
/// files that do not tell (all but GeoPackage) count with their size, a layer with a filter as a whole.
/// Errors: Error(config) with what it would need. O(rows of GeoPackages).

/// Nothing happens without a limit.
void refuse_beyond_memory(const Config& config, const std::vector<LayerSource>& layers);

}  // namespace spatial
