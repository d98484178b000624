// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <variant>

#include "libspatial/config/config.hpp"
#include "libspatial/config/config_keys.hpp"

namespace spatial {
namespace {

// Whether the key does not apply to this section, or its value is the default for such a layer, so that it is not
// written.
template <class T>
bool says_nothing(const T&, const ConfigKey<T>&) {
  return false;
}
bool says_nothing(const LayerSource& source, const ConfigKey<LayerSource>& key) {
  return (key.name == "min_code_share" && source.role != Role::habitat) || key.name == "source_date" ||
         (key.name == "max_age_days" && source.max_age_days == 0);
}

template <class T>
std::string section(const std::string& header, const T& value, std::span<const ConfigKey<T>> keys) {
  std::string text = header + "\n";
  const ConfigValue blank = std::string();
  for (const ConfigKey<T>& key : keys) {
    const auto written = value_of(value, key);
    // Empty values are not written: a line such as `crosswalk = ""` adds nothing.
    if (!written || says_nothing(value, key) || (*written == blank && value_of(T{}, key) == blank)) continue;
    text += fmt::format("{} = {}\n", key.name, toml_text(*written));
  }
  return text + "\n";
}

template <class T>
void list(std::vector<ConfigKeyInfo>& rows, const std::string& name, std::span<const ConfigKey<T>> keys) {
  constexpr std::array<std::string_view, std::variant_size_v<ConfigMember<T>>> types{
      "text", "number", "true or false", "whole number", "whole number", "list of texts",   "word", "word", "word",
      "word", "word",   "word",          "word",         "text",         "list of numbers", "word", "word", "word",
      "word", "word"};
  static_assert(!types.back().empty());
  const T defaults{};
  for (const ConfigKey<T>& key : keys) {
    const auto value = value_of(defaults, key);
    const std::string fallback = value ? toml_text(*value) : std::string("\"\"");
    rows.push_back({name, std::string(key.name), std::string(types[key.member.index()]),
                    fallback == "\"\"" || fallback == "[]" ? std::string() : fallback, std::string(key.doc)});
  }
}

/// The sections of single commands that are in use.
std::string people_sections(const Config& config) {
  std::string text;
  if (!config.protection.areas.empty()) text += section("[protected]", config.protection, protected_keys());
  for (const ProtectedArea& area : config.protection.areas)
    text += section("[[protected.area]]", area, protected_area_keys());
  if (!config.greenspace.sites.empty()) {
    text += section("[greenspace]", config.greenspace, greenspace_keys());
    for (const GreenspaceStandard& standard : config.greenspace.standards)
      text += section("[[greenspace.standard]]", standard, greenspace_standard_keys());
    for (const GreenspaceSite& site : config.greenspace.sites)
      text += section("[[greenspace.site]]", site, greenspace_site_keys());
    text += section("[greenspace.people]", config.greenspace.people, greenspace_people_keys());
    if (!config.greenspace.access.layer.empty())
      text += section("[greenspace.access]", config.greenspace.access, section_layer_keys());
    if (!config.greenspace.roads.layer.empty())
      text += section("[greenspace.roads]", config.greenspace.roads, section_layer_keys());
  }
  if (!config.baseline.sources.empty()) text += section("[baseline]", config.baseline, baseline_keys());
  for (const BaselineSource& source : config.baseline.sources)
    text += section("[[baseline.source]]", source, baseline_source_keys());
  return text;
}

/// A buffer that the kind says is not written out, or it would be one that the config states.
std::string planting_section(const PlantingLayer& layer) {
  std::string text = section("[[planting.layer]]", layer, planting_layer_keys());
  const std::size_t from = std::isnan(layer.buffer_m) ? text.find("buffer_m = ") : std::string::npos;
  if (from != std::string::npos) text.erase(from, text.find('\n', from) + 1 - from);
  return text;
}

}  // namespace

std::string to_toml(const Config& config) {
  std::string text = section("[project]", config, project_keys());
  for (const RoleInfo& role : roles()) {
    for (const LayerSource& source : config.layers) {
      if (source.role != role.role) continue;
      text += section(fmt::format("[[layers.{}]]", role.name), source, layer_keys());
      if (role.role == Role::boa && config.boa_targets)
        text += section("[layers.boa.targets]", *config.boa_targets, target_keys());
    }
  }
  for (const SuitabilityRaster& source : config.suitability_rasters)
    text += section("[[layers.suitability]]", source, suitability_raster_keys());
  text += section("[clean]", config.clean, clean_keys());
  for (const NetworkProfile& network : config.networks)
    text += section("[[network]]", network, network_keys()) + section("[network.cost]", network.cost, cost_keys()) +
            section("[network.patches]", network.patches, patch_raster_keys()) +
            section("[network.links]", network.links, link_table_keys());
  text += section("[candidates]", config.candidates, candidate_keys());
  text += section("[scoring]", config.scoring, scoring_keys());
  text += "[scoring.weights]\n";
  for (const IndicatorInfo& row : indicators())
    text +=
        fmt::format("{} = {}\n", row.name, toml_text(config.scoring.weights[static_cast<std::size_t>(row.indicator)]));
  text += fmt::format("\n{}", section("[sensitivity]", config.sensitivity, sensitivity_keys()));
  text += section("[sites]", config.sites, site_keys()) +
          section("[sites.buffers]", config.sites.buffers, site_buffer_keys());
  for (const ConsultRule& rule : config.sites.consult) text += section("[[sites.consult]]", rule, consult_keys());
  text += section("[zones]", config.zones, zone_keys());
  // Sections of strategies and monitoring.
  text += section("[targets]", config.targets, target_option_keys());
  text += section("[strategy]", config.strategy, strategy_keys());
  text += section("[planting]", config.planting, planting_keys());
  for (const PlantingLayer& layer : config.planting.layers) text += planting_section(layer);
  text += section("[pollinators]", config.pollinators, pollinator_keys());
  text += people_sections(config);
  text.pop_back();  // no blank line at the end of the file
  return text;
}

std::vector<ConfigKeyInfo> config_keys() {
  std::vector<ConfigKeyInfo> rows;
  list(rows, "[project]", project_keys());
  list(rows, "[layers.<role>]", layer_keys());
  list(rows, "[[layers.suitability]] of a raster", suitability_raster_keys());
  list(rows, "[layers.boa.targets]", target_keys());
  list(rows, "[clean]", clean_keys());
  list(rows, "[[network]]", network_keys());
  list(rows, "[network.cost]", cost_keys());
  list(rows, "[network.patches]", patch_raster_keys());
  list(rows, "[network.links]", link_table_keys());
  list(rows, "[candidates]", candidate_keys());
  list(rows, "[scoring]", scoring_keys());
  for (const IndicatorInfo& row : indicators())
    rows.push_back({"[scoring.weights]", std::string(row.name), "number", toml_text(row.default_weight),
                    fmt::format("Weight of the indicator `{}`.", row.name)});
  list(rows, "[sensitivity]", sensitivity_keys());
  list(rows, "[sites]", site_keys());
  list(rows, "[sites.buffers]", site_buffer_keys());
  list(rows, "[[sites.consult]]", consult_keys());
  list(rows, "[zones]", zone_keys());
  // Sections of strategies and monitoring.
  list(rows, "[targets]", target_option_keys());
  list(rows, "[strategy]", strategy_keys());
  list(rows, "[planting]", planting_keys());
  list(rows, "[[planting.layer]]", planting_layer_keys());
  list(rows, "[pollinators]", pollinator_keys());
  list(rows, "[protected]", protected_keys());
  list(rows, "[[protected.area]]", protected_area_keys());
  list(rows, "[greenspace]", greenspace_keys());
  list(rows, "[[greenspace.standard]]", greenspace_standard_keys());
  list(rows, "[[greenspace.site]]", greenspace_site_keys());
  list(rows, "[greenspace.people]", greenspace_people_keys());
  list(rows, "[greenspace.access]", section_layer_keys());
  list(rows, "[greenspace.roads]", section_layer_keys());
  list(rows, "[baseline]", baseline_keys());
  list(rows, "[[baseline.source]]", baseline_source_keys());
  return rows;
}

}  // namespace spatial
