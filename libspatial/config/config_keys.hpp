// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "libspatial/config/config.hpp"
#include "libspatial/config/config_value.hpp"

namespace spatial {

/// Private to config/: the table of config keys. Each row has the key's name, the member it sets, its range and one
/// sentence. The checks of unknown keys, types and ranges, `--set`, the resolved config as text and the reference of
/// keys all derive from it. Pure functions.
///
///     const std::vector<std::string> known = names_of(site_keys());
///     if (const auto reason = assign(options, key, value)) fail(*reason);

/// Marks a key that is read before the others (the preset of a network) and is not written out.
struct LookedUpFirst {};

template <class T>
using ConfigMember =
    std::variant<std::string T::*, double T::*, bool T::*, int T::*, std::uint64_t T::*, std::vector<std::string> T::*,
                 OverlapRule T::*, CandidateSource T::*, InsideSites T::*, SuitabilityRule T::*, LinkDistance T::*,
                 ResistanceSet T::*, LinkTopology T::*, LookedUpFirst, std::vector<double> T::*, ProtectionStatus T::*,
                 SiteSize T::*, ReachDistance T::*, PeopleAt T::*, BaselineMode T::*>;

template <class T>
struct ConfigKey {
  std::string_view name;
  ConfigMember<T> member;
  std::string_view doc;
  Range range{};
};

std::span<const ConfigKey<Config>> project_keys() noexcept;
std::span<const ConfigKey<LayerSource>> layer_keys() noexcept;
std::span<const ConfigKey<SuitabilityRaster>> suitability_raster_keys() noexcept;
std::span<const ConfigKey<TargetSource>> target_keys() noexcept;
std::span<const ConfigKey<CleanOptions>> clean_keys() noexcept;
std::span<const ConfigKey<NetworkProfile>> network_keys() noexcept;
std::span<const ConfigKey<CostOptions>> cost_keys() noexcept;
std::span<const ConfigKey<PatchRaster>> patch_raster_keys() noexcept;
std::span<const ConfigKey<LinkTable>> link_table_keys() noexcept;
std::span<const ConfigKey<CandidateOptions>> candidate_keys() noexcept;
std::span<const ConfigKey<ScoringOptions>> scoring_keys() noexcept;
std::span<const ConfigKey<SensitivityOptions>> sensitivity_keys() noexcept;
std::span<const ConfigKey<SiteOptions>> site_keys() noexcept;
std::span<const ConfigKey<SiteBuffers>> site_buffer_keys() noexcept;
std::span<const ConfigKey<ConsultRule>> consult_keys() noexcept;
std::span<const ConfigKey<ZoneOptions>> zone_keys() noexcept;
std::span<const ConfigKey<TargetOptions>> target_option_keys() noexcept;
std::span<const ConfigKey<StrategyOptions>> strategy_keys() noexcept;
std::span<const ConfigKey<PlantingOptions>> planting_keys() noexcept;
std::span<const ConfigKey<PlantingLayer>> planting_layer_keys() noexcept;
std::span<const ConfigKey<PollinatorOptions>> pollinator_keys() noexcept;

std::span<const ConfigKey<ProtectedConfig>> protected_keys();
std::span<const ConfigKey<ProtectedArea>> protected_area_keys();
std::span<const ConfigKey<GreenspaceConfig>> greenspace_keys();
std::span<const ConfigKey<GreenspaceSite>> greenspace_site_keys();
std::span<const ConfigKey<GreenspacePeople>> greenspace_people_keys();
std::span<const ConfigKey<SectionLayer>> section_layer_keys();
std::span<const ConfigKey<GreenspaceStandard>> greenspace_standard_keys();
std::span<const ConfigKey<BaselineConfig>> baseline_keys();
std::span<const ConfigKey<BaselineSource>> baseline_source_keys();

/// Sets a member; if the value is not valid, returns the reason ("must be a number, not text").
template <class T>
std::optional<std::string> assign(T& target, const ConfigKey<T>& key, const ConfigValue& value);

/// The member as it would be written; nullopt for keys that are never written.
template <class T>
std::optional<ConfigValue> value_of(const T& source, const ConfigKey<T>& key);

template <class T>
std::vector<std::string> names_of(std::span<const ConfigKey<T>> keys) {
  std::vector<std::string> names;
  for (const ConfigKey<T>& key : keys) names.emplace_back(key.name);
  return names;
}

inline constexpr Range positive_range{0, std::numeric_limits<double>::infinity(), true};
inline constexpr Range share_range{0, 1};

}  // namespace spatial
