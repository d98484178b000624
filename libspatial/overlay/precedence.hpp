// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/landscape/clean.hpp"
#include "libspatial/overlay/mask.hpp"

namespace spatial {

/// A layer without the land that earlier sources of its role map (docs/methods.md section 2): each place counts for the
/// first source that knows it. Issues: cut_by_precedence, covered_by_precedence. Features that share no more than the
/// overlap tolerance with earlier sources stay as they are. Counts and overlaps follow.
CleanResult without_earlier(CleanResult layer, const Mask& earlier, const CleanOptions& options,
                            const Executor& executor);

}  // namespace spatial
