// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/run/outputs.hpp"

namespace spatial {

/// `lnrs change`: what became of what between two maps of one legend, or from a table of transitions.
///
///   run_change({.before = {"habitat_2015.gpkg"}, .after = {"habitat_2025.gpkg"}, .before_class = "code", …}, outputs,
///              settings, executor);
///
/// A map may be a raster of classes (.tif, .asc, .rst): its cells of one value that hang together are its features, and
/// their values its codes. Two rasters must lie on one grid.
///
/// Tables: change_matrix, extent_account, condition_account (with a score), change_summary, changed_areas (maps only),
/// indicators, issues, run. Errors: Error(input) for classes that the legends do not share or a crosswalk does not
/// know and for rasters on different grids, Error(usage) for options that do not go together.
struct ChangeRunOptions {
  OverlayInput before, after;
  std::string before_class, after_class;          ///< fields
  std::string before_crosswalk, after_crosswalk;  ///< tables with the columns code and class; empty: codes are classes
  OverlayInput zones, mask, projects;             ///< each may be empty
  std::string zone_id;
  std::string before_condition, after_condition;  ///< fields with a score of condition; empty: no such account
  std::string reappraised;              ///< field of the new map: yes where land was mapped better, not changed
  std::string before_date, after_date;  ///< years or ISO dates, for periods and amounts a year
  double sliver_width_m = 2;
  std::string matrix;  ///< a table of transitions instead of maps
  std::vector<std::string> matrix_fields{"from", "to", "amount"};
  double ha_per_unit = 1;  ///< hectares that one unit of its amount is
};
RunOutcome run_change(const ChangeRunOptions& options, const Outputs& outputs, const OverlaySettings& settings,
                      const Executor& executor);

/// Years from one date to another; each is a year ("2015") or an ISO date. 0 if either is empty. Throws Error(usage).
double years_between(const std::string& from, const std::string& to);

}  // namespace spatial
