// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/opportunity/result.hpp"
#include "libspatial/report/summary.hpp"

namespace spatial {

/// The report of an opportunity map for people who have never opened a GIS: what the map says, a picture, the best
/// places with the reasons, Biodiversity Opportunity Areas, networks, how the score is made, what was read and what was
/// not. One file that needs no network and no script; clean on paper and on a phone; English for councillors.
///
///     page.dataset = &dataset;  page.result = &result;
///     write(opportunity_html(page));
///
/// Pure; the pointers outlive the call. The same inputs give the same bytes. Texts of the data are escaped.
/// Complexity: linear in what the picture shows, which is simplified to what can be seen.
struct OpportunityPage {
  std::string project, date, version;
  const Dataset* dataset =
      nullptr;  ///< with opportunity_areas, opportunity_map, evidence and the domains of the legend
  const OpportunityResult* result = nullptr;
  std::vector<LayerLine> layers;    ///< what was read
  std::vector<std::string> absent;  ///< what the map says nothing about because no layer was given, as sentences
  std::vector<std::pair<std::string, std::string>> credits;  ///< source; edition, licence and attribution
};
std::string opportunity_html(const OpportunityPage& page);

}  // namespace spatial
