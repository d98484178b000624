// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spatial {

/// Data problems are rows, not exceptions. Every repair, skip, duplicate id, overlap, sliver or unknown code of a run
/// is one Issue; they are written as the point layer `issues` and counted in the summary.

enum class Severity { info, warning, error };

/// What became of the feature the issue is about.
enum class Outcome { kept, repaired, dropped };

enum class IssueRule {
  null_geometry,
  empty_geometry,
  wrong_geometry_type,
  curve_linearised,
  z_or_m_dropped,
  invalid_repaired,
  invalid_dropped,
  non_polygon_parts_dropped,
  small_part_dropped,
  coordinates_not_finite,
  self_overlap,
  overlap_resolved,
  cut_by_precedence,
  covered_by_precedence,
  duplicate_id,
  missing_id,
  unknown_habitat_code,
  missing_habitat_code,
  reprojected,
  reprojection_approximate,
  text_not_utf8,
  empty_layer,
  outside_study_area,
  patch_below_minimum,
  network_without_patches,
  patch_snapped_to_cell,
  patch_outside_resistance,
  resistance_missing,
  patch_cut_off,
  link_unknown_patch,
  link_to_itself,
  link_repeated,
  link_values_differ,
  quality_missing,
  candidate_below_minimum,
  candidate_excluded,
  candidate_without_suitable_habitat,
  boa_target_unmatched,
  site_needs_radius,
  site_area_differs,
  site_axes_swapped,
  site_in_degrees,
  site_far_from_layers,
  site_covers_study_area,
  opportunity_map_elsewhere,
  opportunity_map_other_version,
  site_network_left_out,
  distance_missing,
  nothing_left,
  bng_layer_missing,
  bng_self_intersection,
  bng_parcel_outside,
  bng_parcels_overlap,
  bng_parcel_too_small,
  bng_area_sum,
  bng_habitat_unknown,
  bng_condition_unknown,
  bng_size_differs,
  bng_significance_differs,
};

/// One row of the table of rules: the code written to the `issues` layer, how bad it is, what was done, what it means.
struct IssueRuleInfo {
  IssueRule rule;
  std::string_view code;
  Severity severity;
  Outcome outcome;
  std::string_view meaning;
};

std::span<const IssueRuleInfo> issue_rules() noexcept;
const IssueRuleInfo& info(IssueRule rule) noexcept;
std::string_view to_string(Severity severity) noexcept;
std::string_view to_string(Outcome outcome) noexcept;

struct Place {
  double x = 0;
  double y = 0;
};

struct Issue {
  IssueRule rule{};
  std::string role;        ///< role of the layer, e.g. "habitat"; empty where none applies
  std::string source;      ///< FILE#LAYER
  std::string feature_id;  ///< id of the feature as the user knows it
  std::string message;     ///< one sentence with the numbers that matter
  std::optional<Place> place;
};

using Issues = std::vector<Issue>;

/// Orders issues by (role, source, rule, feature id, message), so that output does not depend on threads.
void sort_issues(Issues& issues);

}  // namespace spatial
