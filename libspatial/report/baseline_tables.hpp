// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/monitoring/indicator_row.hpp"
#include "libspatial/strategy/baseline.hpp"

namespace spatial {

/// What `lnrs baseline` tells: tables (docs/data.md is derived from them), numbers to follow, a summary. Pure.
struct BaselineReport {
  std::vector<std::string> sources{};  ///< titles
  BaselineFeatures features{};
  std::string title{}, date{};
};

/// The geometry is moved.
FeatureTable baseline_table(BaselineMap& map, const BaselineReport& report);
FeatureTable baseline_unmapped_table(BaselineMap& map);
FeatureTable baseline_evidence_table(const BaselineMap& map, const BaselineReport& report);
FeatureTable baseline_sources_table(const BaselineMap& map, const BaselineReport& report);
FeatureTable baseline_codes_table(const BaselineMap& map, const BaselineReport& report);
IndicatorRows baseline_indicators(const BaselineMap& map, const BaselineReport& report);
std::string baseline_summary(const BaselineMap& map, const BaselineReport& report);
Domain baseline_verdict_domain();

}  // namespace spatial
