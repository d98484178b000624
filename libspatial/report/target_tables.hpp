// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/monitoring/indicator_row.hpp"
#include "libspatial/monitoring/targets.hpp"

namespace spatial {

/// Tables and page of `lnrs targets`; docs/data.md is derived from the tables. Pure.
///
///     tables.push_back(target_progress_table(input, report));

/// A row per target with the outline of its Biodiversity Opportunity Area, and a last row `all`, each place once.
FeatureTable target_progress_table(const TargetInput& input, const TargetReport& report);
FeatureTable target_project_table(const TargetInput& input, const TargetReport& report);
FeatureTable target_land_table(const TargetInput& input, TargetReport& report);
FeatureTable untargeted_table(const TargetInput& input, const TargetReport& report);
/// The data that the Biodiversity Action Reporting System asks for. Its template is not published, so the columns are
/// ours. `national_grid`: coordinates are in the British National Grid, so a grid reference is added.
FeatureTable bars_report_table(const TargetInput& input, const TargetReport& report, bool national_grid);
std::vector<Domain> target_domains();

/// Habitat delivered for any target in one authority, and delivered habitat lost again; m², each place once.
struct TargetShare {
  std::string authority;
  double delivered_m2 = 0, lost_m2 = 0;
};
IndicatorRows target_indicators(const TargetInput& input, const TargetReport& report,
                                const std::vector<TargetShare>& authorities);

struct TargetPage {
  std::string name, version;
  std::vector<std::string> boa_ids, boa_names;
  std::size_t issues = 0;
  const TargetInput* input = nullptr;
  const TargetReport* report = nullptr;
};
std::string target_html(const TargetPage& page);
std::string target_summary(const TargetPage& page);

}  // namespace spatial
