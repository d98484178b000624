// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spatial {

/// Config sections with the options of the commands on strategies. The unit of a number is in its name. Plain values.

/// Categories of areas of particular importance for biodiversity; where they overlap, the first one counts.
std::vector<std::string> apib_categories();

struct StrategyOptions {
  std::string statement;           ///< table of measures, FILE[#LAYER]
  std::string priorities;          ///< table of priorities
  std::string measure_priorities;  ///< which measure serves which priority
  std::string measure_species;     ///< which measure serves which species
  std::vector<std::string> fields;
  std::vector<std::string> ranks = apib_categories();
  double smallest_part_m2 = 100;
  std::string aliases;
};

/// How sensitive land is to new woodland, the most sensitive class first.
enum class TreeSensitivity { unsuitable, high, medium, low };
std::vector<std::string> tree_sensitivity_words();
std::optional<TreeSensitivity> tree_sensitivity_named(std::string_view word);
std::string word_of(TreeSensitivity sensitivity);

struct PlantingLayer {
  std::string layer, where, kind, sensitivity, reason, assume_crs;
  double buffer_m = 0;
};

struct PlantingOptions {
  double min_area_ha = 0.5;
  double min_width_m = 0;
  bool plant_medium = false;
  std::string network = "woodland";
  std::string opportunities;  ///< an opportunity map whose scores are shown beside the classes
  std::vector<PlantingLayer> layers;
};

struct PollinatorOptions {
  std::vector<std::string> flower_rich;  ///< codes or patterns such as "g3*"
  double min_floral = 0.5;
  std::vector<std::string> crops;
  std::vector<double> distances_m;
  std::vector<std::string> foragers{"solitary"};
  double min_patch_ha = 0.1;
  double target_share = 0.1;   ///< Buglife: 10 %
  double half_width_m = 1500;  ///< B-Lines are 3 km wide
  std::string opportunities;   ///< an opportunity map whose scores are shown beside gaps and stepping stones
};

}  // namespace spatial
