// SPDX-License-Identifier: MIT
#include "libspatial/county/candidate_stage.hpp"

#include <deque>
#include <optional>

#include "libspatial/core/disjoint_sets.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/geometry/box_chains.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/raster.hpp"
#include "libspatial/opportunity/candidate_sources.hpp"
#include "libspatial/opportunity/place_facts.hpp"
#include "libspatial/opportunity/suitability.hpp"
#include "libspatial/overlay/disjoint.hpp"

namespace spatial {

namespace {

RasterSource opened(const SuitabilityRaster& source, const Config& config) {
  return open_raster(parse_layer_name(source.raster, base_folder(config)), config.crs, source.assume_crs);
}

/// Factor tables and raster windows that the suitability sources point into; deques, so the pointers stay valid.
struct SuitabilityData {
  std::deque<SuitabilityFactors> tables;
  std::deque<RasterPart> rasters;
  std::vector<SuitabilitySource> sources;
};

const SuitabilityFactors* read_table_of(const std::string& file, const Config& config, SuitabilityData& data) {
  if (file.empty()) return nullptr;
  data.tables.push_back(read_factors((base_folder(config) / file).string()));
  return &data.tables.back();
}

/// Applies the configured suitability layers, then the rasters.
Issues suit(CandidateSet& candidates, const Project& project, const Executor& executor) {
  const Config& config = project.config;
  SuitabilityData data;
  for (const ProjectLayer& layer : project.layers)
    if (layer.source.role == Role::suitability)
      data.sources.push_back({&layer.layer, read_table_of(layer.source.factors, config, data)});
  const Box land = extent_of(candidates.geometry);
  for (const SuitabilityRaster& source : config.suitability_rasters) {
    const RasterSource raster = opened(source, config);
    data.rasters.push_back(raster.read(land.empty() ? GridWindow{} : window_of(raster.grid, land), executor));
    data.sources.push_back({nullptr, read_table_of(source.factors, config, data), &data.rasters.back(), source.raster});
  }
  return apply_suitability(candidates, project.habitat.networks, data.sources, executor);
}

}  // namespace

void rehearse_suitability(const Config& config) {
  SuitabilityData data;
  for (const SuitabilityRaster& source : config.suitability_rasters) {
    opened(source, config);
    read_table_of(source.factors, config, data);
  }
}

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

namespace {

/// The areas that can have to do with the land: all that meet its box. All if no land is given.
MultiPolygonColumn meeting(MultiPolygonColumn areas, const std::optional<Box>& land) {
  if (!land) return areas;
  MultiPolygonColumn some;
  for (std::size_t a = 0; a < areas.size(); ++a)
    if (box_of(areas[a]).intersects(*land)) some.append(areas[a]);
  return some;
}

/// Of sites. If land is given, of those that meet its box, with all that hang together with them by overlaps, so that
/// they are united as without parts.
Mask mask_of_sites(const MultiPolygonColumn& areas, const std::optional<Box>& land, const Executor& executor) {
  if (!land) return Mask(areas, executor);
  MultiPolygonColumn some;
  for (const std::uint32_t a : chained_to(boxes_of(areas), {&*land, 1})) some.append(areas[a]);
  const std::vector<Box> boxes = boxes_of(some);
  const std::vector<OverlapPair> pairs = overlapping_pairs(some, boxes, areas_m2_of(some), 0, executor);
  DisjointSets sets(some.size());
  for (const OverlapPair& pair : pairs) sets.join(pair.a, pair.b);
  std::vector<char> meets(some.size(), 0);
  for (std::uint32_t a = 0; a < some.size(); ++a)
    if (boxes[a].intersects(*land)) meets[sets.find(a)] = 1;
  std::vector<std::uint32_t> chosen;
  for (std::uint32_t a = 0; a < some.size(); ++a)
    if (meets[sets.find(a)] != 0) chosen.push_back(a);
  return Mask(disjoint_areas(some, chosen, pairs, executor), executor);
}

}  // namespace

CandidateResult find_candidates(const Project& project, const Mask* study_area, const Box& study_box,
                                const Executor& executor, bool required, const std::optional<Box>& own_land) {
  CandidateInputs inputs;
  inputs.habitat = &project.habitat;
  inputs.own = own_land;
  std::optional<Box> land;
  if (own_land && project.config.candidates.source == CandidateSource::habitat) land = land_of_sources(inputs);
  const MultiPolygonColumn exclusions = meeting(sites_of(project.of(Role::exclusion)).geometry, land);
  std::optional<Mask> exclusion_mask;
  if (exclusions.size() > 0) exclusion_mask.emplace(Mask::of_overlapping(exclusions, executor));
  const MultiPolygonColumn sites = important_sites(project).geometry;
  std::optional<Mask> site_mask;
  if (sites.size() > 0) site_mask.emplace(mask_of_sites(sites, land, executor));
  const std::vector<const Layer*> own = project.of(Role::candidate);
  inputs.layer = own.empty() ? nullptr : own.front();
  inputs.exclusions = exclusion_mask ? &*exclusion_mask : nullptr;
  inputs.study_area = study_area;
  inputs.sites = site_mask ? &*site_mask : nullptr;
  inputs.study_box = study_box;
  CandidateResult found = candidates_of(inputs, project.config.candidates, project.config.clean, executor);
  if (Issues issues = suit(found.candidates, project, executor); !issues.empty() && !own_land)
    found.issues.insert(found.issues.end(), issues.begin(), issues.end());
  if (required) refuse_without_candidates(found.candidates);
  return found;
}

Issues suitability_issues(CandidateSet& candidates, const Project& project, const Executor& executor) {
  const std::vector<double> restored_m2 = candidates.restored_m2;
  Issues issues = suit(candidates, project, executor);
  candidates.restored_m2 = restored_m2;
  return issues;
}

void refuse_without_candidates(const CandidateSet& candidates) {
  if (candidates.size() > 0) return;
  throw Error(ErrorKind::input,
              "no candidate is left: nothing in the study area has potential for a network outside exclusions",
              "Check the crosswalk's potentials, the exclusion layers and candidates.min_unit_ha.");
}

CandidateResult candidates_in_study_area(const Project& project, const Executor& executor, bool required) {
  MultiPolygonColumn study;
  for (const Layer* layer : project.of(Role::study_area)) study.append(layer->geometry);
  if (study.empty()) return find_candidates(project, nullptr, extent_of(project.habitat.geometry), executor, required);
  const Mask mask(disjoint_areas(study, executor), executor);
  return find_candidates(project, &mask, extent_of(study), executor, required);
}

}  // namespace spatial
