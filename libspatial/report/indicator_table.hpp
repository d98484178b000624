// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/monitoring/indicator_row.hpp"

namespace spatial {

/// Table `indicators`, which every command on strategies and monitoring writes with the same columns, so that tables of
/// several years and authorities can be appended. Rows keep the given order.
///
///     tables.push_back(indicators_table(rows));
FeatureTable indicators_table(const IndicatorRows& rows);

/// Coded values of its column `good_direction`.
Domain good_direction_domain();

}  // namespace spatial
