// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/candidate_sources.hpp"

#include <fmt/format.h>

#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"

namespace spatial {
namespace {

constexpr double most_units = 5e6;

}  // namespace

double unit_side_m(const CandidateOptions& options) {
  return std::floor(std::sqrt(options.max_unit_ha * 1e4) * (1 + 1e-12));
}

bool is_candidate_source(const HabitatMap& habitat, std::size_t feature) {
  return habitat.excluded[feature] == 0 && habitat.core_of_any[feature] == 0 && habitat.has_potential(feature);
}

Box land_of_sources(const CandidateInputs& inputs) {
  const HabitatMap& habitat = *inputs.habitat;
  Box land;
  for (std::size_t f = 0; f < habitat.size(); ++f)
    if (is_candidate_source(habitat, f) && inputs.owns(habitat.boxes[f])) land.add(habitat.boxes[f]);
  return land;
}

void check_units(const HabitatMap& habitat, const CandidateOptions& options) {
  const double side = unit_side_m(options);
  if (!(side >= 1))
    throw Error(ErrorKind::config,
                fmt::format("candidates.max_unit_ha is {}, and no grid of whole metres has such small cells",
                            options.max_unit_ha),
                "Give at least 0.0001 ha, a cell of 1 m.");
  double cells = 0;
  for (std::size_t f = 0; f < habitat.size(); ++f)
    if (is_candidate_source(habitat, f) && habitat.areas_m2[f] > options.max_unit_ha * 1e4)
      cells += habitat.areas_m2[f] / (side * side);
  if (cells > most_units)
    throw Error(ErrorKind::config,
                fmt::format("candidates.max_unit_ha = {} splits the habitat into some {:.0f} million candidates",
                            options.max_unit_ha, cells / 1e6),
                "Choose a larger candidates.max_unit_ha, or map a smaller area.");
}

void report_outside(std::size_t features, Issues& issues) {
  if (features == 0) return;
  issues.push_back(
      {IssueRule::outside_study_area, "habitat", "", "",
       fmt::format(
           "{} habitat features with potential lie outside the study area; they count as context, not as candidates",
           features),
       std::nullopt});
}

}  // namespace spatial
