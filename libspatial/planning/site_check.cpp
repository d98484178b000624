// SPDX-License-Identifier: MIT
#include "libspatial/planning/site_check.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/class_areas.hpp"
#include "libspatial/overlay/mask.hpp"
#include "libspatial/planning/role_index.hpp"

namespace spatial {
namespace {

/// Kept by each thread for cutting. Sites come by size, so the next one is rarely near, and few of their features are
/// cut at all.
constexpr std::size_t most_trees = 256;

/// Priority habitat by class, without overlaps, for totals around sites.
class HabitatSurroundings {
 public:
  /// The roles must outlive it.
  HabitatSurroundings(const HabitatMap& habitat, double distinctiveness,
                      const std::vector<std::unique_ptr<RoleIndex>>& roles, const Executor& executor) {
    const std::vector<std::uint32_t> priority = priority_features(habitat, distinctiveness);
    const RoleIndex* role = role_of(habitat, priority, roles);
    std::map<std::string, std::vector<std::uint32_t>> by_class;
    for (const std::uint32_t f : priority) by_class[habitat.habitat[f]].push_back(f);
    constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    MultiPolygonColumn united;                  // of features that overlap
    std::vector<std::uint32_t> only, class_of;  // the feature, or none: the next one in `united`
    std::vector<const EdgeTree*> trees;
    for (const auto& [name, features] : by_class) {
      const DisjointAreas once = disjoint_areas(habitat.geometry, features, habitat.overlaps, executor);
      class_of.resize(class_of.size() + once.members.size(), static_cast<std::uint32_t>(names_.size()));
      names_.push_back(name);
      for (std::size_t k = 0; k < once.members.size(); ++k) {
        const std::uint32_t first = once.members[k].front();
        const bool alone = once.members[k].size() == 1;
        if (!alone) united.append(once.geometry[k]);
        only.push_back(alone ? first : none);
        const auto place = std::lower_bound(priority.begin(), priority.end(), first);
        trees.push_back(alone && role != nullptr ? &role->tree(static_cast<std::uint32_t>(place - priority.begin()))
                                                 : nullptr);
      }
    }
    std::vector<MultiPolygonView> views;
    std::size_t next = 0;
    for (const std::uint32_t f : only) views.push_back(f == none ? united[next++] : habitat.geometry[f]);
    areas_ = ClassAreas(views, class_of, names_.size(), executor, trees);
  }

  std::vector<HabitatAround> around(MultiPolygonView site, const Box& box, RoleIndex::Scratch& scratch) const {
    std::vector<std::array<double, habitat_radius_count>> sums(names_.size());
    for (std::size_t r = 0; r < habitat_radius_count; ++r) {
      if (!areas_.box().intersects(box.grown(habitat_radii_m[r]))) continue;
      const MultiPolygon disc = buffer(scratch.knife.geos, site, habitat_radii_m[r], 16, 0.001 * habitat_radii_m[r]);
      const std::vector<double> shared = areas_.shared_m2(EdgeTree(disc), scratch.area.shared);
      for (std::size_t c = 0; c < names_.size(); ++c) sums[c][r] = shared[c];
    }
    const auto there = [](const auto& areas_m2) { return areas_m2.back() > 0; };
    std::vector<HabitatAround> rows;
    rows.reserve(static_cast<std::size_t>(std::count_if(sums.begin(), sums.end(), there)));
    for (std::size_t c = 0; c < names_.size(); ++c)
      if (there(sums[c])) rows.push_back({names_[c], sums[c]});
    return rows;
  }

 private:
  /// The role that has these features in this order, if there is one: its trees serve here too.
  static const RoleIndex* role_of(const HabitatMap& habitat, const std::vector<std::uint32_t>& priority,
                                  const std::vector<std::unique_ptr<RoleIndex>>& roles) {
    for (const auto& role : roles) {
      const RoleFeatures& features = role->features();
      const auto same = [&](std::uint32_t f, const std::string& id) { return habitat.id[f] == id; };
      if (!site_roles()[features.role].role && features.geometry.size() == priority.size() &&
          std::equal(priority.begin(), priority.end(), features.id.begin(), features.id.end(), same))
        return role.get();
    }
    return nullptr;
  }

  std::vector<std::string> names_;
  ClassAreas areas_;
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
    surroundings.emplace(*inputs.habitat, options.priority_distinctiveness, roles, executor);
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
        if (scratch.knife.trees.size() > most_trees) scratch.knife.trees.clear();
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
        finding.features.shrink_to_fit();  // there may be tens of thousands of findings
        finding.habitats.shrink_to_fit();
        return finding;
      },
      by_falling_size(sites.geometry));
}

}  // namespace spatial
