// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/monitoring/indicator_row.hpp"

namespace spatial {

/// Table `indicators`, which every command on strategies and monitoring writes: the same columns whatever the command,
/// so that years and authorities stack. Rows in the order given.
FeatureTable indicators_table(const IndicatorRows& rows);

/// Coded values of its column `good_direction`.
Domain good_direction_domain();

}  // namespace spatial
