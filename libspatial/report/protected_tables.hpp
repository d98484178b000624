// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/monitoring/indicator_row.hpp"
#include "libspatial/strategy/protected_land.hpp"

namespace spatial {

/// Results of `lnrs protected`: tables (docs/data.md is derived from them), indicators, a page, a summary. Pure.
///
///     tables.push_back(thirty_by_thirty_table(land, report));
///     const std::string page = protected_page(land, report);
struct ProtectedReport {
  std::vector<std::string> authorities{};  ///< codes
  std::vector<std::string> names{};        ///< of each, for people; empty or "" where it has none
  std::vector<double> land_m2{};           ///< of each
  std::vector<ProtectedCategory> categories{};
  std::vector<std::pair<std::string, double>> not_counted{};  ///< categories of status no, m² as the layers have it
  ProtectedOptions options{};
  std::string land{};  ///< seaward limit of the land, e.g. "mean high water"
  std::string title{}, date{}, version{};
  const MultiPolygonColumn* outlines = nullptr;  ///< of the authorities
};

/// The code of an authority, of land outside all authorities, or of all together.
std::string authority_word(const ProtectedReport& report, std::uint32_t authority);
FeatureTable thirty_by_thirty_table(const ProtectedLand& land, const ProtectedReport& report);
/// Moves the geometry out of `land`.
FeatureTable thirty_map_table(ProtectedLand& land, const ProtectedReport& report);
Domain protection_status_domain();
IndicatorRows protected_indicators(const ProtectedLand& land, const ProtectedReport& report);
std::string protected_page(const ProtectedLand& land, const ProtectedReport& report);
std::string protected_summary(const ProtectedLand& land, const ProtectedReport& report);

}  // namespace spatial
