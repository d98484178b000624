// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/run/outputs.hpp"

namespace spatial {

/// `lnrs change`: which class changed to which, between two maps with the same legend or from a table of transitions.
///
///   run_change({.before = {"habitat_2015.gpkg"}, .after = {"habitat_2025.gpkg"}, .before_class = "code", …}, outputs,
///              settings, executor);
///
/// A map may be a raster of classes (.tif, .asc, .rst): each group of edge-connected cells with the same value is a
/// feature, and the value is its code. Two rasters must share one grid.
///
/// Tables: change_matrix, extent_account, condition_account (with a score), change_summary, changed_areas (maps only),
/// indicators, issues, run. Errors: Error(input) for maps without a common class, codes missing from a crosswalk and
/// rasters on different grids, Error(usage) for options that cannot be combined.
struct ChangeRunOptions {
  OverlayInput before, after;
  std::string before_class, after_class;          ///< fields
  std::string before_crosswalk, after_crosswalk;  ///< tables with the columns code and class; empty: codes are classes
  OverlayInput zones, mask, projects;             ///< each may be empty
  std::string zone_id;
  std::string before_condition, after_condition;  ///< fields with a score of condition; empty: no such account
  std::string reappraised;              ///< field of the new map: "yes" if the mapping was corrected, not the land
  std::string before_date, after_date;  ///< years or ISO dates, for periods and amounts per year
  double sliver_width_m = 2;
  std::string matrix;  ///< a table of transitions instead of maps
  std::vector<std::string> matrix_fields{"from", "to", "amount"};
  double ha_per_unit = 1;  ///< hectares per unit of the table's amounts
};
RunOutcome run_change(const ChangeRunOptions& options, const Outputs& outputs, const OverlaySettings& settings,
                      const Executor& executor);

/// Years from one date to another; each is a year ("2015") or an ISO date. 0 if either is empty. Throws Error(usage).
double years_between(const std::string& from, const std::string& to);

}  // namespace spatial
