// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/monitoring/indicator_row.hpp"
#include "libspatial/strategy/greenspace.hpp"

namespace spatial {

/// Results of `lnrs greenspace`: tables (docs/data.md is derived from them), indicators, a page, a summary. Pure.
///
///     tables.push_back(ags_units_table(access, report));
///     const std::string page = greenspace_page(access, report);
struct GreenspaceReport {
  std::vector<std::string> authorities{};  ///< codes; may be none
  std::vector<std::string> names{};        ///< of each, for people; "" where it has none
  std::vector<double> land_m2{};           ///< of each
  std::vector<std::string> site_ids{};
  PeopleUnits units{};
  GreenspaceOptions options{};
  std::string title{}, date{}, version{};
  const MultiPolygonColumn* outlines = nullptr;  ///< of the authorities
  const MultiPolygonColumn* sites = nullptr;
  std::size_t inaccessible = 0, beyond = 0;  ///< sites left out

  std::string choices() const;  ///< "size_of = site, distance = edge, population = centroid"
};

/// A standard's sums for one authority, for all (index one past the last) or for people outside all authorities (two
/// past).
struct StandardSum {
  double people = 0, served = 0, land_m2 = 0, zone_m2 = 0;
};
StandardSum standard_sum(const GreenspaceAccess& access, const GreenspaceReport& report, std::size_t standard,
                         std::uint32_t authority);
/// People and greenspace, indexed in the same way.
struct CapacitySum {
  double people = 0, once_m2 = 0, sum_m2 = 0;
  double needed_m2(const GreenspaceOptions& options) const {
    return people / 1000 * options.capacity_ha_per_1000 * 1e4;
  }
};
CapacitySum capacity_sum(const GreenspaceAccess& access, const GreenspaceReport& report, std::uint32_t authority);

FeatureTable ags_units_table(const GreenspaceAccess& access, const GreenspaceReport& report);
FeatureTable ags_gaps_table(const GreenspaceAccess& access, const GreenspaceReport& report);
FeatureTable ags_zone_table(const GreenspaceAccess& access, const GreenspaceReport& report);
FeatureTable ags_authority_table(const GreenspaceAccess& access, const GreenspaceReport& report);
FeatureTable capacity_table(const GreenspaceAccess& access, const GreenspaceReport& report);
IndicatorRows greenspace_indicators(const GreenspaceAccess& access, const GreenspaceReport& report);
std::string greenspace_page(const GreenspaceAccess& access, const GreenspaceReport& report);
std::string greenspace_summary(const GreenspaceAccess& access, const GreenspaceReport& report);

}  // namespace spatial
