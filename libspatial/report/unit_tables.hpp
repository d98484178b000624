// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/planning/bng_units.hpp"

namespace spatial {

/// The layer `site_units`: one row per piece of a parcel with one authority and one strategic significance
/// (docs/data.md is derived from it).
///
///     tables.push_back(site_units_table(result, "24/00123"));
FeatureTable site_units_table(const BngResult& result, const std::string& site_id);
/// Accounts and trading summary of a template.
Table bng_totals_table(const BngResult& result);
Table bng_trading_table(const BngResult& result);
std::vector<Domain> unit_domains();

}  // namespace spatial
