// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/opportunity/result.hpp"
#include "libspatial/report/summary.hpp"

namespace spatial {

/// The report of an opportunity map for people who have never used a GIS, such as councillors: what the map shows, a
/// picture, the best places with reasons, Biodiversity Opportunity Areas, networks, how the score is made, and which
/// layers were read and which were not. One file that needs no network and no script and works on paper and on a phone.
///
///     page.dataset = &dataset;  page.result = &result;
///     write(opportunity_html(page));
///
/// Pure; the pointers must outlive the call. The same inputs give the same bytes. Texts from the data are escaped.
/// Complexity: linear in the shapes of the picture, which are simplified to what can be seen.
struct OpportunityPage {
  std::string project, date, version;
  const Dataset* dataset =
      nullptr;  ///< with opportunity_areas, opportunity_map, evidence and the domains of the legend
  const OpportunityResult* result = nullptr;
  std::vector<const MultiPolygonColumn*> study_area{};  ///< drawn as an outline; empty if the config has none
  std::vector<LayerLine> layers;                        ///< what was read
  std::vector<std::string> absent;  ///< what the map leaves out because no layer was given, as sentences
  std::vector<std::pair<std::string, std::string>> credits;  ///< source; edition, licence and attribution
};
std::string opportunity_html(const OpportunityPage& page);

}  // namespace spatial
