// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/config/config.hpp"

namespace spatial {

/// Keeps a run of a config within its memory limit (--max-memory). Before the run reads anything, this function
/// estimates the number of vertices in its layers, and throws if the run would need more memory than config.memory
/// allows.
///
/// Each vertex counts with the command's peak memory per vertex, measured on 100,000 habitats (benchmarks/README.md).
/// The size of the geometries gives the number of vertices; only GeoPackages state it, so for other formats the file
/// size is used. Attribute filters are ignored: the whole layer counts. Errors: Error(config), which states the memory
/// needed. O(rows of GeoPackages).

/// Does nothing if no limit is set.
void refuse_beyond_memory(const Config& config, const std::vector<LayerSource>& layers);

}  // namespace spatial
