// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "libspatial/core/file_pool.hpp"
#include "libspatial/overlay/combine.hpp"

namespace spatial {

/// The same as combine(), for more pieces than memory holds: with a `pool`, coordinates of pieces go to its file batch
/// by batch while they are made, and the result's too. The pieces are the same. nullptr: in memory.
///
///     const Combined pieces = combine_stored(layers, OverlayOperation::union_all, 0, pool, executor);
///
/// Errors: Error(geometry); Error(output) if the file cannot grow.
Combined combine_stored(std::span<const OverlayLayer> layers, OverlayOperation operation, double min_area_m2,
                        const std::shared_ptr<FilePool>& pool, const Executor& executor, double smallest_m2 = 1e-6);

}  // namespace spatial
