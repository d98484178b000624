// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libspatial/planning/site_check.hpp"

namespace spatial {

/// Groups the polygons of a layer that are parts of one site. Designated sites, Local Wildlife Sites, irreplaceable
/// habitat, BOAs and measures are grouped by name and kind, or by reference if they have no name ("1000123~2" is a part
/// of 1000123). In other roles each feature is a group of its own.
///   const FeatureGroups groups(role);
///   groups.parts(groups.of(feature));   // 4
/// Only parts that were read are counted. Pure, thread-safe; O(n log n).
class FeatureGroups {
 public:
  explicit FeatureGroups(const RoleFeatures& role);

  std::uint32_t of(std::uint32_t feature) const { return group_[feature]; }
  std::size_t parts(std::uint32_t group) const { return parts_[group]; }
  double area_m2(std::uint32_t group) const { return areas_m2_[group]; }  ///< of all its parts

 private:
  std::vector<std::uint32_t> group_;
  std::vector<std::size_t> parts_;
  std::vector<double> areas_m2_;
};

/// Whether the role's features are sites that people know by name.
bool counted_by_name(std::size_t role) noexcept;

}  // namespace spatial
