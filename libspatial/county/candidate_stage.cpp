// SPDX-License-Identifier: MIT
#include "libspatial/county/candidate_stage.hpp"

#include <deque>
#include <optional>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/opportunity/place_facts.hpp"
#include "libspatial/opportunity/suitability.hpp"
#include "libspatial/overlay/disjoint.hpp"

namespace spatial {

namespace {

/// Applies the configured suitability layers.
Issues suit(CandidateSet& candidates, const Project& project, const Executor& executor) {
  std::deque<SuitabilityFactors> tables;
  std::vector<SuitabilitySource> sources;
  for (const ProjectLayer& layer : project.layers) {
    if (layer.source.role != Role::suitability) continue;
    tables.push_back(read_factors((base_folder(project.config) / layer.source.factors).string()));
    sources.push_back({&layer.layer, &tables.back()});
  }
  return apply_suitability(candidates, project.habitat.networks, sources, executor);
}

}  // namespace

Sites important_sites(const Project& project) {
  std::vector<const Layer*> layers;
  std::vector<std::string> kinds;
  for (const Role role : {Role::designated, Role::lws, Role::irreplaceable})
    for (const ProjectLayer& layer : project.layers)
      if (layer.source.role == role) {
        layers.push_back(&layer.layer);
        kinds.insert(kinds.end(), layer.layer.size(), layer.source.title);
      }
  Sites sites = sites_of(layers);
  sites.kind = std::move(kinds);
  return sites;
}

CandidateResult find_candidates(const Project& project, const Mask* study_area, const Box& study_box,
                                const Executor& executor, bool required) {
  const Sites exclusions = sites_of(project.of(Role::exclusion));
  std::optional<Mask> exclusion_mask;
  if (exclusions.size() > 0) exclusion_mask.emplace(Mask::of_overlapping(exclusions.geometry, executor));
  const Sites sites = important_sites(project);
  std::optional<Mask> site_mask;
  if (sites.size() > 0) site_mask.emplace(sites.geometry, executor);
  const std::vector<const Layer*> own = project.of(Role::candidate);
  CandidateInputs inputs;
  inputs.habitat = &project.habitat;
  inputs.layer = own.empty() ? nullptr : own.front();
  inputs.exclusions = exclusion_mask ? &*exclusion_mask : nullptr;
  inputs.study_area = study_area;
  inputs.sites = site_mask ? &*site_mask : nullptr;
  inputs.study_box = study_box;
  CandidateResult found = candidates_of(inputs, project.config.candidates, project.config.clean, executor);
  if (Issues issues = suit(found.candidates, project, executor); !issues.empty())
    found.issues.insert(found.issues.end(), issues.begin(), issues.end());
  if (required && found.candidates.size() == 0)
    throw Error(ErrorKind::input,
                "no candidate is left: nothing in the study area has potential for a network outside exclusions",
                "check the crosswalk's potentials, the exclusion layers and candidates.min_unit_ha");
  return found;
}

CandidateResult candidates_in_study_area(const Project& project, const Executor& executor, bool required) {
  MultiPolygonColumn study;
  for (const Layer* layer : project.of(Role::study_area)) study.append(layer->geometry);
  if (study.empty()) return find_candidates(project, nullptr, extent_of(project.habitat.geometry), executor, required);
  const Mask mask(disjoint_areas(study, executor), executor);
  return find_candidates(project, &mask, extent_of(study), executor, required);
}

}  // namespace spatial
