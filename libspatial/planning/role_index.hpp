// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "libspatial/geometry/distance.hpp"
#include "libspatial/overlay/knife.hpp"
#include "libspatial/planning/site_check.hpp"

namespace spatial {

/// Private to planning/: the features of one role, prepared for looking up any number of sites. Const use is safe from
/// any number of threads.
class RoleIndex {
 public:
  RoleIndex(const RoleFeatures& features, const SiteOptions& options, const Executor& executor);

  const RoleFeatures& features() const noexcept { return features_; }
  const EdgeTree& tree(std::uint32_t feature) const noexcept { return trees_.tree(feature); }

  struct Scratch {
    KnifeWorker knife;
    AreaScratch area;
    std::vector<std::uint32_t> near;
  };
  /// Adds to `finding` every feature within the search distance or the buffer, and the nearest ones at any distance,
  /// with the land they share and the affected area of this role.
  void check(std::uint32_t role, MultiPolygonView site, const EdgeTree& tree, double area_m2, Point centre,
             SiteFinding& finding, Scratch& scratch) const;

 private:
  std::optional<SiteFeature> relation_to(std::uint32_t feature, MultiPolygonView site, const EdgeTree& tree,
                                         double area_m2, double limit_m, Scratch& scratch) const;
  void put_apart_further(std::vector<SiteFeature>& rows, std::uint32_t role, const EdgeTree& middle,
                         SiteFinding& finding) const;
  int direction_to(std::uint32_t feature, const EdgeTree& middle, Point centre) const;
  void add_nearest_beyond(std::vector<SiteFeature>& rows, const EdgeTree& tree) const;
  MultiPolygon piece_of(const SiteFeature& row, Blank& site, Scratch& scratch) const;
  double edge_distance_m(std::uint32_t feature, const EdgeTree& site) const;

  const RoleFeatures& features_;
  const SiteOptions& options_;
  double buffer_m_;
  double limit_m_;
  double consult_m_;  ///< the largest distance in a consultation rule for the role
  std::vector<Box> boxes_;
  std::vector<double> areas_m2_;
  ZoneIndex trees_;
  BoxIndex index_;
  Knife knife_;
  std::vector<EdgeTree> outsides_;  ///< BOAs: all land but the feature
  Box extent_;
};

}  // namespace spatial
