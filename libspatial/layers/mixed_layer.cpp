// SPDX-License-Identifier: MIT
#include "libspatial/layers/mixed_layer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/move_append.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/landscape/repair.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

/// Rows that go through cleaning: those with areas, and those without any geometry, for which it raises an issue. If
/// these are all rows, the areas are moved, not copied.
RawLayer areas_of(RawFeatures& raw) {
  RawLayer areas;
  areas.role = raw.layer.role;
  areas.source = raw.layer.source;
  areas.issues = raw.layer.issues;
  areas.extra = without_rows(raw.layer.extra);
  std::vector<std::uint32_t> row_of(raw.layer.fid.size(), RawLayer::no_row);
  for (std::size_t i = 0; i < raw.layer.fid.size(); ++i) {
    if (raw.layer.geometry[i].empty() && !(raw.lines[i].empty() && raw.points[i].empty())) continue;
    row_of[i] = static_cast<std::uint32_t>(areas.fid.size());
    areas.fid.push_back(raw.layer.fid[i]);
    areas.id.push_back(std::to_string(raw.layer.fid[i]));
    areas.name.emplace_back();
    areas.code.emplace_back();
    for (AttributeColumn& column : areas.extra) column.push_back({});
  }
  if (areas.fid.size() == raw.layer.fid.size()) {
    areas.geometry = std::move(raw.layer.geometry);
  } else {
    areas.geometry.reserve(areas.fid.size(), raw.layer.geometry.point_count());
    for (std::size_t i = 0; i < raw.layer.fid.size(); ++i)
      if (row_of[i] != RawLayer::no_row) areas.geometry.append(raw.layer.geometry[i]);
  }
  for (const std::uint32_t row : raw.layer.issue_row)
    areas.issue_row.push_back(row == RawLayer::no_row ? row : row_of[row]);
  areas.features_in_file = areas.fid.size();
  return areas;
}

/// The areas of features, of which feature k has number `which[k]` among `areas`, or none (no_area). Moved if that is
/// the same order.
constexpr std::uint32_t no_area = 0xffffffff;
MultiPolygonColumn chosen_areas(MultiPolygonColumn areas, const std::vector<std::uint32_t>& which) {
  bool same = which.size() == areas.size();
  for (std::uint32_t k = 0; k < which.size() && same; ++k) same = which[k] == k;
  if (same) return areas;
  MultiPolygonColumn chosen;
  chosen.reserve(which.size(), areas.point_count());
  for (const std::uint32_t k : which) {
    if (k != no_area) chosen.append_parts(areas[k]);
    chosen.end_feature();
  }
  return chosen;
}

/// The layer's title and fields as declared in the file, before any row is read.
MixedLayer unread(const OverlayInput& input, const LayerFields& declared, const std::vector<std::string>* wanted) {
  MixedLayer layer;
  layer.title = declared.layer;
  layer.source = input.layer;
  layer.fields = fields_wanted(declared, wanted);
  return layer;
}

MixedLayer cleaned_features(RawFeatures raw, MixedLayer result, const OverlayInput& input,
                            const OverlaySettings& settings, const Executor& executor) {
  raw.layer.source = input.layer;
  CleanOptions cleaning = settings.clean;
  cleaning.report_overlaps = false;
  CleanResult cleaned = clean(areas_of(raw), cleaning, executor);
  result.issues = std::move(cleaned.issues);
  std::map<std::string, std::uint32_t, std::less<>> area_of;
  for (std::uint32_t i = 0; i < cleaned.layer.size(); ++i) area_of.emplace(cleaned.layer.id[i], i);

  std::vector<std::uint32_t> order(raw.layer.fid.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return raw.layer.fid[a] < raw.layer.fid[b]; });
  result.extra = without_rows(raw.layer.extra);
  const Grid grid(settings.clean.snap_m);
  std::vector<std::uint32_t> areas;
  for (const std::uint32_t i : order) {
    const std::string id = std::to_string(raw.layer.fid[i]);
    const bool good = in_range(raw.lines[i].points()) && in_range(raw.points[i]);
    if (!good)
      result.issues.push_back(
          {IssueRule::coordinates_not_finite, "layer", input.layer, id,
           "a coordinate of a line or point is not finite or further out than 100,000 km; it was dropped",
           std::nullopt});
    const auto area = area_of.find(id);
    const bool has_other = good && !(raw.lines[i].empty() && raw.points[i].empty());
    if (area == area_of.end() && !has_other) continue;
    areas.push_back(area != area_of.end() ? area->second : no_area);
    if (has_other) {
      for (std::size_t k = 0; k < raw.lines[i].line_count(); ++k) {
        for (const Point p : raw.lines[i].line(k)) result.lines.add_point(grid.nearest(p));
        result.lines.end_line();
      }
      for (const Point p : raw.points[i]) result.points.add_point(grid.nearest(p));
    }
    result.lines.end_feature();
    result.points.end_feature();
    result.id.push_back(id);
    push_row(result.extra, raw.layer.extra, i);
  }
  result.areas = chosen_areas(std::move(cleaned.layer.geometry), areas);
  // Cleaning only saw the areas; the layer is not empty if it has lines or points.
  if (result.size() > 0)
    std::erase_if(result.issues, [](const Issue& issue) { return issue.rule == IssueRule::empty_layer; });
  told_of(result.issues, input);
  result.counts = {raw.layer.features_in_file, result.size(), cleaned.layer.counts.repaired,
                   raw.layer.features_in_file - result.size()};
  return result;
}

void append(MixedLayer& to, MixedLayer part) {
  if (to.extra.empty()) to.extra = without_rows(part.extra);
  move_append(to.id, part.id);
  append_rows(to.extra, std::move(part.extra));
  to.areas.append(part.areas);
  to.lines.append(part.lines);
  to.points.append(part.points);
  add_to_account(to, std::move(part));
}

}  // namespace

void add_to_account(MixedLayer& account, MixedLayer part) {
  account.source = part.source;
  account.counts.in += part.counts.in;
  account.counts.used += part.counts.used;
  account.counts.repaired += part.counts.repaired;
  account.counts.dropped += part.counts.dropped;
  move_append(account.issues, part.issues);
  // An empty part does not make the layer empty.
  if (account.counts.used > 0)
    std::erase_if(account.issues, [](const Issue& issue) { return issue.rule == IssueRule::empty_layer; });
}

std::vector<std::span<const Point>> MixedLayer::lines_and_points(std::size_t feature) const {
  std::vector<std::span<const Point>> all;
  for (std::size_t k = 0; k < lines[feature].line_count(); ++k) all.push_back(lines[feature].line(k));
  for (std::size_t k = 0; k < points[feature].size(); ++k) all.push_back(points[feature].subspan(k, 1));
  return all;
}

MixedLayer read_mixed(const OverlayInput& input, const std::vector<std::string>* wanted,
                      const OverlaySettings& settings, const Executor& executor, StageClock& clock) {
  if (settings.memory.in_parts()) {
    clock.begin("read and clean " + input.layer);
    std::optional<MixedLayer> all;
    read_mixed_in_parts(
        input, wanted, settings,
        [&](MixedLayer part) {
          const auto& pool = settings.memory.pool;
          if (!all)
            all.emplace(MixedLayer{part.title,
                                   part.fields,
                                   part.source,
                                   {},
                                   {},
                                   MultiPolygonColumn(pool),
                                   MultiLineColumn(pool),
                                   MultiPointColumn(pool),
                                   {},
                                   {}});
          append(*all, std::move(part));
        },
        executor);
    clock.end(all->size());
    if (all->size() > 0) return std::move(*all);
    return read_mixed(input, wanted, without_limit(settings), executor, clock);  // in one go, which reports why
  }
  clock.begin("read " + input.layer);
  const LayerName name = parse_layer_name(input.layer);
  MixedLayer layer = unread(input, layer_fields(name, settings.allow_network), wanted);
  FeaturesResult read = read_features(name, Role::habitat, reading(input, layer.fields, settings), executor);
  clock.end(read.features.layer.features_in_file);
  clock.begin("clean " + input.layer);
  layer = cleaned_features(std::move(read.features), std::move(layer), input, settings, executor);
  clock.end(layer.size());
  if (!settings.tile && !settings.bbox) refuse_if_all_lost(input.layer, layer.counts, layer.issues);
  return layer;
}

void read_mixed_in_parts(const OverlayInput& input, const std::vector<std::string>* wanted,
                         const OverlaySettings& settings, const std::function<void(MixedLayer)>& use,
                         const Executor& executor) {
  const LayerName name = parse_layer_name(input.layer);
  const MixedLayer none = unread(input, layer_fields(name, settings.allow_network), wanted);
  read_features_in_parts(
      name, Role::habitat, reading(input, none.fields, settings), settings.memory.part_bytes,
      [&](RawFeatures part) { use(cleaned_features(std::move(part), none, input, settings, executor)); }, executor);
}

Issues notes_on_mixed(const OverlayInput& input, const std::vector<std::string>* wanted,
                      const OverlaySettings& settings, const Executor& executor) {
  constexpr double bytes_at_a_time = 64e6;
  const LayerName name = parse_layer_name(input.layer);
  const MixedLayer none = unread(input, layer_fields(name, settings.allow_network), wanted);
  RawFeatures last;
  read_features_in_parts(
      name, Role::habitat, reading(input, none.fields, settings), bytes_at_a_time,
      [&](RawFeatures part) { last = std::move(part); }, executor);
  Issues issues = cleaned_features(std::move(last), none, input, settings, executor).issues;
  std::erase_if(issues, [](const Issue& issue) { return issue.rule == IssueRule::empty_layer; });
  return issues;
}

void put_counts(PartAccount& account, const std::string& name, const LayerCounts& counts) {
  account[name + "_in"] = std::to_string(counts.in);
  account[name + "_used"] = std::to_string(counts.used);
  account[name + "_repaired"] = std::to_string(counts.repaired);
  account[name + "_dropped"] = std::to_string(counts.dropped);
}

LayerCounts counts_in(const PartAccount& account, const std::string& name) {
  const auto count = [&](const char* what) { return static_cast<std::size_t>(number_of(account, name + what)); };
  return {count("_in"), count("_used"), count("_repaired"), count("_dropped")};
}

LayerCounts operator+(const LayerCounts& a, const LayerCounts& b) {
  return {a.in + b.in, a.used + b.used, a.repaired + b.repaired, a.dropped + b.dropped};
}

std::string read_line(const MixedLayer& layer) {
  return fmt::format(
      "  {:>9} features  {}{}{}\n", with_commas(static_cast<long long>(layer.counts.used)), layer.source,
      layer.counts.repaired > 0 ? fmt::format("  ({} repaired)", with_commas(layer.counts.repaired)) : "",
      layer.counts.dropped > 0 ? fmt::format("  ({} dropped)", with_commas(layer.counts.dropped)) : "");
}

}  // namespace spatial
