// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "libspatial/network/habitat_network.hpp"
#include "libspatial/opportunity/options.hpp"

namespace spatial {

/// Zones of a network in the classes of Natural England's Habitat Networks (docs/methods.md section 11). Natural
/// England publishes the classes but no rules; the rules are ours, and every distance is a parameter. A place belongs
/// to the first class that applies.
///
///     const ZonesResult zones = network_zones(map, networks, nullptr, nullptr, options, executor);
enum class ZoneClass { primary, associated, restorable, fragmentation_action, enhancement_1, enhancement_2, expansion };
inline constexpr std::size_t zone_class_count = 7;

struct ZoneClassInfo {
  ZoneClass zone;
  std::string_view code;  ///< in the column `class`
  std::string_view title;
  std::string_view meaning;  ///< one sentence
};
std::span<const ZoneClassInfo> zone_classes() noexcept;

/// A coverage: no two zones overlap. Each row is one connected piece of a class; rows are ordered by class and
/// location.
struct ZoneSet {
  MultiPolygonColumn geometry;
  std::vector<ZoneClass> zone;
  std::vector<double> areas_m2;
  std::array<double, zone_class_count> total_m2{};
};

struct ZonesResult {
  std::vector<ZoneSet> networks;  ///< as given
  ZoneSet combined;  ///< each place in its first class over all networks; empty for fewer than two networks
};

/// One network and its number in the habitat map.
struct ZonedNetwork {
  std::uint32_t number = 0;
  const HabitatNetwork* network = nullptr;
};

/// `exclusions` (may be null) are suitable for nothing; zones end at `study_area` (null: no limit). Within the study
/// area, the zones of a network cover all land within nez_m of a patch, all its core habitat, and the expansion zone,
/// without gaps. Computed on 2 km tiles in parallel, then joined across tile edges; the result does not depend on the
/// number of threads. Pure. Throws Error(config) for distances that contradict each other.
ZonesResult network_zones(const HabitatMap& habitat, std::span<const ZonedNetwork> networks,
                          const MultiPolygonColumn* exclusions, const MultiPolygonColumn* study_area,
                          const ZoneOptions& options, const Executor& executor);

}  // namespace spatial
