// SPDX-License-Identifier: MIT
#include "libspatial/strategy/greenspace.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "libspatial/core/disjoint_sets.hpp"
#include "libspatial/geometry/line_tree.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/nearest.hpp"
#include "libspatial/geometry/on_edge.hpp"
#include "libspatial/overlay/buffers.hpp"
#include "libspatial/overlay/disjoint.hpp"
#include "libspatial/overlay/dissolve.hpp"
#include "libspatial/overlay/zone_index.hpp"
#include "libspatial/strategy/road_network.hpp"

namespace spatial {
namespace {

constexpr double served_tolerance_m = 1e-6;  // tolerance for distances at a limit
constexpr double touch_m = 1e-6;
constexpr double minutes_15_m = 1000;  // Natural England: 15 minutes' walk is 1 km
constexpr BufferOptions zone_shape{.quadrant_segments = 64, .tolerance = 1e-4};

EdgeTree tree_of_points(std::span<const Point> points) {
  std::vector<std::span<const Point>> lines;
  for (const Point& point : points) lines.push_back({&point, 1});
  return tree_of(MultiPolygon(), lines);
}

/// A destination to which distances are measured: a site, or the access points of a group.
struct Destination {
  std::uint32_t site = 0;  ///< reported as the nearest site
  std::uint32_t group = 0;
  bool points = false;
};

class Access {
 public:
  Access(const GreenspaceInput& input, const GreenspaceOptions& options, const Executor& executor)
      : input_(input), options_(options), executor_(executor), sites_(*input.sites), units_(*input.units) {}

  GreenspaceAccess found(const std::vector<GreenspaceStandard>& standards) {
    site_boxes_ = boxes_of(sites_);
    for (std::size_t s = 0; s < sites_.size(); ++s) trees_.emplace_back(nullptr);
    parallel_for<NoState>(executor_, sites_.size(),
                          [&](NoState&, std::size_t s) { trees_[s] = std::make_unique<EdgeTree>(sites_[s]); });
    group_sites();
    give_access_points();
    make_destinations();
    find_authorities();
    if (options_.distance == ReachDistance::network) {
      roads_.emplace(*input_.roads, options_.snap_m);
      meet_roads();
    }
    for (const GreenspaceStandard& standard : standards) add_standard(standard);
    combine_standards(standards);
    return std::move(result_);
  }

 private:
  bool straight() const { return options_.distance != ReachDistance::network; }
  bool large_enough(std::uint32_t group, const GreenspaceStandard& standard) const {
    return result_.group_m2[group] >= standard.size_ha * 1e4 * (1 - 1e-9);
  }

  /// Groups sites that touch, if the options say that sites are joined. Groups are numbered by their first site.
  void group_sites() {
    DisjointSets sets(sites_.size());
    if (options_.size_of == SiteSize::joined) {
      const double reach = options_.join_m + touch_m;
      const BoxIndex index(site_boxes_);
      const auto near =
          parallel_map<std::vector<std::uint32_t>, NoState>(executor_, sites_.size(), [&](NoState&, std::size_t s) {
            std::vector<std::uint32_t> found;
            for (const std::uint32_t other : index.query(site_boxes_[s].grown(reach)))
              if (other > s && distance_m(*trees_[s], *trees_[other], reach) <= reach) found.push_back(other);
            return found;
          });
      for (std::uint32_t s = 0; s < sites_.size(); ++s)
        for (const std::uint32_t other : near[s]) sets.join(s, other);
    }
    result_.group_of = sets.numbered();
    std::uint32_t groups = 0;
    for (const std::uint32_t group : result_.group_of) groups = std::max(groups, group + 1);
    result_.group_m2 = areas_m2_of(
        options_.size_of == SiteSize::joined ? dissolve(sites_, result_.group_of, groups, executor_).geometry : sites_);
    members_.resize(groups);
    for (std::uint32_t s = 0; s < sites_.size(); ++s) members_[result_.group_of[s]].push_back(s);
  }

  void give_access_points() {
    result_.has_access.assign(members_.size(), 1);
    points_.resize(members_.size());
    if (options_.distance == ReachDistance::edge) return;
    result_.has_access.assign(members_.size(), 0);
    if (input_.access == nullptr) return;
    const BoxIndex index(site_boxes_);
    const double reach = options_.access_m + served_tolerance_m;
    for (const Point& point : *input_.access) {
      Box at;
      at.add(point);
      const EdgeTree place = tree_of_points({&point, 1});
      std::uint32_t last = no_site;
      std::vector<std::uint32_t> groups;
      for (const std::uint32_t s : index.query(at.grown(reach)))
        if (distance_m(place, *trees_[s], reach) <= reach) groups.push_back(result_.group_of[s]);
      std::sort(groups.begin(), groups.end());
      for (const std::uint32_t group : groups)
        if (group != last) points_[last = group].push_back(point);
    }
    for (std::size_t g = 0; g < points_.size(); ++g) result_.has_access[g] = points_[g].empty() ? 0 : 1;
  }

  void make_destinations() {
    for (std::uint32_t g = 0; g < members_.size(); ++g) {
      if (!points_[g].empty()) {
        goals_.push_back({members_[g].front(), g, true});
        continue;
      }
      for (const std::uint32_t s : members_[g]) goals_.push_back({s, g, false});
    }
    for (const Destination& goal : goals_)
      goal_trees_.push_back(goal.points ? std::make_unique<EdgeTree>(tree_of_points(points_[goal.group]))
                                        : std::move(trees_[goal.site]));
  }

  void find_authorities() {
    static const MultiPolygonColumn none;
    const MultiPolygonColumn& authorities = input_.authorities == nullptr ? none : *input_.authorities;
    const auto count = static_cast<std::uint32_t>(authorities.size());
    zones_ = ZoneIndex(authorities, executor_);
    const bool areas = units_.areas.size() == units_.id.size();
    result_.authority_of =
        parallel_map<std::uint32_t, AreaScratch>(executor_, units_.id.size(), [&](AreaScratch& scratch, std::size_t u) {
          if (areas && !units_.areas[u].empty()) {
            const MultiPolygonView unit = units_.areas[u];
            ZoneShare best{count, 0};
            for (const ZoneShare& share : zones_.shares(unit, box_of(unit), area_m2(unit), scratch))
              if (share.area_m2 > best.area_m2 + 1e-6) best = share;
            return best.zone;
          }
          for (std::uint32_t a = 0; a < count; ++a)
            if (covers_or_touches(zones_.tree(a), units_.place[u])) return a;
          return count;
        });
    const auto by_authority = [&](const MultiPolygonColumn& land) {
      const std::vector<double> own = areas_m2_of(land);
      const AreaTable shares = areas_by_zone(land, boxes_of(land), own, zones_, executor_);
      std::vector<StableSum> sums(count + 1);
      for (std::size_t i = 0; i < own.size(); ++i) {
        double inside = 0;
        for (const ZoneShare& share : shares[i]) {
          sums[share.zone].add(share.area_m2);
          inside += share.area_m2;
        }
        sums[count].add(std::max(0.0, own[i] - inside));
      }
      std::vector<double> values;
      for (const StableSum& sum : sums) values.push_back(sum.value());
      return values;
    };
    result_.once_m2 = by_authority(disjoint_areas(sites_, executor_).geometry);
    result_.sum_m2 = by_authority(sites_);
  }

  void meet_roads() {
    home_ = parallel_map<RoadPlace, NoState>(executor_, units_.id.size(),
                                             [&](NoState&, std::size_t u) { return roads_->nearest(units_.place[u]); });
    starts_ = parallel_map<std::vector<RoadPlace>, NoState>(executor_, goals_.size(), [&](NoState&, std::size_t k) {
      if (!goals_[k].points) return roads_->around(*goal_trees_[k], options_.access_m);
      std::vector<RoadPlace> places;
      for (const Point& point : points_[goals_[k].group]) places.push_back(roads_->nearest(point));
      return places;
    });
  }

  void add_standard(const GreenspaceStandard& standard) {
    StandardReach& reach = result_.standards.emplace_back();
    reach.standard = standard;
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t g = 0; g < members_.size(); ++g) reach.large_enough += large_enough(g, standard) ? 1 : 0;
    for (std::uint32_t k = 0; k < goals_.size(); ++k)
      if (large_enough(goals_[k].group, standard)) chosen.push_back(k);
    reach.units = straight() ? straight_reach(chosen) : reach_by_road(chosen);
    if (straight()) reach.zone = zone_around(chosen, standard.within_m);
    finish(reach);
    for (UnitReach& unit : reach.units)
      if (!by_area()) unit.served = unit.distance_m <= standard.within_m + served_tolerance_m ? 1 : 0;
  }

  bool by_area() const { return options_.population == PeopleAt::area; }

  std::vector<UnitReach> straight_reach(const std::vector<std::uint32_t>& chosen) const {
    std::vector<Box> boxes;
    NearCandidates candidates{
        {}, index_of(chosen, boxes), {}, [&](std::uint32_t k) -> const EdgeTree& { return *goal_trees_[chosen[k]]; }};
    candidates.boxes = boxes;
    for (const Box& box : boxes) candidates.extent.add(box);
    return parallel_map<UnitReach, NoState>(executor_, units_.id.size(), [&](NoState&, std::size_t u) {
      UnitReach unit;
      if (chosen.empty()) return unit;
      const auto near = nearest_features(tree_of_points({&units_.place[u], 1}), candidates, {});
      if (near.empty()) return unit;
      unit.nearest = goals_[chosen[near.front().feature]].site;
      unit.distance_m = near.front().closest.distance_m;
      return unit;
    });
  }

  const BoxIndex& index_of(const std::vector<std::uint32_t>& chosen, std::vector<Box>& boxes) const {
    for (const std::uint32_t k : chosen) boxes.push_back(goal_trees_[k]->box());
    index_ = BoxIndex(boxes);
    return index_;
  }

  std::vector<UnitReach> reach_by_road(const std::vector<std::uint32_t>& chosen) const {
    std::vector<RoadStart> starts;
    for (const std::uint32_t k : chosen)
      for (const RoadPlace& place : starts_[k]) starts.push_back({place, goals_[k].site});
    const RoadDistances far = roads_->distances(starts);
    std::vector<Box> boxes;
    const BoxIndex& index = index_of(chosen, boxes);
    return parallel_map<UnitReach, NoState>(executor_, units_.id.size(), [&](NoState&, std::size_t u) {
      UnitReach unit;
      const RoadDistances::Found found = far.at(home_[u]);
      if (found.label != RoadPlace::nowhere) unit = {0, found.label, found.distance_m};
      Box at;
      at.add(units_.place[u]);
      for (const std::uint32_t k : index.query(at))  // someone who lives inside a greenspace has reached it
        if (!goals_[chosen[k]].points && covers_or_touches(*goal_trees_[chosen[k]], units_.place[u]) &&
            !(unit.distance_m == 0))
          unit = {0, goals_[chosen[k]].site, 0};
      return unit;
    });
  }

  MultiPolygon zone_around(const std::vector<std::uint32_t>& chosen, double within_m) const {
    MultiPolygonColumn areas;
    MultiPointColumn points;
    for (const std::uint32_t k : chosen) {
      if (goals_[k].points)
        for (const Point& point : points_[goals_[k].group]) points.add_point(point);
      else
        areas.append_parts(sites_[goals_[k].site]);
      areas.end_feature();
      points.end_feature();
    }
    if (chosen.empty()) return {};
    const std::vector<double> distance(chosen.size(), within_m);
    const std::vector<std::uint32_t> one(chosen.size(), 0);
    MultiPolygonColumn zone = buffers({areas, nullptr, &points}, distance, one, 1, zone_shape, executor_);
    return MultiPolygon(std::move(zone));
  }

  /// Computes the results that depend on the zone.
  void finish(StandardReach& reach) const {
    reach.zone_in_m2.assign(zones_.size(), straight() ? 0 : std::numeric_limits<double>::quiet_NaN());
    if (!straight()) return;
    const EdgeTree zone(reach.zone);
    if (zones_.size() > 0 && !reach.zone.empty())
      reach.zone_in_m2 = parallel_map<double, SharedAreaScratch>(
          executor_, zones_.size(), [&](SharedAreaScratch& scratch, std::size_t a) {
            return shared_area_m2(zones_.tree(static_cast<std::uint32_t>(a)), zone, scratch);
          });
    if (!by_area() || reach.zone.empty()) return;
    const std::vector<double> shared = parallel_map<double, SharedAreaScratch>(
        executor_, units_.id.size(), [&](SharedAreaScratch& scratch, std::size_t u) {
          const MultiPolygonView unit = units_.areas[u];
          const double whole = area_m2(unit);
          return whole > 0 ? shared_area_m2(unit, box_of(unit), whole, zone, scratch) / whole : 0;
        });
    for (std::size_t u = 0; u < shared.size(); ++u) reach.units[u].served = std::clamp(shared[u], 0.0, 1.0);
  }

  void combine_standards(const std::vector<GreenspaceStandard>& standards) {
    std::vector<std::uint32_t> near, walk;
    for (std::uint32_t k = 0; k < standards.size(); ++k) {
      if (standards[k].name == "doorstep" || standards[k].name == "local") near.push_back(k);
      if (standards[k].within_m <= minutes_15_m) walk.push_back(k);
    }
    if (near.size() == 2) add_combination("doorstep_or_local", near);
    if (walk.size() > 1) add_combination("within_15_minutes", walk);
  }

  void add_combination(const std::string& name, const std::vector<std::uint32_t>& members) {
    StandardReach reach;
    reach.standard.name = name;
    reach.any_of = members;
    reach.units.resize(units_.id.size());
    MultiPolygonColumn zones;
    for (const std::uint32_t k : members) {
      const StandardReach& one = result_.standards[k];
      zones.append(one.zone);
      for (std::size_t u = 0; u < reach.units.size(); ++u) {
        UnitReach& unit = reach.units[u];
        unit.served = std::max(unit.served, one.units[u].served);
      }
    }
    if (straight())
      reach.zone = MultiPolygon(dissolve(zones, std::vector<std::uint32_t>(members.size(), 0), 1, executor_).geometry);
    finish(reach);
    result_.standards.push_back(std::move(reach));
  }

  const GreenspaceInput& input_;
  const GreenspaceOptions& options_;
  const Executor& executor_;
  const MultiPolygonColumn& sites_;
  const PeopleUnits& units_;
  std::vector<Box> site_boxes_;
  std::vector<std::unique_ptr<EdgeTree>> trees_;     ///< of sites, until they become destinations
  std::vector<std::vector<std::uint32_t>> members_;  ///< sites of each group
  std::vector<std::vector<Point>> points_;           ///< access points of each group
  std::vector<Destination> goals_;
  std::vector<std::unique_ptr<EdgeTree>> goal_trees_;
  mutable BoxIndex index_;
  ZoneIndex zones_;
  std::optional<RoadNetwork> roads_;
  std::vector<RoadPlace> home_;
  std::vector<std::vector<RoadPlace>> starts_;
  GreenspaceAccess result_;
};

}  // namespace

GreenspaceAccess greenspace_access(const GreenspaceInput& input, const std::vector<GreenspaceStandard>& standards,
                                   const GreenspaceOptions& options, const Executor& executor) {
  return Access(input, options, executor).found(standards);
}

}  // namespace spatial
