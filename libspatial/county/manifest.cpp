// SPDX-License-Identifier: MIT
#include "libspatial/county/manifest.hpp"

#include <fmt/format.h>

#include <set>

#include "libspatial/core/text.hpp"
#include "libspatial/geometry/operations.hpp"

namespace spatial {

std::string project_version() { return LNRS_VERSION; }

RunRecord project_rows(const Project& project, const char* command) {
  RunRecord record;
  const auto add = [&](const char* section, std::string item, const char* key, std::string value) {
    record.push_back({section, std::move(item), key, std::move(value)});
  };
  const Config& config = project.config;
  add("run", "", "name", config.name);
  add("run", "", "command", command);
  if (!config.date.empty()) add("run", "", "date", config.date);
  add("run", "", "crs", config.crs);
  add("software", "lnrs", "version", project_version());
  add("software", "GDAL", "version", gdal_version());
  add("software", "GEOS", "version", geos_version());
  add("software", "PROJ", "version", proj_version());
  add("software", "SQLite", "version", sqlite_version());
  add("config", "", "toml", to_toml(config));

  std::set<std::string> files;
  const auto add_file = [&](const InputFile& file) {
    if (!files.insert(file.path).second) return;
    add("input", file.path, "size_bytes", std::to_string(file.size_bytes));
    add("input", file.path, "sha256", file.sha256);
  };
  for (const ProjectLayer& layer : project.layers) add_file(layer.file);
  if (project.boa_target_file) add_file(*project.boa_target_file);
  for (const SuitabilityRaster& raster : config.suitability_rasters) {
    const LayerName name = parse_layer_name(raster.raster, base_folder(config));
    add_file(fingerprint(name.file, name.written));
    add("layer", raster.raster, "role", std::string(info(Role::suitability).name));
  }
  for (const ProjectLayer& layer : project.layers) {
    const std::string& source = layer.source.layer;
    add("layer", source, "role", std::string(info(layer.source.role).name));
    if (!layer.source.source_date.empty()) add("layer", source, "date", layer.source.source_date);
    if (!layer.source.licence.empty()) add("layer", source, "licence", layer.source.licence);
    if (!layer.source.attribution.empty()) add("layer", source, "attribution", layer.source.attribution);
    add("layer", source, "features_in", std::to_string(layer.layer.counts.in));
    add("layer", source, "features_used", std::to_string(layer.layer.counts.used));
    add("layer", source, "features_repaired", std::to_string(layer.layer.counts.repaired));
    add("layer", source, "features_dropped", std::to_string(layer.layer.counts.dropped));
    add("crs", source, "source", layer.crs.source_crs);
    add("crs", source, "operation", layer.crs.operation);
    add("crs", source, "accuracy_m", layer.crs.accuracy_m ? shortest(*layer.crs.accuracy_m) : "unknown");
  }
  add("count", "", "habitat_features", std::to_string(project.habitat.size()));
  return record;
}

void add_file_rows(RunRecord& record, const InputFile& file) {
  record.push_back({"input", file.path, "size_bytes", std::to_string(file.size_bytes)});
  record.push_back({"input", file.path, "sha256", file.sha256});
}

void add_stage_rows(RunRecord& record, const std::vector<StageTime>& stages, bool with_timings) {
  const auto add = [&](std::string item, const char* key, std::string value) {
    record.push_back({"stage", std::move(item), key, std::move(value)});
  };
  for (const StageTime& stage : stages) {
    add(stage.name, "items", std::to_string(stage.items));
    if (!with_timings) continue;
    add(stage.name, "wall_s", fmt::format("{:.3f}", stage.wall_s));
    add(stage.name, "cpu_s", fmt::format("{:.3f}", stage.cpu_s));
  }
}

RunRecord opportunity_manifest(const Project& project, const OpportunityResult& result,
                               const std::vector<StageTime>& stages, bool with_timings) {
  RunRecord record = project_rows(project, "lnrs opportunities");
  const auto add = [&](const char* section, std::string item, const char* key, std::string value) {
    record.push_back({section, std::move(item), key, std::move(value)});
  };
  add("count", "", "candidates", std::to_string(result.candidates.size()));
  add("count", "", "issues", std::to_string(result.issues.size()));
  add("scoring", "", "suitability", result.scores.suitability == SuitabilityRule::multiply ? "multiply" : "weigh");
  add("count", "", "candidates_ranked", std::to_string(result.scores.ranked[0]));
  add("count", "", "candidates_to_restore", std::to_string(result.scores.ranked[1]));
  for (const IndicatorInfo& indicator : indicators()) {
    const auto k = static_cast<std::size_t>(indicator.indicator);
    add("weight", std::string(indicator.name), "weight", shortest(result.scores.weights[k]));
    if (indicator.indicator == Indicator::potential && result.scores.suitability == SuitabilityRule::multiply)
      add("weight", std::string(indicator.name), "note", "the suitability of the land: multiplies the score");
    if (!result.indicators.available[k])
      add("weight", std::string(indicator.name), "note", "not scored: its layers are not configured");
  }
  add_stage_rows(record, stages, with_timings);
  return record;
}

RunRecord network_manifest(const Project& project, const NetworkSurvey& survey, const char* command,
                           const std::vector<StageTime>& stages, bool with_timings) {
  RunRecord record = project_rows(project, command);
  const auto add = [&](const char* section, std::string item, const char* key, std::string value) {
    record.push_back({section, std::move(item), key, std::move(value)});
  };
  std::size_t number = 0;
  for (const HabitatNetwork& network : survey.networks) {
    const NetworkMetrics& m = network.metrics;
    const bool by_cost = network.profile.distance == LinkDistance::least_cost;
    add("network", network.profile.id, "distance",
        !network.profile.links.table.empty() ? "table " + network.profile.links.table
        : by_cost                            ? "least_cost"
                                             : "edge");
    if (!network.profile.patches.raster.empty())
      add("network", network.profile.id, "patches", "raster " + network.profile.patches.raster);
    if (const double metre = survey.metre_cost.empty() ? 1 : survey.metre_cost[number]; metre > 1)
      add("network", network.profile.id, "cost_of_a_metre", shortest(metre));
    ++number;
    add("network", network.profile.id, "p_min", shortest(network.profile.p_min));
    add("network", network.profile.id, "neglected_percent",
        shortest(m.pc_numerator > 0 ? 100 * m.neglected_numerator_bound / m.pc_numerator : 0));
    if (network.grid) add("network", network.profile.id, "cells", std::to_string(network.grid->size()));
  }
  add("count", "", "edge_depth_m", shortest(survey.edge_depth_m));
  add("count", "", "landscape_ha", shortest(survey.landscape_m2 / 1e4));
  add("count", "", "issues", std::to_string(survey.issues.size()));
  add_stage_rows(record, stages, with_timings);
  return record;
}

}  // namespace spatial
