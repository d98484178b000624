// SPDX-License-Identifier: MIT
#include "libspatial/planning/site_check.hpp"

#include <algorithm>
#include <map>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/mask.hpp"
#include "libspatial/planning/role_index.hpp"

namespace spatial {
namespace {

/// Priority habitat by class, without overlaps, for totals around sites.
class HabitatSurroundings {
 public:
  HabitatSurroundings(const HabitatMap& habitat, double distinctiveness, const Executor& executor) {
    std::map<std::string, std::vector<std::uint32_t>> by_class;
    for (const std::uint32_t f : priority_features(habitat, distinctiveness)) by_class[habitat.habitat[f]].push_back(f);
    for (const auto& [name, features] : by_class) {
      const DisjointAreas once = disjoint_areas(habitat.geometry, features, habitat.overlaps, executor);
      geometry_.append(once.geometry);
      class_of_.resize(geometry_.size(), static_cast<std::uint32_t>(names_.size()));
      names_.push_back(name);
    }
    boxes_ = boxes_of(geometry_);
    areas_m2_ = areas_m2_of(geometry_);
    // Trees pay off, because each area is cut by the circles of many sites.
    trees_ = ZoneIndex(geometry_, executor);
    index_ = BoxIndex(boxes_);
  }

  std::vector<HabitatAround> around(MultiPolygonView site, const Box& box, RoleIndex::Scratch& scratch) const {
    std::vector<HabitatAround> sums(names_.size());
    for (std::size_t c = 0; c < names_.size(); ++c) sums[c].habitat = names_[c];
    std::vector<std::uint32_t> near;
    for (std::size_t r = 0; r < habitat_radius_count; ++r) {
      index_.query(box.grown(habitat_radii_m[r]), near);
      if (near.empty()) continue;
      const MultiPolygon disc = buffer(scratch.knife.geos, site, habitat_radii_m[r], 16, 0.001 * habitat_radii_m[r]);
      const EdgeTree tree(disc);
      std::vector<StableSum> totals(names_.size());
      for (const std::uint32_t f : near) totals[class_of_[f]].add(shared_m2(f, tree, scratch.area.shared));
      for (std::size_t c = 0; c < names_.size(); ++c) sums[c].area_m2[r] = totals[c].value();
    }
    std::erase_if(sums, [](const HabitatAround& row) { return !(row.area_m2.back() > 0); });
    return sums;
  }

 private:
  double shared_m2(std::uint32_t f, const EdgeTree& disc, SharedAreaScratch& scratch) const {
    if (!disc.any_edge_near(boxes_[f].grown(1e-9)))
      return disc.covers(geometry_[f].points().front()) ? areas_m2_[f] : 0;
    return std::min(areas_m2_[f], shared_area_m2(trees_.tree(f), disc, scratch));
  }

  std::vector<std::string> names_;
  ZoneIndex trees_;
  std::vector<std::uint32_t> class_of_;
  MultiPolygonColumn geometry_;
  std::vector<Box> boxes_;
  std::vector<double> areas_m2_;
  BoxIndex index_;
};

}  // namespace

std::string_view direction_name(int direction) noexcept {
  constexpr std::array<std::string_view, 8> names{"N", "NE", "E", "SE", "S", "SW", "W", "NW"};
  return direction < 0 ? std::string_view() : names[static_cast<std::size_t>(direction)];
}

std::vector<std::uint32_t> priority_features(const HabitatMap& habitat, double distinctiveness) {
  std::vector<std::uint32_t> features;
  for (std::uint32_t f = 0; f < habitat.size(); ++f)
    if (habitat.irreplaceable[f] != 0 || habitat.distinctiveness[f] >= distinctiveness) features.push_back(f);
  return features;
}

std::vector<SiteFinding> check_sites(const SiteList& sites, const SiteInputs& inputs, const SiteOptions& options,
                                     const Executor& executor) {
  std::vector<std::unique_ptr<RoleIndex>> roles;
  for (const RoleFeatures& features : inputs.roles)
    roles.push_back(std::make_unique<RoleIndex>(features, options, executor));
  std::optional<HabitatSurroundings> surroundings;
  BoxIndex habitat_index;
  if (inputs.habitat != nullptr) {
    surroundings.emplace(*inputs.habitat, options.priority_distinctiveness, executor);
    habitat_index = BoxIndex(inputs.habitat->boxes);
  }
  std::optional<ZoneIndex> authorities, opportunities;
  if (inputs.authorities != nullptr) authorities.emplace(inputs.authorities->geometry, executor);
  if (inputs.opportunities != nullptr) opportunities.emplace(inputs.opportunities->geometry, executor);
  std::optional<Mask> study_area;
  if (inputs.study_area != nullptr) study_area.emplace(*inputs.study_area, executor);

  return parallel_map<SiteFinding, RoleIndex::Scratch>(
      executor, sites.size(),
      [&](RoleIndex::Scratch& scratch, std::size_t s) {
        SiteFinding finding;
        finding.affected_m2.clear();
        if (!sites.problem[s].empty()) {
          finding.affected_m2.assign(roles.size(), 0);
          return finding;
        }
        scratch.knife.next_area();
        const MultiPolygonView site = sites.geometry[s];
        const Box& box = sites.boxes[s];
        const double area = sites.areas_m2[s];
        const EdgeTree tree(site);
        finding.centre = centroid(site);
        for (std::uint32_t r = 0; r < roles.size(); ++r)
          roles[r]->check(r, site, tree, area, finding.centre, finding, scratch);
        if (authorities) finding.authorities = authorities->shares(site, box, area, scratch.area);
        if (study_area) finding.in_study_area_m2 = study_area->covered_m2(scratch.knife, site, box, area);
        if (opportunities) finding.opportunities = opportunities->shares(site, box, area, scratch.area);
        if (inputs.habitat == nullptr) return finding;
        const HabitatMap& habitat = *inputs.habitat;
        for (const std::uint32_t f : habitat_index.query(box)) {
          const double shared = std::min(area, shared_area_m2(habitat.geometry[f], habitat.boxes[f],
                                                              habitat.areas_m2[f], tree, scratch.area.shared));
          if (shared > std::min(options.overlap_tolerance_m2, 0.001 * std::min(area, habitat.areas_m2[f])))
            finding.habitats.push_back({f, shared});
        }
        finding.around = surroundings->around(site, box, scratch);
        return finding;
      },
      by_falling_size(sites.geometry));
}

}  // namespace spatial
