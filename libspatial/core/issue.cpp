// SPDX-License-Identifier: MIT
#include "libspatial/core/issue.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "libspatial/core/issue_rule.hpp"

namespace spatial {
namespace {

using enum IssueRule;
constexpr std::array rules{
    IssueRuleInfo{null_geometry, "null_geometry", Severity::warning, Outcome::dropped,
                  "What the row states as its geometry cannot be read."},
    IssueRuleInfo{empty_geometry, "empty_geometry", Severity::warning, Outcome::dropped,
                  "The feature has no geometry, or none with any extent."},
    IssueRuleInfo{wrong_geometry_type, "wrong_geometry_type", Severity::error, Outcome::dropped,
                  "The geometry is not of the kind the layer is for, e.g. a point where a polygon is expected."},
    IssueRuleInfo{curve_linearised, "curve_linearised", Severity::info, Outcome::repaired,
                  "Curves were replaced by short straight segments."},
    IssueRuleInfo{z_or_m_dropped, "z_or_m_dropped", Severity::info, Outcome::repaired,
                  "Heights or measures were dropped; all work is in two dimensions."},
    IssueRuleInfo{invalid_repaired, "invalid_repaired", Severity::warning, Outcome::repaired,
                  "The geometry was invalid and was repaired for this run; the source is unchanged."},
    IssueRuleInfo{invalid_dropped, "invalid_dropped", Severity::error, Outcome::dropped,
                  "The geometry was invalid and nothing of it could be saved."},
    IssueRuleInfo{non_polygon_parts_dropped, "non_polygon_parts_dropped", Severity::info, Outcome::repaired,
                  "Parts of another kind than the layer's, e.g. lines among areas, were left out of the feature."},
    IssueRuleInfo{small_part_dropped, "small_part_dropped", Severity::info, Outcome::repaired,
                  "Parts under the smallest area asked for, or without any, were left out."},
    IssueRuleInfo{coordinates_not_finite, "coordinates_not_finite", Severity::error, Outcome::dropped,
                  "A coordinate is not a number, infinite or out of any map's range."},
    IssueRuleInfo{self_overlap, "self_overlap", Severity::warning, Outcome::kept,
                  "Two features of one layer overlap; both are kept, so per-feature sums count the place twice."},
    IssueRuleInfo{overlap_resolved, "overlap_resolved", Severity::info, Outcome::repaired,
                  "An overlap within a layer was given to one feature, as the config asks."},
    IssueRuleInfo{cut_by_precedence, "cut_by_precedence", Severity::info, Outcome::repaired,
                  "Land that an earlier habitat source maps was taken from the feature."},
    IssueRuleInfo{covered_by_precedence, "covered_by_precedence", Severity::info, Outcome::dropped,
                  "All of the feature is mapped by an earlier habitat source."},
    IssueRuleInfo{duplicate_id, "duplicate_id", Severity::warning, Outcome::kept,
                  "Two features share an id; a suffix makes them distinct."},
    IssueRuleInfo{missing_id, "missing_id", Severity::info, Outcome::kept,
                  "The id is empty; the feature number in the file stands in."},
    IssueRuleInfo{unknown_habitat_code, "unknown_habitat_code", Severity::error, Outcome::kept,
                  "The habitat code is not in the crosswalk; the feature counts as excluded."},
    IssueRuleInfo{missing_habitat_code, "missing_habitat_code", Severity::warning, Outcome::kept,
                  "The feature has no habitat code; it counts as excluded."},
    IssueRuleInfo{reprojected, "reprojected", Severity::info, Outcome::repaired,
                  "The layer was transformed to the project's coordinate reference system."},
    IssueRuleInfo{reprojection_approximate, "reprojection_approximate", Severity::warning, Outcome::repaired,
                  "The best available transformation is only accurate to the stated distance."},
    IssueRuleInfo{text_not_utf8, "text_not_utf8", Severity::warning, Outcome::repaired,
                  "Text was not UTF-8 and was read as Windows-1252."},
    IssueRuleInfo{
        text_encoding_doubtful, "text_encoding_doubtful", Severity::warning, Outcome::repaired,
        "Text is not in the encoding that the file states, or states none that is known; the one it is in was taken."},
    IssueRuleInfo{text_unreadable, "text_unreadable", Severity::warning, Outcome::kept,
                  "Bytes of a text mean nothing in the file's encoding; U+FFFD stands for them."},
    IssueRuleInfo{value_misfit, "value_misfit", Severity::warning, Outcome::kept,
                  "A value does not fit the type of its field, e.g. 'n/a' among numbers; it is kept as text, and so is "
                  "its field where the result has it."},
    IssueRuleInfo{
        feature_number_repeated, "feature_number_repeated", Severity::warning, Outcome::repaired,
        "Features share a number or have none; all of the layer are numbered by their place in the file, from 1."},
    IssueRuleInfo{ring_unread, "ring_unread", Severity::error, Outcome::kept,
                  "An outline has rings that its format does not allow and that were not read."},
    IssueRuleInfo{empty_layer, "empty_layer", Severity::warning, Outcome::kept, "The layer has no usable feature."},
    IssueRuleInfo{spatial_index_differs, "spatial_index_differs", Severity::warning, Outcome::kept,
                  "The layer's spatial index does not fit its features, so the layer was read without it. It was "
                  "edited without its index (export it again), or the file is damaged."},
    IssueRuleInfo{layer_extent_differs, "layer_extent_differs", Severity::warning, Outcome::kept,
                  "Features lie outside the extent that the file states for the layer. It was edited without its "
                  "extent, or the file is damaged. All features were read."},
    IssueRuleInfo{layer_elsewhere, "layer_elsewhere", Severity::warning, Outcome::kept,
                  "The layer lies apart from the study area or from the other layers of the run, so it tells nothing "
                  "about that land."},
    IssueRuleInfo{outside_area_of_use, "outside_area_of_use", Severity::warning, Outcome::kept,
                  "Features lie outside the area for which the coordinate reference system is made; areas and "
                  "distances may be false there."},
    IssueRuleInfo{false_areas, "false_areas", Severity::warning, Outcome::kept,
                  "Areas in the coordinate reference system of the result differ from those on the ground by more than "
                  "0.1 % where the layers lie."},
    IssueRuleInfo{outside_study_area, "outside_study_area", Severity::info, Outcome::kept,
                  "The feature lies outside the study area."},
    IssueRuleInfo{patch_below_minimum, "patch_below_minimum", Severity::info, Outcome::dropped,
                  "The patch is smaller than the network's minimum and is not a node."},
    IssueRuleInfo{network_without_patches, "network_without_patches", Severity::warning, Outcome::kept,
                  "The network has no patch, so nothing can be joined to it."},
    IssueRuleInfo{network_without_links, "network_without_links", Severity::warning, Outcome::kept,
                  "The network has several patches and no link, so none of them is joined to another."},
    IssueRuleInfo{iic_left_out, "iic_left_out", Severity::info, Outcome::kept,
                  "The network has more patches than IIC is computed for; IIC and the importances by it are empty."},
    IssueRuleInfo{
        patch_snapped_to_cell, "patch_snapped_to_cell", Severity::info, Outcome::kept,
        "The patch covers no centre of a cell; the cell at its middle stands for it in least-cost distances."},
    IssueRuleInfo{patch_outside_resistance, "patch_outside_resistance", Severity::warning, Outcome::kept,
                  "The patch lies outside the resistance raster, so no least-cost link reaches it."},
    IssueRuleInfo{resistance_missing, "resistance_missing", Severity::warning, Outcome::repaired,
                  "The resistance raster has no data inside a patch; resistance 1 stands in."},
    IssueRuleInfo{patch_cut_off, "patch_cut_off", Severity::warning, Outcome::kept,
                  "No current can flow between the patch and any other: they are in different parts of the circuit."},
    IssueRuleInfo{link_unknown_patch, "link_unknown_patch", Severity::warning, Outcome::dropped,
                  "A row of the link table names something that is no patch of the network."},
    IssueRuleInfo{link_to_itself, "link_to_itself", Severity::warning, Outcome::dropped,
                  "A row of the link table joins a patch to itself."},
    IssueRuleInfo{link_repeated, "link_repeated", Severity::info, Outcome::dropped,
                  "A row of the link table repeats a link with the same length."},
    IssueRuleInfo{link_values_differ, "link_values_differ", Severity::warning, Outcome::kept,
                  "The link table gives a link several lengths, e.g. one for each direction; the smallest counts."},
    IssueRuleInfo{quality_missing, "quality_missing", Severity::warning, Outcome::kept,
                  "The feature has no quality; it counts with 1."},
    IssueRuleInfo{candidate_below_minimum, "candidate_below_minimum", Severity::info, Outcome::dropped,
                  "The candidate is smaller than the smallest unit."},
    IssueRuleInfo{candidate_excluded, "candidate_excluded", Severity::info, Outcome::dropped,
                  "Nothing of the candidate is left outside exclusions and existing core habitat."},
    IssueRuleInfo{candidate_without_suitable_habitat, "candidate_without_suitable_habitat", Severity::warning,
                  Outcome::dropped, "The candidate covers no habitat with potential for any network."},
    IssueRuleInfo{
        candidate_in_site, "candidate_in_site", Severity::info, Outcome::dropped,
        "The land lies in a designated site, Local Wildlife Site or irreplaceable habitat and is no candidate, "
        "as the config asks (candidates.inside_sites)."},
    IssueRuleInfo{boa_target_unmatched, "boa_target_unmatched", Severity::warning, Outcome::kept,
                  "A target names a BOA or a habitat that the project does not have."},
    IssueRuleInfo{network_for_target, "network_for_target", Severity::info, Outcome::kept,
                  "A target asks to create a habitat that is not mapped; its network was added."},
    IssueRuleInfo{suitability_in_part, "suitability_in_part", Severity::warning, Outcome::kept,
                  "A suitability layer does not cover all candidates; where it says nothing the factor is 1."},
    IssueRuleInfo{suitability_class_unknown, "suitability_class_unknown", Severity::warning, Outcome::kept,
                  "The table of factors does not have a class of the suitability layer; the factor is 1."},
    IssueRuleInfo{limit_in_cost_units, "limit_in_cost_units", Severity::warning, Outcome::kept,
                  "The link limit counts in cost units (metres x resistance) and leaves patches without a link."},
    IssueRuleInfo{site_needs_radius, "site_needs_radius", Severity::error, Outcome::dropped,
                  "A point or line is a site only with a radius; it was not checked."},
    IssueRuleInfo{site_area_differs, "site_area_differs", Severity::warning, Outcome::kept,
                  "The area stated for a site is not that of its outline; the measured one counts."},
    IssueRuleInfo{
        site_axes_swapped, "site_axes_swapped", Severity::error, Outcome::kept,
        "The site would lie on the map if east and north changed places; it is checked where its coordinates say."},
    IssueRuleInfo{site_in_degrees, "site_in_degrees", Severity::error, Outcome::dropped,
                  "The site's coordinates look like degrees; it was not checked."},
    IssueRuleInfo{site_far_from_layers, "site_far_from_layers", Severity::warning, Outcome::kept,
                  "The site lies further than the search distance from everything that is mapped."},
    IssueRuleInfo{site_covers_study_area, "site_covers_study_area", Severity::warning, Outcome::kept,
                  "The site covers most of the study area; is it a site?"},
    IssueRuleInfo{opportunity_map_elsewhere, "opportunity_map_elsewhere", Severity::warning, Outcome::kept,
                  "The opportunity map covers other land than the layers of this run."},
    IssueRuleInfo{opportunity_map_other_version, "opportunity_map_other_version", Severity::warning, Outcome::kept,
                  "The opportunity map was made by another version."},
    IssueRuleInfo{site_network_left_out, "site_network_left_out", Severity::warning, Outcome::kept,
                  "What sites would do to the network is not assessed."},
    IssueRuleInfo{distance_missing, "distance_missing", Severity::warning, Outcome::kept,
                  "The field with the buffer's distance is empty; 0 stands in."},
    IssueRuleInfo{nothing_left, "nothing_left", Severity::info, Outcome::dropped,
                  "The buffer leaves nothing of the feature: its distance is negative, or 0 around a line or point."},
    IssueRuleInfo{bng_layer_missing, "bng_layer_missing", Severity::info, Outcome::kept,
                  "The template lacks an optional layer, so nothing of its kind is counted."},
    IssueRuleInfo{bng_self_intersection, "bng_self_intersection", Severity::error, Outcome::repaired,
                  "An outline of the template crosses itself; it was repaired for this run."},
    IssueRuleInfo{bng_parcel_outside, "bng_parcel_outside", Severity::error, Outcome::kept,
                  "More than 0.5 m² of a parcel, or 0.1 m of a line or point, lies outside the red line."},
    IssueRuleInfo{bng_parcels_overlap, "bng_parcels_overlap", Severity::error, Outcome::kept,
                  "Two parcels share more than 0.5 m², which is then counted twice."},
    IssueRuleInfo{bng_parcel_too_small, "bng_parcel_too_small", Severity::warning, Outcome::kept,
                  "A parcel is smaller than 1 m²."},
    IssueRuleInfo{bng_area_sum, "bng_area_sum", Severity::warning, Outcome::kept,
                  "The parcels' areas do not add up to the red line to within 0.5 m²."},
    IssueRuleInfo{bng_habitat_unknown, "bng_habitat_unknown", Severity::error, Outcome::kept,
                  "The habitat type is not one of the statutory metric's; the parcel has no units."},
    IssueRuleInfo{bng_condition_unknown, "bng_condition_unknown", Severity::error, Outcome::kept,
                  "The condition is not one of the statutory metric's; the parcel has no units."},
    IssueRuleInfo{bng_size_differs, "bng_size_differs", Severity::warning, Outcome::kept,
                  "The area or length the template states is not that of the geometry; the measured one counts."},
    IssueRuleInfo{bng_significance_differs, "bng_significance_differs", Severity::warning, Outcome::kept,
                  "The strategic significance the template states is not what the mapped measures give."},
    IssueRuleInfo{register_id_reused, "register_id_reused", Severity::warning, Outcome::kept,
                  "The old edition's id stands for another place with another name in the new edition; the two are not "
                  "taken for one site."},
    IssueRuleInfo{register_rows_joined, "register_rows_joined", Severity::warning, Outcome::kept,
                  "Several rows of a register have one id; together they are one site."},
    IssueRuleInfo{evidence_without_site, "evidence_without_site", Severity::error, Outcome::dropped,
                  "Evidence names a site that the register does not have."},
    IssueRuleInfo{evidence_outside_window, "evidence_outside_window", Severity::info, Outcome::kept,
                  "Evidence is of another time than the five years of the return, so the site counts as known but not "
                  "managed by it."},
    IssueRuleInfo{date_unreadable, "date_unreadable", Severity::warning, Outcome::kept,
                  "A date cannot be read; the row counts as undated."},
    IssueRuleInfo{site_without_authority, "site_without_authority", Severity::warning, Outcome::kept,
                  "A site lies in no authority, so no authority counts it."},
    IssueRuleInfo{rounding_repaired, "rounding_repaired", Severity::info, Outcome::repaired,
                  "The outline is valid in the file; rounding to the grid made it meet itself or lose a ring, and it "
                  "was repaired for this run."},
    IssueRuleInfo{
        rounding_dropped, "rounding_dropped", Severity::warning, Outcome::dropped,
        "The outline is valid in the file but so small or narrow that rounding to the grid leaves nothing of it."},
};

}  // namespace

std::span<const IssueRuleInfo> issue_rules() noexcept { return rules; }

const IssueRuleInfo& info(IssueRule rule) noexcept { return rules[static_cast<std::size_t>(rule)]; }

std::string_view to_string(Severity severity) noexcept {
  constexpr std::array<std::string_view, 3> names{"info", "warning", "error"};
  return names[static_cast<std::size_t>(severity)];
}

std::string_view to_string(Outcome outcome) noexcept {
  constexpr std::array<std::string_view, 3> names{"kept", "repaired", "dropped"};
  return names[static_cast<std::size_t>(outcome)];
}

void sort_issues(Issues& issues) {
  std::stable_sort(issues.begin(), issues.end(), [](const Issue& a, const Issue& b) {
    return std::tie(a.role, a.source, a.rule, a.feature_id, a.message) <
           std::tie(b.role, b.source, b.rule, b.feature_id, b.message);
  });
}

}  // namespace spatial
