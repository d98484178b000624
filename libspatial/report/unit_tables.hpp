// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/planning/bng_units.hpp"

namespace spatial {

/// The layer `site_units`: one row per piece of a parcel with one authority and one strategic significance
/// (docs/data.md is derived from it).
FeatureTable site_units_table(const BngResult& result, const std::string& site_id);
std::vector<Domain> unit_domains();

}  // namespace spatial
