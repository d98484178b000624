// SPDX-License-Identifier: MIT
#include "libspatial/county/input_files.hpp"

#include "libspatial/county/wording.hpp"
#include "libspatial/io/layer_name.hpp"

namespace spatial {

std::vector<std::filesystem::path> input_files(const Config& config) {
  std::vector<std::filesystem::path> files;
  const std::filesystem::path base = base_folder(config);
  const auto add = [&](const std::string& layer) {
    if (!layer.empty()) files.push_back(parse_layer_name(layer, base).file);
  };
  if (!config.file.empty()) files.push_back(config.file);
  if (!config.sites.wording.empty()) files.push_back(wording_file(config));
  for (const LayerSource& source : config.layers) {
    add(source.layer);
    if (!source.crosswalk.empty()) files.push_back(crosswalk_file(config, source));
    if (!source.factors.empty()) files.push_back(base / source.factors);
  }
  for (const SuitabilityRaster& source : config.suitability_rasters) {
    add(source.raster);
    if (!source.factors.empty()) files.push_back(base / source.factors);
  }
  if (config.boa_targets) add(config.boa_targets->layer);
  for (const std::string* table :
       {&config.strategy.statement, &config.strategy.priorities, &config.strategy.measure_priorities,
        &config.strategy.measure_species, &config.strategy.aliases})
    add(*table);
  for (const PlantingLayer& layer : config.planting.layers) add(layer.layer);
  for (const std::string* map : {&config.planting.opportunities, &config.pollinators.opportunities}) add(*map);
  for (const ProtectedArea& area : config.protection.areas) add(area.layer);
  for (const GreenspaceSite& site : config.greenspace.sites) add(site.layer);
  for (const std::string* layer : {&config.greenspace.people.layer, &config.greenspace.people.table,
                                   &config.greenspace.access.layer, &config.greenspace.roads.layer})
    add(*layer);
  for (const BaselineSource& source : config.baseline.sources) {
    add(source.layer);
    add(source.crosswalk);
  }
  for (const NetworkProfile& network : config.networks) {
    add(network.cost.raster);
    add(network.patches.raster);
    add(network.links.table);
  }
  return files;
}

std::vector<std::filesystem::path> map_files(const Config& config) {
  Config map;
  map.file = config.file;
  map.layers = config.layers;
  std::erase_if(map.layers, [](const LayerSource& source) { return info(source.role).asked_for; });
  map.suitability_rasters = config.suitability_rasters;
  map.boa_targets = config.boa_targets;
  map.networks = config.networks;
  return input_files(map);
}

}  // namespace spatial
