// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/landscape/clean.hpp"
#include "libspatial/overlay/mask.hpp"

namespace spatial {

/// Removes from a layer the land that earlier sources of the same role map (docs/methods.md section 2): land counts for
/// the first source that maps it. Issues: cut_by_precedence, covered_by_precedence. Features that share at most the
/// overlap tolerance with earlier sources stay unchanged. Counts and overlaps are updated.
///
///     const CleanResult rest = without_earlier(std::move(inventory), Mask(survey, executor), options, executor);
CleanResult without_earlier(CleanResult layer, const Mask& earlier, const CleanOptions& options,
                            const Executor& executor);

}  // namespace spatial
