// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"

namespace spatial {

/// Collects the tables of a run into one dataset, with the CRS, a date to use instead of the clock (empty: none), the
/// coded values that columns use, and a style for each layer that has one (report/styles.hpp). The tables are moved.
Dataset dataset_of_run(const std::string& crs, const std::string& date, std::vector<FeatureTable> tables,
                       std::vector<Domain> domains);

}  // namespace spatial
