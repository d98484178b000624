// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "libspatial/landscape/habitat_map.hpp"
#include "libspatial/overlay/zone_index.hpp"
#include "libspatial/planning/options.hpp"
#include "libspatial/planning/site_list.hpp"

namespace spatial {

/// Site check (docs/methods.md section 14): the relation and distance of each site to the features of every role.
///
/// Guarantees: each row of the list gets a finding. Relations, areas and distances are those of the clean geometry
/// (areas to 1e-9 relative, distances exact to 1e-8 m). Affected areas count each place once. Rows are ordered by role,
/// relation, distance, feature. The result does not depend on the number of threads. Indexes are built once for all
/// sites, so a list costs about O(log n + neighbours) per site. Units: m, m². Pure; throws Error(geometry) only if GEOS
/// fails on valid input.
///
///     const std::vector<SiteFinding> findings = check_sites(sites, inputs, options, executor);
///     findings[0].features[0].distance_m;   // of the closest feature of the first role

/// All features of one role.
struct RoleFeatures {
  std::size_t role = 0;  ///< index into site_roles()
  std::vector<std::string> id, name, source;
  std::vector<std::string> code;  ///< of measures: the habitats they are for, separated by ";"; may be empty
  std::vector<double> areas_m2;   ///< may be empty if only geometry is needed
  std::vector<std::string> kind;  ///< what people call the source, e.g. "SSSI"; may be empty
  MultiPolygonColumn geometry;
  std::string unchecked;      ///< layers that do not cover this land, and why; "" if all cover it
  bool none_checked = false;  ///< no layer of the role covers this land
};

struct SiteInputs {
  std::vector<RoleFeatures> roles;                 ///< in the order of site_roles(); roles without layers are left out
  const HabitatMap* habitat = nullptr;             ///< may be null
  const Layer* authorities = nullptr;              ///< may be null
  const Layer* opportunities = nullptr;            ///< scored areas; may be null
  const MultiPolygonColumn* study_area = nullptr;  ///< may be null
};

/// A site and a feature.
struct SiteFeature {
  std::uint32_t role = 0;  ///< index into SiteInputs::roles
  std::uint32_t feature = 0;
  Relation relation{};
  bool nearest = false;   ///< no feature of the role is nearer (ties: all of them)
  double overlap_m2 = 0;  ///< of `adjoins`: a sliver, under 0.1 % of both, which counts as touching
  double distance_m = 0;
  double edge_m = std::numeric_limits<double>::quiet_NaN();  ///< BOAs: from the site to the boundary, also from inside
  int direction = -1;  ///< 0 N, 1 NE … 7 NW, from the centre of the site to the nearest place of the feature, or to the
                       ///< middle of what they share; −1 inside
  std::int32_t piece = -1;  ///< index into SiteFinding::pieces
};
std::string_view direction_name(int direction) noexcept;  ///< "N" … "NW"; "" for −1

struct SiteHabitat {
  std::uint32_t feature = 0;  ///< index into the habitat map
  double area_m2 = 0;
};

/// Priority habitat around a site, by class.
struct HabitatAround {
  std::string habitat;
  std::array<double, habitat_radius_count> area_m2{};  ///< clipped; each place once
};

struct SiteFinding {
  Point centre;
  std::vector<SiteFeature> features;
  /// Features beyond the search distance but within that of a consultation rule, for each role the closest first.
  std::vector<SiteFeature> further;
  MultiPolygonColumn pieces;        ///< what the site shares with a feature
  std::vector<double> affected_m2;  ///< per role of the inputs: the union of its pieces
  std::vector<ZoneShare> authorities;
  double in_study_area_m2 = std::numeric_limits<double>::quiet_NaN();  ///< NaN without a study area
  std::vector<SiteHabitat> habitats;
  std::vector<HabitatAround> around;  ///< by name
  std::vector<ZoneShare> opportunities;
};

std::vector<SiteFinding> check_sites(const SiteList& sites, const SiteInputs& inputs, const SiteOptions& options,
                                     const Executor& executor);

/// Habitat features that count as priority habitat (at least this distinctiveness, or irreplaceable), ascending.
std::vector<std::uint32_t> priority_features(const HabitatMap& habitat, double distinctiveness);

}  // namespace spatial
