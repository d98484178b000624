// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace spatial {

/// What must be large enough: a single site, or all sites that touch.
enum class SiteSize { site, joined };
/// What a distance is measured to: the edge of a site, its access points in a straight line, or its access points along
/// roads and paths.
enum class ReachDistance { edge, access, network };
/// Where the people of a unit live: at its centre, all over it, or at given points.
enum class PeopleAt { centroid, area, points };

/// Greenspace of at least `size_ha` within `within_m`.
struct GreenspaceStandard {
  std::string name;
  double size_ha = 0;
  double within_m = 0;
};

/// Options of a measurement of access to greenspace (docs/methods.md section 22); all are written into every table.
struct GreenspaceOptions {
  SiteSize size_of = SiteSize::site;
  ReachDistance distance = ReachDistance::edge;
  PeopleAt population = PeopleAt::centroid;
  double join_m = 0;        ///< sites this close are joined
  double access_m = 10;     ///< an access point belongs to sites this close
  double beyond_m = 10000;  ///< greenspace further than this beyond the authorities is left out
  double snap_m = 0.01;     ///< ends of roads this close meet
  double capacity_ha_per_1000 = 3;
};

/// Natural England's Accessible Greenspace Standards (Green Infrastructure Standards, 2023) and, before them, its
/// Accessible Natural Greenspace Standard (ANGSt, 2010).
std::vector<GreenspaceStandard> accessible_greenspace_standards();
std::vector<GreenspaceStandard> angst_standards();

}  // namespace spatial
