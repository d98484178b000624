// SPDX-License-Identifier: MIT
#include <array>
#include <limits>

#include "libspatial/config/config_keys.hpp"

// Keys of strategies and monitoring.
namespace spatial {
namespace {

// Keys of strategies and monitoring.
constexpr std::array target_option{
    ConfigKey<TargetOptions>{"date", &TargetOptions::date,
                             "Date of the report as YYYY-MM-DD; otherwise that of [project]."},
    ConfigKey<TargetOptions>{"amber_tolerance", &TargetOptions::amber_tolerance,
                             "From this share of the progress expected by now on a target is amber; below it, red.",
                             share_range},
    ConfigKey<TargetOptions>{"habitats", &TargetOptions::habitats,
                             "Which land already has a habitat of the targets, by habitat code: [\"Woodland = w1*\", "
                             "\"Ponds = r1a, r1b\"]; otherwise the core habitat of the network that the target means."},
};

constexpr std::array strategy_option{
    ConfigKey<StrategyOptions>{"statement", &StrategyOptions::statement,
                               "FILE[#LAYER] of the table of measures: measure_code, measure_text and more."},
    ConfigKey<StrategyOptions>{"priorities", &StrategyOptions::priorities,
                               "FILE[#LAYER] of the table of priorities: priority_id, priority."},
    ConfigKey<StrategyOptions>{"measure_priorities", &StrategyOptions::measure_priorities,
                               "FILE[#LAYER] of the table that links measures to priorities."},
    ConfigKey<StrategyOptions>{"measure_species", &StrategyOptions::measure_species,
                               "FILE[#LAYER] of the table that links measures to species."},
    ConfigKey<StrategyOptions>{"fields", &StrategyOptions::fields,
                               "What these tables call their columns, e.g. [\"measure_text = LONG_TEXT\"]."},
    ConfigKey<StrategyOptions>{"ranks", &StrategyOptions::ranks,
                               "Categories of areas of particular importance, the one that counts first in apib_flat "
                               "first."},
    ConfigKey<StrategyOptions>{"smallest_part_m2", &StrategyOptions::smallest_part_m2,
                               "Parts of areas that could become important under this are reported."},
    ConfigKey<StrategyOptions>{"aliases", &StrategyOptions::aliases,
                               "CSV file with the columns name and alias: tables (acib) and columns "
                               "(measures.measure_text) are written under the alias."},
};

constexpr std::array planting_option{
    ConfigKey<PlantingOptions>{"min_area_ha", &PlantingOptions::min_area_ha,
                               "Smaller parts of a parcel are not plantable."},
    ConfigKey<PlantingOptions>{"min_width_m", &PlantingOptions::min_width_m,
                               "Land narrower than this is not plantable; 0 takes any width."},
    ConfigKey<PlantingOptions>{"plant_medium", &PlantingOptions::plant_medium,
                               "Land of medium sensitivity is plantable too, not only that of low sensitivity."},
    ConfigKey<PlantingOptions>{"network", &PlantingOptions::network,
                               "Network of the woodland: distance to it and gain of connectivity stand beside the "
                               "parcels where habitats are configured."},
    ConfigKey<PlantingOptions>{"opportunities", &PlantingOptions::opportunities,
                               "GeoPackage that lnrs opportunities wrote: its scores for this network stand beside "
                               "the classes, without weight in them."},
};

constexpr std::array planting_layer{
    ConfigKey<PlantingLayer>{"layer", &PlantingLayer::layer, "FILE[#LAYER], relative to the config file."},
    ConfigKey<PlantingLayer>{"where", &PlantingLayer::where, "Attribute filter, e.g. \"alc_grade = 'Grade 1'\"."},
    ConfigKey<PlantingLayer>{"kind", &PlantingLayer::kind,
                             "A row of data/presets/planting.csv, which gives class and reason, e.g. deep_peat."},
    ConfigKey<PlantingLayer>{"class", &PlantingLayer::sensitivity, "unsuitable, high, medium or low."},
    ConfigKey<PlantingLayer>{"buffer_m", &PlantingLayer::buffer_m,
                             "Metres by which features grow; lines and points then count too. Without this key it is "
                             "that of the kind."},
    ConfigKey<PlantingLayer>{"reason", &PlantingLayer::reason, "Why, in a few words; otherwise the layer's name."},
    ConfigKey<PlantingLayer>{"assume_crs", &PlantingLayer::assume_crs,
                             "Coordinate reference system of a file that cannot state one."},
};

constexpr std::array pollinator_option{
    ConfigKey<PollinatorOptions>{"flower_rich", &PollinatorOptions::flower_rich,
                                 "Codes of flower-rich habitat, e.g. [\"g3*\"]; without them the column floral of the "
                                 "crosswalk says."},
    ConfigKey<PollinatorOptions>{"min_floral", &PollinatorOptions::min_floral,
                                 "Habitat is flower-rich from this value of floral on.", Range{0, 1, true}},
    ConfigKey<PollinatorOptions>{"crops", &PollinatorOptions::crops, "Codes of crops that want pollinators."},
    ConfigKey<PollinatorOptions>{"distances_m", &PollinatorOptions::distances_m,
                                 "Foraging distances; otherwise those of `foragers`.", positive_range},
    ConfigKey<PollinatorOptions>{"foragers", &PollinatorOptions::foragers,
                                 "Presets of the foraging distance: small (250 m), solitary (500), bumble (1,000), "
                                 "honey (2,000)."},
    ConfigKey<PollinatorOptions>{"min_patch_ha", &PollinatorOptions::min_patch_ha,
                                 "Smaller patches of flower-rich habitat are ignored."},
    ConfigKey<PollinatorOptions>{"target_share", &PollinatorOptions::target_share,
                                 "Share of a B-Line that flower-rich habitat should cover.", share_range},
    ConfigKey<PollinatorOptions>{"half_width_m", &PollinatorOptions::half_width_m,
                                 "Metres on either side of B-Lines that are lines.", positive_range},
    ConfigKey<PollinatorOptions>{"opportunities", &PollinatorOptions::opportunities,
                                 "GeoPackage that lnrs opportunities wrote: its scores stand beside gaps and stepping "
                                 "stones, without weight in them."},
};

}  // namespace

std::span<const ConfigKey<TargetOptions>> target_option_keys() noexcept { return target_option; }
std::span<const ConfigKey<StrategyOptions>> strategy_keys() noexcept { return strategy_option; }
std::span<const ConfigKey<PlantingOptions>> planting_keys() noexcept { return planting_option; }
std::span<const ConfigKey<PlantingLayer>> planting_layer_keys() noexcept { return planting_layer; }
std::span<const ConfigKey<PollinatorOptions>> pollinator_keys() noexcept { return pollinator_option; }

}  // namespace spatial
