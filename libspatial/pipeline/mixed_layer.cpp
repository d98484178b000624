// SPDX-License-Identifier: MIT
#include "libspatial/pipeline/mixed_layer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "libspatial/core/text.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/landscape/repair.hpp"

namespace spatial {
namespace {

/// The rows that cleaning is for: those with an area, and those with nothing at all, about which it raises an issue.
RawLayer areas_of(const RawFeatures& raw) {
  RawLayer areas;
  areas.role = raw.layer.role;
  areas.source = raw.layer.source;
  areas.issues = raw.layer.issues;
  for (const TextColumn& column : raw.layer.extra) areas.extra.push_back({column.name, {}});
  for (std::size_t i = 0; i < raw.layer.fid.size(); ++i) {
    if (raw.layer.geometry[i].empty() && !(raw.lines[i].empty() && raw.points[i].empty())) continue;
    areas.fid.push_back(raw.layer.fid[i]);
    areas.id.push_back(std::to_string(raw.layer.fid[i]));
    areas.name.emplace_back();
    areas.code.emplace_back();
    for (std::size_t c = 0; c < areas.extra.size(); ++c) areas.extra[c].values.emplace_back();
    areas.geometry.append(raw.layer.geometry[i]);
  }
  areas.features_in_file = areas.fid.size();
  return areas;
}

bool usable(std::span<const Point> points) {
  return std::all_of(points.begin(), points.end(), [](Point p) { return std::abs(p.x) <= largest_coordinate_m && std::abs(p.y) <= largest_coordinate_m; });
}

Point on_grid(Point p, double per_m) { return {std::round(p.x * per_m) / per_m + 0.0, std::round(p.y * per_m) / per_m + 0.0}; }

}  // namespace

std::vector<std::span<const Point>> MixedLayer::lines_and_points(std::size_t feature) const {
  std::vector<std::span<const Point>> all;
  for (std::size_t k = 0; k < lines[feature].line_count(); ++k) all.push_back(lines[feature].line(k));
  for (std::size_t k = 0; k < points[feature].size(); ++k) all.push_back(points[feature].subspan(k, 1));
  return all;
}

MixedLayer read_mixed(const OverlayInput& input, const std::vector<std::string>* wanted, const OverlaySettings& settings, const Executor& executor, StageClock& clock) {
  MixedLayer result;
  const LayerName name = parse_layer_name(input.layer);
  clock.begin("read " + input.layer);
  const LayerFields declared = layer_fields(name, settings.allow_network);
  result.title = declared.layer;
  result.source = input.layer;
  result.fields = fields_wanted(declared, wanted);
  ReadOptions options;
  options.crs = settings.crs;
  options.where = input.where;
  options.bbox = settings.bbox;
  options.allow_network = settings.allow_network;
  options.tell_empty_text = true;
  for (const LayerField& field : result.fields) options.extra_fields.push_back(field.name);
  FeaturesResult read = read_features(name, Role::habitat, options, executor);
  RawFeatures& raw = read.features;
  raw.layer.source = input.layer;
  clock.end(raw.layer.features_in_file);

  clock.begin("clean " + input.layer);
  CleanOptions cleaning = settings.clean;
  cleaning.report_overlaps = false;
  CleanResult cleaned = clean(areas_of(raw), cleaning, executor);
  result.issues = std::move(cleaned.issues);
  std::map<std::string, std::uint32_t, std::less<>> area_of;
  for (std::uint32_t i = 0; i < cleaned.layer.size(); ++i) area_of.emplace(cleaned.layer.id[i], i);

  std::vector<std::uint32_t> order(raw.layer.fid.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return raw.layer.fid[a] < raw.layer.fid[b]; });
  for (const TextColumn& column : raw.layer.extra) result.extra.push_back({column.name, {}});
  const double per_m = std::round(1e9 / settings.clean.snap_m) / 1e9;
  for (const std::uint32_t i : order) {
    const std::string id = std::to_string(raw.layer.fid[i]);
    const bool good = usable(raw.lines[i].points()) && usable(raw.points[i]);
    if (!good) result.issues.push_back({IssueRule::coordinates_not_finite, "layer", input.layer, id, "a coordinate of a line or point is not finite or further out than 100,000 km; it was dropped", std::nullopt});
    const auto area = area_of.find(id);
    const bool has_other = good && !(raw.lines[i].empty() && raw.points[i].empty());
    if (area == area_of.end() && !has_other) continue;
    if (area != area_of.end()) result.areas.append_parts(cleaned.layer.geometry[area->second]);
    result.areas.end_feature();
    if (has_other) {
      for (std::size_t k = 0; k < raw.lines[i].line_count(); ++k) {
        for (const Point p : raw.lines[i].line(k)) result.lines.add_point(on_grid(p, per_m));
        result.lines.end_line();
      }
      for (const Point p : raw.points[i]) result.points.add_point(on_grid(p, per_m));
    }
    result.lines.end_feature();
    result.points.end_feature();
    result.id.push_back(id);
    for (std::size_t c = 0; c < result.extra.size(); ++c) result.extra[c].values.push_back(std::move(raw.layer.extra[c].values[i]));
  }
  // Cleaning saw the areas alone.
  if (result.size() > 0) std::erase_if(result.issues, [](const Issue& issue) { return issue.rule == IssueRule::empty_layer; });
  for (Issue& issue : result.issues) {
    issue.source = input.layer;
    issue.role = "layer";
  }
  result.counts = {raw.layer.features_in_file, result.size(), cleaned.layer.counts.repaired, raw.layer.features_in_file - result.size()};
  clock.end(result.size());
  return result;
}

std::string read_line(const MixedLayer& layer) {
  return fmt::format("  {:>9} features  {}{}{}\n", with_commas(static_cast<long long>(layer.counts.used)), layer.source,
                     layer.counts.repaired > 0 ? fmt::format("  ({} repaired)", layer.counts.repaired) : "",
                     layer.counts.dropped > 0 ? fmt::format("  ({} dropped)", layer.counts.dropped) : "");
}

}  // namespace spatial
