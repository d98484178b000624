// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/monitoring/indicator_row.hpp"
#include "libspatial/strategy/baseline.hpp"

namespace spatial {

/// Results of `lnrs baseline`: tables (docs/data.md is derived from them), indicators, a summary. Pure.
///
///     tables.push_back(baseline_table(map, report));
///     const std::string text = baseline_summary(map, report);
struct BaselineReport {
  std::vector<std::string> sources{};  ///< titles
  BaselineFeatures features{};
  std::string title{}, date{};
  std::vector<std::string> authorities{};
  std::vector<std::vector<double>> mapped_m2{};  ///< by authority, then code (as mapped_codes): each place once
  std::vector<double> unmapped_m2{};             ///< by authority: of the study area
};
/// The codes of the pieces in natural order, and for each piece the position of its code.
struct MappedCodes {
  std::vector<std::string> codes;
  std::vector<std::uint32_t> of_piece;
};
MappedCodes mapped_codes(const BaselineMap& map);

/// Moves the geometry out of the map.
FeatureTable baseline_table(BaselineMap& map, const BaselineReport& report);
FeatureTable baseline_unmapped_table(BaselineMap& map);
FeatureTable baseline_evidence_table(const BaselineMap& map, const BaselineReport& report);
FeatureTable baseline_sources_table(const BaselineMap& map, const BaselineReport& report);
FeatureTable baseline_codes_table(const BaselineMap& map, const BaselineReport& report);
IndicatorRows baseline_indicators(const BaselineMap& map, const BaselineReport& report);
std::string baseline_summary(const BaselineMap& map, const BaselineReport& report);
Domain baseline_verdict_domain();

}  // namespace spatial
