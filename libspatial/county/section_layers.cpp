// SPDX-License-Identifier: MIT
#include "libspatial/county/section_layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "libspatial/core/blank_word.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/input_files.hpp"
#include "libspatial/county/manifest.hpp"
#include "libspatial/county/memory_limit.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/dissolve.hpp"
#include "libspatial/overlay/zone_index.hpp"
#include "libspatial/report/run_record.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {

std::vector<std::string> rehearsed(const Config& config, const Outputs& outputs, const std::vector<std::string>& tables,
                                   const std::function<void(SectionLayers&)>& want) {
  const Delivery delivery(outputs, tables, input_files(config));
  StageClock clock(nullptr);
  const Executor executor;
  SectionLayers layers(config, executor, clock);
  want(layers);
  layers.look();
  return said_at_once(layers.project().issues);
}

SectionLayers::SectionLayers(const Config& config, const Executor& executor, StageClock& clock)
    : config_(config), executor_(executor), clock_(clock) {
  project_.config = config;
}

std::size_t SectionLayers::want(LayerSource source, std::vector<std::string> extra) {
  project_.layers.emplace_back().source = std::move(source);
  extra_.push_back(std::move(extra));
  any_kind_.push_back(0);
  features_.emplace_back();
  return project_.layers.size() - 1;
}

std::size_t SectionLayers::want_features(LayerSource source, std::vector<std::string> extra) {
  const std::size_t number = want(std::move(source), std::move(extra));
  any_kind_[number] = 1;
  return number;
}

void SectionLayers::look() {
  Config only = config_;
  only.layers.clear();
  for (const ProjectLayer& layer : project_.layers) {
    only.layers.push_back(layer.source);
    // Layers are judged by their distance from the study area. Here the authorities are the area of the account.
    if (layer.source.role == Role::authority) only.layers.back().role = Role::study_area;
  }
  clock_.begin("look at the layers");
  project_.places = places_of_layers(only);
  refuse_beyond_memory(only, only.layers);
  project_.issues = project_.places.issues;
  clock_.end(only.layers.size());
}

void SectionLayers::read() {
  look();
  std::map<std::string, InputFile> files;
  for (std::size_t k = 0; k < project_.layers.size(); ++k) {
    ProjectLayer& layer = project_.layers[k];
    const LayerName name = parse_layer_name(layer.source.layer, base_folder(config_));
    ReadOptions options = reading_of(config_, layer.source);
    options.extra_fields = extra_[k];
    options.check_integrity = !files.contains(name.file.string());
    clock_.begin("read " + layer.source.layer);
    if (options.check_integrity) files[name.file.string()] = fingerprint(name.file, name.written);
    layer.file = files[name.file.string()];
    if (any_kind_[k] != 0) {
      FeaturesResult read = read_features(name, layer.source.role, options, executor_);
      layer.crs = read.crs;
      layer.layer.counts = {read.features.layer.features_in_file, read.features.layer.id.size(), 0, 0};
      for (Issue& issue : read.features.layer.issues) {
        issue.source = layer.source.layer;
        project_.issues.push_back(issue);
      }
      features_[k] = std::move(read.features);
      clock_.end(layer.layer.counts.in);
      continue;
    }
    ReadResult read = read_layer(name, layer.source.role, options, executor_);
    layer.crs = read.crs;
    read.layer.source = layer.source.layer;
    for (Issue& issue : read.layer.issues) issue.source = layer.source.layer;
    CleanOptions cleaning = config_.clean;
    cleaning.smallest_part_m2 = 0;
    cleaning.resolve_overlaps = layer.source.resolve_overlaps;
    CleanResult cleaned = clean(std::move(read.layer), cleaning, executor_);
    if (!config_.allow_elsewhere) refuse_if_all_lost(layer.source.layer, cleaned.layer.counts, cleaned.issues);
    layer.layer = std::move(cleaned.layer);
    layer.overlaps = std::move(cleaned.overlaps);
    project_.issues.insert(project_.issues.end(), cleaned.issues.begin(), cleaned.issues.end());
    clock_.end(layer.layer.size());
  }
}

LayerSource source_of(const SectionLayer& section, Role role) {
  LayerSource source;
  source.role = role;
  source.layer = section.layer;
  source.id_field = section.id_field;
  source.name_field = section.name_field;
  source.where = section.where;
  source.title = section.title;
  source.assume_crs = section.assume_crs;
  return source;
}

std::size_t want_authorities(const Config& config, SectionLayers& layers) {
  for (const Role role : {Role::authority, Role::study_area})
    for (const LayerSource& source : config.layers) {
      if (source.role != role) continue;
      LayerSource one = source;
      one.resolve_overlaps = OverlapRule::first;
      return layers.want(std::move(one), source.id_field.empty() ? std::vector<std::string>{}
                                                                 : std::vector<std::string>{source.id_field});
    }
  throw Error(ErrorKind::config,
              fmt::format("{}: the config has neither authorities nor a study area", config.file.string()),
              "Add [layers.authority] with layer and id, or area = \"FILE#LAYER\" in [project].");
}

std::string joined_id(const Layer& layer, std::optional<std::size_t> id_column, std::uint32_t row) {
  const std::string id = id_column ? trimmed(layer.extra[*id_column].text(row)) : std::string();
  return is_blank_word(id) ? layer.id[row] : id;
}

JoinedRows joined_rows(SectionLayers& layers, std::size_t number, std::optional<std::size_t> id_column,
                       const char* what, const Executor& executor) {
  return joined_rows(layers.project().layers[number], id_column, what, layers.project().issues, executor);
}

JoinedRows joined_rows(const ProjectLayer& read, std::optional<std::size_t> id_column, const char* what, Issues& issues,
                       const Executor& executor, const std::vector<char>& left_out) {
  const Layer& layer = read.layer;
  std::map<std::string, std::vector<std::uint32_t>, bool (*)(std::string_view, std::string_view)> rows(natural_less);
  for (std::uint32_t i = 0; i < layer.size(); ++i)
    if (left_out.empty() || left_out[i] == 0) rows[joined_id(layer, id_column, i)].push_back(i);
  JoinedRows result;
  MultiPolygonColumn members;  // of sites of several rows
  std::vector<std::uint32_t> group_of, group(rows.size(), 0);
  std::uint32_t groups = 0;
  for (const auto& [id, all] : rows) {
    result.id.push_back(id);
    result.of_row.push_back(all.front());
    if (all.size() < 2) continue;
    for (const std::uint32_t i : all) {
      members.append(layer.geometry[i]);
      group_of.push_back(groups);
    }
    group[result.id.size() - 1] = ++groups;
    const Point at = layer.boxes[all.front()].centre();
    issues.push_back({IssueRule::register_rows_joined, std::string(info(read.source.role).name), layer.source, id,
                      fmt::format("{} rows are the {} '{}'", all.size(), what, id), Place{at.x, at.y}});
  }
  const MultiPolygonColumn united = dissolve(members, group_of, groups, executor).geometry;
  for (std::size_t g = 0; g < result.id.size(); ++g)
    result.geometry.append(group[g] > 0 ? united[group[g] - 1] : layer.geometry[result.of_row[g]]);
  return result;
}

AccountAreas account_areas(const Config& config, SectionLayers& layers, std::size_t number, const Executor& executor) {
  const Layer& layer = layers.layer(number);
  AccountAreas areas;
  const bool authorities = std::any_of(config.layers.begin(), config.layers.end(),
                                       [](const LayerSource& source) { return source.role == Role::authority; });
  if (authorities) {
    JoinedRows rows = joined_rows(layers, number, layer.extra.empty() ? std::nullopt : std::optional<std::size_t>(0),
                                  "authority", executor);
    areas.code = std::move(rows.id);
    for (const std::uint32_t row : rows.of_row) areas.name.push_back(layer.name[row]);
    areas.geometry = std::move(rows.geometry);
  } else {
    areas.code = {"study area"};
    areas.name = {""};
    areas.geometry = dissolve(layer.geometry, std::vector<std::uint32_t>(layer.size(), 0), 1, executor).geometry;
  }
  areas.areas_m2 = areas_m2_of(areas.geometry);
  return areas;
}

void ask_for_authorities(Config& config) {
  for (LayerSource& source : config.layers) {
    if (source.role != Role::authority) continue;
    source.resolve_overlaps = OverlapRule::first;
    if (!source.id_field.empty()) source.columns.push_back(source.id_field);
  }
}

AccountAreas project_authorities(const Project& project, Issues& issues, const Executor& executor) {
  AccountAreas areas;
  for (const ProjectLayer& one : project.layers) {
    if (one.source.role != Role::authority) continue;
    JoinedRows rows = joined_rows(one, one.layer.extra.empty() ? std::nullopt : std::optional<std::size_t>(0),
                                  "authority", issues, executor);
    areas.code.insert(areas.code.end(), rows.id.begin(), rows.id.end());
    for (const std::uint32_t row : rows.of_row) areas.name.push_back(one.layer.name[row]);
    areas.geometry.append(rows.geometry);
  }
  areas.areas_m2 = areas_m2_of(areas.geometry);
  return areas;
}

std::vector<double> land_by_area(const AccountAreas& areas, const MultiPolygonColumn& features,
                                 const Executor& executor) {
  std::vector<StableSum> sums(areas.code.size());
  if (!features.empty() && !areas.code.empty()) {
    const AreaTable shares =
        areas_by_zone(features, boxes_of(features), areas_m2_of(features), areas.geometry, executor);
    for (std::size_t f = 0; f < features.size(); ++f)
      for (const ZoneShare& share : shares[f]) sums[share.zone].add(share.area_m2);
  }
  std::vector<double> land;
  for (const StableSum& sum : sums) land.push_back(sum.value());
  return land;
}

RunRecord section_record(const Project& project, const char* command, const ClosingSums& sums,
                         const std::vector<std::pair<std::string, std::string>>& facts,
                         const std::vector<StageTime>& stages, bool with_timings) {
  RunRecord record = project_rows(project, command);
  std::erase_if(record, [](const RunRow& row) { return row.key == "habitat_features"; });
  for (const auto& [key, value] : facts) record.push_back({"count", "", key, value});
  add_closing_rows(record, sums);
  add_stage_rows(record, stages, with_timings);
  return record;
}

}  // namespace spatial
