// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multiline.hpp"
#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/strategy/greenspace_options.hpp"

namespace spatial {

/// How many people have greenspace of a given size within a given distance (docs/methods.md section 22).
///
///   const GreenspaceAccess access = greenspace_access(input, standards, options, executor);
///
/// Units: m, m². A distance equal to the standard's still meets it (to 1e-6 m). Errors: Error(geometry). The result
/// does not depend on the number of threads. Complexity: O(units × standards × log sites), plus the buffers of sites
/// that are large enough.

/// Where people live.
struct PeopleUnits {
  std::vector<std::string> id;
  std::vector<double> people;
  MultiPolygonColumn areas;  ///< empty areas where people live at points
  std::vector<Point> place;  ///< centroid, or the point
};

struct GreenspaceInput {
  const MultiPolygonColumn* sites = nullptr;   ///< open to people; may overlap
  const std::vector<Point>* access = nullptr;  ///< distance access and network
  const MultiLineColumn* roads = nullptr;      ///< distance network
  const PeopleUnits* units = nullptr;
  const MultiPolygonColumn* authorities = nullptr;  ///< may be none
};

inline constexpr std::uint32_t no_site = 0xFFFFFFFF;

struct UnitReach {
  double served = 0;                ///< 0 or 1; if people live all over the area, its share within reach
  std::uint32_t nearest = no_site;  ///< site that is large enough
  double distance_m = std::numeric_limits<double>::quiet_NaN();
};

/// One standard, or a combination of some.
struct StandardReach {
  GreenspaceStandard standard;
  std::vector<std::uint32_t> any_of;  ///< of a combination: met if any of these is met
  std::size_t large_enough = 0;       ///< sites, or groups of sites that touch
  std::vector<UnitReach> units;       ///< as PeopleUnits
  MultiPolygon zone;                  ///< land within reach; empty along a network
  std::vector<double> zone_in_m2;     ///< by authority
  bool combined() const noexcept { return !any_of.empty(); }
};

struct GreenspaceAccess {
  std::vector<StandardReach> standards;  ///< the requested standards, then combinations
  std::vector<std::uint32_t> group_of;   ///< of each site; a site that touches no other is a group of its own
  std::vector<double> group_m2;
  std::vector<char> has_access;             ///< by group; all 1 if distances lead to edges
  std::vector<std::uint32_t> authority_of;  ///< of each unit; one past the last: none
  std::vector<double> once_m2;              ///< greenspace by authority, each place once; last: outside all authorities
  std::vector<double> sum_m2;               ///< the same, but overlapping sites each count in full
};

/// Adds combinations if their standards are given: `doorstep_or_local`, and `within_15_minutes` (any standard with a
/// distance up to 1 km).
GreenspaceAccess greenspace_access(const GreenspaceInput& input, const std::vector<GreenspaceStandard>& standards,
                                   const GreenspaceOptions& options, const Executor& executor);

}  // namespace spatial
