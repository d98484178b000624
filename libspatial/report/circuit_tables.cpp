// SPDX-License-Identifier: MIT
#include "libspatial/report/circuit_tables.hpp"

#include <cmath>
#include <limits>

#include "libspatial/core/numbers.hpp"
#include "libspatial/report/columns.hpp"
#include "libspatial/report/opportunity_tables.hpp"

namespace spatial {
namespace {

std::string part_id(const CircuitSurvey& survey, std::uint32_t part) {
  return survey.network.profile.id + "-part-" + std::to_string(part + 1);
}

}  // namespace

FeatureTable circuit_patches_table(const CircuitSurvey& survey) {
  const HabitatNetwork& network = survey.network;
  const std::size_t count = survey.part.size();
  TableBuilder table("circuit_patches", "Patches in the circuit",
                     "One row per patch: the part of the circuit it is in and the current in it.");
  table.text("patch_id", "Patch", "Network and number; numbered by the lowest habitat feature.",
             cells_of<TextCells>(count, [&](std::size_t p) { return patch_id(network, p); }));
  table.text("network", "Network", "The network it belongs to.",
             cells_of<TextCells>(count, [&](std::size_t) { return network.profile.id; }), "network");
  table.real("area_ha", "Area (ha)", "Area of the union of its features; overlaps are counted once.", "ha",
             cells_of<RealCells>(count, [&](std::size_t p) { return network.patches.areas_m2[p] / 1e4; }));
  table.text("part", "Part",
             "Part of the circuit; current flows within a part only. Empty for a patch outside the raster.",
             cells_of<TextCells>(count, [&](std::size_t p) {
               return survey.part[p] ? std::optional(part_id(survey, *survey.part[p])) : std::nullopt;
             }));
  table.real("current_a", "Current (A)",
             "Sum over all pairs, or all sources, of the current into the patch, with 1 A each.", "A",
             cells_of<RealCells>(count, [&](std::size_t p) { return survey.current[p]; }));
  return {table.done(), network.patches.geometry};
}

FeatureTable resistances_table(const CircuitSurvey& survey) {
  const auto& rows = survey.resistances;
  const HabitatNetwork& network = survey.network;
  TableBuilder table("resistances", "Effective resistances",
                     "One row per pair of patches, or per patch with all others as grounds (one-to-all).");
  table.text("network", "Network", "The network it belongs to.",
             cells_of<TextCells>(rows.size(), [&](std::size_t) { return network.profile.id; }), "network");
  table.text("patch_a", "From patch", "The patch with the lower number; the source in one-to-all.",
             cells_of<TextCells>(rows.size(), [&](std::size_t k) { return patch_id(network, rows[k].from); }));
  table.text("patch_b", "To patch", "The patch with the higher number; empty: all other patches.",
             cells_of<TextCells>(rows.size(), [&](std::size_t k) {
               return rows[k].to ? std::optional(patch_id(network, *rows[k].to)) : std::nullopt;
             }));
  table.real("resistance", "Effective resistance",
             "In the unit of the resistance raster, or of the links; empty if they are not connected.", "",
             cells_of<RealCells>(rows.size(), [&](std::size_t k) {
               return std::isinf(rows[k].resistance) ? no_number : rows[k].resistance;
             }));
  table.integer(
      "connected", "Connected", "1: current flows between them, 0: they are in different parts of the circuit.", "",
      cells_of<IntegerCells>(rows.size(), [&](std::size_t k) { return std::isinf(rows[k].resistance) ? 0 : 1; }));
  return {table.done(), std::monostate{}};
}

FeatureTable candidate_currents_table(const CircuitSurvey& survey) {
  const CandidateSet& set = survey.candidates;
  const std::size_t count = survey.candidate_current.size();
  TableBuilder table("candidate_currents", "Currents of candidates",
                     "One row per candidate: the current over its cells (centre inside).");
  table.text("candidate_id", "Candidate", "As in an opportunity map of the same config.",
             cells_of<TextCells>(count, [&](std::size_t c) { return set.id[c]; }));
  table.text("habitat", "Habitat", "The habitat it stands on.",
             cells_of<TextCells>(count, [&](std::size_t c) { return text_or_null(set.habitat[c]); }));
  table.real("area_ha", "Area (ha)", "Area of the candidate.", "ha",
             cells_of<RealCells>(count, [&](std::size_t c) { return set.areas_m2[c] / 1e4; }));
  table.integer("cells", "Cells", "Cells with data whose centre it covers.", "",
                cells_of<IntegerCells>(
                    count, [&](std::size_t c) { return static_cast<std::int64_t>(survey.candidate_cells[c]); }));
  table.real("current_sum_a", "Current, sum (A)", "Sum of the current of its cells; cells of patches are left out.",
             "A", cells_of<RealCells>(count, [&](std::size_t c) { return survey.candidate_current[c]; }));
  table.real("current_mean_a", "Current, mean (A)", "Per cell; empty without a cell.", "A",
             cells_of<RealCells>(count, [&](std::size_t c) {
               return survey.candidate_cells[c] == 0
                          ? no_number
                          : survey.candidate_current[c] / static_cast<double>(survey.candidate_cells[c]);
             }));
  return {table.done(), count == 0 ? MultiPolygonColumn() : set.geometry};
}

}  // namespace spatial
